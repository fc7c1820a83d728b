import { Textfield } from '@digdir/designsystemet-react';
import { HANDOVER_REVIEW_VERDICTS, ReviewHandoverSchema } from '@samvakt/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

const FIELDS = ['verdict', 'text'];
const idOf = (field: string) => `review-${field}`;

const NAMES = { verdict: 'takeOver.verdict', text: 'takeOver.reviewText' } as const;

/** Each fault with the name of its field. */
const named = (faults: Faults): Faults =>
  new Map(
    [...faults].map(([field, said]) => {
      const name = Object.entries(NAMES).find(([known]) => known === field)?.[1];
      return [field, (texts) => `${name === undefined ? field : texts.t(name)} ${said(texts)}`];
    }),
  );

interface ReviewFormProps {
  readonly version: number;
  /** Whether it is sent. */
  readonly onSend: (review: z.output<typeof ReviewHandoverSchema>) => Promise<boolean>;
}

/** The former team's answer to a take-over in an emergency. */
export function ReviewForm({ version, onSend }: ReviewFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);

  async function send(form: FormData): Promise<boolean> {
    const review = { version, verdict: textOf(form, 'verdict'), text: textOf(form, 'text') };
    const parsed = ReviewHandoverSchema.safeParse(review);
    if (!parsed.success) {
      setFaults(named(faultsOf(parsed.error, ['verdict'])));
      return false;
    }
    setFaults(NO_FAULTS);
    return onSend(parsed.data);
  }

  return (
    <Form onSend={send} className={styles.form}>
      <p>{t('takeOver.reviewIntro')}</p>
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <Choice
        name="verdict"
        id={idOf('verdict')}
        legend={t('takeOver.verdict')}
        fault={say(faults.get('verdict'))}
        options={HANDOVER_REVIEW_VERDICTS.map((value) => ({ value, label: t(`takeOver.verdicts.${value}`) }))}
      />
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={idOf('text')}
        name="text"
        label={t('takeOver.reviewText')}
        error={say(faults.get('text'))}
      />
      <div className={styles.buttons}>
        <Send>{t('takeOver.reviewSend')}</Send>
      </div>
    </Form>
  );
}

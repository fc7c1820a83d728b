import { Button, Textfield } from '@digdir/designsystemet-react';
import { HANDOVER_REVIEW_VERDICTS, ReviewHandoverSchema } from '@samvakt/contract';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

const FIELDS = ['verdict', 'text'];
const idOf = (field: string) => `review-${field}`;

interface ReviewFormProps {
  readonly version: number;
  readonly onSend: (review: z.output<typeof ReviewHandoverSchema>) => Promise<void>;
}

/** The former team's answer to a take-over in an emergency. */
export function ReviewForm({ version, onSend }: ReviewFormProps) {
  const { t } = useTexts();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [sending, setSending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const review = { version, verdict: textOf(form, 'verdict'), text: textOf(form, 'text') };
    const parsed = ReviewHandoverSchema.safeParse(review);
    if (!parsed.success) {
      const names: Record<string, string> = { verdict: t('takeOver.verdict'), text: t('takeOver.reviewText') };
      const found = [...faultsOf(t, parsed.error, ['verdict'])];
      return setFaults(new Map(found.map(([field, text]) => [field, `${names[field] ?? field} ${text}`])));
    }
    setFaults(NO_FAULTS);
    setSending(true);
    await onSend(parsed.data);
    setSending(false);
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
      <p>{t('takeOver.reviewIntro')}</p>
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <Choice
        name="verdict"
        id={idOf('verdict')}
        legend={t('takeOver.verdict')}
        fault={faults.get('verdict')}
        options={HANDOVER_REVIEW_VERDICTS.map((value) => ({ value, label: t(`takeOver.verdicts.${value}`) }))}
      />
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={idOf('text')}
        name="text"
        label={t('takeOver.reviewText')}
        error={faults.get('text')}
      />
      <div className={styles.buttons}>
        <Button type="submit" loading={sending}>
          {t('takeOver.reviewSend')}
        </Button>
      </div>
    </form>
  );
}

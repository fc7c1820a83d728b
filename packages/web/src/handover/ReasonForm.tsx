import { Textfield } from '@digdir/designsystemet-react';
import { useId, useState } from 'react';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, NO_FAULTS, textOf } from '../form/faults.ts';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

interface ReasonFormProps {
  readonly intro: string;
  /** Stands at the field, and in the fault. */
  readonly label: Said;
  readonly act: string;
  readonly demanded: boolean;
  /** Whether it is done. */
  readonly onSend: (reason: string) => Promise<boolean>;
}

/** Declining demands a reason, withdrawing may have one. */
export function ReasonForm({ intro, label, act, demanded, onSend }: ReasonFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);

  async function send(form: FormData): Promise<boolean> {
    const reason = textOf(form, 'reason').trim();
    if (demanded && reason === '') {
      setFaults(new Map([['reason', (texts) => `${label(texts)} ${texts.t('form.required')}`]]));
      return false;
    }
    setFaults(NO_FAULTS);
    return onSend(reason);
  }

  return (
    <Form onSend={send} className={styles.form}>
      <p>{intro}</p>
      <FaultSummary faults={faults} fields={['reason']} idOf={() => id} />
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={id}
        name="reason"
        label={demanded ? say(label) : `${say(label)} (${t('form.optional')})`}
        error={say(faults.get('reason'))}
      />
      <div className={styles.buttons}>
        <Send variant="secondary" data-color="neutral">
          {act}
        </Send>
      </div>
    </Form>
  );
}

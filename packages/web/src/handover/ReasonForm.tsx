import { Button, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useId, useState } from 'react';
import { FaultSummary } from '../form/FaultSummary.tsx';
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
  readonly onSend: (reason: string) => Promise<void>;
}

/** Declining demands a reason, withdrawing may have one. */
export function ReasonForm({ intro, label, act, demanded, onSend }: ReasonFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [sending, setSending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const reason = textOf(new FormData(event.currentTarget), 'reason').trim();
    if (demanded && reason === '') {
      return setFaults(new Map([['reason', (texts) => `${label(texts)} ${texts.t('form.required')}`]]));
    }
    setSending(true);
    await onSend(reason);
    setSending(false);
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
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
        <Button type="submit" variant="secondary" data-color="neutral" loading={sending}>
          {act}
        </Button>
      </div>
    </form>
  );
}

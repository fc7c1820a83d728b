import { Button, Dialog, Textfield } from '@digdir/designsystemet-react';
import { AddNoteSchema } from '@samvakt/contract';
import { type FormEvent, useId, useState } from 'react';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import type { WritingProps } from './AlertDialog.tsx';
import styles from './alert.module.css';
import { Meanwhile } from './Meanwhile.tsx';
import { useSending } from './useSending.ts';

export function NoteDialog({ summary, changed, onSend, onClose }: WritingProps) {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const { send, sending, refused } = useSending(onSend, onClose);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const parsed = AddNoteSchema.safeParse({ text: textOf(new FormData(event.currentTarget), 'text') });
    if (!parsed.success) return setFaults(faultsOf(parsed.error));
    setFaults(NO_FAULTS);
    await send({ type: 'note', text: parsed.data.text });
  }

  return (
    <Dialog
      open
      className={styles.dialog}
      onClose={onClose}
      closeButton={t('form.close')}
      aria-labelledby={`${id}-title`}
    >
      <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
        <div>
          <h2 id={`${id}-title`}>{t('alert.noteTitle')}</h2>
          <p className={styles.soft}>{summary}</p>
        </div>
        <Meanwhile changed={changed} refused={refused} />
        <FaultSummary faults={faults} fields={['text']} idOf={(field) => `${id}-${field}`} />
        <Textfield
          multiline
          rows={4}
          id={`${id}-text`}
          name="text"
          label={t('alert.noteLabel')}
          description={t('alert.noteHelp')}
          error={say(faults.get('text'))}
        />
        <div className={styles.buttons}>
          <Button type="submit" loading={sending}>
            {t('alert.saveNote')}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

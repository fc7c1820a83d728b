import { Button, Dialog, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useId, useState } from 'react';
import { textOf } from '../form/faults.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './task.module.css';

interface CloseTaskDialogProps {
  readonly how: 'finish' | 'cancel';
  readonly text: string;
  readonly onClose: () => void;
  readonly onSave: (note: string) => Promise<void>;
}

/** How it went, which may be left out, or why it shall not be done, which may not. */
export function CloseTaskDialog({ how, text, onClose, onSave }: CloseTaskDialogProps) {
  const { t } = useTexts();
  const id = useId();
  const [missing, setMissing] = useState(false);
  const [sending, setSending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const note = textOf(new FormData(event.currentTarget), 'note').trim();
    if (how === 'cancel' && note === '') return setMissing(true);
    setSending(true);
    await onSave(note);
    onClose();
  }

  return (
    <Dialog open onClose={onClose} closeButton={t('form.close')} aria-labelledby={`${id}-title`}>
      <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
        <div>
          <h2 id={`${id}-title`}>{t(`task.${how}Title`)}</h2>
          <p className={styles.soft}>{text}</p>
        </div>
        <Textfield
          multiline
          rows={3}
          name="note"
          maxLength={2000}
          label={how === 'finish' ? `${t('task.finishNote')} (${t('form.optional')})` : t('task.cancelNote')}
          error={missing ? t('form.required') : undefined}
        />
        <div className={styles.buttons}>
          <Button type="submit" loading={sending}>
            {t(`task.${how}Save`)}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

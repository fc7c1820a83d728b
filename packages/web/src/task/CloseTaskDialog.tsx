import { Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { FormDialog } from '../form/FormDialog.tsx';
import { textOf } from '../form/faults.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';

interface CloseTaskDialogProps {
  readonly how: 'finish' | 'cancel';
  readonly text: string;
  /** What has happened to the task meanwhile. */
  readonly changed: Said | undefined;
  readonly onClose: () => void;
  readonly onSave: (note: string) => Promise<ActOutcome>;
}

/** How it went, which may be left out, or why it shall not be done, which may not. */
export function CloseTaskDialog({ how, text, changed, onClose, onSave }: CloseTaskDialogProps) {
  const { t } = useTexts();
  const [missing, setMissing] = useState(false);

  async function send(form: FormData): Promise<ActOutcome | undefined> {
    const note = textOf(form, 'note').trim();
    const isMissing = how === 'cancel' && note === '';
    setMissing(isMissing);
    return isMissing ? undefined : onSave(note);
  }

  return (
    <FormDialog
      title={t(`task.${how}Title`)}
      about={text}
      changed={changed}
      act={t(`task.${how}Save`)}
      onSend={send}
      onClose={onClose}
    >
      <Textfield
        multiline
        rows={3}
        name="note"
        maxLength={2000}
        label={how === 'finish' ? `${t('task.finishNote')} (${t('form.optional')})` : t('task.cancelNote')}
        error={missing ? t('form.required') : undefined}
      />
    </FormDialog>
  );
}

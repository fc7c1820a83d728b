import { Textfield } from '@digdir/designsystemet-react';
import { AddNoteSchema } from '@samvakt/contract';
import { useId, useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { useAttempts } from '../form/attempts.ts';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { FormDialog } from '../form/FormDialog.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import type { WritingProps } from './AlertDialog.tsx';

export function NoteDialog({ summary, changed, onSend, onClose }: WritingProps) {
  const { t } = useTexts();
  const say = useSaid();
  const clock = useClock();
  const attempts = useAttempts();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);

  async function send(form: FormData): Promise<ActOutcome | undefined> {
    const parsed = AddNoteSchema.safeParse({ text: textOf(form, 'text') });
    setFaults(parsed.success ? NO_FAULTS : faultsOf(parsed.error));
    if (!parsed.success) return undefined;
    const { text } = parsed.data;
    return onSend({ type: 'note', id: attempts.of(text, clock.now()).id, text });
  }

  return (
    <FormDialog
      title={t('alert.noteTitle')}
      about={summary}
      changed={changed}
      act={t('alert.saveNote')}
      onSend={send}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

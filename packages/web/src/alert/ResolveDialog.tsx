import { Textfield } from '@digdir/designsystemet-react';
import { OUTCOMES, ResolveAlertSchema } from '@samvakt/contract';
import { useId, useState } from 'react';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { FormDialog } from '../form/FormDialog.tsx';
import { type Faults, NO_FAULTS, textOf } from '../form/faults.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import type { WritingProps } from './AlertDialog.tsx';
import { resolveFaults } from './resolveFaults.ts';

export function ResolveDialog({ summary, version, changed, onSend, onClose }: WritingProps) {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [chosen, setChosen] = useState<string>();
  const noteDemanded = chosen === 'no-action-needed';

  async function send(form: FormData): Promise<ActOutcome | undefined> {
    const note = textOf(form, 'note');
    const parsed = ResolveAlertSchema.safeParse({ version, outcome: textOf(form, 'outcome'), note });
    setFaults(parsed.success ? NO_FAULTS : resolveFaults(parsed.error));
    return parsed.success ? onSend({ type: 'resolve', outcome: parsed.data.outcome, note }) : undefined;
  }

  return (
    <FormDialog
      title={t('alert.resolveTitle')}
      about={summary}
      changed={changed}
      act={t('alert.resolve')}
      onSend={send}
      onClose={onClose}
    >
      <FaultSummary faults={faults} fields={['outcome', 'note']} idOf={(field) => `${id}-${field}`} />
      <Choice
        name="outcome"
        id={`${id}-outcome`}
        legend={t('alert.outcome')}
        fault={say(faults.get('outcome'))}
        options={OUTCOMES.map((value) => ({ value, label: t(`alert.outcomes.${value}`) }))}
        onChange={setChosen}
      />
      <Textfield
        multiline
        rows={3}
        id={`${id}-note`}
        name="note"
        label={noteDemanded ? t('alert.resolveNoteRequired') : `${t('alert.resolveNote')} (${t('form.optional')})`}
        description={t('alert.resolveNoteHelp')}
        error={say(faults.get('note'))}
      />
    </FormDialog>
  );
}

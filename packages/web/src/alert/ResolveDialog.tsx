import { Button, Dialog, Textfield } from '@digdir/designsystemet-react';
import { OUTCOMES, type Outcome, ResolveAlertSchema } from '@samvakt/contract';
import { type FormEvent, useId, useState } from 'react';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, NO_FAULTS, textOf } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './alert.module.css';
import { resolveFaults } from './resolveFaults.ts';

interface ResolveDialogProps {
  readonly summary: string;
  readonly version: number;
  readonly onResolve: (act: { readonly outcome: Outcome; readonly note: string }) => Promise<void>;
  readonly onClose: () => void;
}

export function ResolveDialog({ summary, version, onResolve, onClose }: ResolveDialogProps) {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [chosen, setChosen] = useState<string>();
  const [sending, setSending] = useState(false);
  const noteDemanded = chosen === 'no-action-needed';

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const note = textOf(form, 'note');
    const parsed = ResolveAlertSchema.safeParse({ version, outcome: textOf(form, 'outcome'), note });
    if (!parsed.success) return setFaults(resolveFaults(parsed.error));
    setSending(true);
    await onResolve({ outcome: parsed.data.outcome, note });
    onClose();
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
          <h2 id={`${id}-title`}>{t('alert.resolveTitle')}</h2>
          <p className={styles.soft}>{summary}</p>
        </div>
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
        <div className={styles.buttons}>
          <Button type="submit" loading={sending}>
            {t('alert.resolve')}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

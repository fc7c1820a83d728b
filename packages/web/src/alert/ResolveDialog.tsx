import { Button, Dialog, Textfield } from '@digdir/designsystemet-react';
import { OUTCOMES, ResolveAlertSchema } from '@samvakt/contract';
import { type FormEvent, useId, useState } from 'react';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, NO_FAULTS, textOf } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import type { WritingProps } from './AlertDialog.tsx';
import styles from './alert.module.css';
import { Meanwhile } from './Meanwhile.tsx';
import { resolveFaults } from './resolveFaults.ts';
import { useSending } from './useSending.ts';

export function ResolveDialog({ summary, version, changed, onSend, onClose }: WritingProps) {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [chosen, setChosen] = useState<string>();
  const { send, sending, refused } = useSending(onSend, onClose);
  const noteDemanded = chosen === 'no-action-needed';

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const note = textOf(form, 'note');
    const parsed = ResolveAlertSchema.safeParse({ version, outcome: textOf(form, 'outcome'), note });
    if (!parsed.success) return setFaults(resolveFaults(parsed.error));
    setFaults(NO_FAULTS);
    await send({ type: 'resolve', outcome: parsed.data.outcome, note });
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
        <Meanwhile changed={changed} refused={refused} />
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

import { Button, Textfield } from '@digdir/designsystemet-react';
import type { EpisodePlan, SetMeasuringPlanSchema } from '@samvakt/contract';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, textOf } from '../form/faults.ts';
import { useTexts } from '../texts/useTexts.ts';
import { type DraftEntry, draftOf, fieldOf, idOf, newEntry, planFaults, planOf, TIME_ZONE_OF_PLAN } from './draft.ts';
import { EntryFields } from './EntryFields.tsx';
import styles from './plan.module.css';

export type NewPlan = z.input<typeof SetMeasuringPlanSchema>;

interface PlanFormProps {
  readonly plan: EpisodePlan;
  readonly faults: Faults;
  readonly onFaults: (faults: Faults) => void;
  readonly onSave: (plan: NewPlan) => Promise<void>;
  readonly onCancel: () => void;
}

/** Every measurement of the plan with its days and times, and why it is changed. */
export function PlanForm({ plan, faults, onFaults, onSave, onCancel }: PlanFormProps) {
  const { t } = useTexts();
  const [draft, setDraft] = useState<readonly DraftEntry[]>(() => draftOf(plan));
  const [sending, setSending] = useState(false);
  const timeZone = plan.plan?.timeZone ?? TIME_ZONE_OF_PLAN;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const reason = textOf(new FormData(event.currentTarget), 'reason').trim();
    // The button that was pressed says whether what is written counts.
    const submitter = (event.nativeEvent as SubmitEvent).submitter;
    const standard = submitter instanceof HTMLButtonElement && submitter.value === 'standard';
    const found = planFaults(t, standard ? [] : draft, { timeZone, reason });
    onFaults(found);
    if (found.size > 0) return;
    setSending(true);
    await onSave({ plan: standard ? null : planOf(draft, timeZone), reason, basedOnVersion: plan.version });
    setSending(false);
  }

  function add() {
    const entry = newEntry(plan, draft);
    if (entry) setDraft([...draft, entry]);
  }

  const fields = [
    ...draft.flatMap(({ key }) => (['days', 'from', 'by'] as const).map((one) => fieldOf(key, one))),
    'reason',
  ];
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
      <FaultSummary faults={faults} fields={fields} idOf={idOf} />
      {draft.length === 0 && <p className={styles.note}>{t('measuringPlan.empty')}</p>}
      {draft.map((entry, place) => (
        <EntryFields
          key={entry.key}
          entry={entry}
          number={place + 1}
          metrics={plan.metrics}
          faults={faults}
          onChange={(next) => setDraft(draft.map((one) => (one.key === entry.key ? next : one)))}
          onRemove={() => setDraft(draft.filter(({ key }) => key !== entry.key))}
        />
      ))}
      <div>
        <Button type="button" variant="secondary" data-size="sm" onClick={add}>
          {t('measuringPlan.add')}
        </Button>
      </div>
      <Textfield
        data-size="sm"
        multiline
        rows={2}
        id={idOf('reason')}
        name="reason"
        label={t('measuringPlan.reason')}
        error={faults.get('reason')}
      />
      <div className={styles.buttons}>
        <Button type="submit" loading={sending}>
          {t('measuringPlan.save')}
        </Button>
        {plan.origin === 'own' && (
          <Button type="submit" variant="secondary" name="which" value="standard" loading={sending}>
            {t('measuringPlan.useStandard')}
          </Button>
        )}
        <Button type="button" variant="tertiary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}

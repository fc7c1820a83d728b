import { Button, Textfield } from '@digdir/designsystemet-react';
import type { EpisodePlan, MeasuringPlan, SetMeasuringPlanSchema } from '@samvakt/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, textOf } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { type Seen, shownBefore, unseenText } from '../whatIf/shown.ts';
import { WithoutReplay } from '../whatIf/WithoutReplay.tsx';
import {
  type DraftEntry,
  draftOf,
  fieldOf,
  idOf,
  newEntry,
  newFormEntry,
  planFaults,
  planOf,
  proposedBy,
  TIME_ZONE_OF_PLAN,
} from './draft.ts';
import { EntryFields } from './EntryFields.tsx';
import styles from './plan.module.css';

export type NewPlan = z.input<typeof SetMeasuringPlanSchema>;

interface PlanFormProps {
  readonly plan: EpisodePlan;
  readonly faults: Faults;
  /** Whether what is written has been replayed on the screen. */
  readonly seen: Seen;
  /** The version of the plan that the person has taken note of. */
  readonly basedOnVersion: number;
  readonly onFaults: (faults: Faults) => void;
  /** What would be saved, whenever it changes; null: the protocol's own plan; undefined: what is written is no plan. */
  readonly onProposed: (plan: MeasuringPlan | null | undefined) => void;
  /** Whether it is saved. */
  readonly onSave: (plan: NewPlan) => Promise<boolean>;
  readonly onCancel: () => void;
}

/** Every measurement and form of the plan with its days and times, or the protocol's own plan again, and why it is changed. */
export function PlanForm(props: PlanFormProps) {
  const { plan, faults, seen, basedOnVersion, onFaults, onProposed, onSave, onCancel } = props;
  const { t } = useTexts();
  const say = useSaid();
  const firstAdd = plan.metrics.length > 0 ? 'add' : 'addForm';
  const [draft, setDraft] = useState<readonly DraftEntry[]>(() => draftOf(plan));
  const [standard, setStandard] = useState(false);
  const timeZone = plan.plan?.timeZone ?? TIME_ZONE_OF_PLAN;

  async function send(form: FormData): Promise<boolean> {
    const reason = textOf(form, 'reason').trim();
    const found = new Map(planFaults(standard ? [] : draft, { timeZone, reason }));
    const shown = shownBefore(seen, textOf(form, 'withoutReplay').trim());
    // What is no plan has nothing to be shown.
    if (shown === undefined && seen === 'failed')
      found.set('withoutReplay', ({ t }) => t('measuringPlan.faults.withoutReplay'));
    else if (shown === undefined && found.size === 0) found.set('shown', ({ t }) => t(unseenText(seen)));
    onFaults(found);
    if (found.size > 0 || shown === undefined) return false;
    return onSave({ plan: standard ? null : planOf(draft, timeZone), reason, basedOnVersion, shown });
  }

  function write(next: readonly DraftEntry[]) {
    setDraft(next);
    onProposed(proposedBy(next, timeZone));
  }

  function choose(nextStandard: boolean) {
    setStandard(nextStandard);
    onProposed(nextStandard ? null : proposedBy(draft, timeZone));
  }

  /** The focus goes on to what stands beside it: its own button is gone. */
  function remove(place: number) {
    const beside = draft[place + 1] ?? draft[place - 1];
    write(draft.toSpliced(place, 1));
    document.getElementById(idOf(beside ? `${beside.key}-subject` : firstAdd))?.focus();
  }

  function add(entry: DraftEntry | null) {
    if (entry) write([...draft, entry]);
  }

  const fields = [
    ...draft.flatMap(({ key }) => (['days', 'from', 'by'] as const).map((one) => fieldOf(key, one))),
    'reason',
    'withoutReplay',
    'shown',
  ];
  return (
    <Form onSend={send} className={styles.form}>
      <FaultSummary faults={faults} fields={fields} idOf={idOf} />
      {standard ? (
        <p className={styles.note} role="status">
          {t('measuringPlan.standardAgain')}
        </p>
      ) : (
        <>
          {draft.length === 0 && <p className={styles.note}>{t('measuringPlan.empty')}</p>}
          {draft.map((entry, place) => (
            <EntryFields
              key={entry.key}
              entry={entry}
              number={place + 1}
              plan={plan}
              faults={faults}
              onChange={(next) => write(draft.map((one) => (one.key === entry.key ? next : one)))}
              onRemove={() => remove(place)}
            />
          ))}
        </>
      )}
      <div className={styles.buttons}>
        {!standard && plan.metrics.length > 0 && (
          <Button
            type="button"
            variant="secondary"
            data-size="sm"
            onClick={() => add(newEntry(plan, draft))}
            id={idOf('add')}
          >
            {t('measuringPlan.add')}
          </Button>
        )}
        {!standard && plan.questionnaires.length > 0 && (
          <Button
            type="button"
            variant="secondary"
            data-size="sm"
            onClick={() => add(newFormEntry(plan, draft))}
            id={idOf('addForm')}
          >
            {t('measuringPlan.addForm')}
          </Button>
        )}
        {plan.origin === 'own' && (
          <Button type="button" variant="secondary" data-size="sm" onClick={() => choose(!standard)}>
            {t(standard ? 'measuringPlan.keepOwn' : 'measuringPlan.useStandard')}
          </Button>
        )}
      </div>
      <Textfield
        data-size="sm"
        multiline
        rows={2}
        id={idOf('reason')}
        name="reason"
        label={t('measuringPlan.reason')}
        error={say(faults.get('reason'))}
      />
      <WithoutReplay seen={seen} id={idOf('withoutReplay')} fault={say(faults.get('withoutReplay'))} />
      <div className={styles.buttons}>
        <Send id={idOf('shown')}>{t('measuringPlan.save')}</Send>
        <Button type="button" variant="tertiary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </Form>
  );
}

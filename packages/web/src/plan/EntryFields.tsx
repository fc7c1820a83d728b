import { Button, Checkbox, Fieldset, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { type EpisodePlan, PLAN_DAYS } from '@samvakt/contract';
import type { Faults } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { type DraftEntry, entryName, fieldOf, idOf } from './draft.ts';
import { Grace } from './Grace.tsx';
import styles from './plan.module.css';
import { SubjectField } from './SubjectField.tsx';

interface EntryFieldsProps {
  readonly entry: DraftEntry;
  /** Its place in the form, from 1. */
  readonly number: number;
  /** What may be planned. */
  readonly plan: Pick<EpisodePlan, 'metrics' | 'questionnaires'>;
  readonly faults: Faults;
  readonly onChange: (entry: DraftEntry) => void;
  readonly onRemove: () => void;
}

/** What, on which days, from when until when, how long to wait, and whether on holidays too. */
export function EntryFields({ entry, number, plan, faults, onChange, onRemove }: EntryFieldsProps) {
  const { t } = useTexts();
  const say = useSaid();
  const { key, metric, days, from, by, graceMinutes, onHolidays } = entry;
  const isForm = metric === undefined;
  const faultOfDays = say(faults.get(fieldOf(key, 'days')));
  return (
    <Fieldset data-size="sm" className={styles.entry}>
      <Fieldset.Legend>{entryName(t, entry, number)}</Fieldset.Legend>
      <div className={styles.fields}>
        <SubjectField id={idOf(`${key}-subject`)} entry={entry} plan={plan} onChange={onChange} />
        <Textfield
          data-size="sm"
          type="time"
          id={idOf(fieldOf(key, 'from'))}
          label={t('measuringPlan.from')}
          value={from}
          error={say(faults.get(fieldOf(key, 'from')))}
          onChange={(event) => onChange({ ...entry, from: event.target.value.slice(0, 5) })}
        />
        <Textfield
          data-size="sm"
          type="time"
          id={idOf(fieldOf(key, 'by'))}
          label={t('measuringPlan.by')}
          value={by}
          error={say(faults.get(fieldOf(key, 'by')))}
          onChange={(event) => onChange({ ...entry, by: event.target.value.slice(0, 5) })}
        />
        <Grace
          id={idOf(`${key}-grace`)}
          minutes={graceMinutes}
          isForm={isForm}
          onChange={(minutes) => onChange({ ...entry, graceMinutes: minutes })}
        />
      </div>
      <Fieldset data-size="sm">
        <Fieldset.Legend>{t('measuringPlan.days')}</Fieldset.Legend>
        <div className={styles.days}>
          {PLAN_DAYS.map((day, place) => (
            <Checkbox
              key={day}
              data-size="sm"
              label={t(`measuringPlan.dayNames.${day}`)}
              checked={days.includes(day)}
              {...(place === 0 ? { id: idOf(fieldOf(key, 'days')) } : {})}
              {...(faultOfDays ? { 'aria-invalid': true } : {})}
              onChange={(event) =>
                onChange({
                  ...entry,
                  days: PLAN_DAYS.filter((one) => (one === day ? event.target.checked : days.includes(one))),
                })
              }
            />
          ))}
        </div>
        {faultOfDays && <ValidationMessage>{faultOfDays}</ValidationMessage>}
      </Fieldset>
      <div className={styles.buttons}>
        <Checkbox
          data-size="sm"
          label={t('measuringPlan.holidays')}
          checked={onHolidays === 'asked'}
          onChange={(event) => onChange({ ...entry, onHolidays: event.target.checked ? 'asked' : 'not-asked' })}
        />
        <Button
          type="button"
          variant="tertiary"
          data-size="sm"
          aria-label={t(isForm ? 'measuringPlan.removeForm' : 'measuringPlan.removeEntry', { number })}
          onClick={onRemove}
        >
          {t('measuringPlan.remove')}
        </Button>
      </div>
    </Fieldset>
  );
}

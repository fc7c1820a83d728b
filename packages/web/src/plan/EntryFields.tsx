import {
  Button,
  Checkbox,
  Field,
  Fieldset,
  Label,
  Select,
  Textfield,
  ValidationMessage,
} from '@digdir/designsystemet-react';
import { type MetricCode, PLAN_DAYS } from '@samvakt/contract';
import type { Faults } from '../form/faults.ts';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { type DraftEntry, fieldOf, idOf } from './draft.ts';
import styles from './plan.module.css';

const HOURS = [0, 1, 2, 4, 6, 8, 12, 24];

interface EntryFieldsProps {
  readonly entry: DraftEntry;
  /** Its place in the form, from 1. */
  readonly number: number;
  readonly metrics: readonly MetricCode[];
  readonly faults: Faults;
  readonly onChange: (entry: DraftEntry) => void;
  readonly onRemove: () => void;
}

/** What, on which days, from when until when, how long to wait, and whether on holidays too. */
export function EntryFields({ entry, number, metrics, faults, onChange, onRemove }: EntryFieldsProps) {
  const { t } = useTexts();
  const { key, metric, days, from, by, graceMinutes, onHolidays } = entry;
  const faultOfDays = faults.get(fieldOf(key, 'days'));
  const grace = [...new Set([...HOURS.map((hours) => hours * 60), graceMinutes])].sort((a, b) => a - b);
  return (
    <Fieldset data-size="sm" className={styles.entry}>
      <Fieldset.Legend>{t('measuringPlan.entry', { number })}</Fieldset.Legend>
      <div className={styles.fields}>
        <Field data-size="sm">
          <Label htmlFor={idOf(`${key}-metric`)}>{t('measuringPlan.metric')}</Label>
          <Select
            id={idOf(`${key}-metric`)}
            value={metric}
            onChange={(event) =>
              onChange({ ...entry, metric: metrics.find((one) => one === event.target.value) ?? metric })
            }
          >
            {metrics.map((one) => (
              <Select.Option key={one} value={one}>
                {metricName(t, one)}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Textfield
          data-size="sm"
          type="time"
          id={idOf(fieldOf(key, 'from'))}
          label={t('measuringPlan.from')}
          value={from}
          error={faults.get(fieldOf(key, 'from'))}
          onChange={(event) => onChange({ ...entry, from: event.target.value.slice(0, 5) })}
        />
        <Textfield
          data-size="sm"
          type="time"
          id={idOf(fieldOf(key, 'by'))}
          label={t('measuringPlan.by')}
          value={by}
          error={faults.get(fieldOf(key, 'by'))}
          onChange={(event) => onChange({ ...entry, by: event.target.value.slice(0, 5) })}
        />
        <Field data-size="sm">
          <Label htmlFor={idOf(`${key}-grace`)}>{t('measuringPlan.grace')}</Label>
          <Select
            id={idOf(`${key}-grace`)}
            value={String(graceMinutes)}
            onChange={(event) => onChange({ ...entry, graceMinutes: Number(event.target.value) })}
          >
            {grace.map((minutes) => (
              <Select.Option key={minutes} value={String(minutes)}>
                {minutes === 0
                  ? t('measuringPlan.graceNone')
                  : t('measuringPlan.graceHours', { count: Math.round(minutes / 6) / 10 })}
              </Select.Option>
            ))}
          </Select>
        </Field>
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
          aria-label={t('measuringPlan.removeEntry', { number })}
          onClick={onRemove}
        >
          {t('measuringPlan.remove')}
        </Button>
      </div>
    </Fieldset>
  );
}

import { Field, Label, Select } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/useTexts.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const OF_MEASUREMENT = [0, 1, 2, 4, 6, 8, 12, 24].map((hours) => hours * HOUR_MINUTES);
const OF_FORM = [0, 4 * HOUR_MINUTES, ...[1, 2, 3, 4, 5, 6].map((days) => days * DAY_MINUTES)];

interface GraceProps {
  readonly id: string;
  readonly minutes: number;
  readonly isForm: boolean;
  readonly onChange: (minutes: number) => void;
}

/** How long after the due time nobody is told: of a measurement at most a day, of a form up to six. */
export function Grace({ id, minutes, isForm, onChange }: GraceProps) {
  const { t } = useTexts();
  const choices = [...new Set([...(isForm ? OF_FORM : OF_MEASUREMENT), minutes])].sort((a, b) => a - b);
  const nameOf = (choice: number) => {
    if (choice === 0) return t('measuringPlan.graceNone');
    const days = Math.floor(choice / DAY_MINUTES);
    const hours = Math.round((choice % DAY_MINUTES) / 6) / 10;
    if (!isForm || days === 0) return t('measuringPlan.graceHours', { count: Math.round(choice / 6) / 10 });
    return hours === 0
      ? t('measuringPlan.graceDays', { count: days })
      : t('measuringPlan.graceDaysHours', { count: days, hours });
  };
  return (
    <Field data-size="sm">
      <Label htmlFor={id}>{t('measuringPlan.grace')}</Label>
      <Select id={id} value={String(minutes)} onChange={(event) => onChange(Number(event.target.value))}>
        {choices.map((choice) => (
          <Select.Option key={choice} value={String(choice)}>
            {nameOf(choice)}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

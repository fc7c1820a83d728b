import { Field, Label, Select } from '@digdir/designsystemet-react';
import type { EpisodePlan } from '@samvakt/contract';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { askingFor, type DraftEntry } from './draft.ts';

interface SubjectFieldProps {
  readonly id: string;
  readonly entry: DraftEntry;
  readonly plan: Pick<EpisodePlan, 'metrics' | 'questionnaires'>;
  readonly onChange: (entry: DraftEntry) => void;
}

/** What is asked for: a measurement, or where the entry is a form, one of the protocol's forms. */
export function SubjectField({ id, entry, plan, onChange }: SubjectFieldProps) {
  const { t, localized } = useTexts();
  const choices =
    entry.metric === undefined
      ? plan.questionnaires.map(({ url, title }) => ({
          subject: { questionnaire: url },
          value: url,
          name: localized(title),
        }))
      : plan.metrics.map((metric) => ({ subject: { metric }, value: metric, name: metricName(t, metric) }));
  return (
    <Field data-size="sm">
      <Label htmlFor={id}>{t('measuringPlan.metric')}</Label>
      <Select
        id={id}
        value={entry.metric ?? entry.questionnaire}
        onChange={({ target }) => {
          const chosen = choices.find(({ value }) => value === target.value);
          if (chosen) onChange(askingFor(entry, chosen.subject));
        }}
      >
        {choices.map(({ value, name }) => (
          <Select.Option key={value} value={value}>
            {name}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

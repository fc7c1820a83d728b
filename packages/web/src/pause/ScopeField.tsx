import { Checkbox, Fieldset, ValidationMessage } from '@digdir/designsystemet-react';
import type { EpisodeDetail, PauseScope } from '@samvakt/contract';
import { Choice } from '../form/Choice.tsx';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';

/** What has been chosen so far: metrics or rules may still be missing. */
export interface ChosenScope {
  readonly type: PauseScope['type'] | undefined;
  readonly metrics: readonly string[];
  readonly rules: readonly string[];
}

export const NOTHING_CHOSEN: ChosenScope = { type: undefined, metrics: [], rules: [] };

/** The scope as it is sent; undefined while something is missing. */
export function scopeOf({ type, metrics, rules }: ChosenScope): PauseScope | undefined {
  if (type === 'episode') return { type };
  if (type === 'metrics' && metrics.length > 0) return { type, metrics };
  return type === 'rules' && rules.length > 0 ? { type, rules } : undefined;
}

const SCOPES = ['episode', 'metrics', 'rules'] as const;

interface ScopeFieldProps {
  readonly episode: Pick<EpisodeDetail, 'metrics' | 'protocol'>;
  readonly idOf: (field: string) => string;
  readonly chosen: ChosenScope;
  readonly onChosen: (chosen: ChosenScope) => void;
  readonly faults: { readonly scope: string | undefined; readonly named: string | undefined };
}

export function ScopeField({ episode, idOf, chosen, onChosen, faults }: ScopeFieldProps) {
  const { t, localized } = useTexts();
  const { type } = chosen;
  const named =
    type === 'metrics'
      ? episode.metrics.map(({ metric }) => ({ value: metric, label: metricName(t, metric) }))
      : episode.protocol.rules.map(({ id, meaning }) => ({ value: id, label: localized(meaning) }));
  return (
    <>
      <Choice
        name="scope"
        id={idOf('scope')}
        legend={t('pause.scope')}
        fault={faults.scope}
        options={SCOPES.map((value) => ({
          value,
          label: t(`pause.scopes.${value}`),
          description: t(`pause.scopeHelp.${value}`),
        }))}
        onChange={(value) => onChosen({ ...chosen, type: SCOPES.find((scope) => scope === value) })}
      />
      {(type === 'metrics' || type === 'rules') && (
        <Fieldset data-size="sm" key={type}>
          <Fieldset.Legend>{t(`pause.${type}`)}</Fieldset.Legend>
          {named.map(({ value, label }, index) => (
            <Checkbox
              key={value}
              name="named"
              value={value}
              label={label}
              checked={chosen[type].includes(value)}
              {...(index === 0 ? { id: idOf('named') } : {})}
              {...(faults.named ? { 'aria-invalid': true } : {})}
              onChange={(event) =>
                onChosen({
                  ...chosen,
                  [type]: event.target.checked ? [...chosen[type], value] : chosen[type].filter((one) => one !== value),
                })
              }
            />
          ))}
          {faults.named && <ValidationMessage>{faults.named}</ValidationMessage>}
        </Fieldset>
      )}
    </>
  );
}

import { Textfield } from '@digdir/designsystemet-react';
import { Choice } from '../form/Choice.tsx';
import { useFormat } from '../format/useFormat.ts';
import { fromLocalInput, toLocalInput } from '../handover/localTime.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './team.module.css';

/** From when a change holds, as it stands in a form. `at`: the text of a `datetime-local` field. */
export interface BeginningDraft {
  readonly when: 'now' | 'later';
  readonly at: string;
}
export const AT_ONCE: BeginningDraft = { when: 'now', at: '' };

/** The instant it says as the API takes it (null: at once), or undefined where no time ahead is said. */
export function beginningOf({ when, at }: BeginningDraft, now: number): string | null | undefined {
  if (when === 'now') return null;
  const from = fromLocalInput(at);
  return from === null || from <= now ? undefined : new Date(from).toISOString();
}

interface BeginningProps {
  /** The time field's id is `${id}-from`. */
  readonly id: string;
  readonly draft: BeginningDraft;
  /** When what is planned begins (ISO 8601), in order of time: a change holds until the next. */
  readonly planned: readonly { readonly from: string }[];
  readonly now: number;
  readonly fault: string | undefined;
  readonly onChange: (draft: BeginningDraft) => void;
}

/** From now on, or from a date: and until when it then holds. */
export function Beginning({ id, draft, planned, now, fault, onChange }: BeginningProps) {
  const { t } = useTexts();
  const format = useFormat();
  const from = beginningOf(draft, now);
  const begins = from === null ? now : from === undefined ? null : Date.parse(from);
  const next = begins === null ? undefined : planned.find((one) => Date.parse(one.from) > begins);
  return (
    <div className={styles.beginning}>
      <Choice
        name={`${id}-when`}
        id={`${id}-when`}
        legend={t('team.from.legend')}
        chosen={draft.when}
        onChange={(when) => onChange({ ...draft, when: when === 'later' ? 'later' : 'now' })}
        options={[
          { value: 'now', label: t('team.from.now') },
          { value: 'later', label: t('team.from.later') },
        ]}
      />
      {draft.when === 'later' && (
        <Textfield
          data-size="sm"
          type="datetime-local"
          id={`${id}-from`}
          label={t('team.from.at')}
          min={toLocalInput(now)}
          value={draft.at}
          error={fault ?? false}
          onChange={(event) => onChange({ ...draft, at: event.target.value })}
        />
      )}
      <output className={styles.soft}>
        {typeof from === 'string' && t('team.from.written', { from: format.fullDateTime(from) })}{' '}
        {next !== undefined && t('team.from.untilNext', { until: format.fullDateTime(next.from) })}
      </output>
    </div>
  );
}

import type { ProtocolChoice } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { metricName, unitName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './protocol.module.css';

type Shown = ProtocolChoice['difference'];

/** What a version has that the one in force has not, in words. */
export function Difference({ difference }: { readonly difference: Shown }) {
  const { t, localized } = useTexts();
  const { added, removed, changed, numbers, observes } = difference;
  const nothing = [added, removed, changed, numbers, observes.added, observes.removed].every(
    ({ length }) => length === 0,
  );
  if (nothing) return <p>{t('protocol.noDifference')}</p>;
  return (
    <div className={styles.difference}>
      {(['added', 'removed'] as const).map((kind) => {
        const rules = { added, removed }[kind];
        return (
          rules.length > 0 && (
            <section key={kind}>
              <h3>{t(`protocol.${kind}`, { count: rules.length })}</h3>
              <ul>
                {rules.map((rule) => (
                  <li key={rule.id}>
                    {localized(rule.meaning)} <span className={styles.soft}>{localized(rule.condition)}</span>
                  </li>
                ))}
              </ul>
            </section>
          )
        );
      })}
      {changed.length > 0 && (
        <section>
          <h3>{t('protocol.changed', { count: changed.length })}</h3>
          <ul>
            {changed.map((rule) => (
              <li key={rule.id}>
                {localized(rule.meaning)}
                <BeforeAfter before={localized(rule.before)} after={localized(rule.after)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Numbers numbers={numbers} />
      {(observes.added.length > 0 || observes.removed.length > 0) && (
        <section>
          <h3>{t('protocol.observes')}</h3>
          <ul>
            {observes.added.map((metric) => (
              <li key={metric}>{t('protocol.observed', { metric: metricName(t, metric) })}</li>
            ))}
            {observes.removed.map((metric) => (
              <li key={metric}>{t('protocol.notObserved', { metric: metricName(t, metric) })}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function BeforeAfter({ before, after }: { readonly before: string; readonly after: string }) {
  const { t } = useTexts();
  // What is judged is the same: words, or what is asked to be done, differ.
  if (before === after) return <p className={styles.soft}>{t('protocol.wordsChanged', { condition: after })}</p>;
  return (
    <p className={styles.soft}>
      <span>{t('protocol.before', { text: before })}</span>
      <br />
      <span>{t('protocol.after', { text: after })}</span>
    </p>
  );
}

function Numbers({ numbers }: { readonly numbers: Shown['numbers'] }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  if (numbers.length === 0) return null;
  const textOf = (range: Shown['numbers'][number]['before'], unit: string) =>
    range === null
      ? t('protocol.noNumber')
      : t('protocol.numberRange', {
          value: `${format.number(range.value)} ${unitName(t, unit)}`.trim(),
          min: format.number(range.min),
          max: format.number(range.max),
        });
  return (
    <section>
      <h3>{t('protocol.numbers', { count: numbers.length })}</h3>
      <ul>
        {numbers.map(({ name, text, unit, before, after }) => (
          <li key={name}>
            {t('protocol.numberLine', {
              name: localized(text),
              before: textOf(before, unit),
              after: textOf(after, unit),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { LocalizedText, ProtocolChoice } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { metricName, unitName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './protocol.module.css';

type Shown = ProtocolChoice['difference'];

/** What a version has that the one in force has not, in words. */
export function Difference({ difference }: { readonly difference: Shown }) {
  const { t, localized } = useTexts();
  const { added, removed, changed, numbers, observes, others } = difference;
  const all = [added, removed, changed, numbers, observes.added, observes.removed, others];
  const nothing = all.every(({ length }) => length === 0);
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
                <BeforeAfter rule={rule} />
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
      {others.length > 0 && (
        <section>
          <h3>{t('protocol.others')}</h3>
          <ToldChanges changes={others} />
        </section>
      )}
    </div>
  );
}

function BeforeAfter({ rule: { before, after, also } }: { readonly rule: Shown['changed'][number] }) {
  const { t, localized } = useTexts();
  const isSameCondition = localized(before) === localized(after);
  return (
    <>
      <p className={styles.soft}>
        {isSameCondition ? (
          t(also.length > 0 ? 'protocol.sameCondition' : 'protocol.notInWords', { condition: localized(after) })
        ) : (
          <>
            <span>{t('protocol.before', { text: localized(before) })}</span>
            <br />
            <span>{t('protocol.after', { text: localized(after) })}</span>
          </>
        )}
      </p>
      {also.length > 0 && <ToldChanges changes={also} />}
    </>
  );
}

/** Each thing with what it was and is. */
function ToldChanges({ changes }: { readonly changes: Shown['others'] }) {
  const { t, localized } = useTexts();
  const said = (text: LocalizedText | null) => (text === null ? t('protocol.noNumber') : localized(text));
  return (
    <ul className={styles.soft}>
      {changes.map(({ what, before, after }) => (
        <li key={[what, before, after].map((text) => text?.nb).join('|')}>
          {t('protocol.numberLine', { name: localized(what), before: said(before), after: said(after) })}
        </li>
      ))}
    </ul>
  );
}

function Numbers({ numbers }: { readonly numbers: Shown['numbers'] }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  if (numbers.length === 0) return null;
  const textOf = (number: Shown['numbers'][number]['before'], isNamed: boolean) => {
    if (number === null) return t('protocol.noNumber');
    const { value, min, max, unit, text, choices } = number;
    const range = t('protocol.numberRange', {
      value: `${format.number(value)} ${unitName(t, unit)}`.trim(),
      min: format.number(min),
      max: format.number(max),
    });
    const listed = choices?.map((choice) => `${format.number(choice.value)} ${localized(choice.text)}`);
    return [
      ...(isNamed ? [t('protocol.numberCalled', { text: localized(text) })] : []),
      listed ? t('protocol.numberChoices', { range, choices: format.list(listed) }) : range,
    ].join(' ');
  };
  return (
    <section>
      <h3>{t('protocol.numbers', { count: numbers.length })}</h3>
      <ul>
        {numbers.map(({ name, before, after }) => {
          const text = (after ?? before)?.text;
          const isNamed = before !== null && after !== null && localized(before.text) !== localized(after.text);
          return (
            <li key={name}>
              {t('protocol.numberLine', {
                name: text ? localized(text) : name,
                before: textOf(before, isNamed),
                after: textOf(after, isNamed),
              })}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

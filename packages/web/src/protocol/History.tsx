import type { ProtocolChoices } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './protocol.module.css';

/** Which version judged from when, newest first, by whom and why. */
export function ProtocolHistory({ history }: { readonly history: ProtocolChoices['history'] }) {
  const { t } = useTexts();
  const format = useFormat();
  if (history.length === 0) return <p className={styles.soft}>{t('protocol.noHistory')}</p>;
  return (
    <ol className={styles.history}>
      {history.map(({ number, from, to, at, by, reason, givenUp, withoutReplay }) => (
        <li key={number}>
          <p>
            {t('protocol.historyLine', {
              time: format.fullDateTime(at),
              from: t('protocol.key', from),
              to: t('protocol.key', to),
              name: by?.name ?? t('timeline.system'),
            })}
          </p>
          <p className={styles.soft}>
            {reason}
            {Object.entries(givenUp).map(([name, value]) => (
              <span key={name}> {t('protocol.gaveUp', { name, value: format.number(value) })}</span>
            ))}
            {withoutReplay !== null && ` ${t('whatIf.savedWithout', { why: withoutReplay })}`}
          </p>
        </li>
      ))}
    </ol>
  );
}

import type { Declaration } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './team.module.css';
import { WithdrawForm } from './WithdrawForm.tsx';

type Covered = Declaration['covers'][number];

interface CoversProps {
  readonly declaration: Declaration;
  /** `from`: ISO 8601; null: at once. */
  readonly onWithdraw: (covered: Covered, reason: string, from: string | null) => Promise<boolean>;
}

/** The teams for which this one acts on red, and when next; its lead may withdraw. */
export function Covers({ declaration, onWithdraw }: CoversProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { covers, mayChange } = declaration;
  return (
    <>
      <h3>{t('team.covers.title')}</h3>
      {covers.length === 0 && <p className={styles.soft}>{t('team.covers.none')}</p>}
      <ul className={styles.list} data-covers>
        {covers.map((covered) => (
          <li key={covered.team.id}>
            <strong>{covered.team.name}</strong>,{' '}
            {covered.from !== null && `${t('team.covers.from', { from: format.fullDateTime(covered.from) })} `}
            {covered.next === null
              ? t('team.covers.never')
              : t('team.covers.next', {
                  from: format.near(covered.next.from, now),
                  until: format.near(covered.next.until, now),
                })}
            {mayChange && (
              <details>
                <summary>{t('team.covers.withdrawOf', { team: covered.team.name })}</summary>
                <WithdrawForm
                  label={t('team.covers.reason')}
                  button={t('team.covers.withdraw')}
                  name={t('team.covers.withdrawOf', { team: covered.team.name })}
                  dated
                  onSend={(reason, from) => onWithdraw(covered, reason, from)}
                />
              </details>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

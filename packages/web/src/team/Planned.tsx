import type { Practitioner } from '@samvakt/contract';
import type { ReactNode } from 'react';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './team.module.css';
import { WithdrawForm } from './WithdrawForm.tsx';

interface PlannedChange {
  readonly version: number;
  readonly from: string;
  readonly reason: string | null;
  readonly setBy: Practitioner | null;
  readonly setAt: string | null;
}

interface PlannedProps<Change extends PlannedChange> {
  readonly title: string;
  readonly planned: readonly Change[];
  readonly mayChange: boolean;
  /** What will hold. */
  readonly children: (change: Change) => ReactNode;
  readonly onWithdraw: (change: Change, reason: string) => Promise<boolean>;
}

/** What is planned, in order of time; the lead may take it back. Nothing where nothing is. */
export function Planned<Change extends PlannedChange>(props: PlannedProps<Change>) {
  const { title, planned, mayChange, children, onWithdraw } = props;
  const { t } = useTexts();
  const format = useFormat();
  if (planned.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ol className={styles.history} data-planned>
        {planned.map((change) => {
          const from = format.fullDateTime(change.from);
          return (
            <li key={change.version}>
              <strong>{t('team.planned.from', { from })}</strong>
              {children(change)}
              <p className={styles.soft}>
                {t('team.planned.by', {
                  name: change.setBy?.name ?? t('team.history.installation'),
                  time: change.setAt === null ? '' : format.dateTime(change.setAt),
                  reason: change.reason ?? '',
                })}
              </p>
              {mayChange && (
                <details>
                  <summary>{t('team.planned.withdrawOf', { from })}</summary>
                  <WithdrawForm
                    label={t('team.planned.reason')}
                    button={t('team.planned.withdraw')}
                    name={t('team.planned.withdrawOf', { from })}
                    onSend={(reason) => onWithdraw(change, reason)}
                  />
                </details>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}

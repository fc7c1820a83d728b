import type { DeclarationHistory, Team } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './team.module.css';
import { coverText, hoursText } from './words.ts';

interface HistoryProps {
  readonly teamId: string;
  /** All of them, for names. */
  readonly teams: readonly Team[];
}

type When = Pick<DeclarationHistory['versions'][number], 'from' | 'until' | 'plannedFrom' | 'neverHeld' | 'withdraws'>;

/** Every declaration of the team, newest first; fetched when it is opened. */
export function History({ teamId, teams }: HistoryProps) {
  const { t } = useTexts();
  const format = useFormat();
  const { queries } = useApi();
  const [open, setOpen] = useState(false);
  const history = useQuery({ ...queries.teamHoursHistory(teamId), enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('team.history.title')}</summary>
      {history.error && <ProblemPanel error={history.error} onRetry={() => void history.refetch()} />}
      {open && history.isPending && <Loading label={t('team.loading')} rows={2} />}
      <ol className={styles.history} data-history>
        {history.data?.versions.map(({ version, act, setBy, setAt, reason, openingHours, cover, ...held }) => (
          <li key={version}>
            <strong>{t(`team.history.${act}`)}</strong>
            {setAt !== null && (
              <span className={styles.soft}>
                {' '}
                {t('team.history.by', {
                  name: setBy?.name ?? t('team.history.installation'),
                  time: format.dateTime(setAt),
                })}
              </span>
            )}
            {reason !== null && <p>{reason}</p>}
            <p>
              {openingHours === null
                ? t('cover.unreadable')
                : `${hoursText(t, openingHours)}. ${t('team.history.cover', { cover: coverText(t, cover, teams) })}`}
            </p>
            <p className={styles.soft}>{when(held)}</p>
          </li>
        ))}
      </ol>
    </details>
  );

  function when({ from, until, plannedFrom, neverHeld, withdraws }: When): string {
    if (withdraws !== null) return t('team.history.goesOn');
    if (neverHeld) {
      return plannedFrom === null
        ? t('team.history.replaced')
        : t('team.history.never', { from: format.dateTime(plannedFrom) });
    }
    if (until === null) return t('team.history.since', { from: begins(from) });
    return t('team.history.period', { from: begins(from), until: format.dateTime(until) });
  }

  function begins(from: string | null): string {
    return from === null ? t('team.history.beginning') : format.dateTime(from);
  }
}

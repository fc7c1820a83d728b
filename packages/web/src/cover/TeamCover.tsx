import type { Cover, CoverOverview, Team } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { problemText } from '../app/problemText.ts';
import { At } from '../clock/Age.tsx';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { CoverForm } from './CoverForm.tsx';
import { CoverNow } from './CoverNow.tsx';
import styles from './cover.module.css';

type TeamCoverage = CoverOverview['teams'][number];

interface TeamCoverProps {
  readonly coverage: TeamCoverage;
  readonly allTeams: readonly Team[];
}

/** One's own team: who acts now, what is agreed, and what others have done meanwhile. */
export function TeamCover({ coverage, allTeams }: TeamCoverProps) {
  const { t } = useTexts();
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const { team, version, declared, mayChange, now, doneByOthers } = coverage;

  async function save(cover: Cover, reason: string) {
    try {
      await acts.declareCover(team.id, { version, cover, reason });
      await queryClient.invalidateQueries({ queryKey: keys.cover() });
      setOutcome({ tone: 'success', text: t('cover.saved') });
    } catch (error) {
      // The rule names the hour that nobody would cover.
      const detail = error instanceof ApiProblem ? error.problem.detail : undefined;
      setOutcome({ tone: 'danger', text: problemText(t, error), detail });
    }
  }

  return (
    <section className={styles.panel} aria-labelledby={`cover-${team.id}`}>
      <h2 id={`cover-${team.id}`}>{team.name}</h2>
      <p>
        {t('cover.now')}: <CoverNow cover={now} team={team} />
      </p>
      <p className={styles.soft}>{describe(declared)}</p>
      <Outcome outcome={outcome} />
      {mayChange ? (
        <details>
          <summary>{t('cover.change')}</summary>
          <CoverForm teams={allTeams.filter(({ id }) => id !== team.id)} onSave={save} />
        </details>
      ) : (
        <p className={styles.soft}>{t('cover.onlyLead')}</p>
      )}
      <h3>{t('cover.done')}</h3>
      {doneByOthers.length === 0 && <p className={styles.soft}>{t('cover.doneNone')}</p>}
      <ul className={styles.done}>
        {doneByOthers.map(({ episodeId, alertId, patient, kind, occurredAt, practitioner, team: by }) => (
          <li key={`${alertId}-${kind}-${occurredAt}`}>
            <Link to="/episodes/$episodeId" params={{ episodeId }}>
              {patient.name}
            </Link>{' '}
            <span className={styles.soft}>
              {t('cover.doneLine', {
                kind: t(`timeline.kinds.${kind}`),
                name: practitioner?.name ?? '',
                team: by.name,
              })}
              , <At at={occurredAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );

  function describe(cover: Cover | null): string {
    if (cover === null) return t('cover.undeclared');
    const who =
      cover.kind === 'team'
        ? (allTeams.find(({ id }) => id === cover.teamId)?.name ?? cover.teamId)
        : t('cover.patientCalls', { numbers: cover.numbers.map(({ number }) => number).join(' / ') });
    return `${t('cover.declared')}: ${who}`;
  }
}

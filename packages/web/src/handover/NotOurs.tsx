import { Details } from '@digdir/designsystemet-react';
import type { EpisodeDetail, Team } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { RequestForm } from './RequestForm.tsx';
import { TakeOverForm } from './TakeOverForm.tsx';

interface NotOursProps {
  readonly episode: EpisodeDetail;
  readonly myTeams: readonly Team[];
}

/** What a team that sees the patient without being accountable can do about that: ask, or, where it is urgent, take over. */
export function NotOurs({ episode, myTeams }: NotOursProps) {
  const { t } = useTexts();
  const teams = myTeams.filter(({ id }) => id !== episode.accountable.team.id);
  if (episode.access === 'accountable' || episode.endedAt !== null || teams.length === 0) return null;
  return (
    <div className={styles.notOurs}>
      <Details data-size="sm" data-color="neutral">
        <Details.Summary>{t('ask.title')}</Details.Summary>
        <Details.Content>
          <RequestForm episodeId={episode.id} accountable={episode.accountable.team} teams={teams} />
        </Details.Content>
      </Details>
      <Details data-size="sm" data-color="danger">
        <Details.Summary>{t('takeOver.title')}</Details.Summary>
        <Details.Content>
          <TakeOverForm episode={episode} teams={teams} />
        </Details.Content>
      </Details>
    </div>
  );
}

import { Button } from '@digdir/designsystemet-react';
import type { EpisodeDetail, TimelineEntry } from '@samvakt/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { At } from '../clock/Age.tsx';
import { useFormat } from '../format/useFormat.ts';
import { roleName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { entryDetail, entryTitle } from './entryText.ts';
import { KindIcon, toneOf } from './KindIcon.tsx';
import styles from './timeline.module.css';

/** Everything that happened, newest first, each with who did it and when. */
export function Timeline({ episode }: { readonly episode: EpisodeDetail }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const timeline = useInfiniteQuery(queries.timeline(episode.id));
  const teams = useQuery(queries.teams());
  const teamName = (id: string) => teams.data?.teams.find((team) => team.id === id)?.name;
  const entries = timeline.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <section className={styles.timeline} aria-labelledby="timeline">
      <h2 id="timeline">{t('episode.timeline')}</h2>
      {timeline.isPending && <Loading label={t('loading.timeline')} />}
      {timeline.error && <ProblemPanel error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.data && entries.length === 0 && <p>{t('timeline.empty')}</p>}
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.cursor} entry={entry} episode={episode} teamName={teamName} />
        ))}
      </ol>
      {timeline.hasNextPage && (
        <Button
          variant="tertiary"
          data-size="sm"
          loading={timeline.isFetchingNextPage}
          onClick={() => void timeline.fetchNextPage()}
        >
          {t('timeline.more')}
        </Button>
      )}
    </section>
  );
}

interface EntryProps {
  readonly entry: TimelineEntry;
  readonly episode: EpisodeDetail;
  readonly teamName: (teamId: string) => string | undefined;
}

function Entry({ entry, episode, teamName }: EntryProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const detail = entryDetail(t, localized, entry, episode, teamName, format.dateTime);
  return (
    <li data-tone={toneOf(entry)}>
      <KindIcon entry={entry} />
      <div>
        <p className={styles.title}>{entryTitle(t, entry)}</p>
        {detail && <p className={styles.detail}>{detail}</p>}
        <p className={styles.by}>
          <At at={entry.occurredAt} /> ·{' '}
          {entry.practitioner
            ? t('timeline.by', { name: entry.practitioner.name, role: roleName(t, entry.practitioner.role) })
            : t('timeline.system')}
        </p>
      </div>
    </li>
  );
}

import type { Alert, EpisodeDetail } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/useApi.ts';
import { useTexts } from '../texts/useTexts.ts';
import { wordOfSetting } from '../whatIf/shown.ts';
import styles from './protocol.module.css';

interface VerdictProps {
  readonly alert: Alert;
  readonly episode: EpisodeDetail;
}

/** Beside an open alert that an earlier version raised: what the version in force says of it. The alert stays, whatever that is. */
export function Verdict({ alert, episode }: VerdictProps) {
  const { id, version } = episode.protocol;
  const isOlder = alert.protocol.id !== id || alert.protocol.version !== version;
  return isOlder && alert.kind !== 'review' && alert.status !== 'resolved' ? (
    <Asked alert={alert} episode={episode} />
  ) : null;
}

function Asked({ alert, episode }: VerdictProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const { version } = episode.protocol;
  const answer = useQuery(queries.verdicts(episode.id, `${wordOfSetting(episode.setting)} ${alert.updatedAt}`));
  const found = answer.data?.verdicts.find(({ alertId }) => alertId === alert.id);
  if (answer.error) return <p className={styles.verdict}>{t('protocol.verdictFailed', { version })}</p>;
  if (found === undefined) return null;
  return (
    <p className={styles.verdict}>
      {t(`protocol.verdict.${found.verdict}`, { version, raised: alert.protocol.version })}
      {found.holdsNow !== null && ` ${t(found.holdsNow ? 'protocol.holdsNow' : 'protocol.holdsNoMore')}`}
    </p>
  );
}

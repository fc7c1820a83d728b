import type { EpisodeDetail, ProtocolChoice, ProtocolChoices } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { keys } from '../api/keys.ts';
import { hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { ActHead } from '../episode/ActHead.tsx';
import { useToPatient } from '../episode/useToPatient.ts';
import { failureOf } from '../form/failureOf.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../handover/handover.module.css';
import limitsStyles from '../limits/limits.module.css';
import { ProtocolHistory } from '../protocol/History.tsx';
import { InForce } from '../protocol/InForce.tsx';
import { type Adoption, ProtocolForm } from '../protocol/ProtocolForm.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { isNotShown } from '../whatIf/shown.ts';
import { useSeen } from '../whatIf/useSeen.ts';
import { WhatIf } from '../whatIf/WhatIf.tsx';
import { isNotThere, UnreadPage } from './UnreadPage.tsx';

export const protocolRoute = createLazyRoute('/episodes/$episodeId/protocol')({ component: ProtocolPage });

function ProtocolPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId/protocol' });
  const episode = useQuery(queries.episode(episodeId));
  const given = useQuery(queries.protocols(episodeId));
  if (episode.data && given.data && !isNotThere(episode, given))
    return <ProtocolView episode={episode.data} given={given.data} />;
  return (
    <UnreadPage what="episode" title={t('protocol.title')} of={[episode, given]} label={t('loading.episode')} tall />
  );
}

interface ProtocolViewProps {
  readonly episode: EpisodeDetail;
  readonly given: ProtocolChoices;
}

function ProtocolView({ episode, given }: ProtocolViewProps) {
  const { t } = useTexts();
  const { acts } = useApi();
  const refreshEpisode = useEpisodeRefresh(episode.id);
  const refresh = () => refreshEpisode(keys.protocols(episode.id));
  const [choice, setChoice] = useState<Pick<ProtocolChoice, 'id' | 'version'>>();
  // What would not hold, and what differs, is as it is now.
  const chosen = given.choices.find(({ id, version }) => id === choice?.id && version === choice.version);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const { id, version } = chosen ?? {};
  const proposed = useMemo(
    () => (id === undefined || version === undefined ? undefined : { protocol: { id, version } }),
    [id, version],
  );
  const replay = useSeen(episode, proposed);
  const mayChange = episode.access === 'accountable' && episode.endedAt === null;
  const toPatient = useToPatient(episode.id, 'limits');

  async function save(adoption: Adoption): Promise<boolean> {
    try {
      await acts.adoptProtocol(episode.id, adoption);
      await toPatient.done(({ t }) => t('protocol.saved', { version: adoption.protocol.version }));
      await refresh();
      return true;
    } catch (error) {
      const unseen = isNotShown(error);
      if (unseen) await replay.askAnew();
      const conflict = hasCode(error, 'conflict');
      if (conflict || unseen) await refresh();
      setOutcome(failureOf(error));
      return false;
    }
  }

  return (
    <>
      <ActHead episode={episode} title={t('protocol.title')} lead={t('protocol.intro')} />
      <div className={`${styles.column} ${limitsStyles.page}`}>
        <Outcome outcome={outcome} />
        <section className={styles.panel} aria-labelledby="protocol-now">
          <h2 id="protocol-now">{t('protocol.now')}</h2>
          <InForce episode={episode} onItsPage />
          <ProtocolHistory history={given.history} />
        </section>
        {!mayChange ? (
          <p className={styles.panel}>{t('protocol.onlyAccountable')}</p>
        ) : given.choices.length === 0 ? (
          <p className={styles.panel}>{t('protocol.noChoices')}</p>
        ) : (
          <>
            <div className={styles.panel}>
              <ProtocolForm
                episode={episode}
                given={given}
                chosen={chosen}
                onChoose={setChoice}
                seen={replay.seen}
                read={replay.read}
                onSave={save}
                onCancel={toPatient.back}
              />
            </div>
            {proposed && (
              <div className={styles.panel}>
                <WhatIf episode={episode} proposed={proposed} replay={replay} />
              </div>
            )}
          </>
        )}
      </div>
    </>
  );
}

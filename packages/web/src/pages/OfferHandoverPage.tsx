import type { EpisodeDetail } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { ApiProblem, hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { UntilRead } from '../app/UntilRead.tsx';
import { ActHead } from '../episode/ActHead.tsx';
import { failureOf } from '../form/failureOf.ts';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../handover/handover.module.css';
import { OfferForm } from '../handover/OfferForm.tsx';
import type { Offer } from '../handover/offerDraft.ts';
import { faultsFromProblem } from '../handover/refusal.ts';
import { useOfferStart } from '../handover/useOfferStart.ts';
import { WhatGoesWithIt } from '../handover/WhatGoesWithIt.tsx';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { isNotThere, UnreadPage } from './UnreadPage.tsx';

export const offerRoute = createLazyRoute('/episodes/$episodeId/handover')({ component: OfferHandoverPage });

function OfferHandoverPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId/handover' });
  const episode = useQuery(queries.episode(episodeId));
  if (episode.data && !isNotThere(episode)) return <OfferView episode={episode.data} />;
  return (
    <UnreadPage what="episode" title={t('handover.offerTitle')} of={[episode]} label={t('loading.episode')} tall />
  );
}

function OfferView({ episode }: { readonly episode: EpisodeDetail }) {
  const { t, localized } = useTexts();
  const { queries, acts } = useApi();
  const refresh = useEpisodeRefresh(episode.id);
  const navigate = useNavigate();
  const search = useSearch({ from: '/episodes/$episodeId/handover' });
  const begun = useOfferStart(search);
  const teams = useQuery(queries.teams());
  const digest = useQuery(queries.handoverDigest(episode.id));
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const { accountable } = episode;
  const toPatient = () => void navigate({ to: '/episodes/$episodeId', params: { episodeId: episode.id } });

  async function send(offer: Offer): Promise<boolean> {
    setFaults(NO_FAULTS);
    try {
      const handover = await acts.offer(episode.id, offer);
      await refresh(keys.handovers());
      await navigate({ to: '/handovers/$handoverId', params: { handoverId: handover.id } });
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'unprocessable') {
        const found = faultsFromProblem(error);
        setFaults(found);
        if (found.size > 0) return false;
      }
      const conflict = hasCode(error, 'conflict');
      if (conflict) await refresh(keys.handoverDigest(episode.id));
      setOutcome(failureOf(error));
      return false;
    }
  }

  return (
    <>
      <ActHead
        episode={episode}
        title={t('handover.offerTitle')}
        lead={t('handover.offerIntro', { team: accountable.team.name })}
      />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Outcome outcome={outcome} />
          {begun?.note && <p className={styles.quote}>{begun.note}</p>}
          <div role="status">{begun?.isGone && <p className={styles.quote}>{t('offer.requestGone')}</p>}</div>
          <div className={styles.panel}>
            {/* What is written must not go when what stands beside it could not be read once more. */}
            {begun && digest.data && teams.data ? (
              <OfferForm
                key={`${search.proposal} ${search.request}`}
                from={accountable.team}
                start={begun.start}
                digest={digest.data}
                teams={teams.data.teams.filter(({ id }) => id !== accountable.team.id)}
                faults={faults}
                onFaults={setFaults}
                onSend={send}
                onCancel={toPatient}
              />
            ) : (
              <UntilRead of={[teams, digest]} label={t('loading.handovers')} rows={4} tall />
            )}
          </div>
        </div>
        <div className={styles.column}>
          <section className={styles.panel} aria-labelledby="about">
            <h2 id="about">{t('handover.aboutPatient')}</h2>
            <div>
              <StatusBadge status={episode.status} explained />
            </div>
            <p>{localized(episode.reason)}</p>
          </section>
          <WhatGoesWithIt episode={episode} />
        </div>
      </div>
    </>
  );
}

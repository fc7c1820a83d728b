import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createLazyRoute, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { ApiProblem, mayBeDone } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useRefresh } from '../api/useRefresh.ts';
import { BackLink } from '../app/BackLink.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { problemText, refusalSaid } from '../app/problemText.ts';
import { UntilRead } from '../app/UntilRead.tsx';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { BatchForm } from '../handover/BatchForm.tsx';
import type { BatchOffer } from '../handover/batchDraft.ts';
import styles from '../handover/handover.module.css';
import { faultsFromProblem } from '../handover/refusal.ts';
import type { SaidWith } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';

export const offerBatchRoute = createLazyRoute('/handovers/several')({ component: OfferBatchPage });

/** Many of one's own patients offered to one team at once. */
function OfferBatchPage() {
  const { t } = useTexts();
  const { queries, acts } = useApi();
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const worklist = useQuery(queries.worklist());
  const teams = useQuery(queries.teams());
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [isSent, setSent] = useState(false);
  const [unanswered, setUnanswered] = useState<ReadonlySet<string>>(new Set());

  async function send(batch: BatchOffer): Promise<boolean> {
    setFaults(NO_FAULTS);
    try {
      const { id } = await acts.offerBatch(batch);
      setSent(true);
      await queryClient.invalidateQueries();
      await navigate({ to: '/handover-batches/$batchId', params: { batchId: id }, ignoreBlocker: true });
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'unprocessable') {
        const found = faultsFromProblem(error);
        setFaults(found);
        if (found.size > 0) return false;
      }
      // For good: a later no says nothing of what the first may have done.
      if (mayBeDone(error))
        setUnanswered((before) => new Set([...before, ...batch.items.map(({ episodeId }) => episodeId)]));
      // Whoever stood in the way is read anew: another alert is to be read before it is signed.
      await refresh(keys.worklist(), keys.anyHandoverDigest());
      setOutcome({
        tone: 'danger',
        text: (texts) =>
          mayBeDone(error)
            ? problemText(texts.t, error)
            : texts.t('batch.nothingSent', { detail: whatStandsInTheWay(texts, error) }),
      });
      return false;
    }
  }

  /** All or none: each patient that stands in the way is named, those with the same reason together. */
  function whatStandsInTheWay({ t: say, format }: SaidWith, error: unknown): string {
    const each = (error instanceof ApiProblem && error.problem.each) || [];
    if (each.length === 0) return problemText(say, error);
    const byReason = Map.groupBy(each, ({ reason }) => reason);
    return [...byReason]
      .map(([reason, ones]) => {
        const names = ones.map(({ episodeId, detail }) => nameOf(episodeId) ?? detail.split(':')[0] ?? '');
        return `${format.list(names)}: ${refusalSaid(say, reason) ?? problemText(say, error)}`;
      })
      .join(' ');
  }
  const nameOf = (episodeId: string) => worklist.data?.items.find((item) => item.episodeId === episodeId)?.patient.name;

  return (
    <>
      <BackLink to="/handovers">{t('handover.listTitle')}</BackLink>
      <PageTitle>{t('batch.title')}</PageTitle>
      <p className={styles.lead}>{t('batch.intro')}</p>
      <div className={styles.column}>
        <Outcome outcome={outcome} />
        <div className={styles.panel}>
          {worklist.data && teams.data ? (
            <BatchForm
              items={worklist.data.items}
              teams={teams.data.teams}
              faults={faults}
              isSent={isSent}
              unanswered={unanswered}
              onFaults={setFaults}
              onSend={send}
            />
          ) : (
            <UntilRead of={[worklist, teams]} label={t('loading.handovers')} rows={4} tall />
          )}
        </div>
      </div>
    </>
  );
}

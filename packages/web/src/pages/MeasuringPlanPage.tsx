import type { EpisodeDetail, EpisodePlan, MeasuringPlan } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, Link, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ApiProblem, hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { BackLink } from '../app/BackLink.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { refusalText } from '../app/problemText.ts';
import { UntilRead } from '../app/UntilRead.tsx';
import episodeStyles from '../episode/episode.module.css';
import { useToPatient } from '../episode/useToPatient.ts';
import { WhoItIs } from '../episode/WhoItIs.tsx';
import { failureOf } from '../form/failureOf.ts';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../handover/handover.module.css';
import limitsStyles from '../limits/limits.module.css';
import { draftOf, planOf, TIME_ZONE_OF_PLAN } from '../plan/draft.ts';
import { type NewPlan, PlanForm } from '../plan/PlanForm.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { isNotShown } from '../whatIf/shown.ts';
import { useSeen } from '../whatIf/useSeen.ts';
import { WhatIf } from '../whatIf/WhatIf.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { isNotThere } from './UnreadPage.tsx';

export const measuringPlanRoute = createLazyRoute('/episodes/$episodeId/measuring-plan')({
  component: MeasuringPlanPage,
});

function MeasuringPlanPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId/measuring-plan' });
  const plan = useQuery(queries.measuringPlan(episodeId));
  const episode = useQuery(queries.episode(episodeId));
  if (isNotThere(plan, episode)) return <NotFoundPage what="episode" />;
  return (
    <>
      <BackLink to="/episodes/$episodeId" params={{ episodeId }}>
        {episode.data?.patient.name ?? t('measuringPlan.back')}
      </BackLink>
      <PageTitle
        pending={!plan.data || !episode.data}
        {...(episode.data ? { documentTitle: `${t('measuringPlan.title')}: ${episode.data.patient.name}` } : {})}
      >
        {t('measuringPlan.title')}
      </PageTitle>
      {episode.data && <WhoItIs episode={episode.data} />}
      {plan.data && episode.data ? (
        <PlanEditor episode={episode.data} plan={plan.data} />
      ) : (
        <UntilRead of={[plan, episode]} label={t('measuringPlan.title')} rows={4} tall />
      )}
    </>
  );
}

/** The plan as the form begins with it. */
const planNow = (plan: EpisodePlan): MeasuringPlan => planOf(draftOf(plan), plan.plan?.timeZone ?? TIME_ZONE_OF_PLAN);

function PlanEditor({ episode, plan }: { readonly episode: EpisodeDetail; readonly plan: EpisodePlan }) {
  const { t } = useTexts();
  const { acts } = useApi();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [wantedPlan, setWantedPlan] = useState<MeasuringPlan | null | undefined>(() => planNow(plan));
  const proposed = useMemo(() => (wantedPlan === undefined ? undefined : { plan: wantedPlan }), [wantedPlan]);
  const replay = useSeen(episode, proposed);
  const { id: episodeId } = episode;
  const toPatient = useToPatient(episodeId, 'measuring-plan');
  const refresh = useEpisodeRefresh(episodeId);

  async function save(wanted: NewPlan): Promise<boolean> {
    try {
      await acts.setMeasuringPlan(episodeId, wanted);
      await toPatient.done(({ t }) => t('measuringPlan.saved'));
      await refresh();
      return true;
    } catch (error) {
      const inForm = error instanceof ApiProblem && error.code === 'unprocessable' ? refusalText(error) : undefined;
      const unseen = isNotShown(error);
      if (unseen) await replay.askAnew();
      if (inForm !== undefined) {
        setFaults(new Map([[unseen ? 'shown' : 'reason', inForm]]));
        return false;
      }
      const conflict = hasCode(error, 'conflict');
      // What is in force now is to be read before the same can be sent again.
      if (conflict) await refresh();
      setOutcome(failureOf(error));
      return false;
    }
  }

  if (!plan.mayChange) return <p className={styles.lead}>{t('measuringPlan.onlyAccountable')}</p>;
  if (plan.metrics.length + plan.questionnaires.length === 0) return <NothingToPlan episodeId={episodeId} />;
  return (
    <>
      <p className={styles.lead}>{t('measuringPlan.intro')}</p>
      <div className={`${styles.column} ${limitsStyles.page}`}>
        <Outcome outcome={outcome} />
        <div className={styles.panel}>
          <PlanForm
            plan={plan}
            faults={faults}
            seen={replay.seen}
            basedOnVersion={replay.read.planVersion}
            onFaults={setFaults}
            onProposed={setWantedPlan}
            onSave={save}
            onCancel={toPatient.back}
          />
        </div>
        <div className={styles.panel}>
          <WhatIf episode={episode} proposed={proposed} replay={replay} nothing={[t('measuringPlan.noWhatIf')]} />
          {proposed !== undefined && <p className={episodeStyles.soft}>{t('measuringPlan.whatIfLead')}</p>}
        </div>
      </div>
    </>
  );
}

/** The protocol has no rule about planned measurements, as versions from before there were plans: what would be asked for, nobody would miss. */
function NothingToPlan({ episodeId }: { readonly episodeId: string }) {
  const { t } = useTexts();
  return (
    <>
      <p className={styles.lead}>{t('measuringPlan.nothingToPlan')}</p>
      <p>
        <Link to="/episodes/$episodeId/protocol" params={{ episodeId }}>
          {t('measuringPlan.otherVersion')}
        </Link>
      </p>
    </>
  );
}

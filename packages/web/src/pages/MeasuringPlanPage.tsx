import { ArrowLeftIcon } from '@navikt/aksel-icons';
import type { EpisodePlan } from '@samvakt/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createLazyRoute, Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { ApiProblem, hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { problemText, refusalText } from '../app/problemText.ts';
import episodeStyles from '../episode/episode.module.css';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../handover/handover.module.css';
import { type NewPlan, PlanForm } from '../plan/PlanForm.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { NotFoundPage } from './NotFoundPage.tsx';

export const measuringPlanRoute = createLazyRoute('/episodes/$episodeId/measuring-plan')({
  component: MeasuringPlanPage,
});

function MeasuringPlanPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId/measuring-plan' });
  const plan = useQuery(queries.measuringPlan(episodeId));
  if (hasCode(plan.error, 'not-found') || hasCode(plan.error, 'bad-request')) return <NotFoundPage what="episode" />;
  return (
    <>
      <Link to="/episodes/$episodeId" params={{ episodeId }} className={episodeStyles.back}>
        <ArrowLeftIcon aria-hidden />
        {t('measuringPlan.back')}
      </Link>
      <PageTitle pending={!plan.data}>{t('measuringPlan.title')}</PageTitle>
      {plan.data ? (
        // A plan that another has set meanwhile begins the form anew.
        <PlanEditor key={plan.data.version} episodeId={episodeId} plan={plan.data} />
      ) : plan.error ? (
        <ProblemPanel error={plan.error} onRetry={() => void plan.refetch()} />
      ) : (
        <Loading label={t('measuringPlan.title')} rows={4} tall />
      )}
    </>
  );
}

function PlanEditor({ episodeId, plan }: { readonly episodeId: string; readonly plan: EpisodePlan }) {
  const { t } = useTexts();
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const toPatient = () => navigate({ to: '/episodes/$episodeId', params: { episodeId }, hash: 'measuring-plan' });
  const refresh = () =>
    Promise.all(
      [keys.episode(episodeId), keys.timeline(episodeId), keys.worklist()].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );

  async function save(wanted: NewPlan): Promise<void> {
    try {
      await acts.setMeasuringPlan(episodeId, wanted);
      await toPatient();
      await refresh();
    } catch (error) {
      const inForm = error instanceof ApiProblem && error.code === 'unprocessable' ? refusalText(t, error) : undefined;
      if (inForm !== undefined) return setFaults(new Map([['reason', inForm]]));
      const conflict = hasCode(error, 'conflict');
      setOutcome({ tone: conflict ? 'warning' : 'danger', text: problemText(t, error) });
    }
  }

  if (!plan.mayChange) return <p className={styles.lead}>{t('measuringPlan.onlyAccountable')}</p>;
  return (
    <>
      <p className={styles.lead}>{t('measuringPlan.intro')}</p>
      <div className={styles.column}>
        <Outcome outcome={outcome} />
        <div className={styles.panel}>
          <PlanForm plan={plan} faults={faults} onFaults={setFaults} onSave={save} onCancel={() => void toPatient()} />
        </div>
      </div>
    </>
  );
}

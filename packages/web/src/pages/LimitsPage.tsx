import type { EpisodeDetail } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ApiProblem, hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { refusalText } from '../app/problemText.ts';
import { ActHead } from '../episode/ActHead.tsx';
import { useToPatient } from '../episode/useToPatient.ts';
import { failureOf } from '../form/failureOf.ts';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../handover/handover.module.css';
import { isChanged } from '../limits/filledIn.ts';
import { LimitsForm, type NewLimits } from '../limits/LimitsForm.tsx';
import limitsStyles from '../limits/limits.module.css';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { isNotShown } from '../whatIf/shown.ts';
import { useSeen } from '../whatIf/useSeen.ts';
import { WhatIf } from '../whatIf/WhatIf.tsx';
import { isNotThere, UnreadPage } from './UnreadPage.tsx';

export const limitsRoute = createLazyRoute('/episodes/$episodeId/limits')({ component: LimitsPage });

function LimitsPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId/limits' });
  const episode = useQuery(queries.episode(episodeId));
  if (episode.data && !isNotThere(episode)) return <LimitsView episode={episode.data} />;
  return <UnreadPage what="episode" title={t('limits.title')} of={[episode]} label={t('loading.episode')} tall />;
}

function LimitsView({ episode }: { readonly episode: EpisodeDetail }) {
  const { t } = useTexts();
  const say = useSaid();
  const { acts } = useApi();
  const refresh = useEpisodeRefresh(episode.id);
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [whyNot, setWhyNot] = useState<Faults>(NO_FAULTS);
  const [values, setValues] = useState<Record<string, number> | undefined>(() => ownValues(episode));
  const proposed = useMemo(() => values && { values }, [values]);
  const replay = useSeen(episode, proposed);
  const toPatient = useToPatient(episode.id, 'limits');

  async function save(limits: NewLimits): Promise<boolean> {
    if (!isChanged(episode, limits.values)) {
      setOutcome({ tone: 'warning', text: ({ t }) => t('limits.nothingChanged') });
      return false;
    }
    try {
      const answer = await acts.setLimits(episode.id, limits);
      await toPatient.done(({ t, format }) =>
        answer.outcome === 'set'
          ? t('limits.done.set')
          : t('limits.done.proposed', { time: format.dateTime(answer.deadlineAt) }),
      );
      await refresh();
      return true;
    } catch (error) {
      const inForm = error instanceof ApiProblem && error.code === 'unprocessable' ? refusalText(error) : undefined;
      const unseen = isNotShown(error);
      if (unseen) await replay.askAnew();
      if (inForm !== undefined) {
        setFaults(new Map([[unseen ? 'shown' : 'until', inForm]]));
        return false;
      }
      const conflict = hasCode(error, 'conflict');
      if (conflict) await refresh();
      setOutcome(failureOf(error));
      return false;
    }
  }

  return (
    <>
      <ActHead episode={episode} title={t('limits.title')} lead={t('limits.intro')} />
      <div className={`${styles.column} ${limitsStyles.page}`}>
        <Outcome outcome={outcome} />
        <div className={styles.panel}>
          <LimitsForm
            episode={episode}
            faults={faults}
            seen={replay.seen}
            basedOnVersion={replay.read.limitsVersion}
            onFaults={setFaults}
            onSave={save}
            onCancel={toPatient.back}
            onValues={(next, found) => {
              setValues(next);
              setWhyNot(found);
            }}
          />
        </div>
        <div className={styles.panel}>
          <WhatIf
            episode={episode}
            proposed={proposed}
            replay={replay}
            nothing={[t('limits.noWhatIf'), ...[...whyNot.values()].map((said) => say(said))]}
          />
        </div>
      </div>
    </>
  );
}

const ownValues = ({ limits }: EpisodeDetail): Record<string, number> =>
  Object.fromEntries(limits?.values.map(({ name, value }) => [name, value]) ?? []);

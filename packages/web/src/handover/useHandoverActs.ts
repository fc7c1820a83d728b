import type { Handover, ReadBack, ReviewHandoverSchema } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { keys } from '../api/keys.ts';
import { ApiProblem, hasCode } from '../api/problem.ts';
import { isLostRace } from '../api/race.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { problemText } from '../app/problemText.ts';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';
import type { Proposal } from './DeclineForm.tsx';
import { faultsFromProblem } from './refusal.ts';

type Act = 'accept' | 'decline' | 'callOff' | 'review' | 'withdraw';

/** The fields that each form can show a fault at; of any other it is said above. */
const SHOWN: Partial<Record<Act, readonly string[]>> = {
  accept: ['illnessSeverity', 'firstAction', 'redAlertIds'],
  decline: ['reason', 'earliestAt', 'conditions'],
};

const inForm = (act: Act, faults: Faults): Faults =>
  [...faults.keys()].every((field) => SHOWN[act]?.includes(field)) ? faults : NO_FAULTS;

/** Accept, decline and withdraw. What the API answered is said; what it refused is said with the field it concerns, in the form of that act. */
export function useHandoverActs(handover: Handover) {
  const { acts, queries } = useApi();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [refused, setRefused] = useState<{ act: Act; faults: Faults }>({ act: 'accept', faults: NO_FAULTS });
  const { id, version, episodeId } = handover;

  const refreshEpisode = useEpisodeRefresh(episodeId);
  const refresh = () => refreshEpisode(keys.handover(id), keys.handovers());

  async function run(act: Act, send: () => Promise<Handover>, done: (answer: Handover) => Said): Promise<boolean> {
    setRefused({ act, faults: NO_FAULTS });
    try {
      const answer = await send();
      await refresh();
      setOutcome({ tone: 'success', text: done(answer) });
      return true;
    } catch (error) {
      if (isLostRace(error)) {
        await refresh();
        const now = queryClient.getQueryData(queries.handover(id).queryKey);
        const status = now?.handover.status ?? handover.status;
        setOutcome({
          tone: 'warning',
          text: ({ t }) => t('handover.conflict', { state: t(`handover.status.${status}`).toLocaleLowerCase() }),
        });
        return false;
      }
      // A red alert that opened while the form was written: it stands in the form from now on, to be named.
      if (hasCode(error, 'unprocessable')) await queryClient.invalidateQueries({ queryKey: keys.handover(id) });
      const found =
        error instanceof ApiProblem && error.code === 'unprocessable'
          ? inForm(act, faultsFromProblem(error))
          : NO_FAULTS;
      setRefused({ act, faults: found });
      if (found.size === 0) setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
      return false;
    }
  }

  return {
    outcome,
    faultsOf: (act: Act): Faults => (refused.act === act ? refused.faults : NO_FAULTS),
    setFaults: (act: Act, faults: Faults) => setRefused({ act, faults }),
    accept: (readBack: ReadBack) =>
      run(
        'accept',
        () => acts.accept(id, { version, readBack }),
        ({ toTeam: { name: team }, status, effectiveAt, decidedAt, offeredAt }) =>
          ({ t, format }) =>
            status === 'scheduled' && effectiveAt !== null
              ? t('offer.acceptedLater', { team, time: format.fullDateTime(effectiveAt) })
              : t('handover.accepted', { team, time: format.time(decidedAt ?? offeredAt) }),
      ),
    decline: (reason: string, proposal?: Proposal) =>
      run(
        'decline',
        () => acts.decline(id, { version, reason, ...(proposal ? { proposal: { ...proposal } } : {}) }),
        (answer) =>
          ({ t }) =>
            t('handover.declined', { team: answer.fromTeam.name }),
      ),
    callOff: (reason: string) =>
      run(
        'callOff',
        () => acts.callOff(id, { version, reason }),
        (answer) =>
          ({ t }) =>
            t('offer.calledOff', { team: answer.fromTeam.name }),
      ),
    review: (review: z.output<typeof ReviewHandoverSchema>) =>
      run(
        'review',
        () => acts.review(id, review),
        () =>
          ({ t }) =>
            t('takeOver.reviewed'),
      ),
    withdraw: (reason: string) =>
      run(
        'withdraw',
        () => acts.withdraw(id, { version, ...(reason ? { reason } : {}) }),
        (answer) =>
          ({ t }) =>
            t('handover.withdrawn', { team: answer.fromTeam.name }),
      ),
  };
}

import type { TrialAdoptions } from '@samvakt/contract';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { mayBeDone } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useRefresh } from '../api/useRefresh.ts';

/** Few enough at a time that one sees how far it has come. */
const A_REQUEST = 5;

interface Chosen {
  readonly episodeId: string;
  readonly giveUp: readonly string[];
}

/** One press of the button: for whom, and what has come of it. */
export interface AdoptionRun {
  readonly chosen: readonly Chosen[];
  readonly reason: string;
  readonly results: readonly TrialAdoptions['results'][number][];
  readonly running: boolean;
  /** What kept the rest from being tried; they can be tried again, and nothing is done twice. */
  readonly error: unknown;
  /** How many of the rest were sent with nobody knowing whether it was done. */
  readonly inDoubt: number;
}

/** The version of a trial put in force for patient after patient, each an act of its own. */
export function useTrialAdoption(trialId: string) {
  const { acts } = useApi();
  const refresh = useRefresh();
  const [run, setRun] = useState<AdoptionRun>();

  /** Whether everybody was tried. */
  async function send(begun: AdoptionRun): Promise<boolean> {
    let now: AdoptionRun = { ...begun, running: true, error: undefined, inDoubt: 0 };
    setRun(now);
    const tried = new Set(begun.results.map(({ episodeId }) => episodeId));
    const left = begun.chosen.filter(({ episodeId }) => !tried.has(episodeId));
    for (let start = 0; start < left.length; start += A_REQUEST) {
      const patients = left
        .slice(start, start + A_REQUEST)
        .map(({ episodeId, giveUp }) => ({ episodeId, giveUp: [...giveUp] }));
      try {
        const { results } = await acts.adoptFromTrial(trialId, { reason: now.reason, patients });
        now = { ...now, results: [...now.results, ...results] };
      } catch (error) {
        now = { ...now, error, inDoubt: mayBeDone(error) ? patients.length : 0 };
        break;
      }
      setRun(now);
    }
    setRun({ ...now, running: false });
    await refresh(keys.trials(), keys.worklist());
    return now.error === undefined;
  }

  return {
    run,
    start: (chosen: readonly Chosen[], reason: string) =>
      send({ chosen, reason, results: [], running: true, error: undefined, inDoubt: 0 }),
    retry: () => (run === undefined ? Promise.resolve(true) : send(run)),
  };
}

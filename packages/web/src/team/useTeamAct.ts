import type { UncoveredHour } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import { problemText } from '../app/problemText.ts';
import { uncoveredText } from '../cover/uncoveredText.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';
import type { Translate } from '../texts/useTexts.ts';

/** Sends an act on the team's own settings, says how it ended, and reads anew what it touched. */
export function useTeamAct() {
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState(false);

  async function run(act: () => Promise<unknown>, done: Said): Promise<boolean> {
    setBusy(true);
    let went = true;
    try {
      await act();
      setOutcome({ tone: 'success', text: done });
    } catch (error) {
      went = false;
      setOutcome(refusalOutcome(error));
    }
    await Promise.all(
      [keys.teamHours(), keys.cover(), keys.duty()].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
    setBusy(false);
    return went;
  }

  return { outcome, busy, run };
}

/** A refusal that names an hour is said in the screen's own language; one of a version says who was first. */
function refusalOutcome(error: unknown): ActOutcome {
  const why: Said = ({ t }) => problemText(t, error);
  if (!(error instanceof ApiProblem)) return { tone: 'danger', text: why };
  const { uncovered, reason, detail: told } = error.problem;
  const detail = told === undefined ? undefined : () => told;
  if (uncovered !== undefined) {
    return {
      tone: 'danger',
      text: ({ t, language }) => uncoveredText(t, language, uncovered),
      detail: ({ t }) => concerns(t, uncovered),
    };
  }
  if (reason === 'version-moved-on') return { tone: 'warning', text: ({ t }) => t('team.form.moved'), detail };
  return { tone: 'danger', text: why, detail };
}

function concerns(t: Translate, { patients }: UncoveredHour): string {
  return `${t('team.uncoveredPatients', { count: patients })} ${t('team.mend')}`;
}

import type { UncoveredHour } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import { problemText } from '../app/problemText.ts';
import { uncoveredText } from '../cover/uncoveredText.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Language } from '../texts/language.ts';
import { type Translate, useTexts } from '../texts/useTexts.ts';

/** Sends an act on the team's own settings, says how it ended, and reads anew what it touched. */
export function useTeamAct() {
  const { t, language } = useTexts();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState(false);

  async function run(act: () => Promise<unknown>, done: string): Promise<boolean> {
    setBusy(true);
    let went = true;
    try {
      await act();
      setOutcome({ tone: 'success', text: done });
    } catch (error) {
      went = false;
      setOutcome(refusalOutcome(t, language, error));
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
function refusalOutcome(t: Translate, language: Language, error: unknown): ActOutcome {
  if (!(error instanceof ApiProblem)) return { tone: 'danger', text: problemText(t, error) };
  const { uncovered, reason, detail } = error.problem;
  if (uncovered !== undefined) {
    return { tone: 'danger', text: uncoveredText(t, language, uncovered), detail: concerns(t, uncovered) };
  }
  if (reason === 'version-moved-on') return { tone: 'warning', text: t('team.form.moved'), detail };
  return { tone: 'danger', text: problemText(t, error), detail };
}

function concerns(t: Translate, { patients }: UncoveredHour): string {
  return `${t('team.uncoveredPatients', { count: patients })} ${t('team.mend')}`;
}

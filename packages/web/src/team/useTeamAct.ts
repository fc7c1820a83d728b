import type { UncoveredHour } from '@samvakt/contract';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import { useRefresh } from '../api/useRefresh.ts';
import { problemText, refusalText } from '../app/problemText.ts';
import { uncoveredText } from '../cover/uncoveredText.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';
import type { Translate } from '../texts/useTexts.ts';

/**
 * Sends an act on a team's settings, says how it ended, and reads anew what it touched. `isOfAnother`: the settings are another team's than the page's, which does not
 * show who has changed them.
 */
export function useTeamAct() {
  const refresh = useRefresh();
  const [outcome, setOutcome] = useState<ActOutcome>();

  async function run(act: () => Promise<unknown>, done: Said, isOfAnother = false): Promise<boolean> {
    let went = true;
    try {
      await act();
      setOutcome({ tone: 'success', text: done });
    } catch (error) {
      went = false;
      setOutcome(refusalOutcome(error, isOfAnother));
    }
    await refresh(keys.teamHours(), keys.cover(), keys.duty());
    return went;
  }

  return { outcome, run };
}

/** Rules whose words are about a handover everywhere else; here they are about what a team has set. */
const ABOUT_SETTINGS = { 'already-in-effect': 'team.form.begun', 'to-the-same-team': 'team.form.itself' } as const;

/**
 * A refusal is said in the screen's own language: by the hour that it names, or by its rule. The platform's own sentence, which is in one language, stands with it
 * only where it is all that is known.
 */
function refusalOutcome(error: unknown, isOfAnother: boolean): ActOutcome {
  const why: Said = ({ t }) => problemText(t, error);
  if (!(error instanceof ApiProblem)) return { tone: 'danger', text: why };
  const { status, uncovered, reason, detail: told } = error.problem;
  // Of a failure on the platform's side everything that there is to say is said already.
  const sentence = told === undefined || status >= 500 ? undefined : () => told;
  if (uncovered !== undefined) {
    return {
      tone: 'danger',
      text: ({ t, language }) => uncoveredText(t, language, uncovered),
      detail: ({ t }) => concerns(t, uncovered),
    };
  }
  if (reason === 'version-moved-on') {
    // Who was first, when and why stands on the page, of one's own team: it is read anew.
    return { tone: 'warning', text: ({ t }) => t('team.form.moved'), detail: isOfAnother ? sentence : undefined };
  }
  const [, words] = Object.entries(ABOUT_SETTINGS).find(([rule]) => rule === reason) ?? [];
  if (words !== undefined) return { tone: 'danger', text: ({ t }) => t(words) };
  return { tone: 'danger', text: why, detail: refusalText(error) === undefined ? sentence : undefined };
}

function concerns(t: Translate, { patients }: UncoveredHour): string {
  return `${t('team.uncoveredPatients', { count: patients })} ${t('team.mend')}`;
}

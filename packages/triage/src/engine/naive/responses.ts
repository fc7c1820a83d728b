import type { Rule } from '../../protocol/schema.ts';
import type { AnsweredEvent } from '../event.ts';
import { judgeRule } from './alerts.ts';
import { type History, isBroken, leavesOf, subjectsOf } from './history.ts';
import { asked, type Said } from './said.ts';

/** What no rule makes anything of in the responses to a form. */
export function saidOfForm(history: History, form: string): Said[] {
  const answers = history.answers ?? [];
  const own = answers.filter(({ questionnaire }) => questionnaire === form);
  const rules = history.protocol.rules.filter((rule) => leavesOf(rule).flatMap(subjectsOf).includes(form));
  const asks = own.map((answer) => {
    const { colour, contact, unjudged } = answer.result;
    const says = colour !== 'green' || contact !== null || unjudged.length > 0;
    return rules.length === 0 || (says && !rules.some((rule) => isRaised(history, rule, answer)));
  });
  return own.flatMap(({ at }, index): Said[] => {
    if (asks[index]) return [asked(at, 0)];
    // Of one and the same instant, no response answers for another.
    const isAskedBeside = own.some((other, place) => other.at === at && asks[place]);
    return isAskedBeside ? [] : [{ at, asks: false, again: 0 }];
  });
}

/** Right after the response an alert of the rule holds, and the response gives reason for it. */
function isRaised(history: History, rule: Rule, answer: AnsweredEvent): boolean {
  const { at, result, questionnaire } = answer;
  if (isBroken(history.protocol, rule)) return true;
  const isReason = leavesOf(rule).some((leaf) => {
    if (leaf.type !== 'questionnaire' || leaf.questionnaire !== questionnaire) return false;
    const colour = leaf.about === 'contact' ? result.contact : result.colour;
    return colour === 'red' || (colour === 'yellow' && leaf.atLeast === 'yellow');
  });
  if (!isReason) return false;
  const answers = history.answers ?? [];
  const until = {
    ...history,
    now: at,
    readings: history.readings.filter((reading) => reading.at <= at),
    answers: answers.slice(0, answers.indexOf(answer) + 1),
    closes: history.closes.filter((close) => close.at < at),
  };
  return judgeRule(until, rule)?.present != null;
}

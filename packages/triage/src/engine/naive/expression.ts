import type { Expression } from '../../protocol/expression.ts';
import { isMissing, isOverdue } from './absence.ts';
import { compare } from './comparison.ts';
import { isNew, metricsOf, type Scene, type Truth } from './history.ts';
import { holdsScore } from './score.ts';

/** `denied`: it stands under a `not`, or under three. */
export function judge(scene: Scene, expression: Expression, within: number, denied = false): Truth {
  switch (expression.type) {
    case 'not': {
      const truth = judge(scene, expression.of, within, !denied);
      return truth === null ? null : !truth;
    }
    case 'all':
    case 'any':
    case 'at-least': {
      const own = 'within' in expression ? (expression.within ?? within) : within;
      const parts = expression.of.map((part) => judge(scene, part, Math.min(own, within), denied));
      const needed = { all: parts.length, any: 1, 'at-least': 'count' in expression ? expression.count : 0 };
      const count = needed[expression.type];
      if (parts.filter((part) => part === true).length >= count) return true;
      return parts.filter((part) => part !== false).length < count ? false : null;
    }
    case 'missing':
    case 'unanswered':
      return silence(isMissing(scene, expression), denied);
    case 'overdue':
      return silence(isOverdue(scene, expression), denied);
    case 'questionnaire': {
      const { questionnaire, about, atLeast } = expression;
      const own = scene.answered.filter((one) => one.questionnaire === questionnaire && isNew(scene, one));
      const last = own.at(-1);
      if (!last || scene.at - last.at > within) return null;
      const ofInstant = own.filter(({ at }) => at === last.at);
      const found = ofInstant.map(({ result }) => (about === 'contact' ? result.contact : result.colour));
      return found.includes('red') || (found.includes('yellow') && atLeast === 'yellow');
    }
    default: {
      const metrics = metricsOf(expression);
      const last = scene.known.findLast(({ metric }) => metrics.includes(metric));
      if (!last || scene.at - last.at > within) return null;
      return expression.type === 'score' ? holdsScore(scene, expression) : compare(scene, expression);
    }
  }
}

/** Silence may make something true, and never false. */
function silence(isSilent: boolean, denied: boolean): Truth {
  return isSilent && denied ? null : isSilent;
}

import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import type { Comparison, Leaf } from '../protocol/expression.ts';
import type { Protocol } from '../protocol/schema.ts';
import { detailText } from './detail.ts';
import { describeRuleChange } from './rule.ts';
import { AT, DAY, HOUR, MINUTE, protocol, rule } from './testing/finding.ts';

/* What the short line of a leaf leaves out, word for word. */

const number = {
  value: 88,
  min: 80,
  max: 92,
  unit: '%',
  source: 'assumption',
  text: { nb: 'rød grense', en: 'red limit' },
};
const own: Protocol = { ...protocol, numbers: { 'low-red': number, scale: { ...number, value: 2 } } };
const effective = applyLimits(own, null, AT);
const value = { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 88 } as const;
const change = { ...value, type: 'change', set: -3, over: DAY, measure: 'absolute', reference: 'mean' } as const;
const share = {
  ...value,
  type: 'share',
  band: { below: 90 },
  over: DAY,
  every: 5 * MINUTE,
  sufficient: 70,
  whenTooFew: 'review',
} as const;
const score = { type: 'score', score: 'news2', output: 'total', test: 'at-least', set: 5, within: HOUR } as const;
const form = { questionnaire: 'urn:test:form' } as const;

describe('what a line leaves out', () => {
  it.each<[string, Leaf, string, string]>([
    ['nothing of a value', value, '', ''],
    ['nothing of a due time', { type: 'overdue', metric: 'steps' }, '', ''],
    ['nothing of answers', { ...form, type: 'questionnaire', about: 'answers', atLeast: 'red' }, '', ''],
    [
      'how a wish to be contacted is marked',
      { ...form, type: 'questionnaire', about: 'contact', atLeast: 'red' },
      ' (merket minst rødt)',
      ' (marked at least red)',
    ],
    [
      'how a wish to be contacted is marked, when yellow will do',
      { ...form, type: 'questionnaire', about: 'contact', atLeast: 'yellow' },
      ' (merket minst gult)',
      ' (marked at least yellow)',
    ],
    [
      'how long is waited',
      { type: 'missing', metric: 'steps', every: 2 * DAY, grace: HOUR },
      ' (ventet hver 2 døgn, frist 1 t etter)',
      ' (expected every 2 d, 1 h of grace)',
    ],
    [
      'how long is waited for a form, without grace',
      { ...form, type: 'unanswered', every: 7 * DAY, grace: 0 },
      ' (ventet hver 7 døgn)',
      ' (expected every 7 d)',
    ],
    [
      'which number it is, and that of its end',
      { ...value, set: { number: 'low-red' }, clear: { number: 'low-red' } },
      ' (grensen er «rød grense»; slutter ved «rød grense»)',
      ' (the limit is “red limit”; ends at “red limit”)',
    ],
    [
      'a number that is not there any more',
      { ...value, clear: { number: 'gone' } },
      ' (slutter ved «gone»)',
      ' (ends at “gone”)',
    ],
    [
      'how near its readings are, and when it ends',
      { ...value, sustained: { readings: 2, maxGap: HOUR }, clear: 90, recovery: { readings: 2, of: 3, maxGap: DAY } },
      ' (høyst 1 t mellom målingene; slutter ved 90 % i 2 av 3 målinger, høyst 1 døgn mellom målingene)',
      ' (at most 1 h between readings; ends at 90 % in 2 of 3 readings, at most 1 d between readings)',
    ],
    [
      'how long its end must last',
      { ...value, sustained: { readings: 2 }, recovery: { for: HOUR, maxGap: DAY } },
      ' (slutter i 1 t, høyst 1 døgn mellom målingene)',
      ' (ends for 1 h, at most 1 d between readings)',
    ],
    [
      'nothing of a change in the metric’s unit but its end',
      { ...change, clear: { margin: 1 } },
      ' (slutter 1 prosentpoeng fra grensen)',
      ' (ends 1 percentage point off the limit)',
    ],
    [
      'what a relative change is counted in',
      { ...change, metric: 'body-weight', measure: 'relative', minDays: 3, clear: -2 },
      ' (i prosent av det den sammenliknes med; på minst 3 dager; slutter ved -2 %)',
      ' (as a percentage of its reference; on at least 3 days; ends at -2 %)',
    ],
    [
      'the least that a patient’s own variation is taken for',
      { ...change, metric: 'body-weight', measure: 'spread', reference: 'baseline', floor: 0.5 },
      ' (vanlig variasjon regnes som minst 0,5 kg)',
      ' (the usual variation counts as at least 0.5 kg)',
    ],
    [
      'what a mean is made of',
      { ...value, type: 'mean', over: DAY, minReadings: 4, minDays: 2 },
      ' (minst 4 målinger; på minst 2 dager)',
      ' (at least 4 readings; on at least 2 days)',
    ],
    [
      'how dense the readings of a share are, and what comes of too few',
      { ...share, minDays: 10, clear: { margin: 2 } },
      ' (krever mer enn 70 % av målingene, én hver 5 min; på minst 10 dager; må vurderes av person når det er for få; slutter 2 % fra grensen)',
      ' (needs more than 70 % of the readings, one every 5 min; on at least 10 days; asks for a review where there are too few; ends 2 % off the limit)',
    ],
    [
      'that too few say nothing',
      { ...share, type: 'variation', whenTooFew: 'silent' } as Comparison,
      ' (krever mer enn 70 % av målingene, én hver 5 min; sier ingenting når det er for få)',
      ' (needs more than 70 % of the readings, one every 5 min; silent where there are too few)',
    ],
    [
      'what a clinician may set of a score, and when it ends',
      { ...score, settings: { 'saturation-scale': { number: 'scale' } }, clear: 4 },
      ' (saturation-scale 2, grensen er «rød grense»; slutter ved 4)',
      ' (saturation-scale 2, the limit is “red limit”; ends at 4)',
    ],
    [
      'a setting that is written in the rule',
      { ...score, settings: { 'saturation-scale': 1 } },
      ' (saturation-scale 1)',
      ' (saturation-scale 1)',
    ],
  ])('is %s', (_, leaf, nb, en) => {
    expect([detailText(effective, leaf, 'nb'), detailText(effective, leaf, 'en')]).toEqual([nb, en]);
  });
});

describe('a rule in two versions', () => {
  const of = (...leaves: Leaf[]) => ({
    effective,
    rule: { ...rule, levels: { yellow: { when: { type: 'all' as const, of: leaves } } } },
  });

  it('has its short lines where they tell what differs', () => {
    const before = of({ ...value, clear: { margin: 1 } });
    const after = of({ ...value, set: 90, clear: { margin: 1 } });
    expect(describeRuleChange(before, after, 'nb')).toEqual({
      before: 'Gul: SpO₂ under 88 %.',
      after: 'Gul: SpO₂ under 90 %.',
    });
  });

  it('has all in them where more differs', () => {
    const [before, after] = [of({ ...value, clear: 89 }), of({ ...value, clear: 90 })];
    expect(describeRuleChange(before, after, 'en')).toEqual({
      before: 'Yellow: SpO₂ below 88 % (ends at 89 %).',
      after: 'Yellow: SpO₂ below 88 % (ends at 90 %).',
    });
  });

  it('names each by itself what is silent where that differs, or hangs together in time', () => {
    const silent = (metric: 'steps' | 'inr', every: number, grace: number): Leaf => ({
      type: 'missing',
      metric,
      every,
      grace,
    });
    const before = of(silent('steps', DAY, HOUR), silent('inr', DAY, HOUR));
    const after = of(silent('steps', HOUR, DAY), silent('inr', DAY, HOUR));
    expect(describeRuleChange(before, before, 'nb').before).toBe(
      'Gul: ingen måling av skritt eller INR på 1 døgn 1 t.',
    );
    expect(describeRuleChange(before, after, 'nb').after).toBe(
      'Gul: ingen måling av skritt på 1 døgn 1 t (ventet hver 1 t, frist 1 døgn etter) og ingen måling av INR på 1 døgn 1 t (ventet hver 1 døgn, frist 1 t etter).',
    );
    const within = {
      ...before,
      rule: { ...rule, levels: { yellow: { when: { ...before.rule.levels.yellow.when, within: DAY } } } },
    };
    expect(describeRuleChange(before, within, 'nb').after).toBe(
      'Gul: ingen måling av skritt på 1 døgn 1 t og ingen måling av INR på 1 døgn 1 t innen 1 døgn.',
    );
  });
});

import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import { metricsOfItem } from '../alerts/finding.ts';
import type { TriageEvent } from '../event.ts';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents, foldTimed } from '../step.ts';
import { EXAMPLE } from '../testing/exampleProtocol.ts';
import { compileProtocol } from './compile.ts';

const START = Date.parse('2026-03-01T06:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type When = NonNullable<ProtocolInput['rules'][number]['levels']['red']>['when'];
const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const { levels: _, ...words } = example;
const rules = (when: When) => [{ ...words, autoClose: true, levels: { yellow: { when } } }];
const compile = (when: When) =>
  compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules: rules(when) }), null, START));

const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
const breath = { type: 'value', metric: 'breathlessness', test: 'at-least', set: 6 } as const;
const fever = { type: 'value', metric: 'body-temperature', test: 'above', set: 38 } as const;
const parts: When[] = [pulse, breath, fever];

const at = (metric: MetricCode, afterMs: number, value: number): TriageEvent => ({
  type: 'measurement',
  metric,
  at: START + afterMs,
  value,
});
/** What the rule comes to after the events: an open alert, or how it was told of. */
function outcome(when: When, events: readonly TriageEvent[]) {
  const protocol = compile(when);
  const { state, findings } = foldEvents(protocol, initialState(protocol, START), events);
  return {
    open: openAlerts(protocol, state).map(({ ruleId, phase }) => `${ruleId} ${phase}`),
    told: findings.map(({ type, at: instant }) => `${type} ${(instant - START) / HOUR}`),
  };
}

/** For each of pulse, breathlessness and temperature: `+` it is true, `-` it is false, `?` it has not been measured. */
function measured(signs: string): TriageEvent[] {
  const rows = [
    ['heart-rate', 120, 80],
    ['breathlessness', 7, 2],
    ['body-temperature', 38.5, 37],
  ] as const;
  return rows.flatMap(([metric, high, low], index) => {
    const sign = signs[index];
    return sign === '?' ? [] : [at(metric, index * HOUR, sign === '+' ? high : low)];
  });
}

describe('a combination of what is known and what is not', () => {
  it.each([
    ['all', '+++', true],
    ['all', '++-', false],
    ['all', '++?', false],
    ['all', '+??', false],
    ['any', '---', false],
    ['any', '--+', true],
    ['any', '?-+', true],
    ['any', '-??', false],
    ['two of them', '+--', false],
    ['two of them', '+-+', true],
    ['two of them', '+?+', true],
    ['two of them', '+??', false],
    ['not all', '++-', true],
    ['not all', '-??', true],
    ['not all', '++?', false],
    ['not all', '+++', false],
    ['none', '---', true],
    ['none', '--?', false],
    ['none', '--+', false],
    ['not two of them', '--?', true],
    ['not two of them', '-??', false],
    ['not two of them', '+--', true],
  ])('%s, of %s', (what, signs, opens) => {
    const expressions: Record<string, When> = {
      all: { type: 'all', of: parts },
      any: { type: 'any', of: parts },
      'two of them': { type: 'at-least', count: 2, of: parts },
      'not all': { type: 'not', of: { type: 'all', of: parts } },
      none: { type: 'not', of: { type: 'any', of: parts } },
      'not two of them': { type: 'not', of: { type: 'at-least', count: 2, of: parts } },
    };
    const when = expressions[what];
    if (!when) throw new Error(`no expression ${what}`);
    expect(outcome(when, measured(signs)).open).toEqual(opens ? ['saturation open'] : []);
  });

  it('that was true stays so while a part of it is not known any more, and ends when it is known to be false', () => {
    const recent: When = { type: 'all', within: DAY, of: [pulse, breath] };
    const opened = [at('heart-rate', 0, 120), at('breathlessness', HOUR, 7)];
    const old = at('breathlessness', 30 * HOUR, 7);
    expect(outcome(recent, [...opened, old]).told).toEqual(['opened 1']);
    expect(outcome(recent, [...opened, old, at('heart-rate', 31 * HOUR, 80)]).told).toEqual(['opened 1', 'cleared 31']);
  });
});

describe('how old the parts of a combination may be', () => {
  const both = (within: number): When => ({ type: 'all', within, of: [pulse, breath] });

  it('is up to the whole of the time that it names', () => {
    const apart = (ms: number) => [at('heart-rate', 0, 120), at('breathlessness', ms, 7)];
    expect(outcome(both(DAY), apart(DAY)).open).toEqual(['saturation open']);
    expect(outcome(both(DAY), apart(DAY + 1)).open).toEqual([]);
  });

  it('is asked at every reading of the rule, also one that changes nothing of its own part', () => {
    const events = [at('heart-rate', 0, 120), at('breathlessness', 30 * HOUR, 7), at('heart-rate', 31 * HOUR, 121)];
    expect(outcome(both(DAY), events).told).toEqual(['opened 31']);
  });

  it('is asked also where what is read has eased without lasting', () => {
    const slow: When = { type: 'all', within: DAY, of: [{ ...pulse, clear: 100, recovery: { readings: 9 } }, breath] };
    const eased = [at('heart-rate', 0, 120), at('heart-rate', HOUR, 95), at('breathlessness', 30 * HOUR, 7)];
    expect(outcome(slow, eased).told).toEqual([]);
    expect(outcome(slow, [...eased, at('heart-rate', 31 * HOUR, 94)]).told).toEqual(['opened 31']);
  });

  it('is asked also where what is denied is read again, and is as it was', () => {
    const without: When = { type: 'all', within: 2 * HOUR, of: [{ type: 'not', of: fever }, breath] };
    const old = [at('body-temperature', 0, 37), at('breathlessness', 3 * HOUR, 7)];
    expect(outcome(without, [...old, at('body-temperature', 4 * HOUR, 37)]).told).toEqual(['opened 4']);
  });

  it('is the narrower of the two where one combination lies in another', () => {
    const inner = (outer: number, within: number): When => ({
      type: 'all',
      within: outer,
      of: [{ type: 'at-least', count: 1, within, of: [pulse] }, breath],
    });
    const events = [at('heart-rate', 0, 120), at('breathlessness', 3 * HOUR, 7)];
    expect(outcome(inner(4 * HOUR, 2 * HOUR), events).open).toEqual([]);
    expect(outcome(inner(2 * HOUR, 4 * HOUR), events).open).toEqual([]);
    expect(outcome(inner(4 * HOUR, 3 * HOUR), events).open).toEqual(['saturation open']);
  });

  it('holds inside any and not, too', () => {
    const through: When = { type: 'all', within: 2 * HOUR, of: [{ type: 'any', of: [pulse] }, breath] };
    const without: When = { type: 'all', within: 2 * HOUR, of: [{ type: 'not', of: fever }, breath] };
    expect(outcome(through, [at('heart-rate', 0, 120), at('breathlessness', 3 * HOUR, 7)]).open).toEqual([]);
    expect(outcome(without, [at('body-temperature', 0, 37), at('breathlessness', 3 * HOUR, 7)]).open).toEqual([]);
    expect(outcome(without, [at('body-temperature', 0, 37), at('breathlessness', 2 * HOUR, 7)]).open).toEqual([
      'saturation open',
    ]);
  });

  it('does not make silence unknown, however long it has lasted', () => {
    const silent: When = {
      type: 'all',
      within: 2 * HOUR,
      of: [breath, { type: 'missing', metric: 'heart-rate', every: DAY, grace: 0 }],
    };
    expect(outcome(silent, [at('breathlessness', 3 * DAY, 7)]).told).toEqual(['opened 72']);
  });
});

describe('a part that gathers evidence', () => {
  const twice = { ...pulse, sustained: { readings: 2 } } as const;
  const pending = at('heart-rate', 0, 120);
  const eased = at('heart-rate', HOUR, 80);

  it('is not known: denied it opens nothing until it is false', () => {
    const when: When = { type: 'not', of: twice };
    expect(outcome(when, [pending]).told).toEqual([]);
    // The latest two hold none that crosses only with the third.
    expect(outcome(when, [pending, eased, at('heart-rate', 2 * HOUR, 80)]).told).toEqual(['opened 2']);
  });

  it('clears nothing that another part has opened', () => {
    const when: When = { type: 'any', of: [fever, twice] };
    const fevered = [at('body-temperature', 0, 39), at('heart-rate', HOUR, 120), at('body-temperature', 2 * HOUR, 37)];
    expect(outcome(when, fevered).open).toEqual(['saturation open']);
    const over = [at('heart-rate', 3 * HOUR, 80), at('heart-rate', 4 * HOUR, 80)];
    expect(outcome(when, [...fevered, ...over]).told).toEqual(['opened 0', 'cleared 4']);
  });
});

describe('what falls due at one instant', () => {
  it('is missing together: the alert names all of it', () => {
    const silent = (metric: MetricCode) => ({ type: 'missing', metric, every: DAY, grace: 0 }) as const;
    const when: When = { type: 'any', of: [silent('heart-rate'), silent('breathlessness')] };
    const protocol = compile(when);
    const { findings } = foldEvents(protocol, initialState(protocol, START), [{ type: 'tick', at: START + 2 * DAY }]);
    expect(findings.map(({ type, at: instant }) => [type, instant - START])).toEqual([['opened', DAY]]);
    expect(findings[0]?.evidence.items.flatMap(metricsOfItem)).toEqual(['heart-rate', 'breathlessness']);
  });
});

describe('an alert about missing data', () => {
  const silent = (metric: MetricCode, every: number) => ({ type: 'missing', metric, every, grace: 0 }) as const;
  const of = [silent('heart-rate', DAY), silent('breathlessness', 2 * DAY)];
  const later: TriageEvent = { type: 'tick', at: START + 3 * DAY };
  const told = (kind: 'missing' | 'clinical', events: readonly TriageEvent[]) => {
    const [only] = rules({ type: 'any', of });
    const asked = ProtocolSchema.parse({ ...EXAMPLE, rules: [{ ...only, kind }] });
    const protocol = compileProtocol(applyLimits(asked, null, START));
    const { findings } = foldTimed(protocol, initialState(protocol, START), events);
    return findings.map(({ type, at: instant, evidence }) => [
      `${type} ${(instant - START) / HOUR}`,
      ...evidence.items.flatMap(metricsOfItem),
    ]);
  };

  it('names what has not come since, too', () => {
    expect(told('missing', [later])).toEqual([
      ['opened 24', 'heart-rate'],
      ['updated 48', 'heart-rate', 'breathlessness'],
    ]);
  });

  it('names what is missing when it goes on by something else than it began with', () => {
    const changing = [at('breathlessness', HOUR, 2), at('heart-rate', 48.5 * HOUR, 80), later];
    expect(told('missing', changing)).toEqual([
      ['opened 24', 'heart-rate'],
      ['cleared 48.5', 'heart-rate'],
      ['opened 49', 'breathlessness'],
    ]);
    expect(told('missing', [...changing.slice(0, 1), at('heart-rate', 50 * HOUR, 80), later])).toEqual([
      ['opened 24', 'heart-rate'],
      ['updated 49', 'heart-rate', 'breathlessness'],
    ]);
  });

  it('of another kind stays as it was found', () => {
    expect(told('clinical', [later])).toEqual([['opened 24', 'heart-rate']]);
  });
});

describe('a combination that denies that something is missing', () => {
  const silent: When = { type: 'missing', metric: 'heart-rate', every: DAY, grace: 0 };
  const heard: When = { type: 'not', of: silent };
  const measuredOnce = [at('heart-rate', 0, 80), at('breathlessness', HOUR, 7)];
  const later: TriageEvent = { type: 'tick', at: START + 5 * DAY };

  it.each<[string, When]>([
    ['is not ended by silence', { type: 'all', of: [breath, heard] }],
    [
      'nor by the silence of a part of what it denies',
      {
        type: 'all',
        of: [breath, { type: 'not', of: { type: 'any', of: [silent, fever] } }, { type: 'not', of: fever }],
      },
    ],
    [
      'nor where it is denied twice more',
      { type: 'not', of: { type: 'not', of: { type: 'all', of: [breath, heard] } } },
    ],
  ])('%s', (_name, when) => {
    // A metric that the rule has nothing to say of would ask for a review.
    const known = JSON.stringify(when).includes('body-temperature') ? [at('body-temperature', 0, 37)] : [];
    expect(outcome(when, [...known, ...measuredOnce]).told).toEqual(['opened 1']);
    expect(outcome(when, [...known, ...measuredOnce, later]).told).toEqual(['opened 1']);
    expect(outcome(when, [...known, ...measuredOnce, later]).open).toEqual(['saturation open']);
  });

  it('does not open while nothing is heard, and does when it is', () => {
    const when: When = { type: 'all', of: [breath, heard] };
    const unheard = [at('breathlessness', 3 * DAY, 7)];
    expect(outcome(when, unheard).told).toEqual([]);
    expect(outcome(when, [...unheard, at('heart-rate', 3 * DAY + HOUR, 80)]).told).toEqual(['opened 73']);
  });

  it('is ended by what is measured', () => {
    const when: When = { type: 'all', of: [breath, heard] };
    const eased = [...measuredOnce, at('breathlessness', 50 * HOUR, 2)];
    expect(outcome(when, eased).told).toEqual(['opened 1', 'cleared 50']);
  });

  it.each<[string, When]>([
    ['by itself', heard],
    ['beside what has not been measured', { type: 'any', of: [breath, heard] }],
  ])('opens at what comes in time, also where it is denied %s and no leaf changes by it', (_name, when) => {
    expect(outcome(when, [at('heart-rate', 5 * HOUR, 80), at('heart-rate', 6 * HOUR, 80)]).told).toEqual(['opened 5']);
  });

  it('does not take what falls due at the same instant for heard of', () => {
    const alone: When = { type: 'missing', metric: 'body-temperature', every: DAY, grace: 0 };
    for (const of of [
      [alone, heard],
      [heard, alone],
    ]) {
      const both = [at('heart-rate', HOUR, 80), at('body-temperature', HOUR, 37), later];
      expect(outcome({ type: 'all', of }, both).told).toEqual([]);
      expect(outcome({ type: 'all', of }, [...both, at('heart-rate', HOUR + 1, 80)]).told).toEqual(['opened 25']);
    }
  });

  it('still opens by silence that it denies twice', () => {
    const twice: When = { type: 'not', of: { type: 'not', of: silent } };
    expect(outcome(twice, [at('heart-rate', 0, 80), later]).told).toEqual(['opened 24']);
  });
});

describe('a combination recovers', () => {
  const slow = { clear: { margin: 0 }, recovery: { readings: 2 } } as const;
  const events = [at('heart-rate', 0, 120), at('breathlessness', HOUR, 7)];

  it('when all would be false if what recovers had cleared', () => {
    const either: When = { type: 'any', of: [{ ...pulse, ...slow }, breath] };
    expect(outcome(either, [...events, at('heart-rate', 2 * HOUR, 80)]).open).toEqual(['saturation open']);
    const eased = [...events, at('breathlessness', 2 * HOUR, 2), at('heart-rate', 3 * HOUR, 80)];
    expect(outcome(either, eased).open).toEqual(['saturation recovering']);
    expect(outcome(either, [...eased, at('heart-rate', 4 * HOUR, 80)]).told).toEqual([
      'opened 0',
      'recovering 3',
      'cleared 4',
    ]);
  });

  it('and does not any more once nobody knows whether what recovers still does', () => {
    const both: When = { type: 'all', within: DAY, of: [{ ...pulse, ...slow }, breath] };
    const eased = [...events, at('heart-rate', 2 * HOUR, 80)];
    expect(outcome(both, [...eased, at('breathlessness', 20 * HOUR, 7)]).open).toEqual(['saturation recovering']);
    expect(outcome(both, [...eased, at('breathlessness', 27 * HOUR, 7)]).open).toEqual(['saturation open']);
    // Also by a reading that says no itself, and as before.
    const either: When = {
      type: 'all',
      within: DAY,
      of: [{ type: 'any', of: [{ ...pulse, ...slow }, fever] }, breath],
    };
    const normal = [...eased, at('body-temperature', 3 * HOUR, 37)];
    expect(outcome(either, normal).open).toEqual(['saturation recovering']);
    expect(outcome(either, [...normal, at('body-temperature', 27 * HOUR, 37)]).told).toEqual([
      'opened 1',
      'recovering 3',
      'reopened 27',
    ]);
  });

  it('with the first part of all that does', () => {
    const both: When = { type: 'all', of: [{ ...pulse, ...slow }, breath] };
    expect(outcome(both, [...events, at('heart-rate', 2 * HOUR, 80)]).open).toEqual(['saturation recovering']);
  });
});

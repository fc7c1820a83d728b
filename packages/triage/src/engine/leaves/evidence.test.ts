import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import { type Evidence, metricsOfItem } from '../alerts/finding.ts';
import type { TriageEvent } from '../event.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { EXAMPLE } from '../testing/exampleProtocol.ts';

/* What an alert says it rests on: the nurse reads it as a sentence, and the alert is judged again by it. */

const START = Date.parse('2026-03-01T06:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Levels = ProtocolInput['rules'][number]['levels'];
type When = NonNullable<Levels['red']>['when'];
const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const compile = (levels: Levels) =>
  compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules: [{ ...example, levels }] }), null, START));

type Row = readonly [afterMs: number, value: number];
const readings = (metric: MetricCode, rows: readonly Row[]) =>
  rows.map(([afterMs, value]): TriageEvent => ({ type: 'measurement', metric, at: START + afterMs, value }));
const rows = (...rowsOf: Row[]) => rowsOf.map(([afterMs, value]) => ({ at: START + afterMs, value }));

/** The evidence of the one alert that the rule has after these readings of its metric. */
function evidenceOf(levels: Levels, metric: MetricCode, given: readonly Row[]): Evidence {
  const protocol = compile(levels);
  const state = readings(metric, given).reduce(
    (before, event) => step(protocol, before, event).state,
    initialState(protocol, START),
  );
  const alert = openAlerts(protocol, state).find(({ ruleId }) => ruleId === 'saturation');
  if (!alert) throw new Error('nothing is open');
  return alert.evidence;
}
const red = (when: When) => ({ red: { when } });
const written = (value: number) => ({ name: null, value, origin: 'protocol' });

describe('the evidence of readings against a limit', () => {
  const low = { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 88 } as const;
  const saturation = (when: When, ...given: Row[]) => evidenceOf(red(when), 'oxygen-saturation', given);

  it('is the reading itself where one is enough', () => {
    expect(saturation(low, [0, 92], [HOUR, 86])).toEqual({
      protocol: { id: 'example', version: 1 },
      limitsVersion: null,
      ruleId: 'saturation',
      severity: 'red',
      kind: 'clinical',
      at: START + HOUR,
      items: [
        {
          type: 'value',
          metric: 'oxygen-saturation',
          test: 'below',
          threshold: written(88),
          readings: rows([HOUR, 86]),
          count: 1,
          compared: 86,
        },
      ],
      review: null,
    });
  });

  it('is of a count those that met, and not those between them, nor those before', () => {
    const counted = { ...low, sustained: { readings: 3, of: 5 } } as const;
    const given = [
      [0, 80],
      [HOUR, 90],
      [2 * HOUR, 90],
      [3 * HOUR, 87],
      [4 * HOUR, 91],
      [5 * HOUR, 86],
    ] as const;
    expect(saturation(counted, ...given, [6 * HOUR, 85]).items).toMatchObject([
      { readings: rows([3 * HOUR, 87], [5 * HOUR, 86], [6 * HOUR, 85]), count: 3, compared: 85 },
    ]);
  });

  it('does not begin before a gap', () => {
    const counted = { ...low, sustained: { readings: 2, maxGap: 2 * HOUR } } as const;
    const given = [
      [0, 86],
      [3 * HOUR, 85],
    ] as const;
    expect(saturation(counted, ...given, [5 * HOUR, 84]).items).toMatchObject([
      { readings: rows([3 * HOUR, 85], [5 * HOUR, 84]), count: 2 },
    ]);
  });

  it('is of a duration its first, its worst and its last reading, and how many there were', () => {
    const lasting = { ...low, sustained: { for: 2 * HOUR, maxGap: HOUR } } as const;
    const given = [
      [0, 87],
      [40 * MINUTE, 82],
      [80 * MINUTE, 84],
      [2 * HOUR, 86],
    ] as const;
    expect(saturation(lasting, ...given).items).toMatchObject([
      { readings: rows([0, 87], [40 * MINUTE, 82], [2 * HOUR, 86]), count: 4, compared: 86 },
    ]);
  });

  it('is of a duration above a limit the highest as its worst, and the first of two alike', () => {
    const lasting = { type: 'value', metric: 'body-temperature', test: 'above', set: 38 } as const;
    const given = [
      [0, 38.5],
      [HOUR, 39.5],
      [2 * HOUR, 39.5],
      [3 * HOUR, 38.4],
    ] as const;
    const { items } = evidenceOf(
      red({ ...lasting, sustained: { for: 3 * HOUR, maxGap: HOUR } }),
      'body-temperature',
      given,
    );
    expect(items).toMatchObject([{ readings: rows([0, 38.5], [HOUR, 39.5], [3 * HOUR, 38.4]), count: 4 }]);
  });

  it('names a reading once that is first and worst, or worst and last', () => {
    const lasting = { ...low, sustained: { for: HOUR, maxGap: HOUR } } as const;
    expect(saturation(lasting, [0, 82], [HOUR, 87]).items).toMatchObject([{ readings: rows([0, 82], [HOUR, 87]) }]);
    expect(saturation(lasting, [0, 87], [HOUR, 82]).items).toMatchObject([{ readings: rows([0, 87], [HOUR, 82]) }]);
  });

  it('stays what opened the alert while it stands, and is new when it rises', () => {
    const levels = { yellow: { when: low }, red: { when: { ...low, set: 84 } } } as const;
    const opened = evidenceOf(levels, 'oxygen-saturation', [
      [0, 87],
      [HOUR, 85],
    ]);
    expect(opened).toMatchObject({ severity: 'yellow', at: START, items: [{ readings: rows([0, 87]) }] });
    const raised = evidenceOf(levels, 'oxygen-saturation', [
      [0, 87],
      [HOUR, 83],
      [2 * HOUR, 86],
    ]);
    expect(raised).toMatchObject({ severity: 'red', at: START + HOUR, items: [{ threshold: written(84) }] });
  });

  it('stays what it was when the alert recovers and is worse again', () => {
    const slow = { ...low, clear: { margin: 2 }, recovery: { readings: 2 } } as const;
    expect(saturation(slow, [0, 86], [HOUR, 91], [2 * HOUR, 85])).toMatchObject({
      at: START,
      items: [{ readings: rows([0, 86]) }],
    });
  });

  it('is new when what had cleared comes back, as bad as it had been', () => {
    const levels = { yellow: { when: low }, red: { when: { ...low, set: 84 } } } as const;
    const given = [
      [0, 83],
      [HOUR, 92],
    ] as const;
    expect(evidenceOf(levels, 'oxygen-saturation', [...given, [2 * HOUR, 82]])).toMatchObject({
      at: START + 2 * HOUR,
      items: [{ readings: rows([2 * HOUR, 82]) }],
    });
    expect(evidenceOf(levels, 'oxygen-saturation', [...given, [2 * HOUR, 87]])).toMatchObject({
      severity: 'red',
      at: START,
    });
  });
});

describe('the evidence of a change', () => {
  const change = { type: 'change', metric: 'body-weight', measure: 'absolute', over: 3 * DAY } as const;
  const weight = (when: When, ...given: Row[]) => evidenceOf(red(when), 'body-weight', given).items;

  it('from the lowest of the window says which reading that was', () => {
    const gain = { ...change, test: 'above', set: 2, reference: 'minimum' } as const;
    expect(weight(gain, [0, 80], [DAY, 79.5], [2 * DAY, 81.4], [3 * DAY, 81.7])).toEqual([
      {
        type: 'change',
        metric: 'body-weight',
        test: 'above',
        threshold: written(2),
        readings: rows([3 * DAY, 81.7]),
        count: 1,
        compared: 2.2,
        window: 3 * DAY,
        measure: 'absolute',
        reference: { kind: 'minimum', value: 79.5, at: START + DAY },
      },
    ]);
  });

  it('from the lowest takes a reading as old as the window in, and none that is older', () => {
    const gain = { ...change, test: 'above', set: 2, reference: 'minimum' } as const;
    expect(weight(gain, [0, 79], [DAY, 80], [3 * DAY, 82.1])).toMatchObject([{ compared: 3.1 }]);
    expect(weight(gain, [0, 79], [DAY, 80], [3 * DAY + 1, 82.1])).toMatchObject([
      { compared: 2.1, reference: { at: START + DAY } },
    ]);
  });

  it('from the highest, of two alike, names the later, which stays longer in the window', () => {
    const fall = { ...change, test: 'below', set: -2, reference: 'maximum' } as const;
    expect(weight(fall, [0, 84], [DAY, 84], [2 * DAY, 83], [3 * DAY, 81.5])).toMatchObject([
      { compared: -2.5, reference: { kind: 'maximum', value: 84, at: START + DAY } },
    ]);
  });

  it('in percent is counted of the reference', () => {
    const gain = { ...change, test: 'at-least', set: 5, measure: 'relative', reference: 'minimum' } as const;
    expect(weight(gain, [0, 80], [DAY, 84])).toMatchObject([{ compared: 5, measure: 'relative' }]);
  });

  it('from a mean says the mean of those before it', () => {
    const gain = { ...change, test: 'above', set: 2, reference: 'mean' } as const;
    expect(weight(gain, [0, 80], [DAY, 81], [2 * DAY, 81.5], [3 * DAY, 83])).toMatchObject([
      { compared: expect.closeTo(83 - 242.5 / 3, 8), reference: { kind: 'mean', value: 242.5 / 3 }, window: 3 * DAY },
    ]);
  });

  it('from the patient’s own normal says the median of the days before this one', () => {
    const gain = { ...change, test: 'above', set: 2, reference: 'baseline' } as const;
    // The days’ means: 80, 81, 85 (of 84 and 86).
    const days = [
      [0, 80],
      [DAY, 81],
      [2 * DAY, 84],
      [2 * DAY + HOUR, 86],
    ] as const;
    expect(weight(gain, ...days, [3 * DAY, 82.5], [3 * DAY + HOUR, 83.5])).toEqual([
      {
        type: 'change',
        metric: 'body-weight',
        test: 'above',
        threshold: written(2),
        readings: rows([3 * DAY + HOUR, 83.5]),
        count: 1,
        compared: 2.5,
        window: 3 * DAY,
        measure: 'absolute',
        reference: { kind: 'baseline', value: 81 },
      },
    ]);
  });

  it('from the normal of an even number of days is counted from between the middle two', () => {
    const gain = { ...change, over: 4 * DAY, test: 'above', set: 2, reference: 'baseline' } as const;
    const days = [
      [0, 80],
      [DAY, 86],
      [2 * DAY, 81],
      [3 * DAY, 82],
    ] as const;
    expect(weight(gain, ...days, [4 * DAY, 84])).toMatchObject([{ compared: 2.5, reference: { value: 81.5 } }]);
  });
});

describe('the evidence of a mean', () => {
  const high = { type: 'mean', metric: 'systolic-pressure', test: 'at-least', set: 135, over: 3 * DAY } as const;
  const pressure = (when: When, ...given: Row[]) => evidenceOf(red(when), 'systolic-pressure', given).items;

  it('says how many readings it is the mean of, and names the last', () => {
    expect(pressure({ ...high, minReadings: 3 }, [0, 130], [DAY, 140], [2 * DAY, 137])).toEqual([
      {
        type: 'mean',
        metric: 'systolic-pressure',
        test: 'at-least',
        threshold: written(135),
        readings: rows([2 * DAY, 137]),
        count: 3,
        compared: 135.666666667,
        window: 3 * DAY,
      },
    ]);
  });

  it('leaves out what has left the window, and counts its oldest part whole', () => {
    // Three days are kept in quarters: at noon of the fourth day those from noon of the first on are in it.
    const given = [
      [0, 100],
      [6 * HOUR, 139],
      [DAY, 140],
      [2 * DAY, 141],
    ] as const;
    expect(pressure({ ...high, minReadings: 4 }, ...given, [3 * DAY + 7 * HOUR, 144])).toMatchObject([
      { count: 4, compared: 141 },
    ]);
  });

  it('needs its days: two readings of one day and one of the next are of two', () => {
    const days = { ...high, minReadings: 3, minDays: 2 } as const;
    expect(() => pressure(days, [0, 140], [HOUR, 140], [2 * HOUR, 140])).toThrow('nothing is open');
    expect(pressure(days, [0, 140], [HOUR, 140], [DAY, 140])).toMatchObject([{ count: 3, compared: 140 }]);
  });
});

describe('the evidence of a combination', () => {
  it('is that of each part that was true, of the level that opened the alert', () => {
    const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
    const breath = { type: 'value', metric: 'breathlessness', test: 'at-least', set: 6 } as const;
    const cold = { type: 'value', metric: 'body-temperature', test: 'below', set: 35 } as const;
    const protocol = compile({
      red: { when: { type: 'all', of: [{ ...pulse, set: 140 }, breath] } },
      yellow: { when: { type: 'any', of: [cold, pulse, breath] } },
    });
    const events = [
      ...readings('body-temperature', [[0, 37]]),
      ...readings('breathlessness', [[HOUR, 7]]),
      ...readings('heart-rate', [[2 * HOUR, 120]]),
      ...readings('heart-rate', [[3 * HOUR, 141]]),
    ];
    const { findings } = foldEvents(protocol, initialState(protocol, START), events);
    expect(findings.map(({ type, at, evidence }) => [type, at, evidence.items.flatMap(metricsOfItem)])).toEqual([
      ['opened', START + HOUR, ['breathlessness']],
      ['raised', START + 3 * HOUR, ['heart-rate', 'breathlessness']],
    ]);
  });
});

describe('the evidence of a combination whose parts come and go', () => {
  const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
  const breath = { type: 'value', metric: 'breathlessness', test: 'at-least', set: 6 } as const;

  it('names nothing that was true once and is not any more', () => {
    const protocol = compile({ yellow: { when: { type: 'any', of: [breath, pulse] } } });
    const events = [
      ...readings('heart-rate', [[0, 70]]),
      ...readings('breathlessness', [
        [0, 7],
        [HOUR, 2],
      ]),
      ...readings('heart-rate', [[2 * HOUR, 120]]),
    ];
    const { state, findings } = foldEvents(protocol, initialState(protocol, START), events);
    expect(findings.map(({ type }) => type)).toEqual(['opened', 'cleared', 'opened']);
    expect(openAlerts(protocol, state)[0]?.evidence).toMatchObject({
      at: START + 2 * HOUR,
      items: [{ metric: 'heart-rate' }],
    });
    expect(openAlerts(protocol, state)[0]?.evidence.items).toHaveLength(1);
  });

  it('is of the level that still holds because nobody knows that it does not', () => {
    const protocol = compile({
      red: { when: { ...pulse, set: 140 } },
      yellow: { when: { type: 'all', within: DAY, of: [pulse, breath] } },
    });
    const events = [...readings('breathlessness', [[0, 7]]), ...readings('heart-rate', [[0, 150]])];
    const ill = foldEvents(protocol, initialState(protocol, START), events).state;
    expect(openAlerts(protocol, ill)).toMatchObject([{ severity: 'red', present: 'red', phase: 'open' }]);
    const [later] = readings('heart-rate', [[30 * HOUR, 120]]);
    if (!later) throw new Error('no reading');
    expect(openAlerts(protocol, step(protocol, ill, later).state)).toMatchObject([
      { severity: 'red', present: 'yellow', phase: 'open', evidence: { severity: 'red' } },
    ]);
  });
});

describe('the evidence of silence', () => {
  const silent = { type: 'missing', metric: 'body-weight', every: DAY, grace: 6 * HOUR } as const;

  it('says when the last reading came, and since when the next was due', () => {
    const protocol = compile({ yellow: { when: silent } });
    const state = foldEvents(protocol, initialState(protocol, START), [
      ...readings('body-weight', [[HOUR, 80]]),
      { type: 'tick', at: START + 9 * DAY },
    ]).state;
    expect(openAlerts(protocol, state)[0]).toMatchObject({
      openedAt: START + 31 * HOUR,
      evidence: {
        at: START + 31 * HOUR,
        items: [
          { type: 'missing', metric: 'body-weight', lastAt: START + HOUR, since: START, dueAt: START + 31 * HOUR },
        ],
      },
    });
  });

  it('says that there was none, and since when it was waited for', () => {
    const protocol = compile({ yellow: { when: silent } });
    const { state } = step(protocol, initialState(protocol, START), { type: 'tick', at: START + 9 * DAY });
    expect(openAlerts(protocol, state)[0]?.evidence.items).toEqual([
      { type: 'missing', metric: 'body-weight', lastAt: null, since: START, dueAt: START + 30 * HOUR },
    ]);
  });
});

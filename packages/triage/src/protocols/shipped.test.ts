import type { MetricCode } from '@samvakt/contract';
import { METRIC_CODES } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../engine/event.ts';
import { compileProtocol, judges } from '../engine/rules/compile.ts';
import { initialState, openAlerts } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { applyLimits } from '../limits/apply.ts';
import { LimitsSchema } from '../limits/schema.ts';
import { pausedUntil } from '../pause/pausedUntil.ts';
import { leavesOfRule } from '../protocol/check.ts';
import { findProtocol, PROTOCOLS } from './shipped.ts';

const START = Date.parse('2026-03-02T07:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Row = readonly [metric: MetricCode, value: number];

/** What stands open after the readings, one set of them every `every`; ends with a tick at the last of them. */
function openAfter(id: string, every: number, sets: readonly (readonly Row[])[]): string[] {
  const protocol = findProtocol(id);
  if (!protocol) throw new Error(`no protocol ${id}`);
  const compiled = compileProtocol(applyLimits(protocol, null, START));
  const events = sets.flatMap((set, index) =>
    set.map(([metric, value]): TriageEvent => ({ type: 'measurement', metric, value, at: START + index * every })),
  );
  const { state } = foldEvents(compiled, initialState(compiled, START), events);
  return openAlerts(compiled, state).map(({ severity, ruleId }) => `${severity} ${ruleId}`);
}

const series = (metric: MetricCode, ...values: number[]) => values.map((value) => [[metric, value] as const]);
const pressure = (...pairs: [number, number][]) =>
  pairs.map(([systolic, diastolic]) => [
    ['systolic-pressure', systolic] as const,
    ['diastolic-pressure', diastolic] as const,
  ]);

describe('COPD', () => {
  it.each([
    [
      'a saturation of 89 % twice is yellow',
      12 * HOUR,
      series('oxygen-saturation', 92, 89, 89),
      ['yellow saturation-low'],
    ],
    ['a saturation of 89 % once is nothing', 12 * HOUR, series('oxygen-saturation', 92, 89), []],
    ['a saturation of 87 % twice is red', 12 * HOUR, series('oxygen-saturation', 92, 87, 86), ['red saturation-low']],
    ['a saturation of 81 % is red at once', 12 * HOUR, series('oxygen-saturation', 92, 81), ['red saturation-low']],
    [
      'a saturation that falls every ten seconds goes through yellow to red',
      10_000,
      series('oxygen-saturation', 93, 91, 89, 88, 87, 86),
      ['red saturation-low'],
    ],
    ['a yellow saturation that recovered closes by itself', 12 * HOUR, series('oxygen-saturation', 89, 89, 92, 92), []],
    [
      'a red saturation that recovered waits for a person',
      12 * HOUR,
      series('oxygen-saturation', 87, 87, 92, 92),
      ['red saturation-low'],
    ],
    [
      'a saturation 4 points below the own normal of 97 % twice is yellow, though it is no low one',
      DAY,
      series('oxygen-saturation', 97, 96, 98, 97, 97, 93, 93),
      ['yellow saturation-below-normal'],
    ],
    ['once is nothing', DAY, series('oxygen-saturation', 97, 96, 98, 97, 97, 93), []],
    ['3 points below it are nothing', DAY, series('oxygen-saturation', 97, 96, 98, 97, 97, 94, 94), []],
    ['nor is it when four days are known', DAY, series('oxygen-saturation', 97, 96, 98, 97, 93, 93), []],
    [
      'a saturation that is back near the own normal closes by itself',
      DAY,
      series('oxygen-saturation', 97, 96, 98, 97, 97, 93, 93, 95, 95),
      [],
    ],
    [
      'one whose own normal is 91 % has not fallen at 90 %',
      DAY,
      series('oxygen-saturation', 91, 91, 91, 91, 91, 90, 90),
      [],
    ],
    ['a respiratory rate of 28 twice is red', HOUR, series('respiratory-rate', 28, 28), ['red respiration-high']],
    ['a respiratory rate of 8 twice is red', HOUR, series('respiratory-rate', 8, 8), ['red respiration-low']],
    ['once, or 9 twice, is nothing', HOUR, series('respiratory-rate', 8, 9, 9), []],
    ['a pulse of 115 twice is yellow', HOUR, series('heart-rate', 115, 115), ['yellow pulse-high']],
    ['a pulse of 45 twice is yellow', HOUR, series('heart-rate', 45, 45), ['yellow pulse-low']],
    ['a pulse of 46 is nothing', HOUR, series('heart-rate', 46, 46), []],
    ['a pulse of 40 twice is red', HOUR, series('heart-rate', 40, 40), ['red pulse-low']],
    ['a temperature of 35.0 twice is yellow', HOUR, series('body-temperature', 35, 35), ['yellow temperature-low']],
    ['a temperature of 35.1 is nothing', HOUR, series('body-temperature', 35.1, 35.1), []],
    ['a temperature of 38.0 is nothing', HOUR, series('body-temperature', 38), []],
    ['a temperature of 38.1 is yellow', HOUR, series('body-temperature', 38.1), ['yellow temperature-high']],
    ['a breathlessness of 8 is red', HOUR, series('breathlessness', 8), ['red breathlessness-high']],
    ['bloody sputum is red', HOUR, series('sputum-colour', 4), ['red sputum-bloody']],
    [
      'more breathless and yellow sputum the day after is an exacerbation',
      DAY,
      [...series('breathlessness', 2, 4), ...series('sputum-colour', 2)].map((set) => [
        ...set,
        ['oxygen-saturation', 93] as const,
      ]),
      ['yellow exacerbation'],
    ],
    [
      'more breathless alone is not',
      DAY,
      series('breathlessness', 2, 4).map((set) => [...set, ['oxygen-saturation', 93] as const]),
      [],
    ],
    ['feeling much worse is yellow', HOUR, series('wellbeing', 3), ['yellow wellbeing-worse']],
    [
      'no saturation for a day and a half is missing',
      36 * HOUR,
      [[['steps', 1]], [['steps', 1]]] as const,
      ['yellow saturation-missing'],
    ],
  ] as const)('%s', (_, every, sets, open) => {
    expect(openAfter('copd', every, sets)).toEqual(open);
  });
});

describe('a patient of whom nothing comes', () => {
  it.each([
    ['copd', 5],
    ['heart-failure', 5],
    ['diabetes', 3],
    ['hypertension', 7],
  ] as const)('%s: is inactive after %i days, and somebody is to call', (id, days) => {
    const protocol = findProtocol(id);
    if (!protocol) throw new Error(`no protocol ${id}`);
    const compiled = compileProtocol(applyLimits(protocol, null, START));
    const last: TriageEvent = { type: 'measurement', metric: 'wellbeing', value: 0, at: START + HOUR };
    const openAt = (at: number) => {
      const { state } = foldEvents(compiled, initialState(compiled, START), [last, { type: 'tick', at }]);
      return openAlerts(compiled, state).filter(({ ruleId }) => ruleId === 'inactive');
    };
    expect(openAt(START + HOUR + days * DAY - 1)).toEqual([]);
    expect(openAt(START + HOUR + days * DAY)).toMatchObject([{ openedAt: START + HOUR + days * DAY, kind: 'missing' }]);
    expect(protocol.rules.find((rule) => rule.id === 'inactive')?.task?.kind).toBe('call-back');
  });

  it.each([
    ['of one thing that is measured', { type: 'metrics', metrics: ['body-weight'] }, true],
    ['of the whole follow-up', { type: 'episode' }, false],
    ['of the rule', { type: 'rules', rules: ['inactive'] }, false],
  ] as const)('is inactive in a pause %s: %s', (_, scope, isInactive) => {
    const protocol = findProtocol('heart-failure') ?? expect.unreachable('no protocol heart-failure');
    const pause = { scope, includesRed: false, from: START + 2 * HOUR, until: START + 30 * DAY };
    const effective = applyLimits(protocol, null, START, [pause]);
    const compiled = compileProtocol(effective);
    const read = (metric: 'body-weight' | 'heart-rate', at: number): TriageEvent => {
      return { type: 'measurement', metric, value: 80, at };
    };
    const start = [read('body-weight', START + HOUR), read('heart-rate', START + HOUR)];
    const inactiveAfter = (events: readonly TriageEvent[], at: number) => {
      const { state } = foldEvents(compiled, initialState(compiled, START), [...events, { type: 'tick', at }]);
      return openAlerts(compiled, state).flatMap((alert) => (alert.ruleId === 'inactive' ? alert : []));
    };
    const due = START + HOUR + 5 * DAY;
    expect(inactiveAfter(start, due - 1)).toEqual([]);
    const found = inactiveAfter(start, due);
    expect(found).toMatchObject(isInactive ? [{ openedAt: due, severity: 'yellow' }] : []);
    // It is shown, and not said to be paused: the pause is of one thing, the silence of all.
    for (const alert of found) expect(pausedUntil(protocol, [pause], alert, due)).toBeNull();
    // Who sends something else is not inactive, though the weight does not come.
    expect(inactiveAfter([...start, read('heart-rate', START + 4 * DAY)], due)).toEqual([]);
  });

  it('hypertension is asked for on three days of the week', () => {
    // From Monday morning on: nothing on Tuesday, missed when Wednesday is over.
    const protocol = findProtocol('hypertension');
    if (!protocol) throw new Error('no protocol hypertension');
    const compiled = compileProtocol(applyLimits(protocol, null, START));
    const first: TriageEvent = { type: 'measurement', metric: 'systolic-pressure', value: 125, at: START };
    const { findings } = foldEvents(compiled, initialState(compiled, START), [
      first,
      { type: 'tick', at: START + 4 * DAY },
    ]);
    expect(findings.map(({ ruleId, at }) => [ruleId, new Date(at).toISOString()])).toEqual([
      ['pressure-missing', '2026-03-04T23:00:00.000Z'],
    ]);
  });
});

describe('heart failure', () => {
  it.each([
    ['2 kg in three days is nothing', DAY, series('body-weight', 80, 80.5, 81, 82), []],
    ['2.1 kg in three days is yellow', DAY, series('body-weight', 80, 80.5, 81, 82.1), ['yellow weight-gain']],
    ['4.1 kg in three days is red', DAY, series('body-weight', 80, 81, 82, 84.1), ['red weight-gain']],
    [
      '2.1 kg against a weight of five days ago is nothing',
      DAY,
      series('body-weight', 80, 80.5, 81, 81.5, 81.8, 82.1),
      [],
    ],
    [
      '2.1 kg more than the lowest, not than the first, is yellow',
      DAY,
      series('body-weight', 82, 80, 82.1),
      ['yellow weight-gain'],
    ],
    ['legs swollen to the calves are yellow', HOUR, series('leg-swelling', 2), ['yellow leg-swelling']],
    ['a systolic pressure of 90 twice is red', HOUR, series('systolic-pressure', 90, 90), ['red pressure-low']],
    ['a systolic pressure of 180 twice is red', HOUR, series('systolic-pressure', 180, 180), ['red pressure-high']],
    ['once is nothing', HOUR, series('systolic-pressure', 185), []],
    ['a pulse of 40 twice is red', HOUR, series('heart-rate', 40, 40), ['red pulse-low']],
    ['a saturation of 89 % twice is red', HOUR, series('oxygen-saturation', 89, 89), ['red saturation-low']],
    ['a pulse of 121 twice is red', HOUR, series('heart-rate', 121, 121), ['red pulse-high']],
    ['a breathlessness of 4 is yellow', HOUR, series('breathlessness', 4), ['yellow breathlessness-high']],
    [
      'no weight for a day and a half is missing',
      36 * HOUR,
      [[['inr', 2]], [['inr', 2]]] as const,
      ['yellow weight-missing'],
    ],
  ] as const)('%s', (_, every, sets, open) => {
    expect(openAfter('heart-failure', every, sets)).toEqual(open);
  });
});

describe('diabetes', () => {
  it.each([
    ['3.8 twice is yellow', 5 * MINUTE, series('glucose', 5, 3.8, 3.8), ['yellow glucose-low']],
    ['3.9 is nothing', 5 * MINUTE, series('glucose', 3.9, 3.9, 3.9), []],
    ['3.8 once is nothing', 5 * MINUTE, series('glucose', 5, 3.8), []],
    ['2.9 once is yellow', 5 * MINUTE, series('glucose', 5, 2.9), ['yellow glucose-low']],
    ['21 once is yellow', 5 * MINUTE, series('glucose', 6, 21), ['yellow glucose-high']],
    ['2.9 twice is red', 5 * MINUTE, series('glucose', 5, 2.9, 2.9), ['red glucose-low']],
    ['2.4 once is red', 5 * MINUTE, series('glucose', 5, 2.4), ['red glucose-low']],
    ['14 for an hour is nothing yet', HOUR, series('glucose', 14, 14), []],
    ['14 for two hours is yellow', HOUR, series('glucose', 14, 14, 14), ['yellow glucose-high']],
    ['21 twice is red', 5 * MINUTE, series('glucose', 21, 21), ['red glucose-high']],
    [
      'low and then well for a quarter of an hour closes a yellow',
      5 * MINUTE,
      series('glucose', 3.8, 3.8, 4.5, 4.6, 4.7, 4.8),
      [],
    ],
  ] as const)('%s', (_, every, sets, open) => {
    expect(openAfter('diabetes', every, sets)).toEqual(open);
  });
});

describe('diabetes, time in range', () => {
  const FIVE = 5 * MINUTE;
  const FORTNIGHT = 14 * 288;
  /** Of every hundred readings the first so many have the value, the others are 6. */
  const mixed = (count: number, value: number, ofHundred: number) =>
    series('glucose', ...Array.from({ length: count }, (_, index) => ((index * 7) % 100 < ofHundred ? value : 6)));
  const ofRange = (sets: readonly (readonly Row[])[], every = FIVE) =>
    openAfter('diabetes', every, sets).filter((open) => /often-low|out-of-range|review/.test(open));

  it.each([
    ['29 % between 10.0 and 13.9 is too much above', 12, 29, ['yellow glucose-out-of-range']],
    ['24 % between 10.0 and 13.9 is inside the targets', 12, 24, []],
    ['6 % above 13.9 is too much', 15, 6, ['yellow glucose-out-of-range']],
    ['4 % above 13.9 is inside the targets', 15, 4, []],
    ['5 % between 3.0 and 3.9 is too often', 3.5, 5, ['yellow glucose-often-low']],
    ['3 % between 3.0 and 3.9 is inside the targets', 3.5, 3, []],
    ['2 % below 3.0 is too often', 2.8, 2, ['yellow glucose-often-low']],
    ['exactly 10.0 and 3.9 are in range', 10, 100, []],
  ] as const)('%s', (_, value, ofHundred, open) => {
    expect(ofRange(mixed(FORTNIGHT, value, ofHundred))).toEqual(open);
  });

  it.each([
    // Half at 5 and half at 11.2: a mean of 8.1 and a variation of 38 %; at 10.4, of 35 %.
    ['a variation of 38 % is too much', 11.2, ['yellow glucose-varies']],
    ['a variation of 35 % is inside the target', 10.4, []],
  ] as const)('%s', (_, high, open) => {
    const swinging = Array.from({ length: FORTNIGHT }, (_, index) => (index % 2 === 0 ? 5 : high));
    const found = openAfter('diabetes', FIVE, series('glucose', ...swinging));
    expect(found.filter((one) => one.endsWith('glucose-varies'))).toEqual(open);
  });

  it('is not judged before more than 70 % of the readings are there', () => {
    expect(ofRange(mixed(2822, 15, 100))).toEqual([]);
    expect(ofRange(mixed(2823, 15, 100))).toEqual(['yellow glucose-out-of-range']);
  });

  it('is not judged on two days of a denser sensor, and not on finger pricks, which ask for no review either', () => {
    expect(ofRange(mixed(2880, 15, 100), MINUTE)).toEqual([]);
    expect(ofRange(mixed(80, 15, 100), 6 * HOUR)).toEqual([]);
  });
});

describe('hypertension', () => {
  it.each([
    [
      'a crisis that a second reading confirms is red',
      HOUR,
      pressure([150, 90], [181, 95], [180, 95]),
      ['red pressure-crisis'],
    ],
    [
      'a single very high reading is yellow until a second one confirms it',
      HOUR,
      pressure([150, 90], [185, 95]),
      ['yellow pressure-crisis'],
    ],
    ['a diastolic one too', HOUR, pressure([150, 90], [150, 110]), ['yellow pressure-crisis']],
    ['179/109 is nothing', HOUR, pressure([179, 109], [179, 109]), []],
    ['one that two ordinary readings follow closes by itself', HOUR, pressure([185, 95], [140, 90], [140, 90]), []],
    ['a systolic pressure of 100 is yellow', HOUR, pressure([100, 60]), ['yellow pressure-low']],
    ['one of 101 is nothing', HOUR, pressure([101, 60]), []],
    ['one of 90 twice is red', HOUR, pressure([90, 60], [90, 60]), ['red pressure-low']],
    ['a diastolic crisis is red', HOUR, pressure([150, 110], [150, 111]), ['red pressure-crisis']],
    [
      'a mean of 136 over five readings on three days is yellow',
      12 * HOUR,
      pressure([136, 80], [136, 80], [136, 80], [136, 80], [136, 80]),
      ['yellow pressure-mean-high'],
    ],
    ['four readings are no mean', 12 * HOUR, pressure([140, 80], [140, 80], [140, 80], [140, 80]), []],
    [
      'five readings on two days are none',
      8 * HOUR,
      pressure([140, 80], [140, 80], [140, 80], [140, 80], [140, 80]),
      [],
    ],
    [
      'a mean of 134/84 is nothing',
      12 * HOUR,
      pressure([134, 84], [134, 84], [134, 84], [134, 84], [134, 84], [134, 84], [134, 84]),
      [],
    ],
  ] as const)('%s', (_, every, sets, open) => {
    expect(openAfter('hypertension', every, sets)).toEqual(open);
  });
});

describe.each(PROTOCOLS.map((protocol) => [protocol.id, protocol] as const))('%s', (_, protocol) => {
  it('takes no gap for evidence: whatever has to last, or to recover, says how far apart its readings may lie', () => {
    const lasting = protocol.rules.flatMap((rule) =>
      [...leavesOfRule(rule)].flatMap((leaf) =>
        'test' in leaf && leaf.type !== 'score' ? [leaf.sustained, leaf.recovery] : [],
      ),
    );
    for (const endurance of lasting) {
      if (endurance !== undefined) expect(endurance.maxGap).toBeGreaterThan(0);
    }
  });

  it('gives every number and rule a source', () => {
    const sources = [...Object.values(protocol.numbers), ...protocol.rules].map(({ source }) => source);
    expect(sources.filter((source) => source.trim().length < 8)).toEqual([]);
  });

  it('names no metric as observed that it judges', () => {
    const compiled = compileProtocol(applyLimits({ ...protocol, observes: [] }, null, START));
    expect(protocol.observes.filter((metric) => judges(compiled, metric))).toEqual([]);
  });

  it('says of most metrics whether it judges them', () => {
    const compiled = compileProtocol(applyLimits(protocol, null, START));
    expect(METRIC_CODES.filter((metric) => judges(compiled, metric)).length).toBeGreaterThan(8);
  });
});

describe('acute illness at home', () => {
  const WELL: readonly Row[] = [
    ['respiratory-rate', 16],
    ['oxygen-saturation', 97],
    ['inspired-oxygen', 0],
    ['systolic-pressure', 125],
    ['heart-rate', 72],
    ['consciousness', 0],
    ['body-temperature', 37],
  ];
  const round = (...changes: Row[]) => WELL.map((row) => changes.find(([metric]) => metric === row[0]) ?? row);
  const without = (left: MetricCode, set: readonly Row[]) => set.filter(([metric]) => metric !== left);
  /** Four points. */
  const four: Row[] = [
    ['inspired-oxygen', 1],
    ['body-temperature', 39.1],
  ];

  it.each([
    ['a NEWS2 of 0 is nothing', [round(), round()], []],
    ['a NEWS2 of 4 is nothing', [round(...four)], []],
    ['a NEWS2 of 5 is yellow', [round(...four, ['heart-rate', 91])], ['yellow news2-high']],
    ['a NEWS2 of 6 is yellow', [round(...four, ['heart-rate', 111])], ['yellow news2-high']],
    ['a NEWS2 of 7 is red', [round(...four, ['heart-rate', 111], ['systolic-pressure', 110])], ['red news2-high']],
    ['a single 3 is yellow, whatever the total', [round(['oxygen-saturation', 91])], ['yellow news2-high']],
    ['a pulse of 131 alone is yellow, though there is no total', [[['heart-rate', 131]]], ['yellow news2-high']],
    [
      'seven points are red without the temperature',
      [without('body-temperature', round(['inspired-oxygen', 1], ['heart-rate', 111], ['respiratory-rate', 25]))],
      ['red news2-high'],
    ],
    [
      'new confusion is red by itself',
      [round(['consciousness', 1])],
      ['red consciousness-altered', 'yellow news2-high'],
    ],
    [
      'a round without the pulse says nothing of a total of 5',
      [without('heart-rate', round(...four, ['heart-rate', 91]))],
      [],
    ],
    ['a score that fell waits for a person', [round(['oxygen-saturation', 91]), round()], ['yellow news2-high']],
    ['feeling much worse is yellow', [[...round(), ['wellbeing', 3]]], ['yellow wellbeing-worse']],
    [
      'a part left out of two rounds is missing',
      [round(), without('consciousness', round()), without('consciousness', round())],
      ['yellow round-missing'],
    ],
    ['nothing for a day is red', [round(), [], [], [['steps', 10]]], ['red round-missing']],
    [
      'one part alone for a day is not',
      [round(), [['heart-rate', 72]], [['heart-rate', 72]], [['heart-rate', 72]]],
      ['yellow round-missing'],
    ],
  ] as [string, Row[][], string[]][])('%s', (_, sets, open) => {
    expect(openAfter('acute-home', 8 * HOUR, sets)).toEqual(open);
  });

  it('judges a low saturation on scale 2 only where limits that a second person has confirmed say so', () => {
    const protocol = findProtocol('acute-home');
    if (!protocol) throw new Error('no protocol acute-home');
    const limits = (change: object) =>
      LimitsSchema.parse({
        version: 1,
        values: { 'news2-saturation-scale': 2 },
        reason: 'Hypercapnic failure: target 88–92 %',
        author: 'nurse',
        since: START,
        until: null,
        ...change,
      });
    const openOn = (effective: ReturnType<typeof applyLimits>) => {
      const compiled = compileProtocol(effective);
      const events = round(['oxygen-saturation', 89]).map(
        ([metric, value]): TriageEvent => ({ type: 'measurement', metric, value, at: START }),
      );
      return openAlerts(compiled, foldEvents(compiled, initialState(compiled, START), events).state).length;
    };
    const alone = applyLimits(protocol, limits({}), START);
    expect(alone.faults).toEqual([{ name: 'news2-saturation-scale', code: 'needs-second-person' }]);
    expect(openOn(alone)).toBe(1);
    expect(openOn(applyLimits(protocol, limits({ confirmedBy: 'doctor' }), START))).toBe(0);
    const odd = applyLimits(
      protocol,
      limits({ values: { 'news2-saturation-scale': 1.5 }, confirmedBy: 'doctor' }),
      START,
    );
    expect(odd.faults).toEqual([{ name: 'news2-saturation-scale', code: 'out-of-reach' }]);
  });
});

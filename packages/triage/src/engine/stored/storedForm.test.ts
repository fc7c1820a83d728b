import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../event.ts';
import { triplesOf } from '../leaves/parts.ts';
import { nextTickAt } from '../nextTick.ts';
import { initialState, openAlerts, type TriageState } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { chunksOf } from '../tail/tail.ts';
import { compileExample } from '../testing/exampleProtocol.ts';
import { anyHistory } from '../testing/history.ts';
import type { FormatOne } from './formatOne.ts';
import type { FormatTwo } from './formatTwo.ts';
import { fromStoredForm, type StoredState, storedForm } from './storedForm.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const protocol = compileExample();

describe('a state as it is stored', () => {
  it('is the same when it is read again', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const { state } = foldEvents(protocol, initialState(protocol, START), events);
        const text = JSON.stringify(storedForm(state));
        expect(fromStoredForm(JSON.parse(text))).toEqual(state);
      }),
      { numRuns: 300 },
    );
  });

  it('says what the current fold has in common with the base only once', () => {
    const events = Array.from({ length: 60 }, (_, index): TriageEvent => {
      const at = START + index * 8 * HOUR;
      return { type: 'measurement', metric: 'oxygen-saturation', at, value: 84, receivedAt: at };
    });
    const { state } = foldEvents(protocol, initialState(protocol, START), events);
    expect(state.baseUntil).toBeGreaterThan(START + DAY);
    const { leaves } = storedForm(state).current;
    expect(leaves.length / 2).toBeLessThan(3);
  });
});

/** Written by this version: a fever that is being gathered, windows, a close, a review, a device without connection. A later version must read it. */
const FORMAT_THREE: StoredState = JSON.parse(
  `{"format":3,"key":"example@1","rules":"saturation 8600uc 2 fever 1r9bxzb 1 weight-gain 1tw3869 1 mean-pressure 81054n 1 worse-together 1iydwyw 2 missing-saturation g9cc50 1","since":1772352000000,"watermark":1772370000000,"baseUntil":1772258400000,"metrics":["body-temperature","body-weight","inr","oxygen-saturation","systolic-pressure"],"base":{"leaves":[7,1],"rules":[],"seen":[null,null,null,null,null]},"tail":[[492320,[0,1,1,80]],[1,[0,1,3,84]],[1,[0,-1,500,3,84]],[1,[],[[0,"saturation"]]],[1,[0,-1,0,2,2.5]],[1,[0,2,0,38.5,4,140]]],"current":{"leaves":[1,-1,2,[2,0,0,0,[1772370000000,38.5,1772370000000,38.5,38.5,1772370000000,38.5,1]],3,[0,[1772352000000,80]],4,[0,0,[492325,1,140]]],"rules":[0,{"holds":[],"ended":{"at":1772362800000,"by":"person"}}],"seen":[0,18000000,3600000,10800000,0],"reviews":{"review:metric:inr":{"alert":{"kind":"review","severity":"yellow","present":"yellow","phase":"open","openedAt":1772366400000,"changedAt":1772366400000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"review:metric:inr","severity":"yellow","kind":"review","at":1772366400000,"items":[],"review":{"code":"no-rule","metric":"inr","reading":{"at":1772366400000,"value":2.5},"detail":null}}}}}},"offline":{"hub-1":{"since":1772370000000,"metrics":["body-weight"],"knownAfter":1772352000000,"at":1772373600000}}}`,
);

describe('a state in the third format', () => {
  const reading = (metric: MetricCode, hour: number, value: number, delay = 0): TriageEvent => {
    const at = START + hour * HOUR;
    return { type: 'measurement', metric, at, value, receivedAt: at + delay };
  };
  const events: TriageEvent[] = [
    reading('body-weight', 0, 80),
    reading('oxygen-saturation', 1, 84),
    reading('oxygen-saturation', 2, 84, 500),
    { type: 'alert-closed', ruleId: 'saturation', at: START + 3 * HOUR },
    reading('inr', 4, 2.5),
    reading('systolic-pressure', 5, 140),
    reading('body-temperature', 5, 38.5),
    {
      type: 'device-offline',
      deviceId: 'hub-1',
      at: START + 6 * HOUR,
      since: START + 5 * HOUR,
      metrics: ['body-weight'],
    },
  ];
  const { state } = foldEvents(protocol, initialState(protocol, START), events);

  it('is what is stored', () => {
    expect(JSON.parse(JSON.stringify(storedForm(state)))).toEqual(FORMAT_THREE);
  });

  it('is read as the state that it was', () => {
    expect(fromStoredForm(FORMAT_THREE)).toEqual(state);
  });

  it('is read also when no device is offline', () => {
    const { offline: _, ...plain } = FORMAT_THREE;
    expect(fromStoredForm(plain)).toEqual({ ...state, offline: {} });
    expect('offline' in storedForm({ ...state, offline: {} })).toBe(false);
  });

  it('is refused with a metric that the catalogue does not have', () => {
    expect(() => fromStoredForm({ ...FORMAT_THREE, metrics: ['mood', ...FORMAT_THREE.metrics.slice(1)] })).toThrow(
      'The metric mood is not in the catalogue',
    );
  });

  it('goes on as the state that it was', () => {
    const later = [
      reading('body-temperature', 7, 38.4),
      reading('oxygen-saturation', 8, 84),
      reading('body-weight', 9, 83),
    ];
    const read = foldEvents(protocol, fromStoredForm(FORMAT_THREE), later);
    expect(read).toEqual(foldEvents(protocol, state, later));
    expect(read.findings.map(({ type, ruleId }) => `${type} ${ruleId}`)).toEqual(['opened weight-gain']);
  });
});

/** Written by the first version: readings of four metrics over a day, a fever that is being gathered, a red saturation. */
const FORMAT_ONE: FormatOne = JSON.parse(
  `{"format":1,"key":"example@1","rules":[["saturation","8600uc"],["fever","1r9bxzb"],["weight-gain","1tw3869"],["mean-pressure","81054n"],["worse-together","1iydwyw"],["missing-saturation","g9cc50"]],"since":1772352000000,"watermark":1772449200000,"last":[1772449200000,0,"systolic-pressure",133],"baseUntil":1772362800000,"base":{"rules":[{"leaves":[{"mode":"unknown"},{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"unknown","window":[492320,1,140,492321,1,142]}],"holds":[]},{"leaves":[{"mode":"unknown"},{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"false","from":1772352000000,"due":1772460000000,"lastAt":null}],"holds":[]}],"seen":{"systolic-pressure":1772355600000},"reviews":{}},"tail":[{"hour":492344,"codes":["body-weight","oxygen-saturation"],"lists":[[0,80,500],[0,84,500]],"closes":[]},{"hour":492345,"codes":["oxygen-saturation"],"lists":[[0,84,500]],"closes":[]},{"hour":492346,"codes":["body-temperature"],"lists":[[0,38.5,500]],"closes":[]},{"hour":492347,"codes":["body-temperature","systolic-pressure"],"lists":[[0,38.4,500],[0,133,500]],"closes":[]}],"current":{"rules":[{"leaves":[{"mode":"true","item":{"type":"value","metric":"oxygen-saturation","test":"below","threshold":{"name":"veryLow","value":85,"origin":"protocol"},"readings":[{"at":1772438400000,"value":84},{"at":1772442000000,"value":84}],"count":2,"compared":84}},{"mode":"true","item":{"type":"value","metric":"oxygen-saturation","test":"below","threshold":{"name":"low","value":88,"origin":"protocol"},"readings":[{"at":1772438400000,"value":84},{"at":1772442000000,"value":84}],"count":2,"compared":84}}],"holds":["red","yellow"],"alert":{"kind":"clinical","severity":"red","present":"red","phase":"open","openedAt":1772442000000,"changedAt":1772442000000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"saturation","severity":"red","kind":"clinical","at":1772442000000,"items":[{"type":"value","metric":"oxygen-saturation","test":"below","threshold":{"name":"veryLow","value":85,"origin":"protocol"},"readings":[{"at":1772438400000,"value":84},{"at":1772442000000,"value":84}],"count":2,"compared":84}],"review":null}}},{"leaves":[{"mode":"pending","run":[1772445600000,38.5,1772445600000,38.5,38.5,1772449200000,38.4,2]}],"holds":[]},{"leaves":[{"mode":"unknown","window":[1772438400000,80]}],"holds":[]},{"leaves":[{"mode":"true","item":{"type":"mean","metric":"systolic-pressure","test":"at-least","threshold":{"name":null,"value":135,"origin":"protocol"},"readings":[{"at":1772449200000,"value":133}],"count":3,"compared":138.333333333,"window":172800000},"window":[492320,1,140,492321,1,142,492347,1,133]}],"holds":["yellow"],"alert":{"kind":"clinical","severity":"yellow","present":"yellow","phase":"open","openedAt":1772449200000,"changedAt":1772449200000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"mean-pressure","severity":"yellow","kind":"clinical","at":1772449200000,"items":[{"type":"mean","metric":"systolic-pressure","test":"at-least","threshold":{"name":null,"value":135,"origin":"protocol"},"readings":[{"at":1772449200000,"value":133}],"count":3,"compared":138.333333333,"window":172800000}],"review":null}}},{"leaves":[{"mode":"unknown"},{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"false","from":1772442000000,"due":1772550000000,"lastAt":1772442000000}],"holds":[]}],"seen":{"systolic-pressure":1772449200000,"body-weight":1772438400000,"oxygen-saturation":1772442000000,"body-temperature":1772449200000},"reviews":{}},"standalone":{}}`,
);

describe('a state in the first format', () => {
  const read = () => fromStoredForm(FORMAT_ONE);
  const next: TriageEvent = {
    type: 'measurement',
    metric: 'systolic-pressure',
    at: START + DAY + 4 * HOUR,
    value: 139,
    receivedAt: START + DAY + 4 * HOUR,
  };

  it('keeps its alerts and its deadlines', () => {
    const state = read();
    expect(openAlerts(protocol, state).map(({ ruleId, severity }) => `${ruleId} ${severity}`)).toEqual([
      'mean-pressure yellow',
      'saturation red',
    ]);
    expect(nextTickAt(protocol, state)).toBe(START + 2 * DAY + 7 * HOUR);
  });

  it('goes on from its windows and its evidence', () => {
    const state = read();
    const { state: carried } = foldEvents(protocol, state, [next]);
    expect(carried.format).toBe(3);
    const mean = carried.current.leaves.find(({ recent, item }) => recent && item?.type === 'mean');
    expect(mean && triplesOf(mean)).toEqual([492320, 1, 140, 492321, 1, 142, 492347, 1, 133, 492348, 1, 139]);
    const fever: TriageEvent = { ...next, metric: 'body-temperature', at: START + DAY + 4 * HOUR, value: 38.6 };
    const { findings } = foldEvents(protocol, state, [fever]);
    expect(findings).toMatchObject([{ type: 'opened', ruleId: 'fever' }]);
  });
});

/** Written by the version that kept windows in rings: what `SECOND` comes to. */
const FORMAT_TWO: FormatTwo = JSON.parse(
  `{"format":2,"key":"example@1","rules":[["saturation","8600uc",2],["fever","1r9bxzb",1],["weight-gain","1tw3869",1],["mean-pressure","81054n",1],["worse-together","1iydwyw",2],["missing-saturation","g9cc50",1]],"since":1772352000000,"watermark":1773435600000,"baseUntil":1772841600000,"metrics":["body-temperature","body-weight","inr","oxygen-saturation","systolic-pressure"],"base":{"leaves":[1,1,0,[1,0,[1772730000000,80,1772805600000,80.6]],[1,0,[492453,0,0,0,0,0,0,1,135,0,0,0,0,0,0,0,0,0,0,0,0,1,136,0,0,0,0,0,0,0,0,0,0,0,0,1,130,0,0,0,0,0,0,0,0,0,0,0,0,1,131,0,0,0,0,0,0,0,0,0,0,0,0,1,132,0,0,0,0,0,0,0,0,0,0,0,0,1,133,0,0,0,0,0,0,0,0,0,0,0,0,1,134,0,0,0,0,0,0]],0,0,[1,0,0,0,0,1772805600000,1772913600000,1772805600000]],"rules":[0,0,0,0,0,0],"seen":[null,1772805600000,null,1772805600000,1772830800000],"reviews":{}},"tail":[[492460,[0,2,2.5,500,0,3,93,500,0,4,136,500]],[492467,[0,1,80.2,500,0,4,130,500]],[492474,[0,3,93,500,0,4,131,500]],[492481,[0,4,132,500]],[492488,[0,1,80.8,500,0,3,93,500,0,4,133,500]],[492495,[0,4,134,500]],[492502,[0,3,93,500,0,4,135,500]],[492509,[0,1,80.4,500,0,4,136,500]],[492516,[0,3,93,500,0,4,130,500]],[492520,[],[[0,"mean-pressure"]]],[492523,[0,4,131,500]],[492530,[0,1,80,500,0,3,93,500,0,4,132,500]],[492537,[0,4,133,500]],[492544,[0,3,84,500,0,4,134,500]],[492551,[0,1,80.6,500,0,4,135,500]],[492558,[0,3,84,500,0,4,136,500]],[492565,[0,4,130,500]],[492572,[0,1,80.2,500,0,3,93,500,0,4,131,500]],[492579,[0,4,132,500]],[492586,[0,3,93,500,0,4,133,500]],[492593,[0,1,80.8,500,0,4,134,500]],[492600,[0,3,93,500,0,4,135,500]],[492607,[0,4,136,500]],[492614,[0,1,80.4,500,0,3,93,500,0,4,130,500]],[492621,[0,0,38.5,500,0,4,131,500]]],"current":{"leaves":[null,null,[2,[1773435600000,38.5,1773435600000,38.5,38.5,1773435600000,38.5,1]],[1,0,[1773259200000,80.2,1773410400000,80.4]],[1,0,[492621,0,0,0,0,0,0,1,135,0,0,0,0,0,0,0,0,0,0,0,0,1,136,0,0,0,0,0,0,0,0,0,0,0,0,1,130,0,0,0,0,0,0,0,0,0,0,0,0,1,131,0,0,0,0,0,0,0,0,0,0,0,0,1,132,0,0,0,0,0,0,0,0,0,0,0,0,1,133,0,0,0,0,0,0,0,0,0,0,0,0,1,134,0,0,0,0,0,0]],null,null,[1,0,0,0,0,1773410400000,1773518400000,1773410400000]],"rules":[{"holds":[],"ended":{"at":1773309600000,"by":"rule"}},0,0,{"holds":[],"ended":{"at":1773072000000,"by":"person"}},0,0],"seen":[1773435600000,1773410400000,1772856000000,1773410400000,1773435600000],"reviews":{"review:metric:inr":{"alert":{"kind":"review","severity":"yellow","present":"yellow","phase":"open","openedAt":1772856000000,"changedAt":1772856000000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"review:metric:inr","severity":"yellow","kind":"review","at":1772856000000,"items":[],"review":{"code":"no-rule","metric":"inr","reading":{"at":1772856000000,"value":2.5},"detail":null}}}},"review:mean-pressure":{"alert":{"kind":"review","severity":"yellow","present":null,"phase":"cleared","openedAt":1773082800000,"changedAt":1773133200000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"review:mean-pressure","severity":"yellow","kind":"review","at":1773082800000,"items":[],"review":{"code":"no-reference","metric":"systolic-pressure","reading":{"at":1773082800000,"value":131},"detail":null}}}}}},"standalone":{}}`,
);

/** The events of `FORMAT_THREE` in the second format. */
const WITH_DEVICE: FormatTwo = JSON.parse(
  `{"format":2,"key":"example@1","rules":[["saturation","8600uc",2],["fever","1r9bxzb",1],["weight-gain","1tw3869",1],["mean-pressure","81054n",1],["worse-together","1iydwyw",2],["missing-saturation","g9cc50",1]],"since":1772352000000,"watermark":1772370000000,"baseUntil":1772258400000,"metrics":["body-temperature","body-weight","inr","oxygen-saturation","systolic-pressure"],"base":{"leaves":[0,0,0,0,0,0,0,[1,0,0,0,0,1772352000000,1772460000000]],"rules":[0,0,0,0,0,0],"seen":[null,null,null,null,null],"reviews":{}},"tail":[[492320,[0,1,80,0]],[492321,[0,3,84,0]],[492322,[0,3,84,500]],[492323,[],[[0,"saturation"]]],[492324,[0,2,2.5,0]],[492325,[0,0,38.5,0,0,4,140,0]]],"current":{"leaves":[0,0,[2,[1772370000000,38.5,1772370000000,38.5,38.5,1772370000000,38.5,1]],[0,0,[1772352000000,80]],[0,0,[492325,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,140,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]],null,null,[1,0,0,0,0,1772359200000,1772467200000,1772359200000]],"rules":[{"holds":[],"ended":{"at":1772362800000,"by":"person"}},0,0,0,0,0],"seen":[1772370000000,1772352000000,1772366400000,1772359200000,1772370000000],"reviews":{"review:metric:inr":{"alert":{"kind":"review","severity":"yellow","present":"yellow","phase":"open","openedAt":1772366400000,"changedAt":1772366400000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"review:metric:inr","severity":"yellow","kind":"review","at":1772366400000,"items":[],"review":{"code":"no-rule","metric":"inr","reading":{"at":1772366400000,"value":2.5},"detail":null}}}}}},"standalone":{},"offline":{"hub-1":{"since":1772370000000,"metrics":["body-weight"],"knownAfter":1772352000000,"at":1772373600000}}}`,
);

/** Twelve days of pressure every seven hours, weight and saturation now and then, a fever that begins, a mean that a person closed. */
const SECOND: readonly TriageEvent[] = [
  ...Array.from({ length: 44 }, (_, index) => sittingOf(index)).flat(),
  { type: 'alert-closed', ruleId: 'mean-pressure', at: START + 200 * HOUR },
];

function sittingOf(index: number): TriageEvent[] {
  const at = START + index * 7 * HOUR;
  const read = (metric: MetricCode, value: number): TriageEvent => {
    return { type: 'measurement', metric, at, value, receivedAt: at + 500 };
  };
  return [
    read('systolic-pressure', 130 + (index % 7)),
    ...(index % 3 === 0 ? [read('body-weight', 80 + (index % 5) / 5)] : []),
    ...(index % 2 === 0 ? [read('oxygen-saturation', index > 30 && index < 36 ? 84 : 93)] : []),
    ...(index === 20 ? [read('inr', 2.5)] : []),
    ...(index >= 43 ? [read('body-temperature', 38.5)] : []),
  ];
}

describe('a state in the second format', () => {
  /** That version asked for a review where a mean began anew after a close. A person has closed it. */
  const answered: TriageEvent = { type: 'alert-closed', ruleId: 'review:mean-pressure', at: START + 301 * HOUR };
  const states = () => ({
    read: foldEvents(protocol, fromStoredForm(FORMAT_TWO), [answered]).state,
    folded: foldEvents(protocol, initialState(protocol, START), [...SECOND, answered]).state,
  });

  it('keeps what was asked for in it, until a person closes it', () => {
    const ids = (state: TriageState) => openAlerts(protocol, state).map(({ ruleId }) => ruleId);
    const before = fromStoredForm(FORMAT_TWO);
    expect(ids(before)).toContain('review:mean-pressure');
    expect(ids(states().read)).toEqual(ids(before).filter((id) => id !== 'review:mean-pressure'));
  });

  it('keeps which device was offline', () => {
    const { offline, tail, current } = fromStoredForm(WITH_DEVICE);
    const now = fromStoredForm(FORMAT_THREE);
    expect({ offline, tail, reviews: current.reviews }).toEqual({
      offline: now.offline,
      tail: now.tail,
      reviews: now.current.reviews,
    });
    expect(openAlerts(protocol, fromStoredForm(WITH_DEVICE))).toEqual(openAlerts(protocol, now));
    const { offline: _, ...plain } = WITH_DEVICE;
    expect(fromStoredForm(plain).offline).toEqual({});
  });

  it('says what the same events come to now', () => {
    const { read, folded } = states();
    expect(openAlerts(protocol, read)).toEqual(openAlerts(protocol, folded));
    expect(nextTickAt(protocol, read)).toBe(nextTickAt(protocol, folded));
    // That version settled the past by single days: what is left of the hours it kept is all that is kept now, or a day less.
    const hours = chunksOf(read.tail);
    expect(hours.length).toBeGreaterThan(20);
    expect(hours).toEqual(chunksOf(folded.tail).slice(-hours.length));
    expect(read.current.seen).toEqual(folded.current.seen);
  });

  it('goes on as they do, also where something comes late', () => {
    const { read, folded } = states();
    let [one, other] = [read, folded];
    const late: TriageEvent = { type: 'measurement', metric: 'body-weight', at: START + 280 * HOUR, value: 77.5 };
    const more = Array.from({ length: 30 }, (_, index) => sittingOf(44 + index)).flat();
    for (const event of [late, ...more]) {
      const [first, second] = [step(protocol, one, event), step(protocol, other, event)];
      expect(first.findings).toEqual(second.findings);
      expect(openAlerts(protocol, first.state)).toEqual(openAlerts(protocol, second.state));
      one = first.state;
      other = second.state;
    }
    expect(one.baseUntil).toBeGreaterThan(read.baseUntil);
    expect(one.base.leaves.map(triplesOf)).toEqual(other.base.leaves.map(triplesOf));
  });
});

it('refuses a format that is newer than itself', () => {
  const newer = { ...storedForm(initialState(protocol, START)), format: 4 };
  expect(() => fromStoredForm(JSON.parse(JSON.stringify(newer)))).toThrow(RangeError);
});

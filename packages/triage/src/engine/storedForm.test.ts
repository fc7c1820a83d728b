import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TriageEvent } from './event.ts';
import { compileExample } from './exampleProtocol.ts';
import type { FormatOne } from './formatOne.ts';
import { initialState, nextTickAt, openAlerts } from './state.ts';
import { foldEvents } from './step.ts';
import { fromStoredForm, type StoredState, storedForm } from './storedForm.ts';
import { anyHistory } from './testing/history.ts';

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
    expect(storedForm(state).current.leaves.filter((leaf) => leaf === null).length).toBeGreaterThan(3);
  });
});

/** Written by this version: a fever that is being gathered, windows, a close, a review, a device without connection. A later version must read it. */
const FORMAT_TWO: StoredState = JSON.parse(
  `{"format":2,"key":"example@1","rules":[["saturation","8600uc",2],["fever","1r9bxzb",1],["weight-gain","1tw3869",1],["mean-pressure","81054n",1],["worse-together","1iydwyw",2],["missing-saturation","g9cc50",1]],"since":1772352000000,"watermark":1772370000000,"baseUntil":1772258400000,"metrics":["body-temperature","body-weight","inr","oxygen-saturation","systolic-pressure"],"base":{"leaves":[0,0,0,0,0,0,0,[1,0,0,0,0,1772352000000,1772460000000]],"rules":[0,0,0,0,0,0],"seen":[null,null,null,null,null],"reviews":{}},"tail":[[492320,[0,1,80,0]],[492321,[0,3,84,0]],[492322,[0,3,84,500]],[492323,[],[[0,"saturation"]]],[492324,[0,2,2.5,0]],[492325,[0,0,38.5,0,0,4,140,0]]],"current":{"leaves":[0,0,[2,[1772370000000,38.5,1772370000000,38.5,38.5,1772370000000,38.5,1]],[0,0,[1772352000000,80]],[0,0,[492325,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,140,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]],null,null,[1,0,0,0,0,1772359200000,1772467200000,1772359200000]],"rules":[{"holds":[],"ended":{"at":1772362800000,"by":"person"}},0,0,0,0,0],"seen":[1772370000000,1772352000000,1772366400000,1772359200000,1772370000000],"reviews":{"review:metric:inr":{"alert":{"kind":"review","severity":"yellow","present":"yellow","phase":"open","openedAt":1772366400000,"changedAt":1772366400000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"review:metric:inr","severity":"yellow","kind":"review","at":1772366400000,"items":[],"review":{"code":"no-rule","metric":"inr","reading":{"at":1772366400000,"value":2.5},"detail":null}}}}}},"standalone":{},"offline":{"hub-1":{"since":1772370000000,"metrics":["body-weight"],"knownAfter":1772352000000,"at":1772373600000}}}`,
);

describe('a state in the second format', () => {
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
    expect(JSON.parse(JSON.stringify(storedForm(state)))).toEqual(FORMAT_TWO);
  });

  it('is read as the state that it was', () => {
    expect(fromStoredForm(FORMAT_TWO)).toEqual(state);
  });

  it('is read also when no device is offline', () => {
    const { offline: _, ...plain } = FORMAT_TWO;
    expect(fromStoredForm(plain)).toEqual({ ...state, offline: {} });
    expect('offline' in storedForm({ ...state, offline: {} })).toBe(false);
  });

  it('is refused with a metric that the catalogue does not have', () => {
    expect(() => fromStoredForm({ ...FORMAT_TWO, metrics: ['mood', ...FORMAT_TWO.metrics.slice(1)] })).toThrow(
      'The metric mood is not in the catalogue',
    );
  });

  it('goes on as the state that it was', () => {
    const later = [
      reading('body-temperature', 7, 38.4),
      reading('oxygen-saturation', 8, 84),
      reading('body-weight', 9, 83),
    ];
    const read = foldEvents(protocol, fromStoredForm(FORMAT_TWO), later);
    expect(read).toEqual(foldEvents(protocol, state, later));
    expect(read.findings.map(({ type, ruleId }) => `${type} ${ruleId}`)).toEqual(['opened weight-gain']);
  });
});

/** Written by the first version: readings of four metrics over a day, a fever that is being gathered, a red saturation. */
const FORMAT_ONE: FormatOne = JSON.parse(
  `{"format":1,"key":"example@1","rules":[["saturation","8600uc"],["fever","1r9bxzb"],["weight-gain","1tw3869"],["mean-pressure","81054n"],["worse-together","1iydwyw"],["missing-saturation","g9cc50"]],"since":1772352000000,"watermark":1772449200000,"last":[1772449200000,0,"systolic-pressure",133],"baseUntil":1772362800000,"base":{"rules":[{"leaves":[{"mode":"unknown"},{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"unknown","window":[492320,1,140,492321,1,142]}],"holds":[]},{"leaves":[{"mode":"unknown"},{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"false","from":1772352000000,"due":1772460000000,"lastAt":null}],"holds":[]}],"seen":{"systolic-pressure":1772355600000},"reviews":{}},"tail":[{"hour":492344,"codes":["body-weight","oxygen-saturation"],"lists":[[0,80,500],[0,84,500]],"closes":[]},{"hour":492345,"codes":["oxygen-saturation"],"lists":[[0,84,500]],"closes":[]},{"hour":492346,"codes":["body-temperature"],"lists":[[0,38.5,500]],"closes":[]},{"hour":492347,"codes":["body-temperature","systolic-pressure"],"lists":[[0,38.4,500],[0,133,500]],"closes":[]}],"current":{"rules":[{"leaves":[{"mode":"true","item":{"type":"value","metric":"oxygen-saturation","test":"below","threshold":{"name":"veryLow","value":85,"origin":"protocol"},"readings":[{"at":1772438400000,"value":84},{"at":1772442000000,"value":84}],"count":2,"compared":84}},{"mode":"true","item":{"type":"value","metric":"oxygen-saturation","test":"below","threshold":{"name":"low","value":88,"origin":"protocol"},"readings":[{"at":1772438400000,"value":84},{"at":1772442000000,"value":84}],"count":2,"compared":84}}],"holds":["red","yellow"],"alert":{"kind":"clinical","severity":"red","present":"red","phase":"open","openedAt":1772442000000,"changedAt":1772442000000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"saturation","severity":"red","kind":"clinical","at":1772442000000,"items":[{"type":"value","metric":"oxygen-saturation","test":"below","threshold":{"name":"veryLow","value":85,"origin":"protocol"},"readings":[{"at":1772438400000,"value":84},{"at":1772442000000,"value":84}],"count":2,"compared":84}],"review":null}}},{"leaves":[{"mode":"pending","run":[1772445600000,38.5,1772445600000,38.5,38.5,1772449200000,38.4,2]}],"holds":[]},{"leaves":[{"mode":"unknown","window":[1772438400000,80]}],"holds":[]},{"leaves":[{"mode":"true","item":{"type":"mean","metric":"systolic-pressure","test":"at-least","threshold":{"name":null,"value":135,"origin":"protocol"},"readings":[{"at":1772449200000,"value":133}],"count":3,"compared":138.333333333,"window":172800000},"window":[492320,1,140,492321,1,142,492347,1,133]}],"holds":["yellow"],"alert":{"kind":"clinical","severity":"yellow","present":"yellow","phase":"open","openedAt":1772449200000,"changedAt":1772449200000,"late":false,"evidence":{"protocol":{"id":"example","version":1},"limitsVersion":null,"ruleId":"mean-pressure","severity":"yellow","kind":"clinical","at":1772449200000,"items":[{"type":"mean","metric":"systolic-pressure","test":"at-least","threshold":{"name":null,"value":135,"origin":"protocol"},"readings":[{"at":1772449200000,"value":133}],"count":3,"compared":138.333333333,"window":172800000}],"review":null}}},{"leaves":[{"mode":"unknown"},{"mode":"unknown"}],"holds":[]},{"leaves":[{"mode":"false","from":1772442000000,"due":1772550000000,"lastAt":1772442000000}],"holds":[]}],"seen":{"systolic-pressure":1772449200000,"body-weight":1772438400000,"oxygen-saturation":1772442000000,"body-temperature":1772449200000},"reviews":{}},"standalone":{}}`,
);

describe('a state in the first format', () => {
  const state = fromStoredForm(FORMAT_ONE);
  const next: TriageEvent = {
    type: 'measurement',
    metric: 'systolic-pressure',
    at: START + DAY + 4 * HOUR,
    value: 139,
    receivedAt: START + DAY + 4 * HOUR,
  };

  it('keeps its alerts and its deadlines', () => {
    expect(openAlerts(protocol, state).map(({ ruleId, severity }) => `${ruleId} ${severity}`)).toEqual([
      'mean-pressure yellow',
      'saturation red',
    ]);
    expect(nextTickAt(state)).toBe(START + 2 * DAY + 7 * HOUR);
  });

  it('goes on from its windows and its evidence', () => {
    const { state: carried } = foldEvents(protocol, state, [next]);
    expect(carried.format).toBe(2);
    const mean = carried.current.leaves.find(({ window, item }) => window && item?.type === 'mean');
    expect(mean?.window?.filter((part) => part === 1)).toHaveLength(4);
    const fever: TriageEvent = { ...next, metric: 'body-temperature', at: START + DAY + 4 * HOUR, value: 38.6 };
    const { findings } = foldEvents(protocol, state, [fever]);
    expect(findings).toMatchObject([{ type: 'opened', ruleId: 'fever' }]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasurementEvent, TriageEvent } from '../engine/event.ts';
import { type OpenAlert, openAlerts, type TriageState } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { compileExample } from '../engine/testing/exampleProtocol.ts';
import { anyHistory } from '../engine/testing/history.ts';
import type { LivedHistory } from './lived.ts';
import { rebuild, type StandingAlert } from './rebuild.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const at = (hour: number) => START + hour * HOUR;
const protocol = compileExample();
const saturation = (hour: number, value: number): MeasurementEvent => ({
  type: 'measurement',
  metric: 'oxygen-saturation',
  value,
  at: at(hour),
  receivedAt: at(hour),
});
const history = (change: Partial<LivedHistory>): LivedHistory => ({
  since: START,
  settings: [{ from: START, protocol }],
  readings: [],
  closes: [],
  ticks: [],
  ...change,
});
const standingOf = ({ ruleId, kind, severity, present, openedAt, late, evidence }: OpenAlert): StandingAlert => ({
  ruleId,
  kind,
  severity,
  clearedAt: present === null ? openedAt : null,
  openedAt,
  late,
  evidence,
});
const shown = (state: TriageState) =>
  openAlerts(protocol, state).map(({ ruleId, severity, phase }) => [ruleId, severity, phase]);
const made = (readings: readonly MeasurementEvent[], standing: readonly StandingAlert[] = [], hour = 6) =>
  rebuild(protocol, { history: history({ readings }), standing, until: at(hour) });

const LOW = [saturation(1, 84), saturation(2, 84)];
const red = openAlerts(protocol, made(LOW).state).map(standingOf);

describe('a state made anew', () => {
  it('tells what nobody has been told, and that it does not hold any more', () => {
    expect(made(LOW).findings.map(({ type, ruleId }) => [type, ruleId])).toEqual([['opened', 'saturation']]);
    const eased = made([...LOW, saturation(3, 97), saturation(4, 97)]);
    expect(eased.findings.map(({ type, closed }) => [type, closed])).toEqual([
      ['opened', false],
      ['cleared', false],
    ]);
  });

  it('tells nothing of what stands as it is given', () => {
    expect(red).toMatchObject([{ ruleId: 'saturation', severity: 'red' }]);
    expect(made(LOW, red)).toMatchObject({ findings: [], beside: [], state: { standalone: {} } });
  });

  it.each<[string, Partial<StandingAlert>, string[]]>([
    ['was known to be yellow', { severity: 'yellow' }, ['raised']],
    ['was known not to hold any more', { clearedAt: at(2) }, ['reopened']],
    ['rests on other words', { evidence: { ...(red[0] as StandingAlert).evidence, at: 7 } }, []],
  ])('tells what is worse than it stands: it %s', (_, change, findings) => {
    expect(
      made(
        LOW,
        red.map((alert) => ({ ...alert, ...change })),
      ).findings.map(({ type }) => type),
    ).toEqual(findings);
  });

  it('says of an alert that holds no more that it waits for a person, and no more than that', () => {
    const { state, findings, beside } = made([...LOW, saturation(3, 97), saturation(4, 97)], red);
    expect(findings).toMatchObject([{ type: 'cleared', closed: false }]);
    expect([beside, shown(state)]).toEqual([[], [['saturation', 'red', 'cleared']]]);
  });

  it('keeps beside it what it does not give, or less severe, until a person closes it', () => {
    const { state, findings, beside } = made([saturation(1, 97)], red);
    expect([findings, beside, shown(state)]).toEqual([[], ['saturation'], [['saturation', 'red', 'open']]]);
    const close: TriageEvent = { type: 'alert-closed', ruleId: 'saturation', at: at(7) };
    const after = foldEvents(protocol, state, [saturation(6.5, 97), close]);
    expect(shown(after.state)).toEqual([]);
    const yellow = made([saturation(1, 88), saturation(2, 88)], red);
    expect([yellow.beside, shown(yellow.state)]).toEqual([['saturation'], [['saturation', 'red', 'open']]]);
  });

  it.each([
    ['holds', null, { present: 'red', phase: 'open' }],
    ['holds no more', at(3), { present: null, phase: 'cleared' }],
  ] as const)('keeps of what it does not give whether it %s, since when, and its words', (_, clearedAt, expected) => {
    const { state } = made(
      [saturation(1, 97)],
      red.map((alert) => ({ ...alert, clearedAt })),
    );
    const [about] = red;
    expect(openAlerts(protocol, state)).toMatchObject([
      { ...expected, openedAt: about?.openedAt, evidence: about?.evidence },
    ]);
    expect(state.standalone.saturation?.changedAt).toBe(clearedAt ?? about?.evidence.at);
  });

  it('tells of each rule in the order of their ids', () => {
    const fever = [1, 2, 3].map(
      (hour): MeasurementEvent => ({ ...saturation(hour, 39.5), metric: 'body-temperature' }),
    );
    const { findings } = made([...LOW, ...fever].sort((one, other) => one.at - other.at));
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['fever', 'saturation']);
    const standing = ['z', 'saturation', 'a'].flatMap((ruleId) => red.map((alert) => ({ ...alert, ruleId })));
    expect(made([saturation(1, 97)], standing).beside).toEqual(['a', 'saturation', 'z']);
  });

  it('leaves an alert that recovers as it stands', () => {
    const easing = made([...LOW, saturation(3, 97)]);
    expect(shown(easing.state)).toEqual([['saturation', 'red', 'recovering']]);
    expect(made([...LOW, saturation(3, 97)], red).findings).toEqual([]);
  });

  it('keeps the alert of a device that it knows nothing of, until a person closes that', () => {
    const [about] = red;
    if (!about) throw new Error('nothing is red');
    const device = { ...about, ruleId: 'device:hub-1', kind: 'missing', severity: 'yellow' } as const;
    const { state, beside } = made([saturation(1, 97)], [device]);
    expect([beside, shown(state)]).toEqual([['device:hub-1'], [['device:hub-1', 'yellow', 'open']]]);
    const closed = foldEvents(protocol, state, [{ type: 'alert-closed', ruleId: 'device:hub-1', at: at(7) }]);
    expect([closed.findings, shown(closed.state)]).toEqual([[], []]);
  });

  it('is none where nothing judged', () => {
    expect(() => rebuild(protocol, { history: history({ settings: [] }), standing: [], until: at(1) })).toThrow(
      RangeError,
    );
  });
});

it('whatever is gone of a month, no alert goes away or becomes less severe, and what is told is the difference', () => {
  let tried = 0;
  let alerts = 0;
  fc.assert(
    fc.property(anyHistory, fc.array(fc.boolean(), { minLength: 1 }), (events, gone) => {
      tried += 1;
      const readings = events.filter((event) => event.type === 'measurement');
      const until = START + 40 * 24 * HOUR;
      const whole = rebuild(protocol, { history: history({ readings }), standing: [], until });
      const standing = openAlerts(protocol, whole.state).map(standingOf);
      alerts += standing.length;
      expect(rebuild(protocol, { history: history({ readings }), standing, until })).toMatchObject({
        findings: [],
        beside: [],
      });
      const left = readings.filter((_, index) => gone[index % gone.length] !== true);
      const { state, findings } = rebuild(protocol, { history: history({ readings: left }), standing, until });
      const open = new Map(openAlerts(protocol, state).map((alert) => [alert.ruleId, alert]));
      for (const { ruleId, severity } of standing) {
        expect([ruleId, open.get(ruleId)?.severity]).toEqual([
          ruleId,
          severity === 'red' ? 'red' : open.get(ruleId)?.severity,
        ]);
        expect(open.has(ruleId)).toBe(true);
      }
      const known = new Set(standing.map(({ ruleId }) => ruleId));
      expect(findings.filter(({ type }) => type === 'opened').map(({ ruleId }) => ruleId)).toEqual(
        [...open.keys()].filter((ruleId) => !known.has(ruleId)),
      );
      expect(findings.filter(({ type, closed }) => type === 'withdrawn' || closed)).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(alerts).toBeGreaterThan(tried / 3);
});

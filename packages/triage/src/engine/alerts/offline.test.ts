import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { ProtocolSchema } from '../../protocol/schema.ts';
import { rerunJudgement } from '../../replay/lived.ts';
import { episodeStatus } from '../../status/episodeStatus.ts';
import type { DeviceEvent, DeviceOfflineEvent, TriageEvent } from '../event.ts';
import { seenByCode } from '../metricPlace.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts, type TriageState } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { fromStoredForm, storedForm } from '../stored/storedForm.ts';
import { EXAMPLE } from '../testing/exampleProtocol.ts';
import { anyHistory } from '../testing/history.ts';
import { type Finding, metricsOfItem } from './finding.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const missing = (metric: 'oxygen-saturation' | 'body-weight' | 'heart-rate', every: number) =>
  ({ type: 'missing', metric, every, grace: 0 }) as const;
const silent = { text: example.text, action: example.action, source: example.source, kind: 'missing' as const };

/** The example, and silence of more metrics: of weight, and of pulse, which turns red. */
const protocol = compileProtocol(
  applyLimits(
    ProtocolSchema.parse({
      ...EXAMPLE,
      rules: [
        ...EXAMPLE.rules,
        { ...silent, id: 'missing-weight', levels: { yellow: { when: missing('body-weight', 2 * DAY) } } },
        {
          ...silent,
          id: 'missing-pulse',
          autoClose: true,
          levels: { yellow: { when: missing('heart-rate', DAY) }, red: { when: missing('heart-rate', 4 * DAY) } },
        },
      ],
    }),
    null,
    START,
  ),
);
const fresh = () => initialState(protocol, START);
const reading = (metric: 'oxygen-saturation' | 'body-weight' | 'heart-rate', afterMs: number, value: number) =>
  ({ type: 'measurement', metric, at: START + afterMs, value, receivedAt: START + afterMs }) as const;
const tick = (afterMs: number): TriageEvent => ({ type: 'tick', at: START + afterMs });
const close = (ruleId: string, afterMs: number): TriageEvent => ({ type: 'alert-closed', ruleId, at: START + afterMs });
const offline = (afterMs: number, sinceMs: number): DeviceOfflineEvent => ({
  type: 'device-offline',
  deviceId: 'hub-1',
  at: START + afterMs,
  since: START + sinceMs,
  metrics: ['oxygen-saturation', 'body-weight', 'heart-rate'],
});
const online = (afterMs: number): DeviceEvent => ({ type: 'device-online', deviceId: 'hub-1', at: START + afterMs });

function run(batches: readonly (readonly TriageEvent[])[]): { state: TriageState; findings: Finding[] } {
  let state = fresh();
  const findings: Finding[] = [];
  for (const batch of batches) {
    const result = foldEvents(protocol, state, batch);
    state = result.state;
    findings.push(...result.findings);
  }
  return { state, findings };
}
const standing = (state: TriageState) =>
  openAlerts(protocol, state).map(({ ruleId, severity }) => `${ruleId} ${severity}`);
const told = (findings: readonly Finding[]) =>
  findings.map(({ type, ruleId, closed }) => `${type} ${ruleId}${closed ? ' closed' : ''}`);

const start = [reading('oxygen-saturation', 0, 95), reading('body-weight', 0, 80), reading('heart-rate', 0, 70)];

describe('a gateway that is known to be offline', () => {
  it('has one alert of its own in the place of one for each thing that is missing', () => {
    const { state, findings } = run([start, [offline(60 * HOUR, HOUR), tick(60 * HOUR)]]);
    expect(standing(state)).toEqual(['device:hub-1 yellow']);
    expect(told(findings)).toEqual(['opened device:hub-1']);
    const [alert] = openAlerts(protocol, state);
    expect(alert?.openedAt).toBe(START + DAY);
    expect(alert?.evidence.device).toEqual({ id: 'hub-1', since: START + HOUR });
    expect(alert?.evidence.items.flatMap(metricsOfItem).sort()).toEqual([
      'body-weight',
      'heart-rate',
      'oxygen-saturation',
    ]);
  });

  it('leaves the episode unknown', () => {
    const { state } = run([start, [offline(60 * HOUR, HOUR), tick(60 * HOUR)]]);
    const { status } = episodeStatus({
      openAlerts: openAlerts(protocol, state),
      lastSeen: seenByCode(state.current.seen),
      protocol: protocol.effective,
      since: START,
      now: START + 60 * HOUR,
    });
    expect(status).toBe('unknown');
  });

  it('opens nothing before something is missing', () => {
    expect(run([start, [offline(2 * HOUR, HOUR), tick(2 * HOUR)]]).findings).toEqual([]);
  });

  it('does not hide what was found missing before it was known', () => {
    const { state } = run([start, [tick(25 * HOUR)], [offline(60 * HOUR, HOUR), tick(60 * HOUR)]]);
    expect(standing(state)).toEqual(['device:hub-1 yellow', 'missing-pulse yellow']);
  });

  it('does not hide what another device has brought since it was known', () => {
    const before = [reading('oxygen-saturation', 0, 95), reading('body-weight', 0, 80)];
    const lent = [reading('oxygen-saturation', 8 * HOUR, 95)];
    const { state } = run([before, [offline(6 * HOUR, HOUR)], lent, [tick(5 * DAY)]]);
    const shown = openAlerts(protocol, state).map(({ ruleId, evidence }) => [
      ruleId,
      evidence.items.flatMap(metricsOfItem),
    ]);
    expect(shown).toContainEqual(['missing-saturation', ['oxygen-saturation']]);
    expect(shown).toContainEqual(['device:hub-1', ['body-weight']]);
  });

  it('does not hide what another device should have brought, though the alert of that rule began with what this one brings', () => {
    const round = {
      ...silent,
      id: 'round',
      levels: { yellow: { when: { type: 'any', of: [missing('body-weight', DAY), missing('heart-rate', 2 * DAY)] } } },
    } as const;
    const either = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules: [round] }), null, START));
    const known = [reading('body-weight', 0, 80), reading('heart-rate', 0, 70)];
    const scale: DeviceOfflineEvent = { ...offline(HOUR, HOUR), metrics: ['body-weight'] };
    const shown = (state: TriageState) =>
      openAlerts(either, state).map(({ ruleId, evidence }) => [ruleId, evidence.items.flatMap(metricsOfItem)]);
    const first = foldEvents(either, initialState(either, START), [...known, scale, tick(DAY)]).state;
    expect(shown(first)).toEqual([['device:hub-1', ['body-weight']]]);
    const { state, findings } = foldEvents(either, first, [tick(3 * DAY)]);
    expect(shown(state)).toEqual([['round', ['body-weight', 'heart-rate']]]);
    expect(told(findings)).toEqual(['cleared device:hub-1 closed', 'opened round']);
  });

  it('does not hide what is red', () => {
    const { state, findings } = run([start, [offline(60 * HOUR, HOUR), tick(60 * HOUR)], [tick(5 * DAY)]]);
    expect(standing(state)).toEqual(['device:hub-1 yellow', 'missing-pulse red']);
    expect(findings.findLast(({ ruleId }) => ruleId === 'missing-pulse')).toMatchObject({
      type: 'opened',
      severity: 'red',
    });
  });

  it('is told of in the order of what the alerts are called, whatever one event brings about', () => {
    const scale: DeviceOfflineEvent = { ...offline(HOUR, HOUR), metrics: ['body-weight'] };
    const { findings } = run([start, [scale], [tick(5 * DAY)]]);
    expect(told(findings)).toEqual(['opened device:hub-1', 'opened missing-pulse', 'opened missing-saturation']);
  });

  it('has no alert any more from when what it stood for is red, and not from when that began', () => {
    const oximeter: DeviceOfflineEvent = { ...offline(HOUR, HOUR), metrics: ['heart-rate'] };
    const lasting = [reading('body-weight', 80 * HOUR, 80), reading('oxygen-saturation', 80 * HOUR, 95)];
    const { findings } = run([start, [oximeter], [tick(DAY)], lasting, [tick(97 * HOUR)]]);
    expect(
      findings.filter(({ evidence }) => evidence.items.flatMap(metricsOfItem).includes('heart-rate')),
    ).toMatchObject([
      { type: 'opened', ruleId: 'device:hub-1', at: START + DAY },
      { type: 'cleared', ruleId: 'device:hub-1', closed: true, at: START + 97 * HOUR },
      { type: 'opened', ruleId: 'missing-pulse', severity: 'red', openedAt: START + DAY },
    ]);
  });

  it('has its alert closed by the data that was missing', () => {
    const batch = [
      ...[reading('oxygen-saturation', 61 * HOUR, 95), reading('heart-rate', 61 * HOUR, 70)],
      reading('body-weight', 61 * HOUR, 80),
      online(62 * HOUR),
    ];
    const { state, findings } = run([start, [offline(60 * HOUR, HOUR), tick(60 * HOUR)], batch]);
    // The rule about weight does not close by itself, so its alert is now to be seen.
    expect(told(findings).slice(-3)).toEqual([
      'cleared device:hub-1 closed',
      'opened missing-weight',
      'cleared missing-weight',
    ]);
    expect(standing(state)).toEqual(['missing-weight yellow']);
  });

  it('shows what is still missing when it is back', () => {
    const { state, findings } = run([start, [offline(60 * HOUR, HOUR), tick(60 * HOUR)], [online(62 * HOUR)]]);
    expect(standing(state)).toEqual(['missing-pulse yellow', 'missing-saturation yellow', 'missing-weight yellow']);
    expect(told(findings).slice(-4)).toEqual([
      'cleared device:hub-1 closed',
      'opened missing-pulse',
      'opened missing-saturation',
      'opened missing-weight',
    ]);
  });

  it('hides what is missing still when another version has no such rule, and shows it when it is back', () => {
    const { rules } = protocol.effective.protocol;
    const without = {
      ...protocol.effective.protocol,
      version: 2,
      rules: rules.filter(({ id }) => id !== 'missing-weight'),
    };
    const next = compileProtocol(applyLimits(without, null, START));
    const events = [reading('body-weight', 0, 80), offline(HOUR, HOUR), tick(2 * DAY)];
    const hidden = events.reduce((state, event) => step(protocol, state, event).state, fresh());
    expect(openAlerts(protocol, hidden).map(({ ruleId }) => ruleId)).toContain('device:hub-1');
    const changed = step(next, hidden, tick(2 * DAY + HOUR));
    expect(changed.findings).toEqual([]);
    const [device, ...others] = openAlerts(next, changed.state);
    expect([device?.ruleId, ...others]).toEqual(['device:hub-1']);
    expect(device?.evidence.items.flatMap(metricsOfItem)).toContain('body-weight');
    const back = step(next, changed.state, online(2 * DAY + 2 * HOUR)).findings;
    expect(back.map(({ type, ruleId }) => `${type} ${ruleId}`)).toEqual([
      'cleared device:hub-1',
      ...['pulse', 'saturation', 'weight'].map((what) => `opened missing-${what}`),
    ]);
    const closed = step(next, changed.state, close('device:hub-1', 2 * DAY + 2 * HOUR)).state;
    expect(openAlerts(next, closed)).toEqual([]);
  });

  describe('when another version has no such rule, and a person closes its alert', () => {
    const { rules } = protocol.effective.protocol;
    const left = rules.filter(({ id }) => id !== 'missing-weight' && id !== 'fever');
    const next = compileProtocol(applyLimits({ ...protocol.effective.protocol, version: 2, rules: left }, null, START));
    const warm = [0, 1, 2].map((hour) => ({
      ...reading('body-weight', hour * HOUR, 38.5),
      metric: 'body-temperature' as const,
    }));
    const before = run([[...start, ...warm], [offline(3 * HOUR, 3 * HOUR)], [tick(60 * HOUR)]]).state;
    const changed = step(next, before, tick(61 * HOUR)).state;
    const shown = (state: TriageState) => openAlerts(next, state).map(({ ruleId }) => ruleId);

    it('tells nothing of what that person has closed', () => {
      expect(shown(changed)).toEqual(['device:hub-1', 'fever']);
      const { state, findings } = step(next, changed, close('fever', 62 * HOUR));
      expect(shown(state)).toEqual(['device:hub-1']);
      expect(findings).toEqual([]);
    });

    it('says that the device’s alert stands for less, where it had been hidden behind it', () => {
      const { findings } = step(next, changed, close('missing-weight', 62 * HOUR));
      expect(told(findings)).toEqual(['updated device:hub-1']);
      expect(findings[0]?.evidence.items.flatMap(metricsOfItem).sort()).toEqual(['heart-rate', 'oxygen-saturation']);
    });
  });

  it('begins its deadlines anew when a person closes its alert', () => {
    const { state, findings } = run([
      start,
      [offline(60 * HOUR, HOUR), tick(60 * HOUR)],
      [close('device:hub-1', 61 * HOUR)],
    ]);
    expect(standing(state)).toEqual([]);
    // The person's close is known to who sent it; nothing else has happened.
    expect(told(findings)).toEqual(['opened device:hub-1']);
    expect(standing(step(protocol, state, tick(84 * HOUR)).state)).toEqual([]);
    expect(standing(step(protocol, state, tick(86 * HOUR)).state)).toEqual(['device:hub-1 yellow']);
  });

  it('has no alert that anybody could close before something is missing', () => {
    const { state, findings } = run([start, [offline(2 * HOUR, HOUR)], [close('device:hub-1', 3 * HOUR)]]);
    expect(findings).toEqual([]);
    expect(standing(step(protocol, state, tick(26 * HOUR)).state)).toEqual(['device:hub-1 yellow']);
  });

  it('has an alert that can be judged again', () => {
    const told = run([start, [tick(20 * HOUR)], [offline(60 * HOUR, HOUR), tick(60 * HOUR)]]);
    const evidence = openAlerts(protocol, told.state)[0]?.evidence;
    if (!evidence) throw new Error('nothing is open');
    const history = { since: START, settings: [{ from: START - DAY, protocol }], readings: start, closes: [] };
    const ticks = [20, 60].map((hour) => START + hour * HOUR);
    expect(rerunJudgement({ ...history, ticks }, evidence, START + 60 * HOUR)).toMatchObject({ identical: true });
    // Of one from before such words were kept, all that may have been kept is that the device is back.
    const later = { ...history, ticks, devices: [online(61 * HOUR)] };
    expect(rerunJudgement(later, evidence, START + 62 * HOUR)).toMatchObject({ identical: true });
    const kept = { ...history, ticks, devices: [{ ...offline(60 * HOUR, HOUR), givenAt: START + 60 * HOUR }] };
    expect(rerunJudgement(kept, evidence, START + 60 * HOUR)).toMatchObject({ identical: true });
    const since = START + 2 * HOUR;
    const altered = { ...evidence, device: { id: 'hub-1', since } };
    expect(rerunJudgement(kept, altered, START + 60 * HOUR)).toMatchObject({ identical: false });
  });

  it('is offline until a newer word than the one that said so', () => {
    const down = foldEvents(protocol, fresh(), [...start, offline(60 * HOUR, HOUR)]).state;
    expect(step(protocol, down, online(59 * HOUR)).state).toBe(down);
    expect(step(protocol, down, online(61 * HOUR)).state.offline).toEqual({});
    expect(step(protocol, down, offline(70 * HOUR, 65 * HOUR)).state).toBe(down);
  });
});

describe('whatever is told of devices', () => {
  const word = fc
    .record({ hour: fc.nat(30 * 24), down: fc.boolean(), device: fc.constantFrom('hub-1', 'hub-2'), all: fc.boolean() })
    .map(({ hour, down, device, all }): DeviceEvent => {
      const at = START + hour * HOUR;
      if (!down) return { type: 'device-online', deviceId: device, at };
      const metrics = all ? (['oxygen-saturation', 'body-weight', 'heart-rate'] as const) : (['body-weight'] as const);
      return { type: 'device-offline', deviceId: device, at, since: at - DAY, metrics };
    });
  const given = fc.array(word, { maxLength: 8 });
  const mixed = fc
    .tuple(anyHistory, given)
    .map(([events, words]) => [...events, ...words].toSorted((a, b) => a.at - b.at));

  it('judgement goes on as without it: only yellow alerts about missing data are hidden, and never without one in their place', () => {
    fc.assert(
      fc.property(mixed, (events) => {
        let state = fresh();
        let plain = fresh();
        for (const event of [...events, tick(32 * DAY)]) {
          state = step(protocol, fromStoredForm(JSON.parse(JSON.stringify(storedForm(state)))), event).state;
          const isWord = event.type === 'device-offline' || event.type === 'device-online';
          if (!isWord) plain = step(protocol, plain, event).state;
        }
        expect(state.current).toEqual(plain.current);
        const shown = new Map(openAlerts(protocol, state).map((alert) => [alert.ruleId, alert]));
        for (const alert of openAlerts(protocol, plain)) {
          if (shown.has(alert.ruleId)) {
            expect(shown.get(alert.ruleId)).toEqual(alert);
            continue;
          }
          expect(alert).toMatchObject({ kind: 'missing', severity: 'yellow' });
          const told = JSON.stringify(alert.evidence.items[0]);
          const inPlace = [...shown.values()].filter(({ ruleId }) => ruleId.startsWith('device:'));
          expect(inPlace.filter(({ evidence }) => JSON.stringify(evidence.items).includes(told))).toHaveLength(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the findings, added up, are what is shown', () => {
    fc.assert(
      fc.property(mixed, (events) => {
        let state = fresh();
        const open = new Map<string, string>();
        const closes = new Set<string>();
        for (const event of events) {
          const result = step(protocol, state, event);
          state = result.state;
          // Told twice it is one close: what has come up again since stays open.
          const isClose = event.type === 'alert-closed' && !closes.has(`${event.ruleId} ${event.at}`);
          if (isClose) open.delete(event.ruleId);
          if (isClose) closes.add(`${event.ruleId} ${event.at}`);
          for (const { type, ruleId, severity, closed } of result.findings) {
            if (type === 'withdrawn' || (type === 'cleared' && closed)) open.delete(ruleId);
            else open.set(ruleId, severity);
          }
          expect([...open].sort()).toEqual(
            openAlerts(protocol, state).map(({ ruleId, severity }) => [ruleId, severity]),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { DeviceEvent } from '../event.ts';
import { compileExample } from '../testing/exampleProtocol.ts';
import type { RuleAlert } from './alert.ts';
import type { EvidenceItem } from './finding.ts';
import { afterWord, deviceAlert, deviceOfAlert, hiddenBy, type OfflineDevices } from './offline.ts';

/* What is hidden behind a device that has no connection, and what is not. Instants are minutes, so that they can be read. */

const protocol = compileExample();
const offline = (deviceId: string, change: Partial<Extract<DeviceEvent, { type: 'device-offline' }>> = {}) =>
  ({ type: 'device-offline', deviceId, at: 50, since: 20, metrics: ['body-weight'], ...change }) as const;
const online = (deviceId: string, at: number) => ({ type: 'device-online', deviceId, at }) as const;

describe('a word about a device', () => {
  const one = afterWord({}, offline('hub-1'), 40);
  const two = afterWord(one, offline('scale-1', { questionnaires: ['urn:form'] }), 45);

  it('is remembered with what it brings, and how far triage had come', () => {
    expect(two).toEqual({
      'hub-1': { since: 20, metrics: ['body-weight'], knownAfter: 40, at: 50 },
      'scale-1': { since: 20, metrics: ['body-weight'], questionnaires: ['urn:form'], knownAfter: 45, at: 50 },
    });
  });

  it('that it is back ends it, of that device only, and not where it is older', () => {
    expect(afterWord(two, online('hub-1', 50), 60)).toEqual({ 'scale-1': two['scale-1'] });
    expect(afterWord(two, online('hub-1', 49), 60)).toBe(two);
    expect(afterWord(two, online('hub-2', 99), 60)).toBe(two);
    expect(afterWord({}, online('constructor', 99), 60)).toEqual({});
  });

  it('that says again what is known changes nothing', () => {
    expect(afterWord(two, offline('hub-1', { at: 70, metrics: [] }), 70)).toBe(two);
    expect(Object.keys(afterWord({}, offline('constructor'), 40))).toEqual(['constructor']);
  });

  it('has alerts by the name of the device', () => {
    expect([deviceOfAlert('device:hub-1'), deviceOfAlert('saturation'), deviceOfAlert('my-device:x')]).toEqual([
      ...['hub-1', null, null],
    ]);
  });
});

const missing = (metric: 'body-weight' | 'heart-rate', lastAt: number | null = 10): EvidenceItem => ({
  type: 'missing',
  metric,
  lastAt,
  since: 0,
  dueAt: 45,
});
const unanswered = (questionnaire: string, lastAt: number | null = 10): EvidenceItem => ({
  type: 'unanswered',
  questionnaire,
  title: { nb: 'Skjema', en: 'Form' },
  lastAt,
  since: 0,
  dueAt: 45,
});
const alert = (items: readonly EvidenceItem[], change: Partial<RuleAlert> = {}): RuleAlert => ({
  kind: 'missing',
  severity: 'yellow',
  present: 'yellow',
  phase: 'open',
  openedAt: 45,
  changedAt: 45,
  late: false,
  evidence: {
    protocol: { id: 'example', version: 1 },
    limitsVersion: null,
    ruleId: 'missing-saturation',
    severity: 'yellow',
    kind: 'missing',
    at: 45,
    items,
    review: null,
  },
  ...change,
});
const DEVICES: OfflineDevices = {
  'hub-1': { since: 20, metrics: ['body-weight'], questionnaires: ['urn:form'], knownAfter: 40, at: 50 },
};
const rules = [...protocol.places.keys()];
const hidden = (own: RuleAlert, devices = DEVICES) =>
  Object.fromEntries(hiddenBy(devices, rules, (id) => (id === 'missing-saturation' ? own : undefined)));
const value: EvidenceItem = {
  type: 'value',
  metric: 'body-weight',
  test: 'above',
  threshold: { name: null, value: 80, origin: 'protocol' },
  readings: [],
  count: 1,
  compared: 81,
};

describe('an alert about what is missing', () => {
  it.each<[string, RuleAlert, boolean]>([
    ['of what the device brings', alert([missing('body-weight')]), true],
    ['of a form that is answered through it', alert([unanswered('urn:form')]), true],
    ['of both', alert([missing('body-weight'), unanswered('urn:form')]), true],
    ['of what the device does not bring', alert([missing('heart-rate')]), false],
    ['of another form', alert([unanswered('urn:other')]), false],
    ['of what came in the instant when it was known', alert([missing('body-weight', 50)]), true],
    ['of what another has brought since', alert([missing('body-weight', 51)]), false],
    ['of what it brings and what it does not', alert([missing('body-weight'), missing('heart-rate')]), false],
    ['of what it brings and what has never come', alert([missing('body-weight'), missing('heart-rate', null)]), true],
    [
      'of what it brings and a form never answered',
      alert([missing('body-weight'), unanswered('urn:other', null)]),
      true,
    ],
    ['of nothing but what has never come', alert([missing('heart-rate', null)]), false],
    ['of nothing', alert([]), false],
    ['of what it brings and a value', alert([missing('body-weight'), value]), false],
    ['that is red', alert([missing('body-weight')], { severity: 'red' }), false],
    ['that is clinical', alert([missing('body-weight')], { kind: 'clinical' }), false],
    ['that was found before the device was known of', alert([missing('body-weight')], { openedAt: 40 }), false],
    ['that was found right after', alert([missing('body-weight')], { openedAt: 41 }), true],
  ])('is hidden behind its device or not: %s', (_, own, isHidden) => {
    expect(hidden(own)).toEqual(isHidden ? { 'hub-1': ['missing-saturation'] } : {});
  });

  it('is hidden behind the first of two devices that bring it, and behind none where none is offline', () => {
    const hub = DEVICES['hub-1'];
    if (!hub) throw new Error('no hub');
    const own = alert([missing('body-weight')]);
    expect(hidden(own, { 'scale-1': hub, 'hub-1': hub })).toEqual({ 'hub-1': ['missing-saturation'] });
    expect(hidden(own, {})).toEqual({});
    expect(hidden(own, { 'scale-1': hub, 'hub-1': { ...hub, metrics: ['heart-rate'] } })).toEqual({
      'scale-1': ['missing-saturation'],
    });
    const { questionnaires: _, ...plain } = hub;
    expect(hidden(alert([unanswered('urn:form')]), { 'hub-1': plain })).toEqual({});
  });

  it('is with others of the same device told by one alert', () => {
    const all = hiddenBy(DEVICES, rules, (id) => (id === 'fever' ? undefined : alert([missing('body-weight')])));
    expect(all.get('hub-1')).toEqual(rules.filter((id) => id !== 'fever'));
  });
});

describe('the alert of a device', () => {
  const hub = DEVICES['hub-1'];
  if (!hub) throw new Error('no hub');

  it('stands from the first that is hidden, has changed with the last, and bears all that is missing', () => {
    const late = alert([missing('heart-rate')], { openedAt: 60, changedAt: 61 });
    const early = alert([missing('body-weight')], { openedAt: 45, changedAt: 90 });
    expect(deviceAlert(protocol, 'hub-1', hub, [late, early])).toEqual({
      kind: 'missing',
      severity: 'yellow',
      present: 'yellow',
      phase: 'open',
      openedAt: 45,
      changedAt: 90,
      late: false,
      evidence: {
        protocol: { id: 'example', version: 1 },
        limitsVersion: null,
        ruleId: 'device:hub-1',
        severity: 'yellow',
        kind: 'missing',
        at: 45,
        items: [missing('heart-rate'), missing('body-weight')],
        device: { id: 'hub-1', since: 20 },
        review: null,
      },
    });
  });

  it('is none where nothing is hidden', () => {
    expect(deviceAlert(protocol, 'hub-1', hub, [])).toBe(undefined);
  });
});

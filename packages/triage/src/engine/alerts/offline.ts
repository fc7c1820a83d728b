import type { MetricCode } from '@samvakt/contract';
import type { DeviceEvent } from '../event.ts';
import type { CompiledProtocol } from '../rules/compile.ts';
import type { RuleAlert } from './alert.ts';
import type { EvidenceItem } from './finding.ts';

/**
 * A device that is known to be offline. Missing data is then no news of the patient: instead of one alert for each thing that is missing there is one
 * about the device. The alerts of the rules are only hidden, and only yellow ones about missing data that this device would have brought; the rules
 * themselves go on as if nothing were known of devices, so that nothing that is clinical depends on it, and what is hidden is shown when the device is back.
 */
export interface OfflineDevice {
  /** When it was last heard of. */
  readonly since: number;
  /** What it brings. */
  readonly metrics: readonly MetricCode[];
  /** The questionnaires that are answered through it. */
  readonly questionnaires?: readonly string[];
  /** How far triage had come when it was told: what had been found missing until then has been seen, and stays. */
  readonly knownAfter: number;
  /** When it was told. */
  readonly at: number;
}

export type OfflineDevices = Readonly<Record<string, OfflineDevice>>;

const PREFIX = 'device:';

/** The id of a device's alert, in the place of a rule's id. */
export function alertOfDevice(deviceId: string): string {
  return `${PREFIX}${deviceId}`;
}

/** The device that an alert is about; null when it is about the patient. */
export function deviceOfAlert(id: string): string | null {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : null;
}

/** The devices after what has been told of them. An older word about a device does not take the place of a newer one. */
export function afterWord(devices: OfflineDevices, event: DeviceEvent, knownAfter: number): OfflineDevices {
  const { deviceId, at } = event;
  const known = Object.hasOwn(devices, deviceId) ? devices[deviceId] : undefined;
  if (event.type === 'device-online') {
    if (!known || known.at > at) return devices;
    const { [deviceId]: _, ...others } = devices;
    return others;
  }
  if (known) return devices;
  const { since, metrics, questionnaires } = event;
  return { ...devices, [deviceId]: { since, metrics, ...(questionnaires && { questionnaires }), knownAfter, at } };
}

/** Of these rules those whose alerts are hidden, by the device behind which they are. */
export function hiddenBy(
  devices: OfflineDevices,
  rules: Iterable<string>,
  alertOf: (ruleId: string) => RuleAlert | undefined,
): Map<string, string[]> {
  const hidden = new Map<string, string[]>();
  const ids = Object.keys(devices).sort();
  if (ids.length === 0) return hidden;
  for (const rule of rules) {
    const alert = alertOf(rule);
    const deviceId = alert && ids.find((id) => isBehind(devices, id, alert));
    if (deviceId === undefined) continue;
    hidden.set(deviceId, [...(hidden.get(deviceId) ?? []), rule]);
  }
  return hidden;
}

/** What the device would have brought. What has come since it was known to be gone, another has brought, and could have brought again. */
function isOf({ metrics, questionnaires = [], at }: OfflineDevice, item: EvidenceItem): boolean {
  if (item.type !== 'missing' && item.type !== 'unanswered') return false;
  if (item.lastAt !== null && item.lastAt > at) return false;
  return item.type === 'missing' ? metrics.includes(item.metric) : questionnaires.includes(item.questionnaire);
}

function isBehind(
  devices: OfflineDevices,
  deviceId: string,
  { kind, severity, openedAt, evidence }: RuleAlert,
): boolean {
  const device = devices[deviceId];
  if (!device || kind !== 'missing' || severity === 'red' || openedAt <= device.knownAfter) return false;
  return (
    evidence.items.length > 0 &&
    evidence.items.some((item) => isOf(device, item)) &&
    // What has never come, no device would have brought: it does not tell whether this one would.
    evidence.items.every(
      (item) => (item.type === 'missing' || item.type === 'unanswered') && (item.lastAt === null || isOf(device, item)),
    )
  );
}

/** The one alert in the place of those that are hidden. */
export function deviceAlert(
  protocol: CompiledProtocol,
  deviceId: string,
  { since }: OfflineDevice,
  hidden: readonly RuleAlert[],
): RuleAlert | undefined {
  const [first] = hidden.toSorted((a, b) => a.openedAt - b.openedAt);
  if (!first) return undefined;
  const [kind, severity] = ['missing', 'yellow'] as const;
  const { openedAt } = first;
  const changedAt = Math.max(...hidden.map((alert) => alert.changedAt));
  const ruleId = alertOfDevice(deviceId);
  const items = hidden.flatMap(({ evidence }) => evidence.items);
  const device = { id: deviceId, since };
  const evidence = { ...protocol.stamp, ruleId, severity, kind, at: openedAt, items, device, review: null };
  return { kind, severity, present: severity, phase: 'open', openedAt, changedAt, late: false, evidence };
}

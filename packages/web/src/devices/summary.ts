import type { DeviceStatus } from '@samvakt/contract';
import { epochMs } from '../format/format.ts';

/** Below this a battery is called low. *Assumption*: a fifth gives some days to charge or change it. */
const LOW_BATTERY_PERCENT = 20;
/** A device on loan that has not been heard for longer is called silent. *Assumption*: most measure at least once a day. */
const SILENT_MS = 24 * 3_600_000;

export const isLow = ({ batteryPercent }: Pick<DeviceStatus, 'batteryPercent'>): boolean =>
  batteryPercent !== null && batteryPercent < LOW_BATTERY_PERCENT;

export const isSilent = (device: Pick<DeviceStatus, 'assignedTo' | 'lastHeardAt'>, now: number): boolean =>
  device.assignedTo !== null && (device.lastHeardAt === null || now - epochMs(device.lastHeardAt) > SILENT_MS);

export interface IngestSummary {
  readonly devices: number;
  readonly silent: number;
  readonly battery: number;
  readonly missing: number;
  readonly quarantined: number;
}

export function summarizeIngest(devices: readonly DeviceStatus[], now: number): IngestSummary {
  return {
    devices: devices.filter(({ assignedTo }) => assignedTo !== null).length,
    silent: devices.filter((device) => isSilent(device, now)).length,
    battery: devices.filter(isLow).length,
    missing: devices.reduce((sum, { account }) => sum + account.knownMissing, 0),
    quarantined: devices.reduce((sum, { quarantined }) => sum + quarantined, 0),
  };
}

/** What needs somebody first: silent, then messages missing, then low battery; the rest by patient. */
export function troubledFirst(now: number) {
  const trouble = (device: DeviceStatus) =>
    (isSilent(device, now) ? 4 : 0) + (device.account.knownMissing > 0 ? 2 : 0) + (isLow(device) ? 1 : 0);
  return (a: DeviceStatus, b: DeviceStatus): number =>
    trouble(b) - trouble(a) ||
    (a.assignedTo?.patientName ?? '\uffff').localeCompare(b.assignedTo?.patientName ?? '\uffff', 'nb') ||
    a.id.localeCompare(b.id);
}

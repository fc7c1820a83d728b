import { describe, expect, it } from 'vitest';
import { ago, DAY, exampleDevice, HOUR, NOW } from '../testing/examples.ts';
import { isLow, isSilent, summarizeIngest, troubledFirst } from './summary.ts';

const account = exampleDevice(0).account;

describe('ingest status', () => {
  it('calls a device on loan silent after a day, or when it was never heard', () => {
    expect(isSilent(exampleDevice(1, { lastHeardAt: ago(DAY) }), NOW)).toBe(false);
    expect(isSilent(exampleDevice(1, { lastHeardAt: ago(DAY + 1) }), NOW)).toBe(true);
    expect(isSilent(exampleDevice(1, { lastHeardAt: null }), NOW)).toBe(true);
    expect(isSilent(exampleDevice(1, { lastHeardAt: null, assignedTo: null }), NOW)).toBe(false);
  });

  it('does not call an unknown battery low', () => {
    expect(isLow({ batteryPercent: null })).toBe(false);
    expect(isLow({ batteryPercent: 19 })).toBe(true);
    expect(isLow({ batteryPercent: 20 })).toBe(false);
  });

  it('sums up', () => {
    const devices = [
      exampleDevice(1, { batteryPercent: 5, quarantined: 2 }),
      exampleDevice(2, { lastHeardAt: ago(3 * DAY), account: { ...account, knownMissing: 4 } }),
      exampleDevice(3, { assignedTo: null }),
    ];
    expect(summarizeIngest(devices, NOW)).toEqual({ devices: 2, silent: 1, battery: 1, missing: 4, quarantined: 2 });
  });

  it('lists what needs somebody first, then by patient', () => {
    const devices = [
      exampleDevice(1, { assignedTo: null }),
      exampleDevice(2, { assignedTo: { episodeIds: [], patientName: 'Åse' } }),
      exampleDevice(3, { assignedTo: { episodeIds: [], patientName: 'Anne' } }),
      exampleDevice(4, { batteryPercent: 3 }),
      exampleDevice(5, { account: { ...account, knownMissing: 1 } }),
      exampleDevice(6, { lastHeardAt: ago(50 * HOUR) }),
    ];
    const order = devices.toSorted(troubledFirst(NOW)).map(({ id }) => id);
    expect(order).toEqual(['gw-6', 'gw-5', 'gw-4', 'gw-3', 'gw-2', 'gw-1']);
  });
});

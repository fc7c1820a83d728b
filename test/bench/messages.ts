import { randomUUID } from 'node:crypto';
import { type DeviceReading, encode } from '@samvakt/contract';

const HOUR = 3_600_000;

/** What one gateway message carries: everything measured in one sitting, or one measurement alone. */
export type Sitting = 'sitting' | 'single';

export interface BenchMessage {
  readonly deviceId: string;
  readonly payload: string;
}

/**
 * The same messages for the floor and for the whole way: `perDevice` from each gateway, eight hours of event time apart and the last just now,
 * device by device in turn. Two sittings in a row of every forty have a low saturation, so that alerts open and clear as they would.
 */
export function makeMessages(given: {
  deviceIds: readonly string[];
  perDevice: number;
  sitting: Sitting;
  until: number;
}): BenchMessage[] {
  const { deviceIds, perDevice, sitting, until } = given;
  const queues = new Map(deviceIds.map((deviceId) => [deviceId, randomUUID()]));
  const messages: BenchMessage[] = [];
  for (let turn = 0; turn < perDevice; turn += 1) {
    for (const [place, deviceId] of deviceIds.entries()) {
      const at = until - (perDevice - turn) * 8 * HOUR + place * 1000;
      const readings = readingsAt(at, turn + place, sitting);
      const queue = queues.get(deviceId) ?? '';
      messages.push({ deviceId, payload: encode({ queue, number: turn + 1, sentAt: at, readings }) });
    }
  }
  return messages;
}

export const MEASUREMENTS_PER: Record<Sitting, number> = { sitting: 5, single: 1 };

function readingsAt(effectiveAt: number, seed: number, sitting: Sitting): DeviceReading[] {
  const low = seed % 40 < 2;
  const saturation = {
    metric: 'oxygen-saturation',
    effectiveAt,
    value: low ? 86 : 93 + (seed % 6),
    unit: '%',
  } as const;
  if (sitting === 'single') return [saturation];
  return [
    { metric: 'systolic-pressure', effectiveAt, value: 120 + (seed % 20), unit: 'mm[Hg]' },
    { metric: 'diastolic-pressure', effectiveAt, value: 70 + (seed % 15), unit: 'mm[Hg]' },
    { metric: 'heart-rate', effectiveAt, value: 60 + (seed % 30), unit: '/min' },
    { metric: 'body-weight', effectiveAt, value: 80 + (seed % 5) / 5, unit: 'kg' },
    saturation,
  ];
}

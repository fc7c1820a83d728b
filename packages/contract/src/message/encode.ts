import type { MetricCode } from '../metrics/catalogue.ts';
import type { MessageId, WireMeasurement } from './json.ts';

/** One measurement as a device hands it over: in any unit of the metric, or the code of the chosen option. */
export type DeviceReading =
  | { readonly metric: MetricCode; readonly effectiveAt: number; readonly value: number; readonly unit: string }
  | { readonly metric: MetricCode; readonly effectiveAt: number; readonly choice: string };

/** A message of a gateway in our own format: which one it is, when it is sent, and its readings. */
export interface OutgoingMessage extends MessageId {
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly readings: readonly DeviceReading[];
}

/** The JSON text of a message in our own format. A number that is not finite has no JSON and throws here, at its source. */
export function encode({ queue, number, sentAt, readings }: OutgoingMessage): string {
  const measurements = readings.map(toWire);
  return JSON.stringify({ queue, number, sentAt: new Date(sentAt).toISOString(), measurements });
}

function toWire(reading: DeviceReading): WireMeasurement {
  const effectiveAt = new Date(reading.effectiveAt).toISOString();
  if ('choice' in reading) return { metric: reading.metric, effectiveAt, choice: reading.choice };
  if (!Number.isFinite(reading.value))
    throw new RangeError(`${reading.metric} is ${reading.value}, not a finite number`);
  return { metric: reading.metric, effectiveAt, value: reading.value, unit: reading.unit };
}

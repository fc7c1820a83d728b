import { randomUUID } from 'node:crypto';
import { type DeviceReading, encode, type MessageFormat } from '@samvakt/contract';
import { applyLimits, type CompiledProtocol, compileProtocol, findProtocol } from '@samvakt/triage';
import { type BenchMessage, makeMessages } from '../messages.ts';
import { asObservation } from './observation.ts';
import { seeded } from './seeded.ts';
import { twentyRules } from './twentyRules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNTIL = Date.parse('2026-06-01T12:00:00Z');

/** Messages of many patients in turn, oldest first, and the protocol that judges them. `since`: when every follow-up began. */
export interface Load {
  readonly label: string;
  readonly protocol: CompiledProtocol;
  readonly format: MessageFormat;
  readonly messages: readonly BenchMessage[];
  readonly since: number;
}

/** One after the other, so that nothing but the load in hand lies in memory while it is measured. */
export function* loads(): Generator<Load> {
  const twenty = twentyRules();
  yield sittings('one sitting, 5 measurements; 200 patients in turn', twenty, 200, 150);
  yield sittings('the same; one patient', twenty, 1, 20_000);
  yield singles('one measurement; 200 patients in turn', twenty);
  const { messages, ...single } = singles('the same as a FHIR R4 Observation', twenty);
  const observations = messages.map(({ deviceId, payload }) => ({ deviceId, payload: asObservation(payload) }));
  yield { ...single, format: 'fhir', messages: observations };
  yield sittings('one sitting, shipped heart failure; 200 patients in turn', shipped('heart-failure'), 200, 150);
  yield {
    label: 'a round of NEWS2, 7 measurements, shipped acute illness; 200 patients in turn',
    protocol: shipped('acute-home'),
    format: 'json',
    messages: inTurn(200, 100, 4 * HOUR, roundAt),
    since: UNTIL - 101 * 4 * HOUR,
  };
  yield {
    label: 'glucose every five minutes for 20 days, shipped diabetes; 20 patients in turn',
    protocol: shipped('diabetes'),
    format: 'json',
    messages: inTurn(20, 20 * 288, 5 * MINUTE, glucoseAt),
    since: UNTIL - (20 * 288 + 1) * 5 * MINUTE,
  };
}

function sittings(label: string, protocol: CompiledProtocol, patients: number, perDevice: number): Load {
  const messages = makeMessages({ deviceIds: gateways(patients), perDevice, sitting: 'sitting', until: UNTIL });
  return { label, protocol, format: 'json', messages, since: UNTIL - (perDevice + 1) * 8 * HOUR };
}

function singles(label: string, protocol: CompiledProtocol): Load {
  const messages = makeMessages({ deviceIds: gateways(200), perDevice: 150, sitting: 'single', until: UNTIL });
  return { label, protocol, format: 'json', messages, since: UNTIL - 151 * 8 * HOUR };
}

function shipped(id: string): CompiledProtocol {
  const protocol = findProtocol(id);
  if (!protocol) throw new Error(`there is no protocol ${id}`);
  return compileProtocol(applyLimits(protocol, null, 0));
}

function gateways(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `gateway-${index}`);
}

type ReadingsAt = (at: number, chance: () => number) => DeviceReading[];

/** `count` messages from each of the patients, `everyMs` apart, the last just before the end. */
function inTurn(patients: number, count: number, everyMs: number, readingsAt: ReadingsAt): BenchMessage[] {
  const chance = seeded(patients);
  const queues = gateways(patients).map((deviceId) => ({ deviceId, queue: randomUUID() }));
  return Array.from({ length: count }, (_, turn) =>
    queues.map(({ deviceId, queue }, place) => {
      const sentAt = UNTIL - (count - turn) * everyMs + place * 1000;
      const readings = readingsAt(sentAt, chance);
      return { deviceId, payload: encode({ queue, number: turn + 1, sentAt, readings }) };
    }),
  ).flat();
}

/** Of somebody who is well. */
const roundAt: ReadingsAt = (effectiveAt, chance) => [
  { metric: 'body-temperature', effectiveAt, value: 36.5 + Math.round(8 * chance()) / 10, unit: 'Cel' },
  { metric: 'consciousness', effectiveAt, choice: 'alert' },
  { metric: 'heart-rate', effectiveAt, value: 60 + Math.round(25 * chance()), unit: '/min' },
  { metric: 'inspired-oxygen', effectiveAt, choice: 'air' },
  { metric: 'oxygen-saturation', effectiveAt, value: 96 + Math.round(3 * chance()), unit: '%' },
  { metric: 'respiratory-rate', effectiveAt, value: 13 + Math.round(6 * chance()), unit: '/min' },
  { metric: 'systolic-pressure', effectiveAt, value: 115 + Math.round(25 * chance()), unit: 'mm[Hg]' },
];

/** Ups and downs of a few hours, mostly in range. */
const glucoseAt: ReadingsAt = (effectiveAt, chance) => {
  const value = 7.5 + 2.5 * Math.sin(effectiveAt / (150 * MINUTE)) + 1.5 * (chance() - 0.5);
  return [{ metric: 'glucose', effectiveAt, value: Math.round(10 * value) / 10, unit: 'mmol/L' }];
};

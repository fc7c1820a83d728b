import { randomUUID } from 'node:crypto';
import {
  answersTopic,
  decode,
  decodeAnswers,
  encodeResponse,
  measurementsTopic,
  type OutgoingResponse,
} from '@samvakt/contract';
import { type FollowedPatient, type OwnDatabase, oneEach, registerPopulation } from '@samvakt/harness';
import type { Protocol } from '@samvakt/triage';
import { beforeEach } from 'vitest';
import type { AddressedReceipt, ReceivedMessage } from '../src/intake/received.ts';
import { storeBatch } from '../src/intake/storeBatch.ts';
import { explainAlert } from '../src/replay/explain.ts';
import { applyAlertClosed } from '../src/triage/apply.ts';
import { createTriageMemory, type TriageMemory } from '../src/triage/memory.ts';

/* For tests of what devices send and what of it is refused: each has a patient with a device that no other test touches. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const startedAt = Date.parse('2026-03-01T08:00:00Z');

type Sent = { metric: string; effectiveAt: number; value: number | null; unit: string };
type Id = { queue: string; number: number };
export const anId = (): Id => ({ queue: randomUUID(), number: 1 });

type Review = { id: string; ruleId: string; why: string; status: string };

export interface OnePatient extends FollowedPatient, OwnDatabase {
  /** A nurse of the team that follows the patient. */
  readonly practitionerId: string;
  readonly memory: TriageMemory;
  /** Takes one more patient, who is the running test's from now on. */
  readonly another: () => void;
  /** Goes on by an hour before each test, and as the test says. */
  now: number;
  readonly store: (...messages: ReceivedMessage[]) => Promise<AddressedReceipt[]>;
  /** Of the patient's device, at this moment: a message of measurements, a response, and whatever text. */
  readonly sent: (readings: Sent[], id?: Id) => ReceivedMessage;
  readonly answered: (response: OutgoingResponse, id?: Id) => ReceivedMessage;
  readonly raw: (text: string, format?: string) => ReceivedMessage;
  readonly saturation: (value: number, unit?: string, effectiveAt?: number) => Sent;
  /** The reviews of what was refused, oldest first: rule, code and status. */
  readonly said: () => Promise<[rule: string, why: string, status: string][]>;
  /** Whether each of them is judged again to the same. */
  readonly rerun: () => Promise<boolean[]>;
  readonly closeReviews: () => Promise<void>;
  /** What triage was given of what was refused, in the order of receipt. */
  readonly given: () => Promise<{ metric: string | null; code: string; at: Date; givenAt: Date }[]>;
  /** All that a redelivery must leave alone. */
  readonly everything: () => Promise<Record<string, unknown[]>>;
}

/**
 * Gives each test of the file a patient of its own, so many in all, who is followed by the protocol of the harness or by the one that is given. What it holds may be
 * read once the first test has begun.
 */
export function onePatientEach(count: number, followed: { protocol?: Protocol } = {}): OnePatient {
  const memory = createTriageMemory();
  const on = oneEach(async (database) => {
    const all = await registerPopulation(database, { patients: count, startedAt, ...followed });
    return all.patients.map((patient) => ({ ...patient, practitionerId: all.practitionerId }));
  });
  const rows = async (sql: string, ...values: unknown[]) => (await on.db.pool.query(sql, values)).rows;

  beforeEach(() => {
    one.now += HOUR;
  });

  const reviews = (): Promise<Review[]> =>
    rows(
      `
        select id, rule_id as "ruleId", evidence -> 'review' ->> 'detail' as why, status from alert
        where episode_id = $1 and rule_id like 'review:refused%' order by opened_at, rule_id
      `,
      on.own.episodeId,
    );
  const closeReview = ({ id, ruleId }: Review) =>
    one.database.transaction(async (client) => {
      await client.query(
        `
          update alert set status = 'resolved', outcome = 'no-action', resolved_at = $2, updated_at = $2, version = version + 1,
            resolved_by = (select id from practitioner limit 1)
          where id = $1
        `,
        [id, new Date(one.now)],
      );
      await applyAlertClosed(client, { episodeId: on.own.episodeId, ruleId, at: one.now });
    });
  const received = (topic: string, text: string, decodeIt: (payload: Buffer) => ReceivedMessage['decoded']) => {
    const payload = Buffer.from(text);
    return { topic, deviceId: on.own.deviceId, payload, receivedAt: one.now, decoded: decodeIt(payload) };
  };

  const one: OnePatient = {
    get db() {
      return on.db;
    },
    get database() {
      return on.database;
    },
    get patientId() {
      return on.own.patientId;
    },
    get episodeId() {
      return on.own.episodeId;
    },
    get deviceId() {
      return on.own.deviceId;
    },
    get practitionerId() {
      return on.own.practitionerId;
    },
    another: on.another,
    memory,
    now: startedAt,
    store: (...messages) =>
      one.database.transaction((client) => storeBatch(client, messages, { now: one.now, memory })),
    sent: (readings, id = anId()) => {
      const measurements = readings.map((reading) => ({ ...reading, effectiveAt: iso(reading.effectiveAt) }));
      return one.raw(JSON.stringify({ ...id, sentAt: iso(one.now), measurements }));
    },
    answered: (response, id = anId()) =>
      received(answersTopic(on.own.deviceId), encodeResponse(id, response), (payload) =>
        decodeAnswers({ payload, receivedAt: one.now }),
      ),
    raw: (text, format = 'json') => {
      const topic = measurementsTopic(on.own.deviceId);
      return received(format === 'json' ? topic : `${topic}/${format}`, text, (payload) =>
        decode({ format, payload, receivedAt: one.now }),
      );
    },
    saturation: (value, unit = '%', effectiveAt = one.now) => ({
      metric: 'oxygen-saturation',
      effectiveAt,
      value,
      unit,
    }),
    said: async () => (await reviews()).map(({ ruleId, why, status }) => [ruleId, why, status]),
    rerun: async () => {
      const explained = (await reviews()).map(({ id }) => explainAlert(one.db.pool, id));
      return (await Promise.all(explained)).map((found) => found?.rerun.identical === true);
    },
    closeReviews: async () => {
      for (const review of await reviews()) if (review.status !== 'resolved') await closeReview(review);
    },
    given: () =>
      rows(
        `
          select metric, code, effective_at as at, given_at as "givenAt" from triage_refused where episode_id = $1
          order by given_at, metric, code
        `,
        on.own.episodeId,
      ),
    everything: async () => ({
      alerts: await rows('select * from alert where episode_id = $1 order by id', on.own.episodeId),
      triage: await rows('select * from triage_state where episode_id = $1', on.own.episodeId),
      told: await rows('select seq, kind from change where episode_id = $1 order by seq', on.own.episodeId),
      kept: await rows('select * from quarantine where device_id = $1 order by id', on.own.deviceId),
      accounts: await rows('select * from message where device_id = $1 order by queue, number', on.own.deviceId),
      given: await one.given(),
    }),
  };
  return one;
}

const iso = (at: number) => new Date(at).toISOString();

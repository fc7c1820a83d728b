import { randomUUID } from 'node:crypto';
import { type MetricCode, PLAN_DAYS } from '@samvakt/contract';
import { expect } from 'vitest';
import { resolveAlert } from '../src/alert/act.ts';
import type { Queryable } from '../src/database.ts';
import { setLimits } from '../src/episode.ts';
import { insertAllMeasurements } from '../src/intake/measurement.ts';
import type { PatientReading } from '../src/intake/received.ts';
import { setPause } from '../src/pause/act.ts';
import { setMeasuringPlan } from '../src/plan/act.ts';
import { assignDevice, endAssignment, registerDevice } from '../src/registration/device.ts';
import { explainAlert } from '../src/replay/explain.ts';
import { applyDeviceWord, applyTick } from '../src/triage/apply.ts';
import { applyLoanEnd } from '../src/triage/loanEnd.ts';
import { createTriageMemory, type TriageMemory } from '../src/triage/memory.ts';
import { applyReadings } from './applyReadings.ts';
import { type OneEpisode, oneEpisodeEach } from './oneEpisodeEach.ts';
import { HOUR, untilWaiting } from './scene.ts';

/*
 * For tests of what meets in triage: readings, timers, limits and the people who close alerts, each with the instant that the test says. The scene is red
 * below 90, asks for a saturation a day, and misses one after 30 hours.
 */

/** When a reading was measured, when it was received and when it was judged, which are one where no more is said. Epoch milliseconds. */
export type Instants = { readonly at: number; readonly receivedAt?: number; readonly now?: number };

/** When limits are set, and the period in which they hold: at once, and until others are set, where no more is said. Epoch milliseconds. */
type Period = { readonly now: number; readonly since?: number; readonly until?: number | null };

type StoredAlert = {
  readonly id: string;
  readonly ruleId: string;
  readonly severity: string;
  readonly status: string;
  /** Its condition has passed. */
  readonly cleared: boolean;
  readonly version: number;
  readonly openedAt: Date;
  /** The version of the patient's own limits that judged it; null where the protocol's did. */
  readonly limitsVersion: number | null;
  readonly protocolVersion: number;
};

const PAUSED_FOR = 100 * HOUR;

/** What brings all readings. */
export const DEVICE = 'hub';

interface Judged {
  readonly memory: TriageMemory;
  /** A saturation, in percent, or a value of another metric is judged and stored. In a transaction of its own or in the one of `client`. */
  readonly receive: (value: number, instants: Instants, metric?: MetricCode, client?: Queryable) => Promise<void>;
  /** What is stored already comes a second time, and is judged again. */
  readonly receiveAgain: (saturation: number, instants: Instants) => Promise<void>;
  /** The timer of the episode fires. */
  readonly tick: (now: number) => Promise<unknown>;
  /** The device that brings all readings is the patient's own from now on, and nobody else's in this file. */
  readonly lend: (now: number) => Promise<void>;
  /** It is known that the device has had a connection, or none, since `at`. */
  readonly hear: (online: boolean, instants: { readonly at: number; readonly now?: number }) => Promise<void>;
  /** The patient has given it back, and the timer tells triage so. */
  readonly giveBack: (now: number) => Promise<void>;
  /** A saturation is low for this patient below `low`, in percent. In a transaction of its own or in the one of `client`. */
  readonly setLow: (low: number, period: Period, client?: Queryable) => Promise<unknown>;
  /** A nurse pauses the whole follow-up but for what is red, for a hundred hours. */
  readonly pause: (now: number) => Promise<unknown>;
  /** From now on a temperature is asked for every day until a time in Norway, and not a minute later. */
  readonly plan: (by: string, basedOnVersion: number, now: number) => Promise<unknown>;
  /** A person closes the oldest alert that is open, likewise. Throws where none is open. */
  readonly close: (now: number, client?: Queryable) => Promise<void>;
  /** Lets `act` hold the locks of the episode while `other` waits for them, and returns when both are done. */
  readonly whileItWaits: (act: (client: Queryable) => Promise<unknown>, other: () => Promise<unknown>) => Promise<void>;
  /** The alerts of the episode, oldest first. */
  readonly alerts: () => Promise<StoredAlert[]>;
  /** The same, each of which has been judged again, and to the same. */
  readonly alertsJudgedAgain: () => Promise<StoredAlert[]>;
  /** That there are alerts of these statuses, oldest first, and no more; each is judged again to the same. */
  readonly expectAlerts: (...statuses: string[]) => Promise<void>;
}
export type OneJudgedEpisode = OneEpisode & Judged;

/** Gives each test of the file an episode of its own that is judged, so many in all. Its acts may be taken out of it; its ids are read in a test. */
export function oneJudgedEpisodeEach(episodes: number): OneJudgedEpisode {
  const on = oneEpisodeEach(episodes);
  const memory = createTriageMemory();
  let loanId = '';

  /** In the transaction of `client`, or in one of its own. */
  const within = <Done>(client: Queryable | undefined, act: (client: Queryable) => Promise<Done>): Promise<Done> =>
    client ? act(client) : on.database.transaction(act);

  const readingOf = (value: number, { at, receivedAt = at, now = receivedAt }: Instants, metric: MetricCode) => {
    const of = { patientId: on.patientId, deviceId: DEVICE, metric, message: 0 } as const;
    return { reading: { ...of, effectiveAt: at, value, receivedAt } satisfies PatientReading, now };
  };

  const alerts = async () => {
    const { rows } = await on.db.pool.query<StoredAlert>(
      `
        select id, rule_id as "ruleId", severity, status, condition_cleared_at is not null as cleared, version,
          opened_at as "openedAt", limits_version as "limitsVersion", protocol_version as "protocolVersion"
        from alert where episode_id = $1 order by opened_at, status desc, id
      `,
      [on.episodeId],
    );
    return rows;
  };
  const alertsJudgedAgain = async () => {
    const found = await alerts();
    for (const { id } of found) expect((await explainAlert(on.db.pool, id))?.rerun).toMatchObject({ identical: true });
    return found;
  };

  const judged: Judged = {
    memory,
    receive: (value, instants, metric = 'oxygen-saturation', client = undefined) => {
      const { reading, now } = readingOf(value, instants, metric);
      return within(client, async (own) => {
        await applyReadings(own, [reading], { now, memory });
        await insertAllMeasurements(own, [reading]);
      });
    },
    receiveAgain: (saturation, instants) => {
      const { reading, now } = readingOf(saturation, instants, 'oxygen-saturation');
      return on.database.transaction((client) => applyReadings(client, [reading], { now, memory }));
    },
    tick: (now) => on.database.transaction((client) => applyTick(client, { episodeId: on.episodeId, now, memory })),
    lend: async (now) => {
      const [organization] = (await on.db.pool.query<{ id: string }>('select id from organization limit 1')).rows;
      if (!organization) throw new Error('nobody owns equipment');
      const kind = { kind: 'gateway', model: 'A test', secretHash: 'none' };
      loanId = randomUUID();
      const loan = { id: loanId, deviceId: DEVICE, patientId: on.patientId, from: now, until: null, now };
      await on.database.transaction(async (client) => {
        await registerDevice(client, { id: DEVICE, organizationId: organization.id, ...kind, registeredAt: now });
        await client.query('delete from device_assignment where device_id = $1', [DEVICE]);
        await assignDevice(client, loan);
      });
    },
    hear: (online, { at, now = at }) =>
      on.database.transaction((client) => applyDeviceWord(client, { deviceId: DEVICE, online, at }, { now, memory })),
    giveBack: async (now) => {
      const given = await on.database.transaction((client) => endAssignment(client, { id: loanId, at: now }));
      expect(given).toBe(true);
      const ended = { deviceId: DEVICE, patientId: on.patientId };
      await on.database.transaction((client) => applyLoanEnd(client, ended, { now, memory }));
    },
    setLow: (low, { now, since = now, until = null }, client) => {
      const period = { since, until, reason: 'Own normal', confirmedBy: null, practitionerId: null, now };
      return within(client, (own) => setLimits(own, { episodeId: on.episodeId, values: { low }, ...period }));
    },
    pause: (now) =>
      on.database.transaction((client) =>
        setPause(client, {
          pauseId: randomUUID(),
          episodeId: on.episodeId,
          scope: { type: 'episode' },
          includesRed: false,
          reason: 'holiday',
          note: '',
          startsAt: null,
          endsAt: now + PAUSED_FOR,
          practitionerId: on.scene.municipality.nurse,
          now,
        }),
      ),
    plan: (by, basedOnVersion, now) => {
      const entry = { days: PLAN_DAYS, from: '06:00', by, graceMinutes: 0, onHolidays: 'asked' } as const;
      const entries = [{ metric: 'body-temperature' as const, ...entry }];
      return on.database.transaction((client) =>
        setMeasuringPlan(client, {
          episodeId: on.episodeId,
          plan: { timeZone: 'Europe/Oslo', entries, holidays: [] },
          reason: 'A test',
          basedOnVersion,
          shown: { withoutReplay: 'A test' },
          practitionerId: on.scene.municipality.nurse,
          now,
        }),
      );
    },
    close: async (now, client) => {
      const open = (await alerts()).find(({ status }) => status === 'open');
      if (!open) throw new Error('no alert is open');
      const by = { practitionerId: on.scene.municipality.nurse, outcome: 'contacted-patient', now } as const;
      await within(client, (own) => resolveAlert(own, { alertId: open.id, version: open.version, ...by }));
    },
    whileItWaits: async (act, other) => {
      const first = await on.db.pool.connect();
      await first.query('begin');
      await act(first);
      const waiting = other();
      await untilWaiting(on.db.pool);
      await first.query('commit');
      first.release();
      await waiting;
    },
    alerts,
    alertsJudgedAgain,
    expectAlerts: async (...statuses) => {
      expect((await alerts()).map(({ status }) => status)).toEqual(statuses);
      await alertsJudgedAgain();
    },
  };
  return Object.assign(on, judged);
}

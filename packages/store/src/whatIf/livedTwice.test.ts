import type { MetricCode } from '@samvakt/contract';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { HOUR, type Scene, START, setScene } from '../../test/scene.ts';
import { resolveAlert } from '../alert/act.ts';
import { type Database, openDatabase } from '../database.ts';
import { setLimits } from '../episode.ts';
import { insertAllMeasurements } from '../intake/measurement.ts';
import { setPause } from '../pause/act.ts';
import { applyTick } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { answerWhatIf } from './answer.ts';

/*
 * Four weeks lived twice: two patients measure the same, one judged by the limit of the protocol (90 %) and one by 93 %, with a timer whenever the platform had asked for one and a nurse who
 * closes what has cleared, and what has stood for a day. A what-if of either must tell the alerts of both.
 */

const DAY = 24 * HOUR;
const END = START + 28 * DAY;
const memory = createTriageMemory();

let db: TestDatabase;
let database: Database;
let scene: Scene;

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'lived-twice', onError: () => {} });
  scene = await database.transaction((client) => setScene(client, { episodes: 2 }));
  for (const episodeId of scene.episodeIds) await live(episodeId, episodeId === higher() ? { low: 93 } : {});
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

const ordinary = () => scene.episodeIds[0] ?? '';
const higher = () => scene.episodeIds[1] ?? '';

/** Well, then always at 92 %, then bad for some days, silent for a while, and well again at last; sometimes of two minds. */
const SATURATIONS: [day: number, value: number][] = [
  ...Array.from({ length: 48 }, (_, half): [number, number] => [half / 2 + 0.1, valueOn(half / 2)]),
  [26.2, 96],
  [27.4, 91],
];
function valueOn(day: number): number {
  if (day < 4) return 96;
  if (day < 12) return 92;
  if (day < 15) return day % 1 === 0 ? 88 : 91;
  return day < 19 ? 87 : 95;
}

async function live(episodeId: string, values: Record<string, number>): Promise<void> {
  const { rows } = await db.pool.query('select patient_id as id from episode where id = $1', [episodeId]);
  const nurse = scene.municipality.nurse;
  await database.transaction((client) =>
    setLimits(client, {
      ...{ episodeId, values, reason: 'Own', since: START, until: null, confirmedBy: null },
      ...{ practitionerId: nurse, now: START },
    }),
  );
  const pause = { scope: { type: 'episode' as const }, startsAt: START + 23 * DAY, endsAt: START + 25 * DAY };
  await database.transaction((client) =>
    setPause(client, {
      ...{ pauseId: crypto.randomUUID(), episodeId, practitionerId: nurse, now: START + HOUR },
      ...{ ...pause, includesRed: false, reason: 'holiday', note: '' },
    }),
  );
  for (const [day, value] of SATURATIONS) {
    const at = START + Math.round(day * DAY);
    await pass(episodeId, at);
    const metric: MetricCode = 'oxygen-saturation';
    const reading = {
      ...{ patientId: rows[0].id, deviceId: 'hub', metric, value, message: 0 },
      ...{ effectiveAt: at, receivedAt: at },
    };
    await database.transaction(async (client) => {
      await applyReadings(client, [reading], { now: at, memory });
      await insertAllMeasurements(client, [reading]);
    });
    for (const alert of await standing(episodeId)) if (alert.clearedAt !== null) await close(alert, at);
  }
  await pass(episodeId, END);
}

/** What timers and the nurse do until then. */
async function pass(episodeId: string, until: number): Promise<void> {
  for (;;) {
    const tick = await nextTick(episodeId);
    const alerts = (await standing(episodeId)).filter(({ kind }) => kind === 'clinical');
    const [first] = alerts.toSorted((a, b) => a.openedAt - b.openedAt);
    const at = Math.min(tick, first ? first.openedAt + DAY : Number.POSITIVE_INFINITY);
    if (at >= until) return;
    if (at === tick) {
      await db.pool.query('select graphile_worker.remove_job($1)', [`triage-tick:${episodeId}`]);
      await database.transaction((client) => applyTick(client, { episodeId, now: at, memory }));
    } else if (first) await close(first, at);
  }
}

async function nextTick(episodeId: string): Promise<number> {
  const { rows } = await db.pool.query('select run_at as "runAt" from graphile_worker.jobs where key = $1', [
    `triage-tick:${episodeId}`,
  ]);
  return rows[0]?.runAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

type Stored = { id: string; ruleId: string; kind: string; version: number } & Record<'openedAt', number> &
  Record<'clearedAt' | 'resolvedAt', number | null>;

async function raised(episodeId: string): Promise<Stored[]> {
  const { rows } = await db.pool.query(
    `select id, rule_id as "ruleId", kind, version, opened_at as "openedAt", condition_cleared_at as "clearedAt",
       resolved_at as "resolvedAt" from alert where episode_id = $1 order by opened_at, rule_id`,
    [episodeId],
  );
  const ms = (at: Date | null) => at?.getTime() ?? null;
  return rows.map((row) => ({
    ...row,
    ...{ openedAt: ms(row.openedAt), clearedAt: ms(row.clearedAt), resolvedAt: ms(row.resolvedAt) },
  }));
}

const standing = async (episodeId: string) => (await raised(episodeId)).filter(({ resolvedAt }) => resolvedAt === null);

async function close({ id: alertId, version }: Stored, now: number): Promise<void> {
  const act = { alertId, version, practitionerId: scene.municipality.nurse, now };
  await database.transaction((client) => resolveAlert(client, { ...act, outcome: 'contacted-patient' }));
}

it('a what-if of either tells precisely what was raised under both limits, and when each ended', async () => {
  const lived = async (episodeId: string) =>
    (await raised(episodeId)).map(({ ruleId, openedAt, resolvedAt }) => [ruleId, openedAt, resolvedAt]);
  const [ofOrdinary, ofHigher] = [await lived(ordinary()), await lived(higher())];
  expect(ofOrdinary.length).toBeGreaterThan(5);
  expect(ofHigher.length).toBeGreaterThan(ofOrdinary.length + 4);
  const ask = async (episodeId: string, values: Record<string, number>) => {
    const proposed = { type: 'values', values } as const;
    const answer = await answerWhatIf(db.pool, { episodeId, days: 30, now: END, proposed });
    if (!answer.ok) throw new Error(answer.reason);
    const { whatIf } = answer;
    const told = whatIf.alerts.map(({ ruleId, openedAt, closedAt }) => [ruleId, openedAt, closedAt]);
    const counts = { present: whatIf.present.alerts, proposed: whatIf.proposed.alerts };
    return { told, counts, differ: whatIf.gained.length - whatIf.lost.length };
  };
  const [few, many] = [ofOrdinary.length, ofHigher.length];
  expect(await ask(ordinary(), {})).toEqual({ told: ofOrdinary, counts: { present: few, proposed: few }, differ: 0 });
  expect(await ask(ordinary(), { low: 93 })).toEqual({
    told: ofHigher,
    counts: { present: few, proposed: many },
    differ: many - few,
  });
  expect(await ask(higher(), {})).toEqual({
    told: ofOrdinary,
    counts: { present: many, proposed: few },
    differ: few - many,
  });
});

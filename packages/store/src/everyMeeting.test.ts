import { openTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Act, meet } from '../test/meeting.ts';
import { generator } from '../test/randomActs.ts';
import { HOUR, protocol, START, setScene } from '../test/scene.ts';
import { NOW, type Stage, stageOfMeetings } from '../test/stageOfMeetings.ts';
import type { Database } from './database.ts';
import { setLead } from './duty/act.ts';
import { registerProtocol } from './registration/protocol.ts';
import { verifyResponsibility } from './verify/verify.ts';

/*
 * Every act meets every other, on the same follow-ups and in the same instant: the first is held before one of its statements while the second comes. Whoever
 * is late is told what has happened, by a rule; nobody by an error of the database, and no two wait for each other. Whatever happened, exactly one team
 * is accountable, and the feed tells of it once.
 */

let db: TestDatabase;
let database: Database;
let theatre: ReturnType<typeof stageOfMeetings>;

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  const scene = await database.transaction((client) => setScene(client, { episodes: 0 }));
  await registerProtocol(db.pool, { protocol: { ...protocol, version: 2 }, registeredAt: START });
  for (const { teamId, nurse } of [scene.municipality, scene.lung, scene.heart]) {
    await database.transaction((client) => setLead(client, { teamId, practitionerId: nurse, setBy: null, now: START }));
  }
  theatre = stageOfMeetings({ database, scene });
});
afterAll(() => db.end());

const actOf = (name: string, set: Stage): Act => {
  const act = theatre.acts[name];
  if (act === undefined) throw new Error(`there is no act ${name}`);
  return act(set);
};

test('every act is allowed alone', async () => {
  for (const name of Object.keys(theatre.acts)) {
    const set = await theatre.stage();
    await expect(
      database.transaction((client) => actOf(name, set)(client)),
      name,
    ).resolves.not.toBeNull();
  }
});

test('the end of a loan that is met has something to tell', async () => {
  const set = await theatre.stage();
  await database.transaction((client) => actOf('loan end', set)(client));
  const { rows } = await db.pool.query('select online from triage_word where device_id = $1 order by given_at', [
    set.returnedId,
  ]);
  expect(rows).toEqual([{ online: false }, { online: true }]);
});

/** Gives what failed otherwise than by a rule. */
async function faultsOf(one: string, other: string, heldBefore: number): Promise<string[]> {
  const set = await theatre.stage();
  const { first, second } = await meet(database, { first: actOf(one, set), second: actOf(other, set), heldBefore });
  return [[one, first] as const, [other, second] as const].flatMap(([name, { fault }]) =>
    fault === null ? [] : [`${one}, held before ${heldBefore}, met ${other}: ${name}: ${fault}`],
  );
}

test('the ways of a handover to its end exclude each other', async () => {
  const ends = ['accept', 'decline', 'withdraw', 'expire', 'take over'];
  for (const one of ends)
    for (const other of ends) {
      const set = await theatre.stage();
      await meet(database, { first: actOf(one, set), second: actOf(other, set), heldBefore: 4 });
      const { rows } = await db.pool.query<{ ends: number; periods: number }>(
        `select (select count(*)::int from change where handover_id = $1 and kind in
             ('handover-accepted', 'handover-declined', 'handover-withdrawn', 'handover-expired', 'handover-superseded')) as ends,
           (select count(*)::int from responsibility where handover_id = $1) as periods`,
        [set.handoverId],
      );
      expect({ one, other, ends: rows[0]?.ends }).toEqual({ one, other, ends: 1 });
      expect(rows[0]?.periods).toBeLessThanOrEqual(1);
    }
});

test('words of the same devices that come in another order wait for each other in no circle', async () => {
  for (let heldBefore = 1; heldBefore <= 9; heldBefore += 1) {
    expect(await faultsOf('words of both devices', 'words of both, the other way round', heldBefore)).toEqual([]);
  }
});

/** Of the 1,024 pairs so many are drawn, each with the statement before which the first is held; the seed says which. */
const MEETINGS = 150;

test('whoever meets whom, nothing fails but by a rule, and nothing is lost', { timeout: 300_000 }, async () => {
  const draw = generator(31);
  const names = Object.keys(theatre.acts);
  for (let meeting = 0; meeting < MEETINGS; meeting += 1) {
    expect(await faultsOf(draw.one(names), draw.one(names), 1 + draw.below(28))).toEqual([]);
  }
  expect(await verifyResponsibility(database, { now: NOW + 32 * HOUR })).toMatchObject({ verified: true });
  const { rows } = await db.pool.query(`
    select
      (select count(*)::int from handover where status = 'offered'
         and not exists (select from graphile_worker.jobs where key = 'handover-expiry:' || handover.id)) as "offersWithoutTimer",
      (select count(*)::int from alert where status = 'open'
         and not exists (select from escalation where alert_id = alert.id and status <> 'stopped')) as "alertsOfNobody",
      (select count(*)::int from task join episode on episode.id = episode_id where status = 'open' and not upper_inf(period)) as "tasksOfNobody",
      (select count(*)::int from alert join episode on episode.id = episode_id where status <> 'resolved' and not upper_inf(period)) as "alertsLeft",
      (select count(*)::int from message where stored + duplicates + rejected <> received) as "unbalanced"
  `);
  expect(rows).toEqual([{ offersWithoutTimer: 0, alertsOfNobody: 0, tasksOfNobody: 0, alertsLeft: 0, unbalanced: 0 }]);
});

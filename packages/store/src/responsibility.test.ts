import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generator, randomActs } from '../test/randomActs.ts';
import { HOUR, protocol, type Scene, START, setScene } from '../test/scene.ts';
import { type Database, openDatabase, sqlState } from './database.ts';
import { setLead } from './duty/act.ts';
import { registerProtocol } from './registration/protocol.ts';
import { verifyResponsibility } from './verify/verify.ts';

/*
 * Many connections do whatever comes to mind, allowed or not, through the acts and past them in plain SQL. Whatever happens, exactly one team is
 * accountable for every running episode, and the feed tells the same story as the table.
 */

/** What plain SQL may try. Every one of these breaks the rule, so every one must be refused. */
const ASSAULTS: Record<string, string> = {
  'a second team beside the first': `insert into responsibility (id, episode_id, team_id, period)
     values (gen_random_uuid(), $1, $2, tstzrange(timestamptz '2026-03-03', null))`,
  'a period before the start': `insert into responsibility (id, episode_id, team_id, period)
     values (gen_random_uuid(), $1, $2, tstzrange(timestamptz '2020-01-01', timestamptz '2020-01-02'))`,
  'no period any more': 'delete from responsibility where episode_id = $1 and $2::uuid is not null',
  'no last period': 'delete from responsibility where episode_id = $1 and upper_inf(period) and $2::uuid is not null',
  'a later start': `update responsibility set period = tstzrange(lower(period) + interval '1 millisecond', upper(period))
     where episode_id = $1 and $2::uuid is not null`,
  'an early end': `update responsibility set period = tstzrange(lower(period), lower(period) + interval '1 millisecond')
     where episode_id = $1 and upper_inf(period) and $2::uuid is not null`,
  'a period moved to another episode': `update responsibility set episode_id =
       (select id from episode where id <> $1 order by id limit 1) where episode_id = $1 and $2::uuid is not null`,
  'an episode that ends with somebody still accountable': `update episode set period = tstzrange(lower(period), timestamptz '2030-01-01')
     where id = $1 and upper_inf(period) and $2::uuid is not null`,
  'an episode that began earlier': `update episode set period = tstzrange(lower(period) - interval '1 day', upper(period))
     where id = $1 and $2::uuid is not null`,
  'an empty period': `update responsibility set period = 'empty' where episode_id = $1 and $2::uuid is not null`,
  'a period without a start': `update responsibility set period = tstzrange(null, upper(period)) where episode_id = $1 and $2::uuid is not null`,
};

let db: TestDatabase;
let database: Database;
let scene: Scene;
beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({
    connectionString: db.connectionString,
    applicationName: 'responsibility test',
    maxConnections: 18,
    onError: (error) => {
      throw error;
    },
  });
  scene = await database.transaction((client) => setScene(client, { episodes: 80 }));
  await registerProtocol(db.pool, { protocol: { ...protocol, version: 2 }, registeredAt: START });
  for (const { teamId, nurse } of [scene.municipality, scene.lung, scene.heart]) {
    await database.transaction((client) => setLead(client, { teamId, practitionerId: nurse, setBy: null, now: START }));
  }
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

/** Refused by the database, each for a reason that stands behind responsibility. */
const REFUSING = new Set(['23000', '23P01', '23514', '40001', '40P01']);

async function assault(sql: string, episodeId: string, teamId: string): Promise<void> {
  const attempt = database.transaction((client) => client.query(sql, [episodeId, teamId]));
  await attempt.then(
    ({ rowCount }) => expect(rowCount, `the database let through: ${sql}`).toBe(0),
    (error: unknown) => expect(REFUSING, String(error)).toContain(sqlState(error)),
  );
}

/** `now`: who may have an alert in hand is who is accountable then, or was until a boundary whose timer is late. */
async function expectOneTeam(client: Pick<pg.Pool, 'query'>, episodeId: string, now = START): Promise<void> {
  const { rows } = await client.query(
    `
      select coalesce(range_agg(held.period), '{}') = tstzmultirange(episode.period) as whole,
        count(*) filter (where upper_inf(held.period))::int = upper_inf(episode.period)::int as one,
        (select count(*)::int from handover where episode_id = $1 and status in ('offered', 'scheduled')) <= 1 as offers,
        not exists (select from alert where episode_id = $1 and status <> 'resolved' and not upper_inf(episode.period)) as owned,
        not exists (select from task where episode_id = $1 and status = 'open' and not upper_inf(episode.period)) as tasks,
        (
          select coalesce(max(number), 0) = count(*) and episode.protocol_version = coalesce(
            (array_agg(to_version order by number desc))[1], episode.protocol_version
          )
          from protocol_adoption where episode_id = $1
        ) as protocol,
        not exists (
          select from alert where episode_id = $1 and status = 'claimed' and not exists (
            select from responsibility join team_membership using (team_id)
            where responsibility.episode_id = $1 and responsibility.period @> $2::timestamptz and practitioner_id = alert.claimed_by)
        ) or exists (
          select from handover where episode_id = $1 and status = 'scheduled' and effective_at <= $2::timestamptz
        ) as claims
      from episode left join responsibility as held on held.episode_id = episode.id where episode.id = $1 group by episode.id
    `,
    [episodeId, new Date(now)],
  );
  expect(rows[0]).toEqual({
    whole: true,
    one: true,
    offers: true,
    owned: true,
    tasks: true,
    protocol: true,
    claims: true,
  });
}

describe('the database refuses by itself', () => {
  it.each(Object.entries(ASSAULTS))('%s', async (_name, sql) => {
    await assault(sql, scene.episodeIds[0] ?? '', scene.heart.teamId);
    await expectOneTeam(db.pool, scene.episodeIds[0] ?? '');
  });

  it('an episode without any team', async () => {
    const started = database.transaction((client) =>
      client.query(
        `insert into episode (id, patient_id, condition, protocol_id, protocol_version, period)
         select gen_random_uuid(), patient_id, 'other', protocol_id, protocol_version, tstzrange($2, null) from episode where id = $1`,
        [scene.episodeIds[0], new Date(START)],
      ),
    );
    await expect(started).rejects.toMatchObject({ code: '23000', constraint: 'responsibility_is_continuous' });
  });

  it('emptying the table', async () => {
    await expect(db.pool.query('truncate responsibility')).rejects.toThrow('append-only');
  });

  it('two transactions that are each right alone', async () => {
    const episodeId = scene.episodeIds[1] ?? '';
    const at = new Date(START + HOUR);
    const move = (teamId: string) =>
      database.transaction(async (client) => {
        await client.query(
          'update responsibility set period = tstzrange(lower(period), $2) where episode_id = $1 and upper_inf(period)',
          [episodeId, at],
        );
        await client.query(
          'insert into responsibility (id, episode_id, team_id, period) values (gen_random_uuid(), $1, $2, tstzrange($3, null))',
          [episodeId, teamId, at],
        );
      });
    const both = await Promise.allSettled([move(scene.lung.teamId), move(scene.heart.teamId)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expectOneTeam(db.pool, episodeId);
    // Responsibility that moved past the acts is whole, but the feed does not know of it: the verifier says so.
    expect(await verifyResponsibility(database, { now: START + 2 * HOUR })).toMatchObject({
      verified: false,
      episodeId,
      breach: { code: 'table-differs' },
    });
    await database.transaction(async (client) => {
      await client.query('delete from responsibility where episode_id = $1 and upper_inf(period)', [episodeId]);
      await client.query('update responsibility set period = tstzrange(lower(period), null) where episode_id = $1', [
        episodeId,
      ]);
    });
    expect(await verifyResponsibility(database, { now: START + 2 * HOUR })).toMatchObject({ verified: true });
  });
});

describe('any acts, allowed or not, from many connections at once', () => {
  const counts = new Map<string, number>();

  it.each([
    { connections: 8, acts: 220, first: 2, episodes: 20, seed: 8 },
    { connections: 16, acts: 320, first: 22, episodes: 50, seed: 16 },
  ])(
    '$connections connections leave exactly one team accountable',
    { timeout: 240_000 },
    async ({ connections, acts, first, episodes, seed }) => {
      const episodeIds = scene.episodeIds.slice(first, first + episodes);
      const clock = { now: START + seed * HOUR };
      const actAtRandom = randomActs({
        database,
        scene,
        assault: (draw, ...whose) => assault(draw.one(Object.values(ASSAULTS)), ...whose),
      });
      const workers = Array.from({ length: connections }, async (_, number) => {
        const draw = generator(seed * 1000 + number);
        for (let act = 0; act < acts; act += 1) {
          const episodeId = draw.one(episodeIds);
          const what = await actAtRandom(draw, episodeId, clock);
          counts.set(what, (counts.get(what) ?? 0) + 1);
          await expectOneTeam(database.pool, episodeId, clock.now);
          await expectDeclarationsWhole();
        }
      });
      await Promise.all(workers);
      const verdict = await verifyResponsibility(database, { now: clock.now });
      expect(verdict).toMatchObject({ verified: true, episodes: 80 });
      await expectPausesWhole();
    },
  );

  it('were not idle: everything that can happen did', () => {
    // Of both together: in the shorter one, what is seldom allowed may not come. (What a scheduled handover brings is mostly done by the next act that comes.)
    for (const kind of [
      'offer',
      'accept',
      'decline',
      'withdraw',
      'expire',
      'offer for later',
      'take over',
      'alert',
      'claim',
      'resolve',
      'pause',
      'unpause',
      'move pause',
      'turn pause',
      'add task',
      'claim task',
      'finish task',
      'cancel task',
      'adopt',
      'hours',
      'plan hours',
      'take back a plan',
      'turn hours',
      'assault',
      'refused',
    ]) {
      expect(counts.get(kind) ?? 0, kind).toBeGreaterThan(0);
    }
  });
});

/** From the beginning on each team has declared something at every instant, and once. */
async function expectDeclarationsWhole(): Promise<void> {
  const { rows } = await database.pool.query(
    `select bool_and(whole) as whole from (
       select range_agg(period) = '{(,)}'::tstzmultirange as whole from declaration group by team_id) as teams`,
  );
  expect(rows).toEqual([{ whole: true }]);
}

/** No pause outlives its episode, each that stands has its timer, and triage knows of every act on them. */
async function expectPausesWhole(): Promise<void> {
  const { rows } = await database.pool.query(`
    select
      (select count(*)::int from pause join episode on episode.id = episode_id
       where ended_at is null and not upper_inf(episode.period)) as outliving,
      (select count(*)::int from pause where ended_at is null
         and not exists (select from graphile_worker.jobs where key = 'pause-turn:' || pause.id)) as "withoutTimer",
      (select count(*)::int from triage_state where pauses_version <>
         (select coalesce(sum(version), 0) from pause where pause.episode_id = triage_state.episode_id)) as "notTold"
  `);
  expect(rows).toEqual([{ outliving: 0, withoutTimer: 0, notTold: 0 }]);
}

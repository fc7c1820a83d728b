import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAlert, HOUR, isbar, protocol, type Scene, START, setScene } from '../test/scene.ts';
import { addAlertNote, claimAlert, releaseAlert, resolveAlert } from './alert/act.ts';
import { type Database, openDatabase, sqlState } from './database.ts';
import { setHours, withdrawPlan } from './declaration/act.ts';
import { turnHours } from './declaration/turn.ts';
import { setLead } from './duty/act.ts';
import { endEpisode } from './episode.ts';
import { acceptHandover, callOffHandover, declineHandover, withdrawHandover } from './handover/act.ts';
import { expireHandover } from './handover/expire.ts';
import { offerHandover } from './handover/offer.ts';
import { takeEffect } from './handover/takeEffect.ts';
import { takeOverInEmergency } from './handover/takeOver.ts';
import { changePauseEnd, endPause, setPause } from './pause/act.ts';
import { turnPause } from './pause/turn.ts';
import { adoptProtocol } from './protocol/adopt.ts';
import { ActRefused } from './refused.ts';
import { registerProtocol } from './registration/protocol.ts';
import { addTask, cancelTask, claimTask, finishTask, releaseTask } from './task/act.ts';
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

type Draw = ReturnType<typeof generator>;

/** One act of a random person on an episode, drawn from all that exist. Returns what it was, or `refused`. */
async function actAtRandom(draw: Draw, episodeId: string, clock: { now: number }): Promise<string> {
  clock.now += 1 + draw.below(20);
  const { now } = clock;
  const teams = [scene.municipality, scene.lung, scene.heart];
  const practitionerId = draw.one(teams).nurse;
  const handover = await newestHandover(episodeId, now);
  const alert = await newestAlert(episodeId);
  const pause = await newestPause(episodeId);
  const task = await newestTask(episodeId);
  const team = draw.one(teams);
  const hours = await newestHours(team.teamId);
  const version = handover.version - (draw.below(8) === 0 ? 1 : 0);
  // Usually the right person; who is right is looked up, so a moment later it may be another.
  const receiver = draw.below(4) === 0 ? practitionerId : nurseOf(teams, handover.toTeamId);
  const sender = draw.below(4) === 0 ? practitionerId : nurseOf(teams, handover.accountableTeamId);
  const acts: Record<string, () => Promise<unknown>> = {
    offer: () =>
      database.transaction((client) =>
        offerHandover(client, {
          handoverId: randomUUID(),
          episodeId,
          toTeamId: draw.one(teams).teamId,
          isbar,
          deadlineAt: now + 1 + draw.below(4000),
          practitionerId: sender,
          now,
        }),
      ),
    'offer for later': () => {
      // Long enough to be answered by somebody of this walk.
      const deadlineAt = now + 1 + draw.below(3000);
      return database.transaction((client) =>
        offerHandover(client, {
          handoverId: randomUUID(),
          episodeId,
          toTeamId: draw.one(teams).teamId,
          isbar,
          deadlineAt,
          effectiveAt: deadlineAt + draw.below(4000),
          practitionerId: sender,
          now,
        }),
      );
    },
    'call off': () =>
      database.transaction((client) =>
        callOffHandover(client, { handoverId: handover.id, version, practitionerId: receiver, now, reason: 'Changed' }),
      ),
    'take effect': async () => {
      const result = await database.transaction((client) => takeEffect(client, { handoverId: handover.id, now }));
      if (result !== 'took-effect')
        throw new ActRefused({ ok: false, kind: 'conflict', code: 'effect-not-due', reason: result });
    },
    'take over': () => {
      const taking = draw.one(teams);
      return database.transaction((client) =>
        takeOverInEmergency(client, {
          handoverId: randomUUID(),
          episodeId,
          teamId: taking.teamId,
          reason: 'Ambulance',
          illnessSeverity: 'unstable',
          firstAction: 'Admit',
          practitionerId: taking.nurse,
          now,
        }),
      );
    },
    accept: () =>
      database.transaction((client) =>
        acceptHandover(client, {
          handoverId: handover.id,
          version,
          practitionerId: receiver,
          now,
          readBack: { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: handover.redAlertIds },
        }),
      ),
    decline: () =>
      database.transaction((client) =>
        declineHandover(client, { handoverId: handover.id, version, practitionerId: receiver, now, reason: 'Full' }),
      ),
    withdraw: () =>
      database.transaction((client) =>
        withdrawHandover(client, { handoverId: handover.id, version, practitionerId: sender, now }),
      ),
    expire: async () => {
      const result = await database.transaction((client) =>
        expireHandover(client, { handoverId: handover.id, now: now + 4000 }),
      );
      if (result !== 'expired')
        throw new ActRefused({ ok: false, kind: 'conflict', code: 'handover-already-decided', reason: result });
    },
    alert: () =>
      database.transaction(async (client) => {
        // As ingest does: no alert is written without this lock.
        await client.query('select from triage_state where episode_id = $1 for update', [episodeId]);
        const [severity, ruleId] = [draw.one(['red', 'yellow'] as const), `rule-${draw.below(2)}`];
        return addAlert(client, { episodeId, severity, at: now, ruleId });
      }),
    claim: () =>
      database.transaction((client) =>
        claimAlert(client, { alertId: alert.id, version: alert.version, practitionerId: sender, now }),
      ),
    release: () =>
      database.transaction((client) =>
        releaseAlert(client, { alertId: alert.id, version: alert.version, practitionerId: sender, now }),
      ),
    resolve: () =>
      database.transaction((client) =>
        resolveAlert(client, {
          alertId: alert.id,
          version: alert.version,
          practitionerId: sender,
          now,
          outcome: 'contacted-patient',
        }),
      ),
    note: () =>
      database.transaction((client) =>
        addAlertNote(client, { alertId: alert.id, practitionerId: sender, now, text: 'Seen' }),
      ),
    pause: () =>
      database.transaction((client) =>
        setPause(client, {
          pauseId: randomUUID(),
          episodeId,
          scope: draw.one([{ type: 'episode' }, { type: 'rules', rules: ['saturation-low'] }] as const),
          includesRed: false,
          reason: 'holiday',
          note: '',
          startsAt: draw.below(3) === 0 ? now + 500 : null,
          endsAt: now + 501 + draw.below(4000),
          practitionerId: sender,
          now,
        }),
      ),
    unpause: () => database.transaction((client) => endPause(client, { ...pause, practitionerId: sender, now })),
    'move pause': () =>
      database.transaction((client) =>
        changePauseEnd(client, { ...pause, practitionerId: sender, now, endsAt: now + 1000 + draw.below(4000) }),
      ),
    'turn pause': async () => {
      const done = await database.transaction((client) =>
        turnPause(client, { pauseId: pause.pauseId, now: now + 2000 }),
      );
      if (done !== 'turned') throw new ActRefused({ ok: false, kind: 'conflict', code: 'pause-over', reason: done });
    },
    'add task': () =>
      database.transaction((client) =>
        addTask(client, {
          taskId: randomUUID(),
          episodeId,
          kind: 'other',
          text: 'Ring',
          dueAt: now + 1 + draw.below(4000),
          practitionerId: sender,
          now,
        }),
      ),
    'claim task': () => database.transaction((client) => claimTask(client, { ...task, practitionerId: sender, now })),
    'release task': () =>
      database.transaction((client) => releaseTask(client, { ...task, practitionerId: sender, now })),
    'finish task': () => database.transaction((client) => finishTask(client, { ...task, practitionerId: sender, now })),
    'cancel task': () =>
      database.transaction((client) => cancelTask(client, { ...task, practitionerId: sender, note: 'Ikke nå', now })),
    adopt: async () => {
      const { number, version: stands } = await readAdopted(episodeId);
      const basedOn = number - (draw.below(8) === 0 ? 1 : 0);
      await database.transaction((client) =>
        adoptProtocol(client, {
          episodeId,
          protocol: { id: protocol.id, version: 3 - stands },
          reason: 'Prøves',
          basedOn,
          limitsVersion: 0,
          giveUp: [],
          shown: { withoutReplay: 'Prøve' },
          practitionerId: sender,
          now,
        }),
      );
    },
    hours: () => database.transaction((client) => setHours(client, { ...declared(draw, team, hours), now })),
    'plan hours': () =>
      database.transaction((client) =>
        setHours(client, { ...declared(draw, team, hours), from: now + draw.below(6000), now }),
      ),
    'take back a plan': () =>
      database.transaction((client) =>
        withdrawPlan(client, { ...declared(draw, team, hours), planned: hours.planned ?? 1, now }),
      ),
    'turn hours': async () => {
      const done = await database.transaction((client) => turnHours(client, { teamId: team.teamId, now }));
      if (done !== 'turned') throw new ActRefused({ ok: false, kind: 'conflict', code: 'not-planned', reason: done });
    },
    end: () => database.transaction((client) => endEpisode(client, { episodeId, practitionerId: sender, now })),
    assault: () => assault(draw.one(Object.values(ASSAULTS)), episodeId, draw.one(teams).teamId),
  };
  const weighed = [
    'offer',
    'offer',
    'offer',
    'offer for later',
    'offer for later',
    'accept',
    'accept',
    'accept',
    'accept',
    'call off',
    'call off',
    'call off',
    'take effect',
    'take effect',
    'take over',
    'take over',
    'decline',
    'decline',
    'decline',
    'withdraw',
    'withdraw',
    'withdraw',
    'expire',
    'expire',
    'alert',
    'claim',
    'release',
    'resolve',
    'note',
    'pause',
    'pause',
    'unpause',
    'move pause',
    'turn pause',
    'add task',
    'add task',
    'claim task',
    'release task',
    'finish task',
    'finish task',
    'cancel task',
    'adopt',
    'adopt',
    'hours',
    'plan hours',
    'plan hours',
    'take back a plan',
    'turn hours',
    'assault',
    'assault',
  ];
  // Ends are rare, or soon nothing would be left to play with.
  const kind = draw.below(40) === 0 ? 'end' : draw.one(weighed);
  try {
    await acts[kind]?.();
    return kind;
  } catch (error) {
    if (error instanceof ActRefused) return 'refused';
    // An alert of a rule that has one open already, or of an episode that has ended.
    if (kind === 'alert' && ['23505', '40001'].includes(sqlState(error) ?? '')) return 'refused';
    throw error;
  }
}

const nurseOf = (teams: { teamId: string; nurse: string }[], teamId: string | null): string =>
  teams.find((team) => team.teamId === teamId)?.nurse ?? scene.heart.nurse;

type NewestHandover = {
  id: string;
  version: number;
  toTeamId: string | null;
  accountableTeamId: string | null;
  redAlertIds: string[];
};

async function newestHandover(episodeId: string, now: number): Promise<NewestHandover> {
  const { rows } = await database.pool.query<NewestHandover>(
    `
      select coalesce(handover.id, $1) as id, coalesce(handover.version, 1) as version, to_team_id as "toTeamId",
        (select team_id from responsibility where episode_id = $1 and period @> $2::timestamptz) as "accountableTeamId",
        array(select id::text from alert where episode_id = $1 and severity = 'red' and status <> 'resolved') as "redAlertIds"
      from (select 1) as one left join handover on episode_id = $1 order by offered_at desc limit 1
    `,
    [episodeId, new Date(now)],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no row');
  return row;
}

async function newestAlert(episodeId: string): Promise<{ id: string; version: number }> {
  const { rows } = await database.pool.query<{ id: string; version: number }>(
    `select id, version from alert where episode_id = $1 order by status = 'resolved', opened_at desc limit 1`,
    [episodeId],
  );
  return rows[0] ?? { id: episodeId, version: 1 };
}

async function newestPause(episodeId: string): Promise<{ pauseId: string; version: number }> {
  const { rows } = await database.pool.query<{ pauseId: string; version: number }>(
    `select id as "pauseId", version from pause where episode_id = $1 order by ended_at is not null, set_at desc limit 1`,
    [episodeId],
  );
  return rows[0] ?? { pauseId: episodeId, version: 1 };
}

async function newestTask(episodeId: string): Promise<{ taskId: string; version: number }> {
  const { rows } = await database.pool.query<{ taskId: string; version: number }>(
    `select id as "taskId", version from task where episode_id = $1 order by status <> 'open', due_at desc limit 1`,
    [episodeId],
  );
  return rows[0] ?? { taskId: episodeId, version: 1 };
}

async function readAdopted(episodeId: string): Promise<{ number: number; version: number }> {
  const { rows } = await database.pool.query<{ number: number; version: number }>(
    `select protocol_version as version, (select count(*)::int from protocol_adoption where episode_id = $1) as number
     from episode where id = $1`,
    [episodeId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no such episode');
  return row;
}

type Hours = { version: number; planned: number | null };
async function newestHours(teamId: string): Promise<Hours> {
  const { rows } = await database.pool.query<Hours>(
    `select max(version) as version, max(version) filter (where begun_at is null and not isempty(period)) as planned
     from declaration where team_id = $1`,
    [teamId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no such team');
  return row;
}

/** Hours that leave red to nobody are among them, a version that has moved on, and somebody who does not lead. */
function declared(draw: Draw, { teamId, nurse }: { teamId: string; nurse: string }, { version }: Hours) {
  const office = {
    kind: 'weekly' as const,
    timeZone: 'Europe/Oslo',
    week: [{ days: ['monday' as const], from: '08:00', until: '15:30' }],
    holidays: 'closed' as const,
    exceptions: [],
  };
  const calls = {
    kind: 'patient-calls' as const,
    numbers: [{ number: '116117', when: { nb: 'Trenger lege', en: 'Needs a doctor' } }],
  };
  return {
    teamId,
    version: version - (draw.below(8) === 0 ? 1 : 0),
    openingHours: draw.below(2) === 0 ? office : { kind: 'always' as const },
    cover: draw.below(3) === 0 ? null : calls,
    reason: 'Av prøven',
    practitionerId: draw.below(8) === 0 ? scene.municipality.colleague : nurse,
  };
}

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

/** A small seeded generator (mulberry32), so that a run can be repeated. Which connection comes first is PostgreSQL's choice all the same. */
function generator(seed: number) {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const one = <Value>(values: readonly Value[]): Value => {
    const value = values[below(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  };
  return { below, one };
}

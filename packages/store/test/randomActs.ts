import { randomUUID } from 'node:crypto';
import { addAlertNote, claimAlert, releaseAlert, resolveAlert } from '../src/alert/act.ts';
import { type Database, sqlState } from '../src/database.ts';
import { setHours, withdrawPlan } from '../src/declaration/act.ts';
import { turnHours } from '../src/declaration/turn.ts';
import { endEpisode } from '../src/episode.ts';
import { acceptHandover, callOffHandover, declineHandover, withdrawHandover } from '../src/handover/act.ts';
import { expireHandover } from '../src/handover/expire.ts';
import { offerHandover } from '../src/handover/offer.ts';
import { takeEffect } from '../src/handover/takeEffect.ts';
import { takeOverInEmergency } from '../src/handover/takeOver.ts';
import { changePauseEnd, endPause, setPause } from '../src/pause/act.ts';
import { turnPause } from '../src/pause/turn.ts';
import { adoptProtocol } from '../src/protocol/adopt.ts';
import { ActRefused } from '../src/refused.ts';
import { addTask, cancelTask, claimTask, finishTask, releaseTask } from '../src/task/act.ts';
import { addAlert, isbar, protocol, type Scene } from './scene.ts';

/** Where random acts happen: teams of the scene, on connections of the database. */
interface Playground {
  readonly database: Database;
  readonly scene: Scene;
  /** One of the things that plain SQL may try. */
  readonly assault: (draw: Draw, episodeId: string, teamId: string) => Promise<void>;
}

type Draw = ReturnType<typeof generator>;

type NewestHandover = {
  id: string;
  version: number;
  toTeamId: string | null;
  accountableTeamId: string | null;
  redAlertIds: string[];
};

type Hours = { version: number; planned: number | null };

/** Random acts of random people, allowed or not: each call is one of them. */
export function randomActs({ database, scene, assault }: Playground) {
  return actAtRandom;

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
          callOffHandover(client, {
            handoverId: handover.id,
            version,
            practitionerId: receiver,
            now,
            reason: 'Changed',
          }),
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
      'finish task': () =>
        database.transaction((client) => finishTask(client, { ...task, practitionerId: sender, now })),
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
      assault: () => assault(draw, episodeId, draw.one(teams).teamId),
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

  function nurseOf(teams: { teamId: string; nurse: string }[], teamId: string | null): string {
    return teams.find((team) => team.teamId === teamId)?.nurse ?? scene.heart.nurse;
  }

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
}

/** A small seeded generator (mulberry32), so that a run can be repeated. Which connection comes first is PostgreSQL's choice all the same. */
export function generator(seed: number) {
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

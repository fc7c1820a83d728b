import { randomUUID } from 'node:crypto';
import type { EscalationPolicy } from '@samvakt/contract';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALWAYS, byTeam, CALLS, office, openDeclaring } from '../../test/declarations.ts';
import { addAlert, HOUR, isbar } from '../../test/scene.ts';
import { claimAlert, endClaim } from '../alert/act.ts';
import { beginEscalations } from '../escalation/begin.ts';
import { lookAtEscalation } from '../escalation/look.ts';
import { readEscalationPolicy, setEscalationPolicy, withdrawPlannedPolicy } from '../escalation/policy.ts';
import { readEscalatingTeam } from '../escalation/team.ts';
import { offerHandover } from '../handover/offer.ts';
import { verifyResponsibility } from '../verify/verify.ts';
import { withdrawCover, withdrawPlan } from './act.ts';
import { readAgreedCovers, readDeclarationHistory, readDeclarations, readDeclaredStretches } from './read.ts';
import { readOverdueTurns, turnHours } from './turn.ts';

const DAY = 24 * HOUR;
/** A team that is shut for the summer. */
const shut = office('15:30', { week: [] });

/** A Wednesday, ten on the clock of Oslo; each test has some weeks of its own. */
let now = Date.parse('2026-03-04T09:00:00Z');
const { db, database, scene, home, lung, heart, run, leadOf, versionOf, declare, coverAt, stop } = await openDeclaring({
  episodes: 6,
  now: () => now,
});
afterAll(stop);
/** Past whatever the test before has planned. */
beforeEach(async () => {
  now += 10 * 7 * DAY;
  for (const teamId of [home, lung, heart]) {
    await run((client) => turnHours(client, { teamId, now }));
    await declare(teamId, ALWAYS, null, { practitionerId: null });
  }
});

async function takeBack(teamId: string, planned: number, change: object = {}) {
  const version = await versionOf(teamId);
  const act = { teamId, version, planned, reason: 'Blir ikke noe av', practitionerId: leadOf(teamId), now };
  return run((client) => withdrawPlan(client, { ...act, ...change }));
}
const plannedOf = async (teamId: string) =>
  (await readDeclarations(db.pool, { teamIds: [teamId], now }))[0]?.planned.map(({ from }) => Date.parse(from));
const kindsSince = async (version: number, teamId: string) =>
  (
    await db.pool.query(
      `select kind from change where team_id = $1 and coalesce(data ->> 'version', data ->> 'begun')::integer > $2 order by seq`,
      [teamId, version],
    )
  ).rows.map(({ kind }) => kind);

describe('hours and cover from a time ahead', () => {
  it('hold from that instant and not before, whether or not a timer runs; two that are planned follow each other', async () => {
    const [july, august] = [now + 10 * DAY, now + 30 * DAY];
    await declare(home, shut, CALLS, { from: july });
    await declare(home, office(), byTeam(lung), { from: august });
    expect(await coverAt(home, july - 1)).toMatchObject({ by: 'own-team', until: july });
    expect(await coverAt(home, july)).toMatchObject({ by: 'patient-calls' });
    expect(await coverAt(home, august + 12 * HOUR)).toMatchObject({ by: 'covering-team', teamId: lung });
    expect(await plannedOf(home)).toEqual([july, august]);
    const stretches = await readDeclaredStretches(db.pool, { teamId: home, from: now, until: august + DAY });
    expect(stretches.map(({ from, until, declared }) => [from, until, declared.cover?.kind ?? null])).toEqual([
      [now, july, null],
      [july, august, 'patient-calls'],
      [august, august + DAY, 'team'],
    ]);
    expect(await readAgreedCovers(db.pool, { teamIds: [lung], now })).toMatchObject([
      { team: { id: home }, byTeamId: lung, from: new Date(august).toISOString() },
    ]);
  });

  it('that are changed at once hold until what is planned, which stands', async () => {
    const july = now + 10 * DAY;
    await declare(home, shut, CALLS, { from: july });
    await declare(home, office(), byTeam(lung));
    expect(await coverAt(home, now + 12 * HOUR)).toMatchObject({ by: 'covering-team', teamId: lung });
    expect(await coverAt(home, july)).toMatchObject({ by: 'patient-calls' });
  });

  it.each<[string, () => number, string]>([
    ['in the past', () => now - 1, 'beginning-not-ahead'],
    ['at this instant', () => now, 'beginning-not-ahead'],
    ['beyond a year', () => now + 367 * DAY, 'beginning-too-far'],
    ['at the time of another', () => now + 10 * DAY, 'already-planned'],
  ])('are not planned %s', async (_name, from, refusal) => {
    await declare(home, shut, CALLS, { from: now + 10 * DAY });
    await expect(declare(home, office(), CALLS, { from: from() })).rejects.toMatchObject({ refusal });
  });

  it('that would leave an hour to nobody are refused when they are planned, and the hour is one after that', async () => {
    const july = now + 10 * DAY;
    const refused = declare(home, shut, null, { from: july });
    await expect(refused).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      uncovered: { teamId: home, why: 'week', from: new Date(july).toISOString() },
    });
    expect(await plannedOf(home)).toEqual([]);
  });

  it('that a covering team plans are refused for an hour of the team that it covers, now or by what that has planned', async () => {
    const [july, august] = [now + 10 * DAY, now + 30 * DAY];
    await declare(home, office(), byTeam(lung), { from: july });
    await expect(declare(lung, shut, CALLS, { from: august })).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      uncovered: { teamId: home, patients: 6 },
    });
    await declare(home, office(), CALLS, { from: august });
    await declare(lung, shut, CALLS, { from: august });
  });

  it('count for what comes to the team now', async () => {
    await declare(heart, office(), null, { from: now + 10 * DAY });
    const offer = { handoverId: randomUUID(), episodeId: scene.episodeIds[0] ?? '', toTeamId: heart, isbar, now };
    const act = { ...offer, deadlineAt: now + HOUR, practitionerId: scene.municipality.nurse };
    await expect(run((client) => offerHandover(client, act))).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      uncovered: { teamId: heart },
    });
  });

  it('are planned by one of two who plan at once; the other hears who did what', async () => {
    const version = await versionOf(home);
    const both = await Promise.allSettled([
      declare(home, office(), CALLS, { version, from: now + 10 * DAY }),
      declare(home, shut, CALLS, { version, from: now + 11 * DAY }),
    ]);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { refusal: 'version-moved-on' } });
    expect(await plannedOf(home)).toHaveLength(1);
  });
});

describe('what is planned and taken back', () => {
  it('never holds; what stands before it goes on until the next, and who took it back is told', async () => {
    const [july, august] = [now + 10 * DAY, now + 30 * DAY];
    const before = await versionOf(home);
    const first = await declare(home, shut, CALLS, { from: july });
    await declare(home, office(), byTeam(lung), { from: august });
    await takeBack(home, first);
    expect(await coverAt(home, july)).toMatchObject({ by: 'own-team', until: expect.any(Number) });
    expect(await coverAt(home, august + 12 * HOUR)).toMatchObject({ by: 'covering-team' });
    expect(await plannedOf(home)).toEqual([august]);
    const [newest, , taken] = await readDeclarationHistory(db.pool, home);
    expect(newest).toMatchObject({
      act: 'plan-withdrawn',
      withdraws: first,
      reason: 'Blir ikke noe av',
      neverHeld: true,
    });
    expect(taken).toMatchObject({ version: first, neverHeld: true, plannedFrom: new Date(july).toISOString() });
    expect(await kindsSince(before, home)).toEqual(['hours-changed', 'hours-changed', 'hours-plan-withdrawn']);
    // The timer that comes all the same finds nothing.
    expect(await run((client) => turnHours(client, { teamId: home, now: july }))).toBe('early');
    // Taken back, its time is free.
    await declare(home, shut, CALLS, { from: july });
  });

  it('is not, where an hour would be nobody’s without it', async () => {
    const july = now + 10 * DAY;
    await declare(home, office(), byTeam(lung));
    const planned = await declare(home, office(), CALLS, { from: july });
    await declare(lung, shut, null, { from: july + DAY });
    await expect(takeBack(home, planned)).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      uncovered: { teamId: home },
    });
    expect(await plannedOf(home)).toEqual([july]);
  });

  it.each<[string, () => object, string]>([
    ['by a colleague', () => ({ practitionerId: scene.municipality.colleague }), 'not-the-lead'],
    ['by a stranger', () => ({ practitionerId: scene.lung.nurse }), 'not-your-team'],
    ['on an old version', () => ({ version: 1 }), 'version-moved-on'],
    ['twice, or what never was', () => ({ planned: 999 }), 'not-planned'],
    ['after it has begun', () => ({ now: now + 10 * DAY }), 'already-in-effect'],
  ])('is not %s', async (_name, change, refusal) => {
    const planned = await declare(home, shut, CALLS, { from: now + 10 * DAY });
    await expect(takeBack(home, planned, change())).rejects.toMatchObject({ refusal });
  });
});

describe('a covering team that withdraws', () => {
  const withdraw = async (change: object = {}) => {
    const version = await versionOf(heart);
    const act = { teamId: heart, version, reason: 'Ikke bemannet', practitionerId: leadOf(lung), now };
    return run((client) => withdrawCover(client, { ...act, ...change }));
  };

  it('from a time ahead covers until then, and in nothing that is planned after it', async () => {
    const [july, august] = [now + 10 * DAY, now + 30 * DAY];
    await declare(heart, office(), byTeam(lung));
    await declare(heart, shut, byTeam(lung), { from: august });
    await withdraw({ from: july });
    expect(await coverAt(heart, july - 12 * HOUR)).toMatchObject({ by: 'covering-team' });
    expect(await coverAt(heart, july + 12 * HOUR)).toMatchObject({ by: 'nobody' });
    expect(await coverAt(heart, august + 12 * HOUR)).toMatchObject({ by: 'nobody' });
    expect(await plannedOf(heart)).toEqual([july, august]);
    await expect(withdraw({ now: july })).rejects.toMatchObject({ refusal: 'not-covering' });
  });

  it('may do so before it has begun', async () => {
    await declare(heart, office(), byTeam(lung), { from: now + 10 * DAY });
    await withdraw();
    expect(await coverAt(heart, now + 10 * DAY + 12 * HOUR)).toMatchObject({ by: 'nobody' });
  });
});

describe('when it begins', () => {
  it('the feed tells of it once, a timer that is early is set again, and one that the queue has lost is found', async () => {
    const july = now + 10 * DAY;
    const version = await declare(home, shut, CALLS, { from: july });
    const { rows } = await db.pool.query('select run_at as at from graphile_worker.jobs where key = $1', [
      `hours-turn:${home}:${version}`,
    ]);
    expect(rows).toEqual([{ at: new Date(july) }]);
    const turn = (at: number) => run((client) => turnHours(client, { teamId: home, now: at }));
    expect(await turn(july - 1)).toBe('early');
    expect(await readOverdueTurns(db.pool, july)).toEqual([]);
    expect(await readOverdueTurns(db.pool, july + 1)).toEqual([home]);
    expect(await turn(july)).toBe('turned');
    expect(await turn(july)).toBe('stale');
    expect(await readOverdueTurns(db.pool, july + 1)).toEqual([]);
    expect(await kindsSince(version - 1, home)).toEqual(['hours-changed', 'hours-took-effect']);
  });

  it('a claim of the team that covered before ends, and the alert reaches the team that covers now', async () => {
    const evening = now + 6 * HOUR;
    const change = evening + HOUR;
    await declare(home, office(), byTeam(heart));
    await declare(home, office(), byTeam(lung), { from: change });
    const alertId = await addAlert(db.pool, { episodeId: scene.episodeIds[1] ?? '', severity: 'red', at: evening });
    await run((client) => beginEscalations(client, { runs: [{ alertId, reason: 'opened' }], now: evening }));
    await run((client) => claimAlert(client, { alertId, version: 1, practitionerId: scene.heart.nurse, now: evening }));
    const { rows } = await db.pool.query('select claimed_until as until from alert where id = $1', [alertId]);
    expect(rows[0].until.getTime(), 'no longer than the cover, by what is planned').toBe(change);
    await run((client) => turnHours(client, { teamId: home, now: change }));
    expect(await run((client) => endClaim(client, { alertId, now: change }))).toBe('ended');
    await run((client) => lookAtEscalation(client, { alertId, now: change }));
    const told = await db.pool.query(`select team_id from notification where alert_id = $1 and kind = 'escalation'`, [
      alertId,
    ]);
    expect(told.rows).toEqual([{ team_id: lung }]);
  });
});

describe('the history of what was planned', () => {
  it('is proven, and a period that was moved behind the back is found', async () => {
    const [july, august] = [now + 10 * DAY, now + 30 * DAY];
    const first = await declare(home, shut, CALLS, { from: july });
    await declare(home, office(), byTeam(lung), { from: august });
    await takeBack(home, first);
    expect(await verifyResponsibility(database, { now })).toMatchObject({ verified: true });
    const shift = async (by: string) =>
      db.pool.query(
        `
          with moved as (select version, lower(period) + $2::interval as at, upper(period) as until from declaration
                         where team_id = $1 and upper_inf(period))
          , cut as (update declaration set period = 'empty' from moved where team_id = $1 and declaration.version = moved.version)
          select version, at from moved
        `,
        [home, by],
      );
    const { rows } = await shift('1 hour');
    await db.pool.query(
      'update declaration set period = tstzrange(lower(period), $2) where team_id = $1 and upper(period) = $3',
      [home, rows[0].at, new Date(august)],
    );
    await db.pool.query('update declaration set period = tstzrange($3, null) where team_id = $1 and version = $2', [
      home,
      rows[0].version,
      rows[0].at,
    ]);
    expect(await verifyResponsibility(database, { now })).toMatchObject({
      verified: false,
      breach: { code: 'declaration-differs', version: rows[0].version },
    });
    // As it was, for the tests to come.
    await db.pool.query('update declaration set period = $3 where team_id = $1 and version = $2', [
      home,
      rows[0].version,
      'empty',
    ]);
    await db.pool.query(
      'update declaration set period = tstzrange(lower(period), $2) where team_id = $1 and upper(period) = $3',
      [home, new Date(august), rows[0].at],
    );
    await db.pool.query('update declaration set period = tstzrange($3, null) where team_id = $1 and version = $2', [
      home,
      rows[0].version,
      new Date(august),
    ]);
  });
});

describe('an escalation policy from a time ahead', () => {
  const policy = (rounds: number): EscalationPolicy => ({
    steps: [{ afterMs: 0, target: 'team', severities: ['red', 'yellow'] }],
    rounds,
    answerMs: 600_000,
  });
  const newest = async () => (await readEscalationPolicy(db.pool, { teamId: home, now })).newest;
  const set = async (rounds: number, change: object = {}) => {
    const version = await newest();
    const act = { teamId: home, version, policy: policy(rounds), reason: 'x', practitionerId: leadOf(home), now };
    await run((client) => setEscalationPolicy(client, { ...act, ...change }));
    return version + 1;
  };
  const roundsAt = async (at: number) =>
    (await readEscalatingTeam(db.pool, { teamId: home, policyVersion: null, now: at })).policy.rounds;

  it('is in force from then; one that is set at once holds until then; one that is taken back never is', async () => {
    const [july, august] = [now + 10 * DAY, now + 30 * DAY];
    await set(2);
    const planned = await set(3, { from: july });
    await set(4, { from: august });
    await set(5);
    expect([await roundsAt(now), await roundsAt(july), await roundsAt(august)]).toEqual([5, 3, 4]);
    expect((await readEscalationPolicy(db.pool, { teamId: home, now })).planned.map(({ from }) => from)).toEqual(
      [july, august].map((at) => new Date(at).toISOString()),
    );
    await expect(set(6, { from: july })).rejects.toMatchObject({ refusal: 'already-planned' });
    await expect(set(6, { from: now })).rejects.toMatchObject({ refusal: 'beginning-not-ahead' });
    const withdraw = async (change: object = {}) => {
      const act = { teamId: home, version: await newest(), planned, reason: 'x', practitionerId: leadOf(home), now };
      return run((client) => withdrawPlannedPolicy(client, { ...act, ...change }));
    };
    const byColleague = withdraw({ practitionerId: scene.municipality.colleague });
    await expect(byColleague).rejects.toMatchObject({ refusal: 'not-the-lead' });
    await expect(withdraw({ version: 0 })).rejects.toMatchObject({ refusal: 'version-moved-on' });
    await expect(withdraw({ now: july })).rejects.toMatchObject({ refusal: 'already-in-effect' });
    await withdraw();
    await expect(withdraw()).rejects.toMatchObject({ refusal: 'not-planned' });
    expect([await roundsAt(july), await roundsAt(august)]).toEqual([5, 4]);
    await set(3, { from: july });
    expect(await roundsAt(july)).toBe(3);
  });

  it('set by a clock that is behind does not stand back for what was set before', async () => {
    await set(7);
    await set(8, { now: now - HOUR });
    expect(await roundsAt(now)).toBe(8);
  });
});

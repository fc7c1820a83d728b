import { randomUUID } from 'node:crypto';
import type { OpeningHours } from '@samvakt/contract';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALWAYS, byTeam, CALLS, office, openDeclaring } from '../../test/declarations.ts';
import { addAlert, HOUR, isbar, protocol, readBack } from '../../test/scene.ts';
import { claimAlert, endClaim } from '../alert/act.ts';
import { startEpisode } from '../episode.ts';
import { beginEscalations } from '../escalation/begin.ts';
import { lookAtEscalation } from '../escalation/look.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { declareCover, withdrawCover } from './act.ts';
import { readDeclarationHistory, readDeclaredStretches } from './read.ts';

const DAY = 24 * HOUR;
const WORKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

/** A Wednesday, ten on the clock of Oslo; each test has a week of its own. */
let now = Date.parse('2026-03-04T09:00:00Z');
const { db, scene, home, lung, heart, run, leadOf, versionOf, declare, coverAt, stop } = await openDeclaring({
  episodes: 12,
  now: () => now,
});
afterAll(stop);
beforeEach(async () => {
  now += 7 * DAY;
  for (const teamId of [home, lung, heart]) await declare(teamId, ALWAYS, null, { practitionerId: null });
});

describe('hours and cover', () => {
  it('that would leave an hour to nobody are refused, with the hour, why, and how many patients; and nothing has happened', async () => {
    const before = await versionOf(home);
    await expect(declare(home, office(), null)).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      code: 'unprocessable',
      uncovered: { teamId: home, why: 'week', localFrom: '15:30', patients: 12 },
    });
    expect(await versionOf(home)).toBe(before);
    expect(await coverAt(home, now + 12 * HOUR)).toMatchObject({ by: 'own-team' });
  });

  it.each<[string, OpeningHours, object]>([
    ['17 May and the other holidays', office('16:00', { week: allDay() }), { why: 'holiday' }],
    [
      'Christmas Eve, which the team has set apart',
      office('16:00', {
        week: allDay(),
        holidays: 'as-any-day',
        exceptions: [{ date: '2026-12-24', intervals: [{ from: '00:00', until: '12:00' }] }],
      }),
      { why: 'exception', date: '2026-12-24', localFrom: '12:00', untilDate: '2026-12-25', localUntil: '00:00' },
    ],
  ])('name %s', async (_name, hours, uncovered) => {
    await expect(declare(home, hours, null)).rejects.toMatchObject({ uncovered });
    await declare(home, hours, CALLS);
  });

  it('that two zones do not meet alike name the change of the clocks', async () => {
    const utc = { kind: 'weekly' as const, timeZone: 'UTC', holidays: 'as-any-day' as const, exceptions: [] };
    const days = [...WORKDAYS, 'saturday', 'sunday'] as const;
    const local = { ...utc, timeZone: 'Europe/Oslo' };
    const winter = now < Date.parse('2026-03-29T01:00:00Z') ? 0 : 1;
    const hour = (value: number) => `${String(value).padStart(2, '0')}:00`;
    await declare(
      lung,
      { ...utc, week: [{ days: [...days], from: hour(23 - winter), until: hour(5 - winter) }] },
      null,
      {
        practitionerId: null,
      },
    );
    await expect(
      declare(home, { ...local, week: [{ days: [...days], from: '06:00', until: '00:00' }] }, byTeam(lung)),
    ).rejects.toMatchObject({ uncovered: { why: 'clock-change', patients: 12 } });
  });

  it('stand from the instant of the act, and what was declared before is told of before', async () => {
    const night = now + 12 * HOUR;
    await declare(home, office(), byTeam(lung));
    expect(await coverAt(home, night)).toMatchObject({ by: 'covering-team', teamId: lung });
    const changed = now + DAY;
    await declare(home, office(), CALLS, { now: changed });
    expect(await coverAt(home, night)).toMatchObject({ by: 'covering-team', teamId: lung });
    expect(await coverAt(home, night + DAY)).toMatchObject({ by: 'patient-calls' });
    expect(await coverAt(home, now - 1)).toMatchObject({ by: 'own-team' });
    const stretches = await readDeclaredStretches(db.pool, { teamId: home, from: now, until: changed + DAY });
    expect(stretches.map(({ from, until, declared }) => [from, until, declared.cover?.kind])).toEqual([
      [now, changed, 'team'],
      [changed, changed + DAY, 'patient-calls'],
    ]);
    const [newest, before] = await readDeclarationHistory(db.pool, home);
    expect(newest).toMatchObject({
      act: 'hours-changed',
      setBy: { id: leadOf(home) },
      until: null,
      coveringTeam: null,
    });
    expect(before).toMatchObject({ until: newest?.from, reason: 'Av prøven', coveringTeam: { id: lung } });
    const { rows } = await db.pool.query(`select data from change where team_id = $1 order by seq desc limit 1`, [
      home,
    ]);
    expect(rows[0].data).toMatchObject({ version: newest?.version, cover: CALLS, concerns: [lung] });
  });

  it('by a clock that is behind, or twice in an instant, leave no gap and rewrite nothing', async () => {
    const past = () => readDeclaredStretches(db.pool, { teamId: home, from: now - 30 * DAY, until: now });
    const before = await past();
    await declare(home, office(), byTeam(lung));
    await declare(home, office('14:00'), byTeam(lung), { now: now - HOUR });
    await declare(home, office('13:00'), byTeam(lung));
    const { rows } = await db.pool.query(
      `select bool_and(meets) as meets, count(*) filter (where upper_inf(period))::int as standing from (
         select period, lower(period) is not distinct from lag(upper(period)) over (order by version)
           or isempty(period) or lag(isempty(period)) over (order by version) or version = 1 as meets
         from declaration where team_id = $1) as rows`,
      [home],
    );
    expect(rows).toEqual([{ meets: true, standing: 1 }]);
    expect(await past()).toEqual(before);
    expect(await coverAt(home, now)).toMatchObject({ by: 'own-team' });
    expect(await coverAt(home, now + 4 * HOUR)).toMatchObject({ by: 'covering-team' });
  });

  it('of two who change them at once are those of one; the other hears who did what', async () => {
    const version = await versionOf(home);
    const both = await Promise.allSettled([
      declare(home, office(), CALLS, { version }),
      declare(home, office('14:00'), byTeam(lung), { version }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: {
        code: 'conflict',
        refusal: 'version-moved-on',
        reason: expect.stringMatching(/^Kari Berg has changed hours or cover at .* \(Av prøven\)/),
      },
    });
  });

  it.each([
    ['somebody of the team who does not lead it', () => scene.municipality.colleague, 'not-the-lead'],
    ['a stranger', () => scene.lung.nurse, 'not-your-team'],
  ])('are not changed by %s', async (_name, who, refusal) => {
    await expect(declare(home, ALWAYS, CALLS, { practitionerId: who() })).rejects.toMatchObject({ refusal });
    const act = { teamId: home, version: await versionOf(home), cover: CALLS, reason: 'x', practitionerId: who(), now };
    await expect(run((client) => declareCover(client, act))).rejects.toMatchObject({ refusal });
  });

  it('of a team that follows nobody may have holes, and nobody comes to it then', async () => {
    await declare(heart, office(), null);
    const [episodeId] = scene.episodeIds;
    const offer = {
      handoverId: randomUUID(),
      episodeId: episodeId ?? '',
      toTeamId: heart,
      isbar,
      deadlineAt: now + HOUR,
      now,
    };
    await expect(
      run((client) => offerHandover(client, { ...offer, practitionerId: scene.municipality.nurse })),
    ).rejects.toMatchObject({ refusal: 'hour-not-covered', uncovered: { teamId: heart, patients: 0 } });
  });
});

describe('a covering team', () => {
  beforeEach(() => declare(home, office(), byTeam(lung)));

  it('that would be away in an hour of the other’s is refused, and the other team and its patients are named', async () => {
    await expect(declare(lung, office('16:00'), CALLS)).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      uncovered: { teamId: home, teamName: 'Hjemmeoppfølging', patients: 12, localFrom: '16:00' },
    });
    const nights = { days: [...WORKDAYS], from: '12:00', until: '10:00' };
    const weekend = { days: ['saturday' as const, 'sunday' as const], from: '00:00', until: '00:00' };
    const mondays = { days: ['monday' as const], from: '00:00', until: '08:00' };
    await declare(home, office('15:30', { holidays: 'as-any-day' }), byTeam(lung));
    await declare(lung, office('', { week: [nights, weekend, mondays], holidays: 'as-any-day' }), CALLS);
  });

  it('withdraws when the other has found somebody else, and not before', async () => {
    const act = async () => ({
      teamId: home,
      version: await versionOf(home),
      reason: 'Ikke bemannet',
      practitionerId: leadOf(lung),
      now,
    });
    const withdraw = async (change: object = {}) => {
      const one = { ...(await act()), ...change };
      return run((client) => withdrawCover(client, one));
    };
    await expect(withdraw()).rejects.toMatchObject({ refusal: 'hour-not-covered', uncovered: { patients: 12 } });
    await expect(withdraw({ practitionerId: leadOf(heart) })).rejects.toMatchObject({ refusal: 'not-your-team' });
    await expect(withdraw({ version: 1 })).rejects.toMatchObject({ refusal: 'version-moved-on' });
    await declare(home, office(), CALLS);
    await expect(withdraw()).rejects.toMatchObject({ refusal: 'not-covering' });
    // A team that nobody is followed by has nobody to leave alone.
    await declare(heart, office(), byTeam(lung));
    await withdraw({ teamId: heart, version: await versionOf(heart) });
    expect((await readDeclarationHistory(db.pool, heart))[0]).toMatchObject({
      act: 'cover-withdrawn',
      cover: null,
      setBy: { id: leadOf(lung) },
    });
  });
});

describe('what comes to a team', () => {
  const oneStarts = (patientId: string) =>
    run((client) =>
      startEpisode(client, {
        id: randomUUID(),
        patientId,
        protocolId: protocol.id,
        protocolVersion: 1,
        teamId: heart,
        plan: {},
        practitionerId: null,
        now,
      }),
    );

  it('in the instant in which its hours are shortened is refused, or the hours are', async () => {
    const { rows } = await db.pool.query('select patient_id as id from episode order by id limit 2');
    await db.pool.query(`update episode set condition = 'other' where patient_id = any ($1)`, [
      rows.map(({ id }) => id),
    ]);
    const both = await Promise.allSettled([oneStarts(rows[0].id), declare(heart, office(), null)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { refusal: 'hour-not-covered' } });
  });

  it('at an agreed time counts as its patient already; an offer that its hours have passed by is not accepted', async () => {
    const [, , later, offered] = scene.episodeIds;
    const offer = async (episodeId: string | undefined, effectiveAt: number | null) => {
      const handoverId = randomUUID();
      const act = {
        handoverId,
        episodeId: episodeId ?? '',
        toTeamId: lung,
        isbar,
        deadlineAt: now + HOUR,
        effectiveAt,
        now,
      };
      await run((client) => offerHandover(client, { ...act, practitionerId: scene.municipality.nurse }));
      return handoverId;
    };
    const accept = (handoverId: string) =>
      run((client) =>
        acceptHandover(client, {
          handoverId,
          version: 1,
          practitionerId: scene.lung.nurse,
          now,
          readBack,
        }),
      );
    const open = await offer(offered, null);
    await declare(lung, office(), null);
    await expect(accept(open)).rejects.toMatchObject({ refusal: 'hour-not-covered', uncovered: { teamId: lung } });
    await declare(lung, ALWAYS, null);
    await accept(await offer(later, now + 2 * DAY));
    await expect(declare(lung, office(), null)).rejects.toMatchObject({ uncovered: { teamId: lung, patients: 1 } });
    await accept(open);
    await expect(declare(lung, office(), null)).rejects.toMatchObject({ uncovered: { patients: 2 } });
  });
});

describe('what runs while the watch becomes another', () => {
  const evening = () => now + 6 * HOUR;
  let alertId: string;
  let place = 4;

  beforeEach(async () => {
    await declare(home, office(), byTeam(heart));
    alertId = await addAlert(db.pool, { episodeId: scene.episodeIds[place] ?? '', severity: 'red', at: evening() });
    place += 1;
    await run((client) => beginEscalations(client, { runs: [{ alertId, reason: 'opened' }], now: evening() }));
  });

  const look = (at: number) => run((client) => lookAtEscalation(client, { alertId, now: at }));
  const told = async () =>
    (await db.pool.query('select team_id from notification where alert_id = $1 order by at, step', [alertId])).rows.map(
      (row) => row.team_id,
    );
  const jobAt = async (task: string): Promise<number | undefined> =>
    (
      await db.pool.query('select run_at from graphile_worker.jobs where key = $1', [`${task}:${alertId}`])
    ).rows[0]?.run_at.getTime();
  const alert = async () =>
    (await db.pool.query('select status, claimed_until as until from alert where id = $1', [alertId])).rows[0];
  const claim = (at: number) =>
    run((client) => claimAlert(client, { alertId, version: 1, practitionerId: scene.heart.nurse, now: at }));

  it('an open red alert is looked at at once, and reaches the team that covers now', async () => {
    await look(evening());
    expect(await told()).toEqual([heart]);
    const changed = evening() + 5 * 60_000;
    await declare(home, office(), byTeam(lung), { now: changed });
    expect(await jobAt('escalation')).toBe(changed);
    await look(changed);
    expect(await told()).toEqual([heart, lung]);
    // The same timer twice, and the one that was set before the change: nothing more is told.
    await look(changed);
    await look(changed + 60_000);
    expect(await told()).toEqual([heart, lung]);
  });

  it('a claim of the covering team ends with its cover, and the alert escalates to who acts now', async () => {
    await claim(evening());
    const changed = evening() + 5 * 60_000;
    await declare(home, office(), byTeam(lung), { now: changed });
    expect(await jobAt('claim-end')).toBe(changed);
    expect(await run((client) => endClaim(client, { alertId, now: changed }))).toBe('ended');
    expect(await alert()).toMatchObject({ status: 'open' });
    await look(changed);
    expect(await told()).toContain(lung);
    expect(await run((client) => endClaim(client, { alertId, now: changed }))).toBe('stale');
  });

  it('a claim whose cover ends sooner ends sooner, and one whose cover goes on keeps its time', async () => {
    await claim(evening());
    const kept = evening() + 5 * 60_000;
    await declare(home, office('16:00'), byTeam(heart), { now: kept });
    expect(await run((client) => endClaim(client, { alertId, now: kept }))).toBe('early');
    expect((await alert()).until.getTime()).toBe(evening() + 2 * HOUR);
    expect(await jobAt('claim-end')).toBe(evening() + 2 * HOUR);
    // The team comes back in the evening.
    const back = office('15:30', {
      week: [
        { days: [...WORKDAYS], from: '08:00', until: '15:30' },
        { days: [...WORKDAYS], from: '17:30', until: '22:00' },
      ],
    });
    await declare(home, back, byTeam(heart), { now: kept });
    expect(await run((client) => endClaim(client, { alertId, now: kept }))).toBe('early');
    const until = (await alert()).until.getTime();
    expect(until).toBe(((await coverAt(home, kept)) as { until: number }).until);
    expect(until).toBeLessThan(evening() + 2 * HOUR);
    expect(await run((client) => endClaim(client, { alertId, now: until }))).toBe('ended');
  });
});

function allDay() {
  return [{ days: [...WORKDAYS, 'saturday' as const, 'sunday' as const], from: '00:00', until: '00:00' }];
}

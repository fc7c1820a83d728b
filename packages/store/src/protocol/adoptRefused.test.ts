import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { NOW, oneAdoptionEach } from '../../test/oneAdoptionEach.ts';
import { HOUR, isbar, protocol, START } from '../../test/scene.ts';
import { setLimits } from '../episode.ts';
import { offerHandover } from '../handover/offer.ts';
import { wantLimits } from '../limits/want.ts';
import { readPresentSetting } from '../whatIf/presentSetting.ts';
import { forgetReplaysShown, keepReplayShown } from '../whatIf/shown.ts';

const on = oneAdoptionEach(12);
const { receive, adopt, alerts } = on;

describe('an adoption is refused', () => {
  test('to the second of two people, who hears what the first did', async () => {
    const both = await Promise.allSettled([
      adopt({ practitionerId: on.scene.municipality.nurse }),
      adopt({ practitionerId: on.scene.municipality.colleague, version: 3 }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const late = both.find((one) => one.status === 'rejected');
    expect(late?.reason).toMatchObject({ refusal: 'version-moved-on' });
    expect(late?.reason.reason).toMatch(/^(Kari Berg|Per Lie) put lung-test version [23] in force at 2026-03-02T18:00/);
    expect(await alerts()).toEqual([]);
  });

  test.each([
    ['by another team', () => ({ practitionerId: on.scene.lung.nurse }), 'not-the-accountable-team'],
    ['of a version that is not registered', () => ({ version: 9 }), 'protocol-not-registered'],
    ['of another condition', () => ({ protocol: { id: 'heart-test', version: 1 } }), 'other-condition'],
    ['of the one in force', () => ({ version: 1 }), 'already-in-force'],
    ['without a reason', () => ({ reason: '  ' }), 'reason-missing'],
    ['without anything shown', () => ({ shown: null }), 'replay-not-shown'],
    ['with no word why nothing was shown', () => ({ shown: { withoutReplay: ' ' } }), 'reason-missing'],
  ])('%s', async (_name, change, refusal) => {
    await expect(adopt(change())).rejects.toMatchObject({ refusal });
    const { rows } = await on.db.pool.query('select protocol_version as version from episode where id = $1', [
      on.episodeId,
    ]);
    expect(rows).toEqual([{ version: 1 }]);
  });

  test('where red could land in an hour that nobody covers, and names the hour; also for a team to which a handover is open', async () => {
    const hours = (teamId: string, openingHours: object) =>
      on.db.pool.query('update declaration set opening_hours = $2, cover = null where team_id = $1', [
        teamId,
        JSON.stringify(openingHours),
      ]);
    const office = {
      kind: 'weekly',
      timeZone: 'Europe/Oslo',
      week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
      holidays: 'closed',
      exceptions: [],
    };
    await adopt({ version: 3 });
    await hours(on.scene.municipality.teamId, office);
    const red = { version: 1, basedOn: 1, now: NOW + HOUR };
    await expect(adopt(red)).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      reason: expect.stringContaining('from 2026-03-02 20:00 to 2026-03-03 08:00 (Europe/Oslo;'),
    });
    await hours(on.scene.municipality.teamId, { kind: 'always' });
    await on.database.transaction((client) =>
      offerHandover(client, {
        episodeId: on.episodeId,
        toTeamId: on.scene.heart.teamId,
        practitionerId: on.scene.municipality.nurse,
        handoverId: randomUUID(),
        isbar,
        deadlineAt: NOW + 5 * HOUR,
        now: NOW,
      }),
    );
    await hours(on.scene.heart.teamId, office);
    await expect(adopt(red)).rejects.toMatchObject({ refusal: 'hour-not-covered' });
    await hours(on.scene.heart.teamId, { kind: 'always' });
    expect(await adopt(red)).toBe(2);
  });

  test('while own numbers would not hold, until they are given up by name; what is left goes on', async () => {
    const limits = {
      values: { low: 92 },
      reason: 'Own normal',
      since: START,
      until: START + 900 * HOUR,
      confirmedBy: null,
    };
    await on.database.transaction((client) =>
      setLimits(client, {
        episodeId: on.episodeId,
        ...limits,
        practitionerId: on.scene.municipality.nurse,
        now: START + HOUR,
      }),
    );
    await expect(adopt({ limitsVersion: 1 })).rejects.toMatchObject({
      refusal: 'limits-would-not-hold',
      reason: expect.stringContaining('low (beyond its range)'),
    });
    await expect(adopt({ version: 3, limitsVersion: 1 })).rejects.toMatchObject({
      reason: expect.stringContaining('low (it has no such number)'),
    });
    await expect(adopt({ version: 4, limitsVersion: 1, giveUp: ['low'] })).rejects.toMatchObject({
      refusal: 'limits-hold',
    });
    await expect(adopt({ limitsVersion: 0 })).rejects.toMatchObject({ refusal: 'version-moved-on' });
    await adopt({ limitsVersion: 1, giveUp: ['low'] });
    const { rows } = await on.db.pool.query(
      `select body, (select given_up from protocol_adoption where episode_id = $1) as "givenUp" from limits
       where episode_id = $1 order by version desc limit 1`,
      [on.episodeId],
    );
    expect(rows).toMatchObject([
      {
        body: { version: 2, values: {}, reason: 'Own normal', author: on.scene.municipality.nurse },
        givenUp: { low: 92 },
      },
    ]);
    await receive(86, { at: NOW + HOUR });
    expect(await alerts()).toEqual([]);
  });

  test('while limits wait for a second person', async () => {
    await on.database.transaction((client) =>
      wantLimits(client, {
        episodeId: on.episodeId,
        values: { low: 80 },
        reason: 'r',
        until: NOW + 100 * HOUR,
        basedOnVersion: 0,
        shown: { withoutReplay: 'A test' },
        practitionerId: on.scene.municipality.nurse,
        now: NOW - HOUR,
      }),
    );
    await expect(adopt()).rejects.toMatchObject({ refusal: 'proposal-pending' });
  });

  test('unless what was shown was to the same person, lately, of this version, against what is in force', async () => {
    const question = { type: 'protocol', id: protocol.id, version: 2 } as const;
    const present = await readPresentSetting(on.db.pool, { episodeId: on.episodeId, now: NOW });
    const shown = async (change: object = {}) => ({
      replayId: await keepReplayShown(on.db.pool, {
        episodeId: on.episodeId,
        practitionerId: on.scene.municipality.nurse,
        days: 30,
        question,
        present,
        found: { readings: 0 },
        now: NOW - HOUR / 2,
        ...change,
      }),
    });
    for (const other of [
      { practitionerId: on.scene.municipality.colleague },
      { now: NOW - 2 * HOUR },
      { question: { ...question, version: 3 } },
      { present: { ...present, limitsVersion: 1 } },
      { present: { ...present, limitsInForce: true } },
      { present: { ...present, adoption: 1 } },
      { present: { ...present, planVersion: 1 } },
      { present: { ...present, pausesVersion: 1 } },
      { episodeId: on.scene.episodeIds.find((id) => id !== on.episodeId) },
    ]) {
      await expect(adopt({ shown: await shown(other) })).rejects.toMatchObject({ refusal: 'replay-not-shown' });
    }
    expect(await adopt({ shown: await shown() })).toBe(1);
    // What led to no change is forgotten after some days; what was shown before a change stays with it.
    expect(await forgetReplaysShown(on.db.pool, NOW + HOUR)).toBe(9);
    const { rows } = await on.db.pool.query('select count(*)::int as kept from replay_shown');
    expect(rows).toEqual([{ kept: 1 }]);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../test/oneEpisodeEach.ts';
import { addAlert, HOUR, isbar, protocol, START, untilWaiting } from '../test/scene.ts';
import { resolveAlert } from './alert/act.ts';
import { endEpisode, setLimits, startEpisode } from './episode.ts';
import { offerHandover } from './handover/offer.ts';
import { verifyResponsibility } from './verify/verify.ts';

const on = oneEpisodeEach(40);
const NOW = START + HOUR;

const end = (change: object = {}) =>
  on.database.transaction((client) =>
    endEpisode(client, { episodeId: on.episodeId, practitionerId: on.scene.municipality.nurse, now: NOW, ...change }),
  );

async function tickDue(id: string): Promise<{ run_at: Date }[]> {
  const { rows } = await on.db.pool.query('select run_at from graphile_worker.jobs where key = $1', [
    `triage-tick:${id}`,
  ]);
  return rows;
}

describe('the start of follow-up', () => {
  it('begins responsibility, triage and its timer at one instant', async () => {
    const { rows } = await on.db.pool.query(
      `
        select episode.condition, lower(episode.period) as from, held.team_id, held.period = episode.period as whole, next_tick_at
        from episode join responsibility as held on held.episode_id = episode.id join triage_state on triage_state.episode_id = episode.id
        where episode.id = $1
      `,
      [on.episodeId],
    );
    const due = new Date(START + 30 * HOUR);
    expect(rows).toEqual([
      {
        condition: 'copd',
        from: new Date(START),
        team_id: on.scene.municipality.teamId,
        whole: true,
        next_tick_at: expect.any(Date),
      },
    ]);
    expect(rows[0].next_tick_at.getTime()).toBeGreaterThanOrEqual(due.getTime());
    expect(await tickDue(on.episodeId)).toEqual([{ run_at: rows[0].next_tick_at }]);
    const { rows: told } = await on.db.pool.query(
      'select kind, team_id from change where episode_id = $1 order by seq',
      [on.episodeId],
    );
    expect(told).toEqual([
      { kind: 'episode-started', team_id: on.scene.municipality.teamId },
      { kind: 'responsibility-began', team_id: on.scene.municipality.teamId },
    ]);
  });

  const start = async (change: object) => {
    const { rows } = await on.db.pool.query('select patient_id from episode where id = $1', [on.episodeId]);
    return on.database.transaction((client) =>
      startEpisode(client, {
        id: randomUUID(),
        patientId: rows[0].patient_id,
        protocolId: protocol.id,
        protocolVersion: 1,
        teamId: on.scene.municipality.teamId,
        plan: {},
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
        ...change,
      }),
    );
  };

  it.each<[string, () => object, string]>([
    ['a second time for the same condition', () => ({}), 'already-followed'],
    ['for another’s team', () => ({ practitionerId: on.scene.lung.nurse }), 'not-your-team'],
    ['by a protocol that is not registered', () => ({ protocolVersion: 2 }), 'no-such-protocol'],
    ['of nobody', () => ({ patientId: randomUUID() }), 'no-such-patient'],
    ['for no team', () => ({ teamId: randomUUID(), practitionerId: null }), 'already-followed'],
  ])('%s is refused', async (_name, change, refusal) => {
    await expect(start(change())).rejects.toMatchObject({ name: 'ActRefused', refusal });
  });

  it('for a team with an hour that nobody covers is refused, and the hour is named', async () => {
    await end();
    const office = {
      kind: 'weekly',
      timeZone: 'Europe/Oslo',
      week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
      holidays: 'closed',
      exceptions: [],
    };
    const hours = 'update declaration set opening_hours = $2 where team_id = $1';
    await on.db.pool.query(hours, [on.scene.municipality.teamId, JSON.stringify(office)]);
    await expect(start({ now: NOW + HOUR })).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      message: expect.stringMatching(/Nobody would act on red for Hjemmeoppfølging from \d{4}-\d\d-\d\d \d\d:\d\d/),
    });
    await on.db.pool.query(hours, [on.scene.municipality.teamId, JSON.stringify({ kind: 'always' })]);
    await start({ now: NOW + HOUR });
  });

  it('for a team that does not exist is refused', async () => {
    await end();
    await expect(start({ teamId: randomUUID(), practitionerId: null })).rejects.toMatchObject({
      refusal: 'no-such-team',
    });
    await start({ now: NOW + HOUR });
  });

  it('twice in the same instant starts one', async () => {
    await end();
    const both = await Promise.allSettled([start({ now: NOW + HOUR }), start({ now: NOW + HOUR })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('the end of follow-up', () => {
  it('ends responsibility at the same instant, and stays true to the verifier', async () => {
    await end();
    const { rows } = await on.db.pool.query(
      'select held.period = episode.period as whole, upper(episode.period) as until from episode join responsibility as held on held.episode_id = episode.id where episode.id = $1',
      [on.episodeId],
    );
    expect(rows).toEqual([{ whole: true, until: new Date(NOW) }]);
    await expect(end()).rejects.toMatchObject({ code: 'conflict', refusal: 'episode-ended' });
    expect(await verifyResponsibility(on.database, { now: NOW })).toMatchObject({ verified: true });
  });

  it('waits until every alert is closed and no handover is open', async () => {
    const alertId = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'yellow', at: START });
    await expect(end()).rejects.toMatchObject({ refusal: 'alerts-open' });
    await on.database.transaction((client) =>
      resolveAlert(client, {
        alertId,
        version: 1,
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
        outcome: 'contacted-patient',
      }),
    );
    await on.database.transaction((client) =>
      offerHandover(client, {
        handoverId: randomUUID(),
        episodeId: on.episodeId,
        toTeamId: on.scene.lung.teamId,
        isbar,
        deadlineAt: NOW + HOUR,
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
      }),
    );
    await expect(end({ now: NOW + 1 })).rejects.toMatchObject({ refusal: 'handover-already-open' });
  });

  it('by another team is forbidden, and of no episode not found', async () => {
    await expect(end({ practitionerId: on.scene.lung.nurse })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(end({ episodeId: randomUUID() })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leaves no alert to nobody: the database refuses one that comes after, and an end that passes one by', async () => {
    await end();
    await expect(addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW })).rejects.toMatchObject({
      code: '40001',
      constraint: 'alert_has_an_owner',
    });
    on.another();
    await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: START });
    await expect(
      on.db.pool.query('update episode set period = tstzrange(lower(period), $2) where id = $1', [
        on.episodeId,
        new Date(NOW),
      ]),
    ).rejects.toMatchObject({ constraint: 'alert_has_an_owner' });
  });
});

describe('an alert that is being written while the episode is being ended', () => {
  it('is seen by the end, which waits for it', async () => {
    const writer = await on.db.pool.connect();
    try {
      await writer.query('begin');
      await addAlert(writer, { episodeId: on.episodeId, severity: 'red', at: NOW });
      const ending = expect(end()).rejects.toMatchObject({ refusal: 'alerts-open' });
      await untilWaiting(on.db.pool);
      await writer.query('commit');
      await ending;
    } finally {
      writer.release(true);
    }
  });

  it('is told to start over when the end came first', async () => {
    const ender = await on.db.pool.connect();
    try {
      await ender.query('begin');
      await endEpisode(ender, { episodeId: on.episodeId, practitionerId: on.scene.municipality.nurse, now: NOW });
      const writing = expect(
        addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW }),
      ).rejects.toMatchObject({
        code: '40001',
      });
      await untilWaiting(on.db.pool);
      await ender.query('commit');
      await writing;
    } finally {
      ender.release(true);
    }
  });
});

describe('a patient’s own limits', () => {
  const limit = (change: object = {}) =>
    on.database.transaction((client) =>
      setLimits(client, {
        episodeId: on.episodeId,
        values: { low: 88 },
        reason: 'Chronically low',
        since: NOW,
        until: null,
        confirmedBy: null,
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
        ...change,
      }),
    );

  it('are kept in versions, and triage is asked to judge anew', async () => {
    expect(await limit()).toBe(1);
    expect(await limit({ values: { low: 87 } })).toBe(2);
    const { rows } = await on.db.pool.query(
      'select version, body, reason, set_by from limits where episode_id = $1 order by version',
      [on.episodeId],
    );
    expect(rows).toMatchObject([
      {
        version: 1,
        body: { version: 1, values: { low: 88 }, author: on.scene.municipality.nurse },
        reason: 'Chronically low',
      },
      { version: 2, body: { version: 2, values: { low: 87 } }, set_by: on.scene.municipality.nurse },
    ]);
    expect(await tickDue(on.episodeId)).toEqual([{ run_at: new Date(NOW) }]);
    const { rows: told } = await on.db.pool.query(
      `select data from change where episode_id = $1 and kind = 'limits-set' order by seq`,
      [on.episodeId],
    );
    expect(told).toEqual([
      { data: { version: 1, values: { low: 88 } } },
      { data: { version: 2, values: { low: 87 } } },
    ]);
  });

  it.each<[string, () => object, string]>([
    ['an unknown name', () => ({ values: { high: 5 } }), 'limits-invalid'],
    ['beyond the range without a second person', () => ({ values: { low: 70 } }), 'limits-invalid'],
    [
      'beyond the range, confirmed by oneself',
      () => ({ values: { low: 70 }, confirmedBy: on.scene.municipality.nurse }),
      'limits-invalid',
    ],
    ['no reason', () => ({ reason: ' ' }), 'limits-invalid'],
    ['an end before the start', () => ({ until: NOW }), 'limits-invalid'],
    ['another team', () => ({ practitionerId: on.scene.lung.nurse }), 'not-the-accountable-team'],
    ['no episode', () => ({ episodeId: randomUUID() }), 'no-such-episode'],
  ])('with %s are refused and not stored', async (_name, change, refusal) => {
    await expect(limit(change())).rejects.toMatchObject({ name: 'ActRefused', refusal });
    const { rowCount } = await on.db.pool.query('select from limits where episode_id = $1', [on.episodeId]);
    expect(rowCount).toBe(0);
  });

  it('beyond the range hold with a second person, and after the end nothing does', async () => {
    await limit({ values: { low: 78 }, confirmedBy: on.scene.municipality.colleague });
    await end({ now: NOW + 1 });
    await expect(limit()).rejects.toMatchObject({ refusal: 'episode-ended' });
  });

  it('set by the installation itself say so', async () => {
    await limit({ practitionerId: null });
    const { rows } = await on.db.pool.query('select body, set_by from limits where episode_id = $1', [on.episodeId]);
    expect(rows).toMatchObject([{ set_by: null, body: { author: 'installation' } }]);
  });
});

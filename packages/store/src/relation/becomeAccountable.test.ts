import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, isbar, readBack, START } from '../../test/scene.ts';
import { brokenConstraint } from '../database.ts';
import { acceptHandover, callOffHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { offerHandoverBatch } from '../handover/offerBatch.ts';
import { offerReturn } from '../handover/offerReturn.ts';
import { takeEffect } from '../handover/takeEffect.ts';
import { takeOverInEmergency } from '../handover/takeOver.ts';
import { verifyResponsibility } from '../verify/verify.ts';
import { addRelation } from './act.ts';

/* The lung clinic supports the follow-up and becomes accountable, by every way there is: from that instant it takes part no more beside. */
const on = oneEpisodeEach(20);
const NOW = START + 4 * HOUR;
const EFFECT = NOW + 48 * HOUR;

beforeEach(async () => {
  await support(START + HOUR);
});
afterEach(async () => {
  expect(await verifyResponsibility(on.database, { now: EFFECT + 400 * HOUR })).toMatchObject({ verified: true });
});

const support = (now: number, teamId = on.scene.lung.teamId) =>
  on.database.transaction((client) =>
    addRelation(client, {
      relationId: randomUUID(),
      episodeId: on.episodeId,
      teamId,
      kind: 'supporting',
      reason: 'Wound care',
      practitionerId: on.scene.municipality.nurse,
      now,
    }),
  );
async function offered(change: object = {}): Promise<string> {
  const handoverId = randomUUID();
  await on.database.transaction((client) =>
    offerHandover(client, {
      handoverId,
      episodeId: on.episodeId,
      toTeamId: on.scene.lung.teamId,
      isbar,
      deadlineAt: NOW + 24 * HOUR,
      practitionerId: on.scene.municipality.nurse,
      now: NOW,
      ...change,
    }),
  );
  return handoverId;
}
const accept = (handoverId: string, change: object = {}) =>
  on.database.transaction((client) =>
    acceptHandover(client, {
      handoverId,
      version: 1,
      practitionerId: on.scene.lung.nurse,
      readBack,
      now: NOW + HOUR,
      ...change,
    }),
  );
/** Who supports at an instant. */
async function supportingAt(at: number): Promise<string[]> {
  const { rows } = await on.db.pool.query<{ name: string }>(
    `select team.name from relation join team on team.id = team_id where episode_id = $1 and period @> $2::timestamptz order by 1`,
    [on.episodeId, new Date(at)],
  );
  return rows.map(({ name }) => name);
}
async function told() {
  const { rows } = await on.db.pool.query<{ at: Date; reason: string }>(
    `select occurred_at as at, data ->> 'reason' as reason from change where episode_id = $1 and kind = 'relation-ended'`,
    [on.episodeId],
  );
  return rows.map(({ at, reason }) => ({ at: at.getTime(), reason }));
}
const LUNG = 'Lungepoliklinikken';
const endedAt = (at: number) => [{ at, reason: 'became-accountable' }];

describe('a supporting team that becomes accountable', () => {
  it('by acceptance', async () => {
    await accept(await offered());
    expect([await supportingAt(NOW), await supportingAt(NOW + HOUR)]).toEqual([[LUNG], []]);
    expect(await told()).toEqual(endedAt(NOW + HOUR));
  });

  it('at an agreed time: it supports until that instant, with a timer or without', async () => {
    const handoverId = await offered({ effectiveAt: EFFECT });
    await accept(handoverId);
    expect([await supportingAt(EFFECT - 1), await supportingAt(EFFECT)]).toEqual([[LUNG], []]);
    expect(await told()).toEqual([]);
    await on.database.transaction((client) => takeEffect(client, { handoverId, now: EFFECT + HOUR }));
    expect(await told()).toEqual(endedAt(EFFECT));
  });

  it('not after all, when that is called off: it goes on supporting', async () => {
    const handoverId = await offered({ effectiveAt: EFFECT });
    await accept(handoverId);
    const off = { handoverId, version: 2, reason: 'She is staying', practitionerId: on.scene.municipality.nurse };
    await on.database.transaction((client) => callOffHandover(client, { ...off, now: NOW + 2 * HOUR }));
    expect(await supportingAt(EFFECT + HOUR)).toEqual([LUNG]);
  });

  it('by a take-over, also in the place of what was scheduled for it', async () => {
    const handoverId = await offered({ effectiveAt: EFFECT });
    await accept(handoverId);
    await on.database.transaction((client) =>
      takeOverInEmergency(client, {
        handoverId: randomUUID(),
        episodeId: on.episodeId,
        teamId: on.scene.lung.teamId,
        reason: 'Ambulance',
        illnessSeverity: 'unstable',
        firstAction: 'Admit',
        practitionerId: on.scene.lung.nurse,
        now: NOW + 3 * HOUR,
      }),
    );
    expect([await supportingAt(NOW + 2 * HOUR), await supportingAt(NOW + 3 * HOUR)]).toEqual([[LUNG], []]);
    expect(await told()).toEqual(endedAt(NOW + 3 * HOUR));
  });

  it('by one of many offers', async () => {
    const handoverId = randomUUID();
    await on.database.transaction((client) =>
      offerHandoverBatch(client, {
        batchId: randomUUID(),
        toTeamId: on.scene.lung.teamId,
        isbar,
        items: [{ handoverId, episodeId: on.episodeId, illnessSeverity: 'watcher' }],
        deadlineAt: NOW + 24 * HOUR,
        effectiveAt: null,
        returnAt: null,
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
      }),
    );
    await accept(handoverId);
    expect(await supportingAt(NOW + HOUR)).toEqual([]);
  });

  it('by a return: the first team has supported meanwhile', async () => {
    const handoverId = await offered({ returnAt: NOW + 100 * HOUR });
    await accept(handoverId);
    await on.database.transaction((client) =>
      addRelation(client, {
        relationId: randomUUID(),
        episodeId: on.episodeId,
        teamId: on.scene.municipality.teamId,
        kind: 'supporting',
        reason: 'Home nursing goes on',
        practitionerId: on.scene.lung.nurse,
        now: NOW + 2 * HOUR,
      }),
    );
    await on.database.transaction((client) => offerReturn(client, { handoverId, now: NOW + 100 * HOUR }));
    const { rows } = await on.db.pool.query<{ id: string }>('select id from handover where returns_handover_id = $1', [
      handoverId,
    ]);
    const back = { practitionerId: on.scene.municipality.nurse, now: NOW + 101 * HOUR };
    await accept(rows[0]?.id ?? '', back);
    expect(await supportingAt(NOW + 100 * HOUR)).toEqual(['Hjemmeoppfølging']);
    expect(await supportingAt(NOW + 101 * HOUR)).toEqual([]);
  });

  it('in the very instant in which it was asked in', async () => {
    const handoverId = await offered({ toTeamId: on.scene.heart.teamId });
    await support(NOW + HOUR, on.scene.heart.teamId);
    await accept(handoverId, { practitionerId: on.scene.heart.nurse });
    expect(await supportingAt(NOW + HOUR)).toEqual([LUNG]);
  });

  it('asked in between acceptance and effect, it supports until the effect', async () => {
    const handoverId = await offered({ toTeamId: on.scene.heart.teamId, effectiveAt: EFFECT });
    await accept(handoverId, { practitionerId: on.scene.heart.nurse });
    await support(NOW + 2 * HOUR, on.scene.heart.teamId);
    expect(await supportingAt(EFFECT - 1)).toEqual(['Hjertepoliklinikken', LUNG]);
    expect(await supportingAt(EFFECT)).toEqual([LUNG]);
  });
});

describe('the database refuses by itself', () => {
  const refusal = async (sql: string, values: unknown[]) =>
    on.database
      .transaction((client) => client.query(sql, values))
      .then(
        () => 'nothing',
        (error: unknown) => brokenConstraint(error),
      );

  it('a relation of the team that is accountable', async () => {
    const sql = `insert into relation (id, episode_id, team_id, kind, period, reason, added_by)
      values ($1, $2, $3, 'informed', tstzrange($4, null), 'x', $5)`;
    const values = [
      randomUUID(),
      on.episodeId,
      on.scene.municipality.teamId,
      new Date(NOW),
      on.scene.municipality.nurse,
    ];
    expect(await refusal(sql, values)).toBe('relation_is_beside_responsibility');
  });

  it('a relation that is stretched into a time when the team is accountable', async () => {
    await accept(await offered());
    const sql = 'update relation set period = tstzrange(lower(period), null) where episode_id = $1';
    expect(await refusal(sql, [on.episodeId])).toBe('relation_is_beside_responsibility');
  });
});

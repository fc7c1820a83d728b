import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEADLINE, NOW, oneHandoverEach } from '../../test/oneHandoverEach.ts';
import { HOUR } from '../../test/scene.ts';
import { offerReturn } from './offerReturn.ts';

const on = oneHandoverEach(5);
const { offer, accept, accountable } = on;

describe('a temporary handover', () => {
  const RETURN = DEADLINE + 48 * HOUR;
  const back = (handoverId: string, now: number) =>
    on.database.transaction((client) => offerReturn(client, { handoverId, now }));
  const offeredBack = async (handoverId: string) => {
    const { rows } = await on.db.pool.query(
      'select id, from_team_id, to_team_id, status, version, isbar, deadline_at from handover where returns_handover_id = $1',
      [handoverId],
    );
    return rows;
  };

  it('shows until when, and is offered back at its return: responsibility goes back only when that is accepted', async () => {
    const { id } = await offer({ returnAt: RETURN });
    await accept(id);
    const { rows } = await on.db.pool.query('select planned_until from responsibility where handover_id = $1', [id]);
    expect(rows).toEqual([{ planned_until: new Date(RETURN) }]);
    const timer = async () =>
      (await on.db.pool.query('select run_at from graphile_worker.jobs where key = $1', [`handover-return:${id}`]))
        .rows;
    expect(await timer()).toEqual([{ run_at: new Date(RETURN) }]);

    expect(await back(id, RETURN - 1)).toBe('early');
    expect(await timer()).toEqual([{ run_at: new Date(RETURN) }]);
    expect(await back(id, RETURN)).toBe('offered');
    expect(await back(id, RETURN)).toBe('stale');
    const [returned] = await offeredBack(id);
    expect(returned).toMatchObject({
      from_team_id: on.scene.lung.teamId,
      to_team_id: on.scene.municipality.teamId,
      status: 'offered',
      deadline_at: new Date(RETURN + 24 * HOUR),
      isbar: { illnessSeverity: 'watcher', situation: expect.stringContaining('Planlagt tilbakeføring') },
    });
    expect(await accountable()).toEqual([on.scene.lung.teamId]);
    const { rows: told } = await on.db.pool.query(
      'select practitioner_id, team_id from change where handover_id = $1',
      [returned.id],
    );
    expect(told).toEqual([{ practitioner_id: null, team_id: on.scene.lung.teamId }]);

    await accept(returned.id, { practitionerId: on.scene.municipality.nurse, now: RETURN + HOUR });
    expect(await accountable()).toEqual([on.scene.municipality.teamId]);
  });

  it('that has moved on is not offered back', async () => {
    const { id } = await offer({ returnAt: RETURN });
    await accept(id);
    const onward = await offer({
      practitionerId: on.scene.lung.nurse,
      toTeamId: on.scene.heart.teamId,
      now: NOW + 2 * HOUR,
    });
    await accept(onward.id, { practitionerId: on.scene.heart.nurse, now: NOW + 2 * HOUR + 1 });
    expect(await back(id, RETURN)).toBe('stale');
    expect(await offeredBack(id)).toEqual([]);
  });

  it('that was never accepted, or is for good, is not offered back', async () => {
    const { id } = await offer({ returnAt: RETURN });
    expect(await back(id, RETURN)).toBe('stale');
    expect(await back(randomUUID(), RETURN)).toBe('stale');
  });

  it('waits for an offer that is open at its return, and takes the place of one that is overdue', async () => {
    const { id } = await offer({ returnAt: RETURN });
    await accept(id);
    await offer({
      practitionerId: on.scene.lung.nurse,
      toTeamId: on.scene.heart.teamId,
      now: RETURN - HOUR,
      deadlineAt: RETURN + HOUR,
    });
    expect(await back(id, RETURN)).toBe('early');
    expect(await back(id, RETURN + HOUR)).toBe('offered');
  });

  it('must return after the deadline for its answer', async () => {
    await expect(offer({ returnAt: DEADLINE })).rejects.toMatchObject({ refusal: 'return-too-early' });
  });
});

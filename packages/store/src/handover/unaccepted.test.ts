import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEADLINE, NOW, oneHandoverEach } from '../../test/oneHandoverEach.ts';
import { HOUR, isbar } from '../../test/scene.ts';
import { declineHandover } from './act.ts';
import { offerHandover } from './offer.ts';

const on = oneHandoverEach(7);
const { offer, accept, withdraw, expire, accountable, changes, jobs } = on;

describe('a handover that ends without acceptance', () => {
  it('declined, the sender stays accountable and the reason is kept', async () => {
    const { id } = await offer();
    await on.database.transaction((client) =>
      declineHandover(client, {
        handoverId: id,
        version: 1,
        practitionerId: on.scene.lung.nurse,
        now: NOW + HOUR,
        reason: 'No bed',
      }),
    );
    const { rows } = await on.db.pool.query('select status, decision_reason, decided_by from handover where id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ status: 'declined', decision_reason: 'No bed', decided_by: on.scene.lung.nurse }]);
    expect(await accountable()).toEqual([on.scene.municipality.teamId]);
    expect(await jobs(id)).toEqual([]);
  });

  it('withdrawn, another can be offered', async () => {
    const { id } = await offer();
    await withdraw(id, { reason: 'Wrong team' });
    expect(await changes()).toEqual(['handover-offered', 'handover-withdrawn']);
    await expect(accept(id)).rejects.toMatchObject({ code: 'conflict' });
    await offer({ toTeamId: on.scene.heart.teamId });
  });

  it('expired at its deadline by the timer, once, and nobody can accept it any more', async () => {
    const { id } = await offer();
    expect(await expire(id, DEADLINE - 1)).toBe('early');
    expect(await jobs(id)).toEqual([{ run_at: new Date(DEADLINE) }]);
    expect(await expire(id, DEADLINE)).toBe('expired');
    expect(await expire(id, DEADLINE)).toBe('stale');
    expect(await changes()).toEqual(['handover-offered', 'handover-expired']);
    await expect(accept(id, { now: DEADLINE })).rejects.toMatchObject({ refusal: 'handover-already-decided' });
    expect(await accountable()).toEqual([on.scene.municipality.teamId]);
  });

  it('an offer past its deadline stands in nobody’s way, whether or not the timer ran', async () => {
    await offer();
    await offer({ toTeamId: on.scene.heart.teamId, now: DEADLINE, deadlineAt: DEADLINE + HOUR });
    expect(await changes()).toEqual(['handover-offered', 'handover-expired', 'handover-offered']);
  });

  it('a timer that comes after an acceptance, or of a handover that never was, does nothing', async () => {
    const { id } = await offer();
    await accept(id);
    expect(await expire(id, DEADLINE)).toBe('stale');
    expect(await expire(randomUUID(), DEADLINE)).toBe('stale');
    expect(await accountable()).toEqual([on.scene.lung.teamId]);
  });

  it('an offer that rolls back leaves no timer', async () => {
    const handoverId = randomUUID();
    await expect(
      on.database.transaction(async (client) => {
        await offerHandover(client, {
          handoverId,
          episodeId: on.episodeId,
          toTeamId: on.scene.lung.teamId,
          isbar,
          deadlineAt: DEADLINE,
          practitionerId: on.scene.municipality.nurse,
          now: NOW,
        });
        throw new Error('something after it went wrong');
      }),
    ).rejects.toThrow('something after it');
    expect(await jobs(handoverId)).toEqual([]);
  });
});

describe('a counter-proposal', () => {
  it('declines, and keeps what would be accepted instead', async () => {
    const { id } = await offer();
    const proposal = { earliestAt: NOW + 20 * HOUR, conditions: 'After the ward round, with a fresh weight' };
    await on.database.transaction((client) =>
      declineHandover(client, {
        handoverId: id,
        version: 1,
        practitionerId: on.scene.lung.nurse,
        now: NOW,
        reason: 'Not today',
        proposal,
      }),
    );
    const { rows } = await on.db.pool.query(
      'select status, decision_reason, counter_proposal from handover where id = $1',
      [id],
    );
    expect(rows).toEqual([
      {
        status: 'declined',
        decision_reason: 'Not today',
        counter_proposal: { earliestAt: new Date(NOW + 20 * HOUR).toISOString(), conditions: proposal.conditions },
      },
    ]);
    await offer();
  });
});

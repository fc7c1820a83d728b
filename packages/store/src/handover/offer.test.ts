import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NOW, oneHandoverEach } from '../../test/oneHandoverEach.ts';
import { addAlert, HOUR, isbar, START } from '../../test/scene.ts';

const on = oneHandoverEach(9);
const { offer, accountable, changes, jobs } = on;

describe('an offer', () => {
  it('says since when something that came could not be judged', async () => {
    const since = new Date(NOW - HOUR);
    await on.db.pool.query('update triage_state set unjudged_since = $2 where episode_id = $1', [on.episodeId, since]);
    const { id } = await offer();
    const { rows } = await on.db.pool.query(`select digest ->> 'unjudgedSince' as since from handover where id = $1`, [
      id,
    ]);
    expect(rows).toEqual([{ since: since.toISOString() }]);
  });

  it('is stored with its digest and its timer, and moves nothing', async () => {
    const red = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW - HOUR });
    await on.db.pool.query(
      `
        insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
        select patient_id, 'heart-rate', at, 'hub-1', value, at from episode,
          (values ($2::timestamptz, 70), ($3, 90), ($4, 80), ($5, 300)) as given (at, value) where id = $1
      `,
      [
        on.episodeId,
        new Date(NOW - 13 * 24 * HOUR),
        new Date(NOW - 48 * HOUR),
        new Date(NOW - HOUR),
        new Date(NOW - 15 * 24 * HOUR),
      ],
    );
    const { id } = await offer({ now: START + 40 * HOUR, deadlineAt: START + 50 * HOUR });
    const { rows } = await on.db.pool.query(
      'select status, version, isbar, digest, from_team_id from handover where id = $1',
      [id],
    );
    expect(rows[0]).toEqual({
      status: 'offered',
      version: 1,
      isbar,
      from_team_id: on.scene.municipality.teamId,
      digest: {
        alerts: [
          {
            alertId: red,
            severity: 'red',
            summary: { nb: expect.stringMatching(/86/), en: expect.stringMatching(/86/) },
            claimedByName: null,
            pausedUntil: null,
          },
        ],
        tasks: [],
        limits: [],
        pauses: [],
        missing: ['oxygen-saturation'],
        missingForms: [],
        unjudgedSince: null,
        trends: [
          {
            metric: 'heart-rate',
            count: 2,
            min: 80,
            max: 90,
            newest: 80,
            newestAt: new Date(NOW - HOUR).toISOString(),
          },
        ],
      },
    });
    expect(await jobs(id)).toEqual([{ run_at: new Date(START + 50 * HOUR) }]);
    expect(await accountable()).toEqual([on.scene.municipality.teamId]);
    expect(await changes()).toEqual(['handover-offered']);
  });

  it.each<[string, () => object, string, string]>([
    ['by another team', () => ({ practitionerId: on.scene.lung.nurse }), 'forbidden', 'not-the-accountable-team'],
    ['to the same team', () => ({ toTeamId: on.scene.municipality.teamId }), 'unprocessable', 'to-the-same-team'],
    ['to no team', () => ({ toTeamId: randomUUID() }), 'unprocessable', 'no-such-team'],
    ['of no episode', () => ({ episodeId: randomUUID() }), 'not-found', 'no-such-episode'],
    ['with a deadline behind', () => ({ deadlineAt: NOW }), 'unprocessable', 'deadline-not-ahead'],
  ])('%s is refused and leaves no trace', async (_name, change, code, refusal) => {
    await expect(offer(change())).rejects.toMatchObject({ name: 'ActRefused', code, refusal });
    expect(await changes()).toEqual([]);
  });

  it('is refused while another is open', async () => {
    await offer();
    await expect(offer({ toTeamId: on.scene.heart.teamId })).rejects.toMatchObject({
      code: 'conflict',
      refusal: 'handover-already-open',
    });
  });

  it('is one when two are made in the same instant', async () => {
    const both = await Promise.allSettled([offer(), offer({ toTeamId: on.scene.heart.teamId })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
  });
});

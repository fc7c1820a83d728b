import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAlert, HOUR, isbar, readBack, type Scene, START, setScene, untilWaiting } from '../../test/scene.ts';
import { claimAlert } from '../alert/act.ts';
import { type Database, openDatabase, type Queryable } from '../database.ts';
import type { ActRefused } from '../refused.ts';
import { verifyResponsibility } from '../verify/verify.ts';
import { acceptHandover, declineHandover, withdrawHandover } from './act.ts';
import { expireHandover } from './expire.ts';
import { offerHandover } from './offer.ts';
import { offerReturn } from './offerReturn.ts';

let db: TestDatabase;
let database: Database;
let scene: Scene;
let episodeId: string;
let nextEpisode = 0;
const NOW = START + 4 * HOUR;
const DEADLINE = NOW + 3 * HOUR;

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'handover test', onError: fail });
  scene = await database.transaction((client) => setScene(client, { episodes: 60 }));
});
afterAll(async () => {
  await database.stop();
  await db.end();
});
beforeEach(() => {
  episodeId = scene.episodeIds[nextEpisode] ?? '';
  nextEpisode += 1;
});
afterEach(async () => {
  expect(await verifyResponsibility(database, { now: NOW })).toMatchObject({ verified: true });
});

function fail(error: Error): never {
  throw error;
}

const offer = (change: object = {}) =>
  database.transaction((client) =>
    offerHandover(client, {
      handoverId: randomUUID(),
      episodeId,
      toTeamId: scene.lung.teamId,
      isbar,
      deadlineAt: DEADLINE,
      practitionerId: scene.municipality.nurse,
      now: NOW,
      ...change,
    }),
  );
const accept = (handoverId: string, change: object = {}) =>
  database.transaction((client) =>
    acceptHandover(client, {
      handoverId,
      version: 1,
      practitionerId: scene.lung.nurse,
      now: NOW + HOUR,
      readBack,
      ...change,
    }),
  );
const withdraw = (handoverId: string, change: object = {}) =>
  database.transaction((client) =>
    withdrawHandover(client, {
      handoverId,
      version: 1,
      practitionerId: scene.municipality.nurse,
      now: NOW + HOUR,
      ...change,
    }),
  );
const expire = (handoverId: string, now: number) =>
  database.transaction((client) => expireHandover(client, { handoverId, now }));

async function accountable(): Promise<string[]> {
  const { rows } = await db.pool.query(
    'select team_id from responsibility where episode_id = $1 and upper_inf(period)',
    [episodeId],
  );
  return rows.map((row) => row.team_id);
}
async function changes(): Promise<string[]> {
  const { rows } = await db.pool.query(
    `select kind from change where episode_id = $1 and kind not in ('episode-started') order by seq offset 1`,
    [episodeId],
  );
  return rows.map((row) => row.kind);
}
async function jobs(handoverId: string): Promise<{ run_at: Date }[]> {
  const { rows } = await db.pool.query('select run_at from graphile_worker.jobs where key = $1', [
    `handover-expiry:${handoverId}`,
  ]);
  return rows;
}

describe('an offer', () => {
  it('is stored with its digest and its timer, and moves nothing', async () => {
    const red = await addAlert(db.pool, { episodeId, severity: 'red', at: NOW - HOUR });
    await db.pool.query(
      `
        insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
        select patient_id, 'heart-rate', at, 'hub-1', value, at from episode,
          (values ($2::timestamptz, 70), ($3, 90), ($4, 80), ($5, 300)) as given (at, value) where id = $1
      `,
      [
        episodeId,
        new Date(NOW - 13 * 24 * HOUR),
        new Date(NOW - 48 * HOUR),
        new Date(NOW - HOUR),
        new Date(NOW - 15 * 24 * HOUR),
      ],
    );
    const { id } = await offer({ now: START + 40 * HOUR, deadlineAt: START + 50 * HOUR });
    const { rows } = await db.pool.query(
      'select status, version, isbar, digest, from_team_id from handover where id = $1',
      [id],
    );
    expect(rows[0]).toEqual({
      status: 'offered',
      version: 1,
      isbar,
      from_team_id: scene.municipality.teamId,
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
    expect(await accountable()).toEqual([scene.municipality.teamId]);
    expect(await changes()).toEqual(['handover-offered']);
  });

  it.each<[string, () => object, string, string]>([
    ['by another team', () => ({ practitionerId: scene.lung.nurse }), 'forbidden', 'not-the-accountable-team'],
    ['to the same team', () => ({ toTeamId: scene.municipality.teamId }), 'unprocessable', 'to-the-same-team'],
    ['to no team', () => ({ toTeamId: randomUUID() }), 'unprocessable', 'no-such-team'],
    ['of no episode', () => ({ episodeId: randomUUID() }), 'not-found', 'no-such-episode'],
    ['with a deadline behind', () => ({ deadlineAt: NOW }), 'unprocessable', 'deadline-not-ahead'],
  ])('%s is refused and leaves no trace', async (_name, change, code, refusal) => {
    await expect(offer(change())).rejects.toMatchObject({ name: 'ActRefused', code, refusal });
    expect(await changes()).toEqual([]);
  });

  it('is refused while another is open', async () => {
    await offer();
    await expect(offer({ toTeamId: scene.heart.teamId })).rejects.toMatchObject({
      code: 'conflict',
      refusal: 'handover-already-open',
    });
  });

  it('is one when two are made in the same instant', async () => {
    const both = await Promise.allSettled([offer(), offer({ toTeamId: scene.heart.teamId })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
  });
});

describe('an acceptance', () => {
  it('moves responsibility and releases the claims at one instant, and tells both', async () => {
    const red = await addAlert(db.pool, { episodeId, severity: 'red', at: NOW });
    await database.transaction((client) =>
      claimAlert(client, { alertId: red, version: 1, practitionerId: scene.municipality.nurse, now: NOW }),
    );
    const { id } = await offer();
    const accepted = await accept(id, { readBack: { ...readBack, redAlertIds: [red] } });
    expect(accepted).toMatchObject({ status: 'accepted', version: 2, decided: { by: 'Ola Dahl', at: NOW + HOUR } });
    const { rows: periods } = await db.pool.query(
      'select team_id, lower(period) as since, upper(period) as until, handover_id from responsibility where episode_id = $1 order by since',
      [episodeId],
    );
    expect(periods).toEqual([
      { team_id: scene.municipality.teamId, since: new Date(START), until: new Date(NOW + HOUR), handover_id: null },
      { team_id: scene.lung.teamId, since: new Date(NOW + HOUR), until: null, handover_id: id },
    ]);
    const { rows: alerts } = await db.pool.query('select status, claimed_by, version from alert where id = $1', [red]);
    expect(alerts).toEqual([{ status: 'open', claimed_by: null, version: 3 }]);
    expect(await changes()).toEqual([
      'alert-claimed',
      'handover-offered',
      'responsibility-ended',
      'responsibility-began',
      'alert-released',
      'handover-accepted',
    ]);
    expect(await jobs(id)).toEqual([]);
  });

  it('takes over every red alert that is open now, not those of the offer', async () => {
    const { id } = await offer();
    const red = await addAlert(db.pool, { episodeId, severity: 'red', at: NOW });
    await expect(accept(id)).rejects.toMatchObject({ code: 'unprocessable', refusal: 'red-alert-not-taken-over' });
    await expect(accept(id, { readBack: { ...readBack, redAlertIds: [red, randomUUID()] } })).rejects.toMatchObject({
      refusal: 'not-an-open-red-alert',
    });
    expect(await accountable()).toEqual([scene.municipality.teamId]);
    await accept(id, { readBack: { ...readBack, redAlertIds: [red] } });
    expect(await accountable()).toEqual([scene.lung.teamId]);
  });

  it.each<[string, (client: Queryable, yellow: string) => Promise<unknown>]>([
    [
      'opens a red alert',
      (client) => addAlert(client, { episodeId, severity: 'red', at: NOW, ruleId: 'another-rule' }),
    ],
    ['raises a yellow one', (client, id) => client.query(`update alert set severity = 'red' where id = $1`, [id])],
  ])('waits for a reading that is being judged and %s, and then sees it', async (_name, judge) => {
    const yellow = await addAlert(db.pool, { episodeId, severity: 'yellow', at: NOW });
    const { id } = await offer();
    const ingest = await db.pool.connect();
    try {
      await ingest.query('begin');
      await ingest.query('select from triage_state where episode_id = $1 for update', [episodeId]);
      await judge(ingest, yellow);
      const refused = expect(accept(id)).rejects.toMatchObject({ refusal: 'red-alert-not-taken-over' });
      await untilWaiting(db.pool);
      await ingest.query('commit');
      await refused;
    } finally {
      ingest.release(true);
    }
  });

  it.each<[string, object, string]>([
    ['another severity', { readBack: { ...readBack, illnessSeverity: 'stable' } }, 'severity-differs'],
    ['no first action', { readBack: { ...readBack, firstAction: ' ' } }, 'first-action-missing'],
    ['an old version', { version: 0 }, 'version-moved-on'],
    ['the deadline behind it', { now: DEADLINE }, 'deadline-passed'],
  ])('with %s is refused', async (_name, change, refusal) => {
    const { id } = await offer();
    await expect(accept(id, change)).rejects.toMatchObject({ name: 'ActRefused', refusal });
    expect(await accountable()).toEqual([scene.municipality.teamId]);
  });

  it('by the sender or a third team is refused', async () => {
    const { id } = await offer();
    for (const practitionerId of [scene.municipality.nurse, scene.heart.nurse]) {
      await expect(accept(id, { practitionerId })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('of a handover that does not exist is not found', async () => {
    await expect(accept(randomUUID())).rejects.toMatchObject({ code: 'not-found', refusal: 'no-such-handover' });
  });

  it('and a withdrawal in the same instant: one wins, the other hears what happened', async () => {
    const { id } = await offer();
    const [accepted, withdrawn] = await Promise.allSettled([accept(id), withdraw(id)]);
    const lost = [accepted, withdrawn].filter((one) => one.status === 'rejected');
    expect(lost).toHaveLength(1);
    const refusal: ActRefused = lost[0]?.reason;
    expect(refusal).toMatchObject({ code: 'conflict', refusal: 'handover-already-decided' });
    const won =
      accepted.status === 'fulfilled'
        ? ['accepted', 'Ola Dahl', scene.lung]
        : ['withdrawn', 'Kari Berg', scene.municipality];
    expect(refusal.reason).toContain(`was ${won[0]} by ${won[1]}`);
    expect(await accountable()).toEqual([(won[2] as { teamId: string }).teamId]);
  });
});

describe('a handover that ends without acceptance', () => {
  it('declined, the sender stays accountable and the reason is kept', async () => {
    const { id } = await offer();
    await database.transaction((client) =>
      declineHandover(client, {
        handoverId: id,
        version: 1,
        practitionerId: scene.lung.nurse,
        now: NOW + HOUR,
        reason: 'No bed',
      }),
    );
    const { rows } = await db.pool.query('select status, decision_reason, decided_by from handover where id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ status: 'declined', decision_reason: 'No bed', decided_by: scene.lung.nurse }]);
    expect(await accountable()).toEqual([scene.municipality.teamId]);
    expect(await jobs(id)).toEqual([]);
  });

  it('withdrawn, another can be offered', async () => {
    const { id } = await offer();
    await withdraw(id, { reason: 'Wrong team' });
    expect(await changes()).toEqual(['handover-offered', 'handover-withdrawn']);
    await expect(accept(id)).rejects.toMatchObject({ code: 'conflict' });
    await offer({ toTeamId: scene.heart.teamId });
  });

  it('expired at its deadline by the timer, once, and nobody can accept it any more', async () => {
    const { id } = await offer();
    expect(await expire(id, DEADLINE - 1)).toBe('early');
    expect(await jobs(id)).toEqual([{ run_at: new Date(DEADLINE) }]);
    expect(await expire(id, DEADLINE)).toBe('expired');
    expect(await expire(id, DEADLINE)).toBe('stale');
    expect(await changes()).toEqual(['handover-offered', 'handover-expired']);
    await expect(accept(id, { now: DEADLINE })).rejects.toMatchObject({ refusal: 'handover-already-decided' });
    expect(await accountable()).toEqual([scene.municipality.teamId]);
  });

  it('an offer past its deadline stands in nobody’s way, whether or not the timer ran', async () => {
    await offer();
    await offer({ toTeamId: scene.heart.teamId, now: DEADLINE, deadlineAt: DEADLINE + HOUR });
    expect(await changes()).toEqual(['handover-offered', 'handover-expired', 'handover-offered']);
  });

  it('a timer that comes after an acceptance, or of a handover that never was, does nothing', async () => {
    const { id } = await offer();
    await accept(id);
    expect(await expire(id, DEADLINE)).toBe('stale');
    expect(await expire(randomUUID(), DEADLINE)).toBe('stale');
    expect(await accountable()).toEqual([scene.lung.teamId]);
  });

  it('an offer that rolls back leaves no timer', async () => {
    const handoverId = randomUUID();
    await expect(
      database.transaction(async (client) => {
        await offerHandover(client, {
          handoverId,
          episodeId,
          toTeamId: scene.lung.teamId,
          isbar,
          deadlineAt: DEADLINE,
          practitionerId: scene.municipality.nurse,
          now: NOW,
        });
        throw new Error('something after it went wrong');
      }),
    ).rejects.toThrow('something after it');
    expect(await jobs(handoverId)).toEqual([]);
  });
});

describe('a temporary handover', () => {
  const RETURN = DEADLINE + 48 * HOUR;
  const back = (handoverId: string, now: number) =>
    database.transaction((client) => offerReturn(client, { handoverId, now }));
  const offeredBack = async (handoverId: string) => {
    const { rows } = await db.pool.query(
      'select id, from_team_id, to_team_id, status, version, isbar, deadline_at from handover where returns_handover_id = $1',
      [handoverId],
    );
    return rows;
  };

  it('shows until when, and is offered back at its return: responsibility goes back only when that is accepted', async () => {
    const { id } = await offer({ returnAt: RETURN });
    await accept(id);
    const { rows } = await db.pool.query('select planned_until from responsibility where handover_id = $1', [id]);
    expect(rows).toEqual([{ planned_until: new Date(RETURN) }]);
    const timer = async () =>
      (await db.pool.query('select run_at from graphile_worker.jobs where key = $1', [`handover-return:${id}`])).rows;
    expect(await timer()).toEqual([{ run_at: new Date(RETURN) }]);

    expect(await back(id, RETURN - 1)).toBe('early');
    expect(await timer()).toEqual([{ run_at: new Date(RETURN) }]);
    expect(await back(id, RETURN)).toBe('offered');
    expect(await back(id, RETURN)).toBe('stale');
    const [returned] = await offeredBack(id);
    expect(returned).toMatchObject({
      from_team_id: scene.lung.teamId,
      to_team_id: scene.municipality.teamId,
      status: 'offered',
      deadline_at: new Date(RETURN + 24 * HOUR),
      isbar: { illnessSeverity: 'watcher', situation: expect.stringContaining('Planlagt tilbakeføring') },
    });
    expect(await accountable()).toEqual([scene.lung.teamId]);
    const { rows: told } = await db.pool.query('select practitioner_id, team_id from change where handover_id = $1', [
      returned.id,
    ]);
    expect(told).toEqual([{ practitioner_id: null, team_id: scene.lung.teamId }]);

    await accept(returned.id, { practitionerId: scene.municipality.nurse, now: RETURN + HOUR });
    expect(await accountable()).toEqual([scene.municipality.teamId]);
  });

  it('that has moved on is not offered back', async () => {
    const { id } = await offer({ returnAt: RETURN });
    await accept(id);
    const on = await offer({ practitionerId: scene.lung.nurse, toTeamId: scene.heart.teamId, now: NOW + 2 * HOUR });
    await accept(on.id, { practitionerId: scene.heart.nurse, now: NOW + 2 * HOUR + 1 });
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
      practitionerId: scene.lung.nurse,
      toTeamId: scene.heart.teamId,
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

describe('a counter-proposal', () => {
  it('declines, and keeps what would be accepted instead', async () => {
    const { id } = await offer();
    const proposal = { earliestAt: NOW + 20 * HOUR, conditions: 'After the ward round, with a fresh weight' };
    await database.transaction((client) =>
      declineHandover(client, {
        handoverId: id,
        version: 1,
        practitionerId: scene.lung.nurse,
        now: NOW,
        reason: 'Not today',
        proposal,
      }),
    );
    const { rows } = await db.pool.query(
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

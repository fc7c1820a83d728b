import { randomUUID } from 'node:crypto';
import { DEFAULT_ESCALATION_POLICY } from '@samvakt/care';
import type { EscalationPolicy } from '@samvakt/contract';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { addAlert, HOUR, isbar, readBack, START } from '../../test/scene.ts';
import { claimAlert, endClaim, releaseAlert } from '../alert/act.ts';
import { remindOfClaim } from '../alert/claimReminder.ts';
import type { Queryable } from '../database.ts';
import { setDuty, setLead } from '../duty/act.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { markSeen } from '../notification/seen.ts';
import { setPause } from '../pause/act.ts';
import { beginEscalations } from './begin.ts';
import { lookAtEscalation } from './look.ts';
import { readOverdueEscalations } from './overdue.ts';
import { setEscalationPolicy } from './policy.ts';

const MINUTE = 60_000;
const NOW = START + HOUR;
const on = oneEpisodeEach(20);
let alertId: string;

beforeAll(async () => {
  const { teamId, nurse, colleague } = on.scene.municipality;
  await run((client) =>
    setDuty(client, {
      dutyId: randomUUID(),
      teamId,
      practitionerId: nurse,
      from: NOW,
      until: NOW + 48 * HOUR,
      setBy: colleague,
      now: NOW,
    }),
  );
  await run((client) => setLead(client, { teamId, practitionerId: colleague, setBy: nurse, now: NOW }));
});
beforeEach(async () => {
  alertId = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW });
  await run((client) => beginEscalations(client, { runs: [{ alertId, reason: 'opened' }], now: NOW }));
});

const run = <Result>(work: (client: Queryable) => Promise<Result>) => on.database.transaction(work);
const look = (now: number) => run((client) => lookAtEscalation(client, { alertId, now }));
const act = (change: object = {}) => ({
  alertId,
  version: 1,
  practitionerId: on.scene.municipality.nurse,
  now: NOW,
  ...change,
});

async function timer(task = 'escalation'): Promise<number | null> {
  const { rows } = await on.db.pool.query<{ run_at: Date }>('select run_at from graphile_worker.jobs where key = $1', [
    `${task}:${alertId}`,
  ]);
  return rows[0]?.run_at.getTime() ?? null;
}

/** Whom the alert's notifications went to, in their order. */
async function told(): Promise<string[]> {
  const names = new Map([
    [on.scene.municipality.nurse, 'on duty'],
    [on.scene.municipality.colleague, 'lead'],
    [on.scene.municipality.teamId, 'team'],
    [on.scene.lung.teamId, 'lung'],
  ]);
  const { rows } = await on.db.pool.query<{ kind: string; to: string }>(
    `select kind, coalesce(practitioner_id, team_id) as to from notification where alert_id = $1 order by at, round, step`,
    [alertId],
  );
  return rows.map(({ kind, to }) => `${kind}: ${names.get(to)}`);
}

async function feed(kind: string) {
  const { rows } = await on.db.pool.query<{ data: Record<string, unknown> }>(
    'select data from change where alert_id = $1 and kind = $2 order by seq',
    [alertId, kind],
  );
  return rows.map(({ data }) => data);
}

describe('the escalation of an alert', () => {
  it('goes through the policy, each step with its timer, and a timer that fires twice tells nobody twice', async () => {
    expect(await timer()).toBe(NOW);
    expect(await look(NOW)).toBe('told');
    expect(await timer()).toBe(NOW + 10 * MINUTE);
    expect(await look(NOW)).toBe('waiting');
    expect(await look(NOW + 10 * MINUTE)).toBe('told');
    expect(await look(NOW + 20 * MINUTE)).toBe('told');
    expect(await look(NOW + 20 * MINUTE)).toBe('waiting');
    expect(await told()).toEqual(['escalation: on duty', 'escalation: team', 'escalation: lead']);
    expect((await feed('alert-escalated')).at(-1)).toMatchObject({
      policyVersion: 0,
      skipped: [{ round: 0, step: 3, target: 'covering-team', reason: 'no-covering-team' }],
      told: [],
    });
  });

  it('that nobody answers is told to its end, and then says so', async () => {
    let at: number | null = await timer();
    const looks: string[] = [];
    while (at !== null) {
      looks.push(await look(at));
      const due = await on.db.pool.query('select due_at from escalation where alert_id = $1', [alertId]);
      at = due.rows[0].due_at?.getTime() ?? null;
    }
    expect(looks.at(-1)).toBe('gave-up');
    expect(await told()).toHaveLength(3 * DEFAULT_ESCALATION_POLICY.rounds);
    expect(await feed('alert-unanswered')).toHaveLength(1);
    const { rows } = await on.db.pool.query('select status, due_at from escalation where alert_id = $1', [alertId]);
    expect(rows).toEqual([{ status: 'exhausted', due_at: null }]);
    expect(await readOverdueEscalations(on.db.pool, NOW + 48 * HOUR)).not.toContain(alertId);
  });

  it('is stopped by a claim in time, and a timer that was on its way does nothing', async () => {
    await look(NOW);
    await run((client) => claimAlert(client, act()));
    expect(await timer()).toBeNull();
    expect(await look(NOW + 10 * MINUTE)).toBe('stale');
    expect(await told()).toEqual(['escalation: on duty']);
  });

  it('begins anew when a claim is released, and at once when it ends without an act', async () => {
    await run((client) => claimAlert(client, act()));
    await run((client) => releaseAlert(client, act({ version: 2 })));
    expect(await timer()).toBe(NOW);
    await look(NOW);
    await run((client) => claimAlert(client, act({ version: 3 })));
    const ended = NOW + 2 * HOUR;
    expect(await run((client) => endClaim(client, { alertId, now: ended }))).toBe('ended');
    expect(await timer()).toBe(ended);
    expect(await look(ended)).toBe('told');
    expect((await told()).toSorted()).toEqual(['claim-ended: team', 'escalation: on duty', 'escalation: on duty']);
  });

  it('goes on with the policy that it began with, and the next run takes the new one', async () => {
    await look(NOW);
    const policy: EscalationPolicy = {
      steps: [{ afterMs: 0, target: 'team', severities: ['red'] }],
      rounds: 1,
      answerMs: MINUTE,
    };
    const set = {
      teamId: on.scene.municipality.teamId,
      version: 0,
      policy,
      reason: 'Shorter',
      practitionerId: on.scene.municipality.colleague,
    };
    await run((client) => setEscalationPolicy(client, { ...set, now: NOW }));
    await expect(run((client) => setEscalationPolicy(client, { ...set, now: NOW }))).rejects.toMatchObject({
      refusal: 'version-moved-on',
    });
    await look(NOW + 10 * MINUTE);
    expect((await feed('alert-escalated')).map(({ policyVersion }) => policyVersion)).toEqual([0, 0]);
    await run((client) => claimAlert(client, act({ now: NOW + 11 * MINUTE })));
    await run((client) => releaseAlert(client, act({ version: 2, now: NOW + 11 * MINUTE })));
    await look(NOW + 11 * MINUTE);
    expect((await feed('alert-escalated')).at(-1)).toMatchObject({ policyVersion: 1, run: 2 });
    // The next scenes play with the standard again.
    await on.db.pool.query('delete from escalation_policy');
  });

  it('restarts with the policy of the team that receives the episode', async () => {
    await look(NOW);
    const handoverId = randomUUID();
    await run((client) =>
      offerHandover(client, {
        handoverId,
        episodeId: on.episodeId,
        toTeamId: on.scene.lung.teamId,
        isbar,
        deadlineAt: NOW + 2 * HOUR,
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
      }),
    );
    await run((client) =>
      acceptHandover(client, {
        handoverId,
        version: 1,
        readBack: { ...readBack, redAlertIds: [alertId] },
        practitionerId: on.scene.lung.nurse,
        now: NOW + MINUTE,
      }),
    );
    expect(await timer()).toBe(NOW + MINUTE);
    expect(await look(NOW + MINUTE)).toBe('told');
    // Nobody of the lung clinic is on duty: the step is skipped, and the clinic hears in the same instant.
    expect(await told()).toEqual(['escalation: on duty', 'escalation: lung']);
    expect((await feed('alert-escalated')).at(-1)).toMatchObject({ skipped: [{ reason: 'nobody-on-duty' }] });
  });

  it('is held while a pause hides the alert, and goes on at its end without an act', async () => {
    const endsAt = NOW + 3 * HOUR;
    await look(NOW);
    await run((client) =>
      setPause(client, {
        pauseId: randomUUID(),
        episodeId: on.episodeId,
        scope: { type: 'episode' },
        includesRed: true,
        reason: 'hospital',
        note: 'At the ward',
        startsAt: null,
        endsAt,
        practitionerId: on.scene.municipality.nurse,
        now: NOW + MINUTE,
      }),
    );
    expect(await look(NOW + 10 * MINUTE)).toBe('waiting');
    expect(await timer()).toBe(endsAt);
    expect(await look(endsAt)).toBe('told');
    expect(await told()).toEqual(['escalation: on duty', 'escalation: on duty']);
  });

  it('that was never begun is found by the sweep', async () => {
    await on.db.pool.query('delete from escalation where alert_id = $1', [alertId]);
    expect(await readOverdueEscalations(on.db.pool, NOW + MINUTE)).toContain(alertId);
    expect(await look(NOW + 5 * MINUTE)).toBe('told');
    expect(await readOverdueEscalations(on.db.pool, NOW + 6 * MINUTE)).not.toContain(alertId);
  });
});

describe('a claim that ends soon', () => {
  it('is told to who has it, once for each end', async () => {
    await run((client) => claimAlert(client, act()));
    const at = NOW + 105 * MINUTE;
    expect(await timer('claim-reminder')).toBe(at);
    const remind = (now: number) => run((client) => remindOfClaim(client, { alertId, now }));
    expect(await remind(at - 1)).toBe('early');
    expect(await remind(at)).toBe('reminded');
    expect(await remind(at + MINUTE)).toBe('stale');
    expect(await told()).toEqual(['claim-reminder: on duty']);
    await run((client) => releaseAlert(client, act({ version: 2, now: at + MINUTE })));
    expect(await timer('claim-reminder')).toBeNull();
    expect(await remind(at + 2 * MINUTE)).toBe('stale');
  });
});

describe('a notification', () => {
  it('is marked by each person for himself or herself, and nobody marks another’s', async () => {
    await look(NOW);
    await look(NOW + 10 * MINUTE);
    const { rows } = await on.db.pool.query('select id from notification where alert_id = $1 order by at', [alertId]);
    const [toNurse, toTeam] = rows.map(({ id }) => id);
    const seen = (practitionerId: string, ...notificationIds: string[]) =>
      run((client) => markSeen(client, { notificationIds, practitionerId, now: NOW }));
    await seen(on.scene.municipality.colleague, toTeam);
    await expect(seen(on.scene.municipality.colleague, toTeam, toNurse)).rejects.toMatchObject({ code: 'not-found' });
    await seen(on.scene.municipality.nurse, toTeam, toNurse);
    await expect(seen(on.scene.lung.nurse, toTeam)).rejects.toMatchObject({ refusal: 'no-such-notification' });
    const marks = await on.db.pool.query('select 1 from notification_seen where notification_id = any ($1)', [
      [toNurse, toTeam],
    ]);
    expect(marks.rowCount).toBe(3);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEADLINE, NOW, oneHandoverEach } from '../../test/oneHandoverEach.ts';
import { addAlert, HOUR, readBack, START } from '../../test/scene.ts';
import { claimAlert, releaseAlert } from '../alert/act.ts';
import { endEpisode } from '../episode.ts';
import { verifyResponsibility } from '../verify/verify.ts';
import { callOffHandover } from './act.ts';
import { offerReturn } from './offerReturn.ts';
import { readOverdueHandovers } from './overdue.ts';
import { remindOfHandover } from './remind.ts';
import { reviewHandover } from './review.ts';
import { takeEffect } from './takeEffect.ts';
import { takeOverInEmergency } from './takeOver.ts';

const EFFECT = NOW + 48 * HOUR;
/** The last instant of any test here. */
const LATER = NOW + 400 * HOUR;

const on = oneHandoverEach(30, { verifiedAt: LATER, offered: { effectiveAt: EFFECT } });
const { offer, accept } = on;

const callOff = (handoverId: string, change: object = {}) =>
  on.database.transaction((client) =>
    callOffHandover(client, {
      handoverId,
      version: 2,
      practitionerId: on.scene.municipality.nurse,
      now: NOW + 2 * HOUR,
      reason: 'She is staying',
      ...change,
    }),
  );
const effect = (handoverId: string, now = EFFECT) =>
  on.database.transaction((client) => takeEffect(client, { handoverId, now }));
const claim = (alertId: string, practitionerId: string, now: number, version = 1) =>
  on.database.transaction((client) => claimAlert(client, { alertId, version, practitionerId, now }));
const takeOver = (change: object = {}) =>
  on.database.transaction((client) =>
    takeOverInEmergency(client, {
      handoverId: randomUUID(),
      episodeId: on.episodeId,
      teamId: on.scene.lung.teamId,
      reason: 'Came in by ambulance',
      illnessSeverity: 'unstable',
      firstAction: 'Admitted',
      practitionerId: on.scene.lung.nurse,
      now: NOW + 2 * HOUR,
      ...change,
    }),
  );

async function periods(): Promise<{ team: string; from: number; until: number | null }[]> {
  const { rows } = await on.db.pool.query<{ team: string; from: Date; until: Date | null }>(
    `select team.name as team, lower(period) as from, upper(period) as until
     from responsibility join team on team.id = team_id where episode_id = $1 order by 2`,
    [on.episodeId],
  );
  return rows.map(({ team, from, until }) => ({ team, from: from.getTime(), until: until?.getTime() ?? null }));
}
async function lastChange(kind: string) {
  const { rows } = await on.db.pool.query(
    'select occurred_at as at, data, handover_id as "handoverId", team_id as "teamId" from change where episode_id = $1 and kind = $2 order by seq desc limit 1',
    [on.episodeId, kind],
  );
  return rows[0];
}
async function record(handoverId: string) {
  const { rows } = await on.db.pool.query('select * from handover where id = $1', [handoverId]);
  return rows[0];
}
async function timersOf(handoverId: string): Promise<Record<string, number>> {
  const { rows } = await on.db.pool.query<{ key: string; run_at: Date }>(
    `select key, run_at from graphile_worker.jobs where key like '%:' || $1`,
    [handoverId],
  );
  return Object.fromEntries(rows.map(({ key, run_at }) => [key.split(':')[0] ?? '', run_at.getTime()]));
}

const HOME = 'Hjemmeoppfølging';
const LUNG = 'Lungepoliklinikken';

describe('a handover for a later time', () => {
  it('is accepted now and passes at its time, to the instant, whether or not a timer runs', async () => {
    const { id } = await offer();
    await accept(id);
    expect(await record(id)).toMatchObject({ status: 'scheduled', version: 2 });
    expect(await periods()).toEqual([
      { team: HOME, from: START, until: EFFECT },
      { team: LUNG, from: EFFECT, until: null },
    ]);
    expect(await timersOf(id)).toEqual({ 'handover-effect': EFFECT });
    for (const now of [NOW + HOUR, EFFECT]) {
      expect(await verifyResponsibility(on.database, { now })).toMatchObject({ verified: true });
    }
    // A millisecond before, the sender acts and the receiver does not; from the instant on it is the other way round.
    const [first, second] = [
      await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'yellow', at: NOW }),
      await addAlert(on.db.pool, {
        episodeId: on.episodeId,
        severity: 'yellow',
        at: NOW,
        ruleId: 'saturation-missing',
      }),
    ];
    await expect(claim(first, on.scene.lung.nurse, EFFECT - 1)).rejects.toMatchObject({
      refusal: 'not-the-accountable-team',
    });
    await claim(first, on.scene.municipality.nurse, EFFECT - 1);
    await expect(claim(second, on.scene.municipality.nurse, EFFECT)).rejects.toMatchObject({
      refusal: 'not-the-accountable-team',
    });
    await claim(second, on.scene.lung.nurse, EFFECT);
    // That act has first done what the late timer had left undone: the sender's claim is released, and the feed tells of the move.
    const { rows } = await on.db.pool.query('select status from alert where id = $1', [first]);
    expect(rows).toEqual([{ status: 'open' }]);
    expect(await lastChange('responsibility-began')).toMatchObject({ at: new Date(EFFECT), handoverId: id });
    expect(await effect(id, EFFECT + 5)).toBe('stale');
  });

  it('tells both teams which red alerts have opened since, and no read-back has named', async () => {
    const known = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW });
    const { id } = await offer();
    await accept(id, { readBack: { ...readBack, redAlertIds: [known] } });
    const unknown = await addAlert(on.db.pool, {
      episodeId: on.episodeId,
      severity: 'red',
      at: NOW + 5 * HOUR,
      ruleId: 'saturation-missing',
    });
    expect(await effect(id, EFFECT - 1)).toBe('early');
    expect(await effect(id)).toBe('took-effect');
    expect(await record(id)).toMatchObject({
      status: 'accepted',
      version: 3,
      red_alerts_since_acceptance: [unknown],
      decided_at: new Date(NOW + HOUR),
    });
    expect((await lastChange('handover-took-effect')).data).toMatchObject({ redAlertIds: [unknown] });
    await claim(unknown, on.scene.lung.nurse, EFFECT + 1);
  });

  it.each([
    ['sender', () => on.scene.municipality],
    ['receiver', () => on.scene.lung],
  ] as const)('is called off by the %s before its time, with a reason', async (_name, side) => {
    const { id } = await offer();
    await accept(id);
    await callOff(id, { practitionerId: side().nurse });
    expect(await periods()).toEqual([{ team: HOME, from: START, until: null }]);
    expect(await record(id)).toMatchObject({ status: 'called-off', called_off_reason: 'She is staying' });
    expect(await timersOf(id)).toEqual({});
    expect((await lastChange('handover-called-off')).teamId).toBe(side().teamId);
    expect(await effect(id)).toBe('stale');
    // And another may be offered.
    await offer({ handoverId: randomUUID(), now: NOW + 2 * HOUR });
  });

  it('is not called off once its time has come, also when the timer is late', async () => {
    const { id } = await offer();
    await accept(id);
    await expect(callOff(id, { now: EFFECT })).rejects.toMatchObject({
      refusal: 'already-in-effect',
      code: 'conflict',
    });
    await expect(callOff(id, { practitionerId: on.scene.heart.nurse })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('lets one of two win that call it off at once', async () => {
    const { id } = await offer();
    await accept(id);
    const both = await Promise.allSettled([callOff(id), callOff(id, { practitionerId: on.scene.lung.nurse })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
  });

  it('stands in the way of another offer and of the end, until its time', async () => {
    const { id } = await offer();
    await accept(id);
    await expect(offer({ now: NOW + 2 * HOUR })).rejects.toMatchObject({ refusal: 'handover-already-open' });
    const end = (practitionerId: string, now: number) =>
      on.database.transaction((client) => endEpisode(client, { episodeId: on.episodeId, practitionerId, now }));
    await expect(end(on.scene.municipality.nurse, EFFECT - 1)).rejects.toMatchObject({
      refusal: 'handover-already-open',
    });
    await end(on.scene.lung.nurse, EFFECT + 1);
  });

  it('is found by the sweep when the queue has lost its timer', async () => {
    const { id } = await offer();
    await accept(id);
    expect(await readOverdueHandovers(on.db.pool, EFFECT)).not.toContainEqual({ id, status: 'scheduled' });
    expect(await readOverdueHandovers(on.db.pool, EFFECT + 1)).toContainEqual({ id, status: 'scheduled' });
    const late = async () => (await verifyResponsibility(on.database, { now: LATER })) as { effectsLate: number };
    const { effectsLate } = await late();
    expect(effectsLate).toBeGreaterThan(0);
    await effect(id);
    expect(await late()).toMatchObject({ effectsLate: effectsLate - 1 });
  });

  it('may be temporary as well, and is then offered back', async () => {
    const returnAt = EFFECT + 100 * HOUR;
    const { id } = await offer({ returnAt });
    await accept(id);
    await effect(id);
    expect(await timersOf(id)).toMatchObject({ 'handover-return': returnAt });
    expect(await on.database.transaction((client) => offerReturn(client, { handoverId: id, now: returnAt }))).toBe(
      'offered',
    );
  });

  it('leaves a claim that was made before with nobody in between: a claim of the sender cannot be released by it after', async () => {
    const alertId = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'yellow', at: NOW });
    const { id } = await offer();
    await accept(id);
    await claim(alertId, on.scene.municipality.nurse, EFFECT - 1);
    const release = on.database.transaction((client) =>
      releaseAlert(client, { alertId, version: 2, practitionerId: on.scene.municipality.nurse, now: EFFECT + 1 }),
    );
    await expect(release).rejects.toMatchObject({ refusal: 'not-the-accountable-team' });
  });

  it('is not passed backwards by a machine whose clock is behind', async () => {
    const { id } = await offer({ effectiveAt: null });
    await accept(id);
    const alertId = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'yellow', at: NOW });
    // The acceptance is stamped later than this act's own clock, and has happened all the same.
    await expect(claim(alertId, on.scene.municipality.nurse, NOW + HOUR - 300)).rejects.toMatchObject({
      refusal: 'not-the-accountable-team',
    });
  });
});

describe('a reminder', () => {
  it('is set with the offer, given once to the receiving team, and not after an answer', async () => {
    const { id } = await offer();
    expect(await timersOf(id)).toEqual({ 'handover-expiry': DEADLINE, 'handover-reminder': DEADLINE - 45 * 60_000 });
    const remind = (now: number) =>
      on.database.transaction((client) => remindOfHandover(client, { handoverId: id, now }));
    expect(await remind(DEADLINE - 45 * 60_000)).toBe('reminded');
    expect(await remind(DEADLINE - 44 * 60_000)).toBe('stale');
    expect(await lastChange('handover-reminder')).toMatchObject({ handoverId: id, teamId: on.scene.lung.teamId });
    expect(
      await on.database.transaction((client) => remindOfHandover(client, { handoverId: randomUUID(), now: NOW })),
    ).toBe('stale');
    // The version is as it was: who had the form open can still send it.
    await accept(id);
    expect(await remind(DEADLINE - 1)).toBe('stale');
  });
});

describe('a take-over in an emergency', () => {
  /** The lung clinic has followed the patient before, and so may see her. */
  async function knownToLung() {
    const { id } = await offer({ effectiveAt: null });
    await accept(id);
    const back = { practitionerId: on.scene.lung.nurse, toTeamId: on.scene.municipality.teamId, effectiveAt: null };
    const { id: backId } = await offer({ ...back, now: NOW + HOUR + 1, deadlineAt: DEADLINE + HOUR });
    await accept(backId, { practitionerId: on.scene.municipality.nurse, now: NOW + HOUR + 2 });
  }

  it('is not stopped by an hour in which nobody would act on red, but has it on record', async () => {
    await knownToLung();
    const hours = (openingHours: object) =>
      on.db.pool.query('update declaration set opening_hours = $2 where team_id = $1', [
        on.scene.lung.teamId,
        JSON.stringify(openingHours),
      ]);
    const office = { timeZone: 'Europe/Oslo', holidays: 'closed', exceptions: [] };
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
    await hours({ ...office, kind: 'weekly', week: [{ days, from: '08:00', until: '15:30' }] });
    try {
      await takeOver();
      expect((await lastChange('handover-taken-over')).data).toMatchObject({
        uncovered: {
          teamId: on.scene.lung.teamId,
          why: 'week',
          localFrom: expect.stringMatching(/^\d\d:\d\d$/),
          patients: expect.any(Number),
        },
      });
    } finally {
      await hours({ kind: 'always' });
    }
  });

  it('moves everything at once, with every open alert, and asks the former team for its word', async () => {
    await knownToLung();
    const red = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW + HOUR });
    await claim(red, on.scene.municipality.nurse, NOW + HOUR + 10);
    const handover = await takeOver();
    expect((await periods()).at(-1)).toEqual({ team: LUNG, from: NOW + 2 * HOUR, until: null });
    expect(await record(handover.id)).toMatchObject({
      kind: 'emergency',
      status: 'accepted',
      decision_reason: 'Came in by ambulance',
      read_back: { redAlertIds: [red], firstAction: 'Admitted' },
    });
    await claim(red, on.scene.lung.nurse, NOW + 3 * HOUR, 3);
    const review = (practitionerId: string, version = 1) =>
      on.database.transaction((client) =>
        reviewHandover(client, {
          handoverId: handover.id,
          version,
          verdict: 'disagreed',
          text: 'We were on our way',
          practitionerId,
          now: NOW + 4 * HOUR,
        }),
      );
    await expect(review(on.scene.lung.nurse)).rejects.toMatchObject({ code: 'forbidden' });
    await review(on.scene.municipality.nurse);
    expect(await record(handover.id)).toMatchObject({ version: 2, review_verdict: 'disagreed' });
    await expect(review(on.scene.municipality.colleague, 2)).rejects.toMatchObject({
      refusal: 'review-already-answered',
    });
    expect((await lastChange('handover-reviewed')).data).toMatchObject({ verdict: 'disagreed' });
  });

  it('is refused to a team that may not see the patient, as if there were none', async () => {
    await expect(takeOver()).rejects.toMatchObject({ code: 'not-found' });
    expect(await periods()).toHaveLength(1);
  });

  it('ends an open offer, and a scheduled handover with its boundary', async () => {
    const { id: open } = await offer({ effectiveAt: null });
    await takeOver();
    expect(await record(open)).toMatchObject({ status: 'superseded', decided_by: on.scene.lung.nurse });
    expect(await timersOf(open)).toEqual({});
  });

  it('takes back the boundary of a scheduled handover', async () => {
    const { id } = await offer();
    await accept(id);
    await takeOver();
    expect(await periods()).toEqual([
      { team: HOME, from: START, until: NOW + 2 * HOUR },
      { team: LUNG, from: NOW + 2 * HOUR, until: null },
    ]);
    expect(await record(id)).toMatchObject({ status: 'superseded', called_off_by: on.scene.lung.nurse });
    expect(await effect(id)).toBe('stale');
  });

  it('of an episode whose scheduled handover has just passed is told that the team has it already', async () => {
    const { id } = await offer();
    await accept(id);
    await expect(takeOver({ now: EFFECT + 1 })).rejects.toMatchObject({ refusal: 'to-the-same-team' });
    expect(await record(id)).toMatchObject({ status: 'scheduled' });
  });
});

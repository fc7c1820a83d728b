import { randomUUID } from 'node:crypto';
import { CLAIM_MS } from '@samvakt/care';
import { beforeEach, describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { addAlert, HOUR, START } from '../../test/scene.ts';
import { addAlertNote, claimAlert, endClaim, releaseAlert, resolveAlert } from './act.ts';

const on = oneEpisodeEach(20);
let alertId: string;
const NOW = START + HOUR;

beforeEach(async () => {
  alertId = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: START });
});

const act = (change: object = {}) => ({
  alertId,
  version: 1,
  practitionerId: on.scene.municipality.nurse,
  now: NOW,
  ...change,
});
const claim = (change: object = {}) => on.database.transaction((client) => claimAlert(client, act(change)));

async function stored() {
  const { rows } = await on.db.pool.query(
    'select status, version, claimed_by, claimed_at, resolved_by, resolved_at, outcome from alert where id = $1',
    [alertId],
  );
  return rows[0];
}
async function timer() {
  const { rows } = await on.db.pool.query('select run_at from graphile_worker.jobs where key = $1', [
    `claim-end:${alertId}`,
  ]);
  return rows;
}
async function told() {
  const { rows } = await on.db.pool.query(
    'select kind, practitioner_id, team_id, data from change where alert_id = $1 order by seq',
    [alertId],
  );
  return rows;
}

describe('an act on an alert', () => {
  it('claims it in the name of a person and tells the feed', async () => {
    await claim();
    expect(await stored()).toMatchObject({
      status: 'claimed',
      version: 2,
      claimed_by: on.scene.municipality.nurse,
      claimed_at: new Date(NOW),
    });
    expect(await told()).toEqual([
      {
        kind: 'alert-claimed',
        practitioner_id: on.scene.municipality.nurse,
        team_id: on.scene.municipality.teamId,
        data: { ruleId: 'saturation-low', severity: 'red' },
      },
    ]);
  });

  it('by a colleague is refused with the name of who has it, until it is released', async () => {
    await claim();
    const colleague = { version: 2, practitionerId: on.scene.municipality.colleague };
    await expect(claim(colleague)).rejects.toMatchObject({
      code: 'conflict',
      refusal: 'claimed-by-another',
      reason: expect.stringContaining('Kari Berg'),
    });
    await on.database.transaction((client) => releaseAlert(client, act(colleague)));
    expect(await stored()).toMatchObject({ status: 'open', claimed_by: null, claimed_at: null });
    await claim({ ...colleague, version: 3 });
    expect(await stored()).toMatchObject({ status: 'claimed', claimed_by: on.scene.municipality.colleague });
  });

  it('by two people in the same instant: one has it, the other hears who', async () => {
    const both = await Promise.allSettled([claim(), claim({ practitionerId: on.scene.municipality.colleague })]);
    const lost = both.find((one) => one.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'conflict', reason: expect.stringMatching(/Kari Berg|Per Lie/) });
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  it('pressed twice changes nothing the second time', async () => {
    await claim();
    await claim({ version: 2 });
    expect(await stored()).toMatchObject({ version: 2 });
    expect(await told()).toHaveLength(1);
  });

  it('closes it with outcome and note', async () => {
    await claim();
    await on.database.transaction((client) =>
      resolveAlert(client, { ...act({ version: 2 }), outcome: 'no-action-needed', note: 'The sensor had slipped' }),
    );
    expect(await stored()).toMatchObject({
      status: 'resolved',
      version: 3,
      resolved_by: on.scene.municipality.nurse,
      resolved_at: new Date(NOW),
      outcome: 'no-action-needed',
    });
    const { rows } = await on.db.pool.query('select text, written_by from alert_note where alert_id = $1', [alertId]);
    expect(rows).toEqual([{ text: 'The sensor had slipped', written_by: on.scene.municipality.nurse }]);
    expect((await told()).at(-1)).toMatchObject({ kind: 'alert-resolved', data: { outcome: 'no-action-needed' } });
  });

  it('without a note where one is demanded is refused, and nothing is written', async () => {
    await expect(
      on.database.transaction((client) => resolveAlert(client, { ...act(), outcome: 'no-action-needed' })),
    ).rejects.toMatchObject({ code: 'unprocessable', refusal: 'note-missing' });
    expect(await stored()).toMatchObject({ status: 'open', version: 1 });
  });

  it('that is closed says by whom; a note may still be added', async () => {
    await on.database.transaction((client) => resolveAlert(client, { ...act(), outcome: 'contacted-patient' }));
    await expect(claim({ version: 2 })).rejects.toMatchObject({
      refusal: 'already-resolved',
      reason: expect.stringContaining('Kari Berg'),
    });
    await on.database.transaction((client) =>
      addAlertNote(client, {
        alertId,
        practitionerId: on.scene.municipality.colleague,
        now: NOW,
        text: 'She called back',
      }),
    );
    expect(await told()).toMatchObject([{ kind: 'alert-resolved' }, { kind: 'alert-noted' }]);
  });

  describe('a note that is sent again, because its answer was lost,', () => {
    const noteId = randomUUID();
    const note = (change: object = {}) =>
      on.database.transaction((client) => addAlertNote(client, { ...act(), noteId, text: 'Called her', ...change }));
    const notes = async (id = noteId) =>
      (await on.db.pool.query('select text, written_at from alert_note where id = $1', [id])).rows;

    it('stands once, is told once, and puts the claim off once; with other words, or of somebody else, it is refused', async () => {
      await claim();
      await note();
      const other = await addAlert(on.db.pool, {
        episodeId: on.episodeId,
        severity: 'red',
        at: START,
        ruleId: 'another',
      });
      await note({ now: NOW + HOUR });
      for (const change of [
        { text: 'No answer' },
        { practitionerId: on.scene.municipality.colleague },
        { alertId: other },
      ])
        await expect(note(change)).rejects.toMatchObject({ code: 'unprocessable', refusal: 'id-of-another' });
      expect(await notes()).toEqual([{ text: 'Called her', written_at: new Date(NOW) }]);
      expect(await told()).toMatchObject([{ kind: 'alert-claimed' }, { kind: 'alert-noted' }]);
      expect(await timer()).toEqual([{ run_at: new Date(NOW + CLAIM_MS) }]);
    });

    it('in the same instant stands once; under one id on two alerts in the same instant, on one of them', async () => {
      const [same, one] = [randomUUID(), randomUUID()];
      await Promise.all([note({ noteId: same }), note({ noteId: same })]);
      expect(await notes(same)).toHaveLength(1);
      const other = await addAlert(on.db.pool, {
        episodeId: on.scene.episodeIds.at(-1) ?? '',
        severity: 'red',
        at: START,
      });
      const both = await Promise.allSettled([note({ noteId: one }), note({ noteId: one, alertId: other })]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { refusal: 'id-of-another' } });
      expect(await notes(one)).toHaveLength(1);
    });
  });

  it('of another team is forbidden; of no alert is not found', async () => {
    await expect(claim({ practitionerId: on.scene.lung.nurse })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(claim({ alertId: on.scene.lung.nurse })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('ends a claim that was not acted upon, once, and says why', async () => {
    await claim();
    const end = (now: number) => on.database.transaction((client) => endClaim(client, { alertId, now }));
    expect(await timer()).toEqual([{ run_at: new Date(NOW + CLAIM_MS) }]);
    await on.database.transaction((client) =>
      addAlertNote(client, { ...act({ now: NOW + HOUR }), text: 'No answer yet' }),
    );
    expect(await timer()).toEqual([{ run_at: new Date(NOW + HOUR + CLAIM_MS) }]);
    expect(await end(NOW + CLAIM_MS)).toBe('early');
    expect(await end(NOW + HOUR + CLAIM_MS)).toBe('ended');
    expect(await end(NOW + HOUR + CLAIM_MS)).toBe('stale');
    expect(await stored()).toMatchObject({ status: 'open', version: 3, claimed_by: null });
    expect((await told()).at(-1)).toEqual({
      kind: 'alert-released',
      practitioner_id: null,
      team_id: on.scene.municipality.teamId,
      data: {
        ruleId: 'saturation-low',
        severity: 'red',
        reason: 'claim-ended',
        claimedBy: on.scene.municipality.nurse,
      },
    });
  });

  it('leaves no timer of a claim that was released or closed, and a timer of no alert does nothing', async () => {
    await claim();
    await on.database.transaction((client) => releaseAlert(client, act({ version: 2 })));
    expect(await timer()).toEqual([]);
    await claim({ version: 3 });
    await on.database.transaction((client) =>
      resolveAlert(client, { ...act({ version: 4 }), outcome: 'contacted-patient' }),
    );
    expect(await timer()).toEqual([]);
    expect(await on.database.transaction((client) => endClaim(client, { alertId: on.episodeId, now: NOW }))).toBe(
      'stale',
    );
  });

  it('counts the memberships of this moment', async () => {
    await on.db.pool.query('delete from team_membership where practitioner_id = $1', [on.scene.heart.nurse]);
    await expect(claim({ practitionerId: on.scene.heart.nurse })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('by nobody that exists is a fault of the caller, not a refusal', async () => {
    await expect(claim({ practitionerId: on.episodeId })).rejects.toThrow('there is no practitioner');
  });
});

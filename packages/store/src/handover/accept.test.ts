import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEADLINE, NOW, oneHandoverEach } from '../../test/oneHandoverEach.ts';
import { addAlert, HOUR, readBack, START, untilWaiting } from '../../test/scene.ts';
import { claimAlert } from '../alert/act.ts';
import type { Queryable } from '../database.ts';
import type { ActRefused } from '../refused.ts';

const on = oneHandoverEach(11);
const { offer, accept, withdraw, accountable, changes, jobs } = on;

describe('an acceptance', () => {
  it('moves responsibility and releases the claims at one instant, and tells both', async () => {
    const red = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW });
    await on.database.transaction((client) =>
      claimAlert(client, { alertId: red, version: 1, practitionerId: on.scene.municipality.nurse, now: NOW }),
    );
    const { id } = await offer();
    const accepted = await accept(id, { readBack: { ...readBack, redAlertIds: [red] } });
    expect(accepted).toMatchObject({ status: 'accepted', version: 2, decided: { by: 'Ola Dahl', at: NOW + HOUR } });
    const { rows: periods } = await on.db.pool.query(
      'select team_id, lower(period) as since, upper(period) as until, handover_id from responsibility where episode_id = $1 order by since',
      [on.episodeId],
    );
    expect(periods).toEqual([
      { team_id: on.scene.municipality.teamId, since: new Date(START), until: new Date(NOW + HOUR), handover_id: null },
      { team_id: on.scene.lung.teamId, since: new Date(NOW + HOUR), until: null, handover_id: id },
    ]);
    const { rows: alerts } = await on.db.pool.query('select status, claimed_by, version from alert where id = $1', [
      red,
    ]);
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
    const red = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: NOW });
    await expect(accept(id)).rejects.toMatchObject({ code: 'unprocessable', refusal: 'red-alert-not-taken-over' });
    await expect(accept(id, { readBack: { ...readBack, redAlertIds: [red, randomUUID()] } })).rejects.toMatchObject({
      refusal: 'not-an-open-red-alert',
    });
    expect(await accountable()).toEqual([on.scene.municipality.teamId]);
    await accept(id, { readBack: { ...readBack, redAlertIds: [red] } });
    expect(await accountable()).toEqual([on.scene.lung.teamId]);
  });

  it.each<[string, (client: Queryable, yellow: string) => Promise<unknown>]>([
    [
      'opens a red alert',
      (client) => addAlert(client, { episodeId: on.episodeId, severity: 'red', at: NOW, ruleId: 'another-rule' }),
    ],
    ['raises a yellow one', (client, id) => client.query(`update alert set severity = 'red' where id = $1`, [id])],
  ])('waits for a reading that is being judged and %s, and then sees it', async (_name, judge) => {
    const yellow = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'yellow', at: NOW });
    const { id } = await offer();
    const ingest = await on.db.pool.connect();
    try {
      await ingest.query('begin');
      await ingest.query('select from triage_state where episode_id = $1 for update', [on.episodeId]);
      await judge(ingest, yellow);
      const refused = expect(accept(id)).rejects.toMatchObject({ refusal: 'red-alert-not-taken-over' });
      await untilWaiting(on.db.pool);
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
    expect(await accountable()).toEqual([on.scene.municipality.teamId]);
  });

  it('by the sender or a third team is refused', async () => {
    const { id } = await offer();
    for (const practitionerId of [on.scene.municipality.nurse, on.scene.heart.nurse]) {
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
        ? ['accepted', 'Ola Dahl', on.scene.lung]
        : ['withdrawn', 'Kari Berg', on.scene.municipality];
    expect(refusal.reason).toContain(`was ${won[0]} by ${won[1]}`);
    expect(await accountable()).toEqual([(won[2] as { teamId: string }).teamId]);
  });
});

import { randomUUID } from 'node:crypto';
import { type DeviceReading, encode, measurementsTopic } from '@samvakt/contract';
import type { FollowedPatient } from '@samvakt/harness';
import { explainAlert, readWorklist, rebuildTriage, resolveAlert } from '@samvakt/store';
import { expect, test } from 'vitest';
import { HOUR, NOW, oneWireEach } from '../test/oneWireEach.ts';

/*
 * What triage remembers of a patient cannot be read: a fault of ours, or of a disk. What the patient sends is set aside, for nobody can judge it, and the patient is not
 * shown as well behind it.
 */

const on = oneWireEach(20);

async function send(patient: FollowedPatient, value: number, effectiveAt: number): Promise<void> {
  const queue = randomUUID();
  const reading: DeviceReading = { metric: 'oxygen-saturation', effectiveAt, value, unit: '%' };
  const gateway = await on.gatewayOf(patient);
  const payload = encode({ queue, number: 1, sentAt: effectiveAt, readings: [reading] });
  await gateway.publishAsync(measurementsTopic(patient.deviceId), payload, { qos: 1 });
  await expect.poll(() => rows('select 1 from message where queue = $1', queue)).toHaveLength(1);
}

const rows = async (text: string, ...values: unknown[]) => (await on.db.pool.query(text, values)).rows;
/** Past every trigger. */
async function asAdministrator(sql: string): Promise<void> {
  const own = await on.db.pool.connect();
  await own.query(`begin; set local session_replication_role = replica; ${sql}; commit`);
  own.release();
}
const stateOf = async ({ episodeId }: FollowedPatient): Promise<{ state: string; unjudgedSince: Date | null }> => {
  const [row] = await rows(
    'select state, unjudged_since as "unjudgedSince" from triage_state where episode_id = $1',
    episodeId,
  );
  return row;
};
const breakState = ({ episodeId }: FollowedPatient, state: string) =>
  rows('update triage_state set state = $2 where episode_id = $1', episodeId, state);
const saidOf = ({ episodeId }: FollowedPatient) =>
  rows(`select rule_id as rule, status from alert where episode_id = $1 order by opened_at, rule_id`, episodeId);
const lineOf = async ({ episodeId }: FollowedPatient, now: number) => {
  const [held] = await rows('select team_id as "teamId" from responsibility where episode_id = $1', episodeId);
  const lines = await readWorklist(on.db.pool, { teamIds: [held.teamId], now });
  return lines.find((line) => line.episodeId === episodeId);
};

test.each([
  ['no JSON at all', () => '{"format": 2, "tail": ['],
  ['of a format that is not known here', (state: string) => state.replace(/"format":\d+/, '"format":99')],
])(
  '%s: a red reading is set aside, and the patient is not known to be well until triage has been told',
  async (_, broken) => {
    const { patient } = on;
    const other = on.another();
    let now = NOW;
    const first = await on.startIngest({ now: () => now });
    await send(patient, 96, now);
    await first.stop();
    const { state: sound } = await stateOf(patient);
    await breakState(patient, broken(sound));

    now += HOUR;
    // A service that remembers the state goes on by what it remembers; one that begins must read it.
    await on.startIngest({ now: () => now });
    await send(patient, 70, now);
    await send(other, 70, now);
    expect(
      await rows('select reasons -> 0 ->> $2 as why from quarantine where device_id = $1', patient.deviceId, 'code'),
    ).toEqual([{ why: 'store-refused' }]);
    expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: now, alerts: [] });
    expect(await lineOf(other, now)).toMatchObject({ unjudgedSince: null, alerts: [{ severity: 'red' }] });
    const [heard] = await rows(
      `select episode_id as "episodeId" from change where kind = 'message-quarantined' and episode_id is not null and device_id = $1`,
      patient.deviceId,
    );
    expect(heard).toEqual({ episodeId: patient.episodeId });

    // Again, an hour later: it is not known since the first time.
    const since = now;
    now += HOUR;
    await send(patient, 71, now);
    expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: since });

    await breakState(patient, sound);
    now += HOUR;
    await send(patient, 97, now);
    expect(await saidOf(patient)).toEqual([{ rule: 'review:refused', status: 'open' }]);
    expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: null, alerts: [{ kind: 'review' }] });

    // Once it has been looked at, what comes says nothing of it any more.
    const [alert] = await rows('select id, version from alert where episode_id = $1', patient.episodeId);
    expect((await explainAlert(on.db.pool, alert.id))?.rerun.identical).toBe(true);
    const act = { alertId: alert.id, version: alert.version, practitionerId: on.practitionerId, now: now + HOUR };
    await on.database.transaction((client) => resolveAlert(client, { ...act, outcome: 'contacted-patient' }));
    now += 2 * HOUR;
    await send(patient, 97, now);
    expect(await saidOf(patient)).toEqual([{ rule: 'review:refused', status: 'resolved' }]);
  },
);

test('made anew from its history while ingest runs: a review stands for what was set aside, and what comes is judged again', async () => {
  const { patient } = on;
  let now = NOW;
  const first = await on.startIngest({ now: () => now });
  await send(patient, 96, now);
  await first.stop();
  await breakState(patient, '{"format": 3');
  now += HOUR;
  await on.startIngest({ now: () => now });
  await send(patient, 70, now);
  expect(await saidOf(patient)).toEqual([]);

  now += HOUR;
  const { episodeId } = patient;
  await on.database.transaction((client) =>
    rebuildTriage(client, { episodeId, by: 'A test', reason: 'A broken disk', evenIfReadable: false, now }),
  );
  expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: null, alerts: [{ kind: 'review' }] });
  now += HOUR;
  await send(patient, 69, now);
  expect(await lineOf(patient, now)).toMatchObject({ alerts: [{ severity: 'red' }, { kind: 'review' }] });
  for (const { id } of await rows('select id from alert where episode_id = $1', episodeId)) {
    expect((await explainAlert(on.db.pool, id))?.rerun.identical).toBe(true);
  }
});

test('the row is gone: nothing begins anew, the reading is set aside and somebody is asked, and a new follow-up begins by itself', async () => {
  const { patient } = on;
  const begins = on.another();
  const lose = ({ episodeId }: FollowedPatient) => rows('delete from triage_state where episode_id = $1', episodeId);
  let now = NOW;
  const first = await on.startIngest({ now: () => now });
  await send(patient, 70, now);
  const said = await saidOf(patient);
  expect(said).toMatchObject([{ status: 'open' }]);
  await first.stop();
  await lose(patient);
  await lose(begins);

  now += HOUR;
  await on.startIngest({ now: () => now });
  await send(patient, 96, now);
  await send(begins, 70, now);
  expect(await saidOf(patient)).toEqual(said);
  expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: now, alerts: [{ severity: 'red' }] });
  expect(await saidOf(begins)).toEqual(said);

  now += HOUR;
  const { episodeId } = patient;
  await on.database.transaction((client) =>
    rebuildTriage(client, { episodeId, by: 'A test', reason: 'Half a restore', evenIfReadable: false, now }),
  );
  expect(await saidOf(patient)).toEqual([...said, { rule: 'review:refused', status: 'open' }]);
  for (const { id } of await rows('select id from alert where episode_id = $1', episodeId)) {
    expect((await explainAlert(on.db.pool, id))?.rerun.identical).toBe(true);
  }
});

test.each([
  [
    'limits',
    `insert into limits (episode_id, version, body, reason, set_at) select id, 1, '{}', 'Own', lower(period) from episode where id = $1`,
    'delete from limits where episode_id = $1',
    'limits_version',
  ],
  [
    'a pause',
    `insert into pause (id, episode_id, scope, includes_red, reason, note, set_by, set_at, starts_at, ends_at)
     select gen_random_uuid(), episode.id, '{"type": "of-later"}', true, 'holiday', 'A test', practitioner.id, lower(period), lower(period),
       lower(period) + interval '9 days' from episode, practitioner where episode.id = $1 limit 1`,
    'delete from pause where episode_id = $1',
    'pauses_version',
  ],
  [
    'the measuring plan',
    `insert into measuring_plan (episode_id, version, body, reason, set_by, set_at, without_replay)
     select episode.id, 1, '{"entries": 7}', 'Own', practitioner.id, lower(period), 'A test' from episode, practitioner where episode.id = $1 limit 1`,
    'delete from measuring_plan where episode_id = $1',
    'plan_version',
  ],
])(
  '%s of the patient’s own cannot be read: a red reading is set aside, the patient is unknown, others are judged, and somebody is asked',
  async (_, spoil, mend, version) => {
    const { patient } = on;
    const other = on.another();
    let now = NOW;
    await on.startIngest({ now: () => now });
    await send(patient, 96, now);
    const { episodeId } = patient;
    const told = (to: number | null) =>
      rows(
        `update triage_state set ${version} = $2 where episode_id = $1`,
        episodeId,
        to ?? (version === 'limits_version' ? null : 0),
      );
    await rows(spoil, episodeId);
    await told(1);

    now += HOUR;
    await send(patient, 70, now);
    await send(other, 70, now);
    expect(await saidOf(patient)).toEqual([]);
    expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: now });
    expect(await saidOf(other)).toMatchObject([{ status: 'open' }]);
    expect(
      await rows('select reasons -> 0 ->> $2 as why from quarantine where device_id = $1', patient.deviceId, 'code'),
    ).toEqual([{ why: 'store-refused' }]);

    await asAdministrator(mend.replace('$1', `'${episodeId}'`));
    await told(null);
    now += HOUR;
    await send(patient, 71, now);
    expect((await saidOf(patient)).map(({ rule }) => rule)).toContain('review:refused');
    expect(await lineOf(patient, now)).toMatchObject({
      unjudgedSince: null,
      alerts: [{ severity: 'red' }, { kind: 'review' }],
    });
  },
);

test('a second time within a day: a review that was closed between keeps none away', async () => {
  const { patient } = on;
  let now = NOW;
  const at = (hours: number) => {
    now = NOW + hours * HOUR;
    return now;
  };
  const broken = async (): Promise<string> => {
    const { state } = await stateOf(patient);
    await breakState(patient, '');
    return state;
  };
  const restarted = () => on.startIngest({ now: () => now });
  const first = await restarted();
  await send(patient, 96, now);
  await first.stop();
  const sound = await broken();
  const second = await restarted();
  await send(patient, 70, at(1));
  await breakState(patient, sound);
  await send(patient, 97, at(2));
  const [review] = await rows('select id, version from alert where episode_id = $1', patient.episodeId);
  const act = { alertId: review.id, version: review.version, practitionerId: on.practitionerId, now: at(3) };
  await on.database.transaction((client) => resolveAlert(client, { ...act, outcome: 'contacted-patient' }));
  await second.stop();

  const again = await broken();
  await restarted();
  await send(patient, 70, at(5));
  expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: now, alerts: [] });
  await breakState(patient, again);
  await send(patient, 97, at(6));
  expect(await saidOf(patient)).toEqual([
    { rule: 'review:refused', status: 'resolved' },
    { rule: 'review:refused', status: 'open' },
  ]);
  expect(await lineOf(patient, now)).toMatchObject({ unjudgedSince: null, alerts: [{ kind: 'review' }] });
  for (const { id } of await rows('select id from alert where episode_id = $1', patient.episodeId)) {
    expect((await explainAlert(on.db.pool, id))?.rerun.identical).toBe(true);
  }
});

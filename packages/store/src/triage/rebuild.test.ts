import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEVICE, oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';
import { endEpisode } from '../episode.ts';
import { ActRefused } from '../refused.ts';
import { verifyResponsibility } from '../verify/verify.ts';
import { applyTick } from './apply.ts';
import { createTriageMemory } from './memory.ts';
import { rebuildTriage, tryRebuild } from './rebuild.ts';
import { markUnjudged } from './unjudged.ts';
import { TriageUnreadable } from './unreadable.ts';

/*
 * What triage remembers of a patient is lost, and made anew from its history. Red below 90, a saturation is missing after 30 hours. That the history gives precisely what was
 * remembered, whatever happened and in whatever order, is held in outOfTurn.test.ts of every life there.
 */

const on = oneJudgedEpisodeEach(30);
const { receive, tick, close } = on;
/** By a service that remembers nothing. */
const ticked = (now: number) =>
  on.database.transaction((client) =>
    applyTick(client, { episodeId: on.episodeId, now, memory: createTriageMemory() }),
  );
const NOW = START + 40 * HOUR;
const WHO = { by: 'Drift, Fjordvik', reason: 'The disk was full' };

const rows = async (text: string, ...values: unknown[]) => (await on.db.pool.query(text, values)).rows;
const breakState = (state: string) =>
  rows('update triage_state set state = $2 where episode_id = $1', on.episodeId, state);
const stateOf = async (): Promise<string> =>
  (await rows('select state from triage_state where episode_id = $1', on.episodeId))[0]?.state;
const rebuild = (now = NOW, evenIfReadable = false) =>
  on.database.transaction((client) => rebuildTriage(client, { episodeId: on.episodeId, ...WHO, evenIfReadable, now }));
const look = (now = NOW) => on.database.transaction((client) => tryRebuild(client, { episodeId: on.episodeId, now }));
const told = () => rows(`select data from change where episode_id = $1 and kind = 'triage-rebuilt'`, on.episodeId);
const standing = async () =>
  (await on.alerts())
    .filter(({ status }) => status !== 'resolved')
    .map(({ ruleId, severity, cleared }) => [ruleId, severity, cleared])
    .toSorted();

const nurse = () => on.scene.municipality.nurse;
const plan = (now: number) => on.plan('14:00', 0, now);

/** Red has opened, been closed and come again; something was missing and came; own limits hold. */
beforeEach(async () => {
  await receive(85, { at: START + HOUR });
  await close(START + 2 * HOUR);
  await on.setLow(88, { now: START + 3 * HOUR });
  await receive(89, { at: START + 4 * HOUR });
  await tick(START + 34 * HOUR);
  await receive(86, { at: START + 35 * HOUR });
});

describe('what cannot be read', () => {
  test.each([
    ['is no JSON', () => '{"format": 3, "tail": [', 'it is no JSON'],
    ['is nothing', () => 'null', expect.any(String)],
    [
      'is of a format that is not known here',
      (state: string) => state.replace('"format":3', '"format":99'),
      expect.stringContaining('format'),
    ],
    ['lacks its parts', () => '{"format":3}', expect.any(String)],
    [
      'cannot be judged on',
      (state: string) =>
        state
          .replace(/"leaves":\[[^\]]*\]/g, '"leaves":[0,["x"]]')
          .replace(/"tail":\[.*?\](?=,"current")/, '"tail":[1]'),
      expect.any(String),
    ],
  ])('%s: acts are refused as such, and what is made anew is what was', async (_, broken, fault) => {
    const sound = await stateOf();
    const before = await on.alerts();
    expect(broken(sound)).not.toBe(sound);
    await breakState(broken(sound));
    for (const act of [() => close(NOW), () => on.pause(NOW), () => plan(NOW), () => ticked(NOW)]) {
      await expect(act()).rejects.toThrow(TriageUnreadable);
    }
    expect(await on.alerts()).toEqual(before);

    const made = await rebuild();
    expect(made).toMatchObject({ was: 'unreadable', fault, differs: null, unjudgedSince: null });
    expect(made.alerts).toEqual([{ ruleId: 'saturation-low', severity: 'red', what: 'as-it-was' }]);
    expect(await on.alerts()).toEqual(before);
    expect(await look()).toMatchObject({ was: 'readable', differs: false });
    expect(await told()).toEqual([{ data: { ...WHO, was: 'unreadable' } }]);

    // Late, and in its place: it was better meanwhile, so what came after it is another evidence of the same alert.
    await receive(95, { at: START + 34.5 * HOUR, receivedAt: NOW + 1000 });
    await close(NOW + 2000);
    await on.pause(NOW + 3000);
    await plan(NOW + 4000);
    await receive(80, { at: NOW + HOUR });
    await tick(NOW + 3 * HOUR);
    expect(await look(NOW + 3 * HOUR)).toMatchObject({ was: 'readable', differs: false });
    await on.expectAlerts('resolved', 'resolved', 'resolved', 'open');
    expect(await verifyResponsibility(on.database, { now: NOW + 3 * HOUR })).toMatchObject({ verified: true });
  });

  test('the timer is set again, and what was overdue meanwhile is found', async () => {
    const job = () =>
      rows(`select run_at as at from graphile_worker.jobs where key = $1`, `triage-tick:${on.episodeId}`);
    await rows('select graphile_worker.remove_job($1)', `triage-tick:${on.episodeId}`);
    await breakState('');
    await rebuild();
    expect(await job()).toEqual([{ at: new Date(START + 65 * HOUR) }]);
    await breakState('');
    const late = await rebuild(START + 70 * HOUR);
    expect(late.alerts).toContainEqual({ ruleId: 'saturation-missing', severity: 'yellow', what: 'opened' });
    await on.alertsJudgedAgain();
  });

  test('what came meanwhile and could not be judged asks for a review, once', async () => {
    await breakState('');
    await on.database.transaction((client) =>
      markUnjudged(client, [on.patientId], { deviceId: 'hub', now: NOW - HOUR }),
    );
    expect(await look()).toMatchObject({ unjudgedSince: NOW - HOUR });
    expect((await rebuild()).alerts).toContainEqual({ ruleId: 'review:refused', severity: 'yellow', what: 'opened' });
    expect(await standing()).toContainEqual(['review:refused', 'yellow', false]);
    expect(await rows('select unjudged_since as at from triage_state where episode_id = $1', on.episodeId)).toEqual([
      { at: null },
    ]);
    await receive(95, { at: NOW + HOUR });
    expect(await look(NOW + 2 * HOUR)).toMatchObject({ differs: false });
    await on.alertsJudgedAgain();
  });

  const GONE = [`device:${DEVICE}`, 'yellow', false];
  const MISSING = ['saturation-missing', 'yellow', false];
  test.each([
    ['is back', (now: number) => on.hear(true, { at: now })],
    ['is given back', on.giveBack],
  ])('hides what is missing behind a device that has gone, also when made anew, until it %s', async (_, back) => {
    await close(NOW);
    await on.lend(NOW);
    await on.hear(false, { at: NOW + HOUR });
    await breakState('');
    await rebuild(NOW + 2 * HOUR);
    await tick(NOW + 26 * HOUR);
    expect(await standing()).toEqual([GONE]);
    await breakState('');
    const made = await rebuild(NOW + 27 * HOUR);
    expect(made.alerts).toEqual([{ ruleId: `device:${DEVICE}`, severity: 'yellow', what: 'as-it-was' }]);
    await back(NOW + 28 * HOUR);
    expect(await standing()).toEqual([MISSING]);
    await breakState('');
    await rebuild(NOW + 29 * HOUR);
    expect(await standing()).toEqual([MISSING]);
    await on.alertsJudgedAgain();
  });

  test.each([
    ['by what comes when it can be read again', false],
    ['by a state that is made anew', true],
  ])('a second time on the day on which its review was closed asks for one again, told %s', async (_, isRebuilt) => {
    await close(NOW);
    const broke = async (at: number) => {
      await breakState('');
      await on.database.transaction((client) => markUnjudged(client, [on.patientId], { deviceId: 'hub', now: at }));
    };
    await broke(NOW + 2 * HOUR);
    await rebuild(NOW + 3 * HOUR);
    expect(await standing()).toEqual([['review:refused', 'yellow', false]]);
    await close(NOW + 4 * HOUR);
    expect(await standing()).toEqual([]);

    const second = NOW + 6 * HOUR;
    const told = NOW + 7 * HOUR;
    const sound = await stateOf();
    await broke(second);
    if (isRebuilt) {
      expect(await look(told)).toMatchObject({ unjudgedSince: second });
      expect(await rebuild(told)).toMatchObject({
        unjudgedSince: second,
        alerts: [{ ruleId: 'review:refused', severity: 'yellow', what: 'opened' }],
      });
    } else {
      await breakState(sound);
      await receive(95, { at: told });
    }
    expect(await standing()).toEqual([['review:refused', 'yellow', false]]);
    expect(await look(told + HOUR)).toMatchObject({ differs: false });
    await on.alertsJudgedAgain();
  });

  test('what a person has seen by closing the review since asks nobody again, and nobody is said to be asked', async () => {
    const mark = (now: number) =>
      on.database.transaction((client) => markUnjudged(client, [on.patientId], { deviceId: 'hub', now }));
    await close(NOW);
    await breakState('');
    await mark(NOW + HOUR);
    const open = [{ ruleId: 'review:refused', severity: 'yellow' }];
    expect(await rebuild(NOW + 2 * HOUR)).toMatchObject({ unjudgedSince: NOW + HOUR, alerts: open });
    // It stands open: that is who is asked.
    await mark(NOW + 3 * HOUR);
    await breakState('');
    expect(await rebuild(NOW + 4 * HOUR)).toMatchObject({ unjudgedSince: NOW + 3 * HOUR, alerts: open });

    await mark(NOW + 5 * HOUR);
    await close(NOW + 6 * HOUR);
    await breakState('');
    expect(await look(NOW + 7 * HOUR)).toMatchObject({ unjudgedSince: null, alerts: [] });
    expect(await rebuild(NOW + 7 * HOUR)).toMatchObject({ unjudgedSince: null, alerts: [] });
  });

  test('is the patient’s, and nothing of it is told', async () => {
    await breakState('{"format": 3, "Kari Nordmann": 85 og');
    const error = await ticked(NOW).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TriageUnreadable);
    expect(inspect(error, { depth: null })).toContain('it is no JSON');
    expect(inspect(error, { depth: null })).not.toMatch(/Kari|85 og/);
  });

  test('a row that is gone is made anew as well, with what judges from when', async () => {
    const kept =
      'select protocol_version, limits_version, setting_since, last_seen from triage_state where episode_id = $1';
    const before = await rows(kept, on.episodeId);
    await rows('delete from triage_state where episode_id = $1', on.episodeId);
    expect(await rebuild()).toMatchObject({ was: 'missing', fault: null, differs: null });
    expect(await rows(kept, on.episodeId)).toEqual(before);
    expect(await look()).toMatchObject({ was: 'readable', differs: false });
  });
});

describe('an alert', () => {
  const forget = (value: number) =>
    rows('delete from measurement where patient_id = $1 and value = $2', on.patientId, value);

  test('that the history does not give stays open beside it, until a person closes it', async () => {
    await forget(86);
    await breakState('');
    expect((await rebuild()).alerts).toEqual([
      { ruleId: 'saturation-low', severity: 'red', what: 'beside' },
      { ruleId: 'saturation-missing', severity: 'yellow', what: 'opened' },
    ]);
    expect(await standing()).toEqual([
      ['saturation-low', 'red', false],
      ['saturation-missing', 'yellow', false],
    ]);
    // What is better now, and time, do not end it.
    await receive(97, { at: NOW + HOUR });
    await tick(NOW + 2 * HOUR);
    expect(await standing()).toEqual([['saturation-low', 'red', false]]);
    await on.database.transaction((client) =>
      rebuildTriage(client, { episodeId: on.episodeId, ...WHO, evenIfReadable: true, now: NOW + 3 * HOUR }),
    );
    expect(await standing()).toEqual([['saturation-low', 'red', false]]);
    await close(NOW + 4 * HOUR);
    expect(await standing()).toEqual([]);
    await receive(85, { at: NOW + 5 * HOUR });
    expect(await standing()).toEqual([['saturation-low', 'red', false]]);
  });

  test('that is red stays red where the history gives less', async () => {
    await rows(`update alert set severity = 'red' where episode_id = $1 and status <> 'resolved'`, on.episodeId);
    await tick(START + 66 * HOUR);
    await rows(
      `update alert set severity = 'red' where episode_id = $1 and rule_id = 'saturation-missing' and status <> 'resolved'`,
      on.episodeId,
    );
    await breakState('');
    const made = await rebuild(START + 67 * HOUR);
    expect(made.alerts).toContainEqual({ ruleId: 'saturation-missing', severity: 'red', what: 'beside' });
    await receive(95, { at: START + 68 * HOUR });
    expect(await standing()).toContainEqual(['saturation-missing', 'red', false]);
  });

  test('that the history gives and nobody has is opened, with its escalation and its line', async () => {
    const [alert] = (await on.alerts()).filter(({ status }) => status === 'open');
    await rows('delete from escalation where alert_id = $1', alert?.id);
    await rows('delete from alert where id = $1', alert?.id);
    await breakState('');
    expect((await rebuild()).alerts).toEqual([{ ruleId: 'saturation-low', severity: 'red', what: 'opened' }]);
    expect(await standing()).toEqual([['saturation-low', 'red', false]]);
    await on.alertsJudgedAgain();
  });
});

describe('nothing is made anew', () => {
  test('where it can be read, unless that is asked for', async () => {
    const before = await stateOf();
    await expect(rebuild()).rejects.toMatchObject({ refusal: 'triage-readable' });
    expect(await stateOf()).toBe(before);
    expect(await rebuild(NOW, true)).toMatchObject({ was: 'readable', differs: false });
    expect(await told()).toEqual([{ data: { ...WHO, was: 'readable' } }]);
  });

  test('by a look at what would come of it', async () => {
    await breakState('');
    const kept = async () => [
      await rows('select * from triage_state where episode_id = $1', on.episodeId),
      await rows('select * from triage_tick where episode_id = $1', on.episodeId),
      await rows('select count(*) from change where episode_id = $1', on.episodeId),
      await on.alerts(),
    ];
    const before = await kept();
    expect(await look(START + 70 * HOUR)).toMatchObject({
      was: 'unreadable',
      alerts: [{ what: 'as-it-was' }, { what: 'opened' }],
    });
    expect(await kept()).toEqual(before);
  });

  test('nor is anybody made to wait by a look, which may take its time', async () => {
    const mine = await on.database.pool.connect();
    const other = await on.database.pool.connect();
    const lock = 'select from triage_state where episode_id = $1 for update nowait';
    try {
      await other.query('begin');
      await other.query(lock, [on.episodeId]);
      await mine.query('begin');
      expect(await tryRebuild(mine, { episodeId: on.episodeId, now: NOW })).toMatchObject({ differs: false });
      await other.query('rollback');
      await other.query(lock, [on.episodeId]);
      const { rows: kept } = await mine.query('show transaction_read_only');
      expect(kept).toEqual([{ transaction_read_only: 'on' }]);
      await mine.query('rollback');
    } finally {
      mine.release();
      other.release();
    }
  });

  test('faster than the history can be read: this transaction may stand still for an hour, and no other', async () => {
    const client = await on.database.pool.connect();
    const idle = async () => (await client.query('show idle_in_transaction_session_timeout')).rows[0];
    try {
      const before = await idle();
      for (const act of [
        () => rebuildTriage(client, { episodeId: on.episodeId, ...WHO, evenIfReadable: true, now: NOW }),
        () => tryRebuild(client, { episodeId: on.episodeId, now: NOW + HOUR }),
      ]) {
        await client.query('begin');
        await act();
        expect(await idle()).toEqual({ idle_in_transaction_session_timeout: '1h' });
        await client.query('commit');
        expect(await idle()).toEqual(before);
      }
    } finally {
      client.release();
    }
  });

  test('of what there is not, of what has ended, or by nobody', async () => {
    const of = (change: object) =>
      on.database.transaction((client) =>
        rebuildTriage(client, { episodeId: on.episodeId, ...WHO, evenIfReadable: false, now: NOW, ...change }),
      );
    await expect(of({ episodeId: randomUUID() })).rejects.toMatchObject({ refusal: 'no-such-episode' });
    for (const nobody of [{ by: ' ' }, { reason: '\u200b' }]) {
      await expect(of(nobody)).rejects.toMatchObject({ refusal: 'reason-missing' });
    }
    await close(NOW);
    await on.database.transaction((client) =>
      endEpisode(client, { episodeId: on.episodeId, practitionerId: nurse(), now: NOW + HOUR }),
    );
    await expect(of({ now: NOW + 2 * HOUR })).rejects.toMatchObject({ refusal: 'episode-ended' });
    await expect(of({ now: NOW + 2 * HOUR })).rejects.toThrow(ActRefused);
  });
});

import { randomUUID } from 'node:crypto';
import { MAX_PAUSE_MS } from '@samvakt/care';
import { applyLimits, compileProtocol, replayHistory, type TriageEvent } from '@samvakt/triage';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, isbar, protocol, readBack, START, untilWaiting } from '../../test/scene.ts';
import { endEpisode } from '../episode.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import type { PatientReading } from '../intake/received.ts';
import { applyTick } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { changePauseEnd, endPause, type NewPause, setPause } from './act.ts';
import { readHeldBack } from './heldBack.ts';
import { readTriagePauses } from './judgedBy.ts';
import { readOverduePauses, turnPause } from './turn.ts';

const DAY = 24 * HOUR;
/** The protocol of the scene asks for a saturation every day, with six hours of grace. */
const DEADLINE = 30 * HOUR;
const NOW = START + HOUR;

const on = oneEpisodeEach(40);
let pauseId: string;
/** As a service has it that judges for a long time: what it keeps must not hide a pause from it. */
const memory = createTriageMemory();

beforeEach(async () => {
  pauseId = randomUUID();
});

const newPause = (change: Partial<NewPause> = {}): NewPause => ({
  pauseId,
  episodeId: on.episodeId,
  scope: { type: 'episode' },
  includesRed: false,
  reason: 'holiday',
  note: '',
  startsAt: null,
  endsAt: NOW + 10 * DAY,
  practitionerId: on.scene.municipality.nurse,
  now: NOW,
  ...change,
});
const set = (change: Partial<NewPause> = {}) => on.database.transaction((client) => setPause(client, newPause(change)));
const act = (now: number, version = 1) => ({ pauseId, version, practitionerId: on.scene.municipality.nurse, now });
const end = (now: number, version = 1) => on.database.transaction((client) => endPause(client, act(now, version)));
const move = (now: number, endsAt: number, version = 1) =>
  on.database.transaction((client) => changePauseEnd(client, { ...act(now, version), endsAt }));
const turn = (now: number) => on.database.transaction((client) => turnPause(client, { pauseId, now }));
const tick = (now: number) =>
  on.database.transaction((client) => applyTick(client, { episodeId: on.episodeId, now, memory }));

const reading = (metric: PatientReading['metric'], value: number, at: number): PatientReading => ({
  patientId: on.patientId,
  deviceId: 'none',
  metric,
  effectiveAt: at,
  value,
  receivedAt: at,
  message: 0,
});
const measure = (metric: PatientReading['metric'], value: number, at: number) =>
  on.database.transaction((client) => applyReadings(client, [reading(metric, value, at)], { now: at, memory }));

async function alerts() {
  const { rows } = await on.db.pool.query(
    'select rule_id as "ruleId", severity, status, opened_at as "openedAt" from alert where episode_id = $1 order by opened_at, rule_id',
    [on.episodeId],
  );
  return rows;
}
async function timer() {
  const { rows } = await on.db.pool.query('select run_at from graphile_worker.jobs where key = $1', [
    `pause-turn:${pauseId}`,
  ]);
  return rows[0]?.run_at?.getTime() ?? null;
}
async function told(kind?: string) {
  const { rows } = await on.db.pool.query(
    `select kind, practitioner_id as "practitionerId", data from change
     where episode_id = $1 and (kind = $2 or ($2 is null and kind like 'pause-%')) order by seq`,
    [on.episodeId, kind ?? null],
  );
  return rows;
}

describe('a pause', () => {
  it('is told of, and has its timer', async () => {
    await set({ note: ' Visits her daughter ' });
    expect(await timer()).toBe(NOW + 10 * DAY);
    expect(await told()).toEqual([
      {
        kind: 'pause-set',
        practitionerId: on.scene.municipality.nurse,
        data: {
          pauseId,
          scope: { type: 'episode' },
          includesRed: false,
          pauseReason: 'holiday',
          note: 'Visits her daughter',
          startsAt: new Date(NOW).toISOString(),
          endsAt: new Date(NOW + 10 * DAY).toISOString(),
        },
      },
    ]);
  });

  it('leaves nothing behind where it is refused', async () => {
    await expect(set({ endsAt: NOW + MAX_PAUSE_MS + 1 })).rejects.toMatchObject({ refusal: 'pause-too-long' });
    expect(await timer()).toBeNull();
    expect(await told()).toEqual([]);
  });

  it('of a team that is not accountable, or of an episode that is not there, is refused', async () => {
    await expect(set({ practitionerId: on.scene.lung.nurse })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(set({ episodeId: randomUUID() })).rejects.toMatchObject({ code: 'not-found' });
    await expect(end(NOW)).rejects.toMatchObject({ refusal: 'no-such-pause' });
  });

  it.each([
    [
      'longer than it may be',
      { ends_at: `timestamptz '2026-03-02 08:00Z' + interval '721 hours'` },
      'pause_is_bounded',
    ],
    ['of red, that does not say why', { includes_red: 'true' }, 'pause_of_red_says_why'],
    ['of what has been', { set_at: `timestamptz '2026-03-02 09:00Z'` }, 'pause_check'],
  ])('%s is refused by the database itself', async (_, change, constraint) => {
    const columns = {
      id: 'gen_random_uuid()',
      episode_id: `'${on.episodeId}'`,
      scope: `'{"type":"episode"}'`,
      includes_red: 'false',
      reason: `'holiday'`,
      note: `''`,
      set_by: `'${on.scene.municipality.nurse}'`,
      set_at: `timestamptz '2026-03-02 08:00Z'`,
      starts_at: `timestamptz '2026-03-02 08:00Z'`,
      ends_at: `timestamptz '2026-03-02 08:00Z' + interval '720 hours'`,
      ...change,
    };
    const sql = `insert into pause (${Object.keys(columns).join()}) values (${Object.values(columns).join()})`;
    await expect(on.db.pool.query(sql)).rejects.toMatchObject({ constraint: expect.stringContaining(constraint) });
  });
});

describe('triage in a pause', () => {
  it('misses nothing while it runs, and counts from its end', async () => {
    await tick(NOW);
    await set();
    await tick(START + DEADLINE);
    await tick(NOW + 10 * DAY + DEADLINE - 1);
    expect(await alerts()).toEqual([]);
    await tick(NOW + 10 * DAY + DEADLINE);
    expect(await alerts()).toMatchObject([
      { ruleId: 'saturation-missing', openedAt: new Date(NOW + 10 * DAY + DEADLINE) },
    ]);
  });

  it('counts from the instant at which it is ended early, by a timer that the act has set', async () => {
    await set();
    await tick(START + DEADLINE);
    await end(START + 2 * DAY);
    const { rows } = await on.db.pool.query(
      `select run_at from graphile_worker.jobs where key = 'triage-tick:' || $1`,
      [on.episodeId],
    );
    expect(rows[0]?.run_at).toEqual(new Date(START + 2 * DAY + DEADLINE));
    await tick(START + 2 * DAY + DEADLINE);
    expect(await alerts()).toMatchObject([{ openedAt: new Date(START + 2 * DAY + DEADLINE) }]);
  });

  it('keeps what was overdue before it, also where no timer had come', async () => {
    await set({ now: START + DEADLINE + HOUR, endsAt: START + 9 * DAY });
    expect(await alerts()).toMatchObject([{ ruleId: 'saturation-missing', openedAt: new Date(START + DEADLINE) }]);
  });

  it('opens alerts with their evidence, and says that they are held back; red is not', async () => {
    await set();
    await measure('body-weight', 80, NOW + HOUR);
    await measure('oxygen-saturation', 80, NOW + 2 * HOUR);
    expect(await alerts()).toMatchObject([
      { ruleId: 'review:metric:body-weight', status: 'open' },
      { ruleId: 'saturation-low', status: 'open', severity: 'red' },
    ]);
    const opened = await told('alert-opened');
    expect(opened[0].data).toMatchObject({ pausedUntil: new Date(NOW + 10 * DAY).toISOString() });
    expect(opened[0].data).toHaveProperty('evidence');
    expect(opened[1].data).not.toHaveProperty('pausedUntil');
  });

  it('holds red back where the pause says so', async () => {
    await set({ includesRed: true, note: 'Admitted to the ward' });
    await measure('oxygen-saturation', 80, NOW + HOUR);
    expect((await told('alert-opened'))[0].data).toHaveProperty('pausedUntil');
    const held = async (now: number) => [
      ...(await readHeldBack(on.db.pool, { episodeIds: [on.episodeId], now })).values(),
    ];
    expect(await held(NOW + HOUR)).toEqual([NOW + 10 * DAY]);
    expect(await held(NOW + 10 * DAY)).toEqual([]);
  });

  it('finds what a replay of the history finds', async () => {
    const events: TriageEvent[] = [];
    const pass = async (at: number) => {
      events.push({ type: 'tick', at });
      await tick(at);
    };
    const read = async (value: number, at: number) => {
      events.push({ type: 'measurement', metric: 'oxygen-saturation', value, at, receivedAt: at });
      await measure('oxygen-saturation', value, at);
    };
    await read(95, NOW);
    await set({ now: NOW + HOUR, endsAt: NOW + 20 * DAY });
    await read(85, NOW + 3 * DAY);
    await move(NOW + 4 * DAY, NOW + 6 * DAY);
    await pass(NOW + 7 * DAY + 6 * HOUR);
    await read(96, NOW + 9 * DAY);
    await tick(NOW + 20 * DAY);
    const pauses = (await readTriagePauses(on.db.pool, [on.episodeId])).get(on.episodeId)?.pauses ?? [];
    const judge = compileProtocol(applyLimits(protocol, null, NOW, pauses));
    const replayed = replayHistory(judge, START, events, NOW + 20 * DAY);
    expect(replayed.length).toBe(3);
    const live = (await alerts()).map(({ ruleId, openedAt }) => [ruleId, openedAt.getTime()]);
    expect(replayed.map(({ ruleId, openedAt }) => [ruleId, openedAt])).toEqual(live);
    const unpaused = replayHistory(compileProtocol(applyLimits(protocol, null, NOW)), START, events, NOW + 20 * DAY);
    expect(unpaused.map(({ openedAt }) => openedAt)).not.toEqual(replayed.map(({ openedAt }) => openedAt));
  });
});

describe('the timer of a pause', () => {
  it('tells of its end, and of how many alerts nothing holds back any more', async () => {
    await set();
    await measure('body-weight', 80, NOW + HOUR);
    expect(await turn(NOW + 10 * DAY - 1)).toBe('early');
    expect(await timer()).toBe(NOW + 10 * DAY);
    expect(await turn(NOW + 10 * DAY)).toBe('turned');
    expect(await turn(NOW + 10 * DAY)).toBe('stale');
    expect((await told()).slice(1)).toMatchObject([
      { kind: 'pause-ended', practitionerId: null, data: { appearing: 1, severity: 'yellow' } },
    ]);
  });

  it('says nothing of what another pause still holds back', async () => {
    await set();
    await set({ pauseId: randomUUID(), scope: { type: 'metrics', metrics: ['body-weight'] }, endsAt: NOW + 20 * DAY });
    await measure('body-weight', 80, NOW + HOUR);
    await turn(NOW + 10 * DAY);
    expect((await told('pause-ended'))[0].data).toMatchObject({ appearing: 0 });
  });

  it('does nothing when it was ended early, and comes again when its end was moved', async () => {
    await set();
    await move(NOW + DAY, NOW + 12 * DAY);
    expect(await timer()).toBe(NOW + 12 * DAY);
    expect(await turn(NOW + 10 * DAY)).toBe('early');
    await end(NOW + 11 * DAY, 2);
    expect(await timer()).toBeNull();
    expect(await turn(NOW + 12 * DAY)).toBe('stale');
    expect((await told()).map(({ kind }) => kind)).toEqual(['pause-set', 'pause-end-changed', 'pause-ended']);
  });

  it('of a planned one comes at its beginning, and then at its end', async () => {
    await set({ startsAt: NOW + DAY, endsAt: NOW + 2 * DAY });
    expect(await timer()).toBe(NOW + DAY);
    await turn(NOW + DAY);
    expect(await timer()).toBe(NOW + 2 * DAY);
    await turn(NOW + 2 * DAY);
    expect((await told()).map(({ kind }) => kind)).toEqual(['pause-set', 'pause-began', 'pause-ended']);
  });

  it('that the queue has lost is found, and what it does is right however late', async () => {
    await set({ startsAt: NOW + DAY, endsAt: NOW + 2 * DAY });
    expect(await readOverduePauses(on.db.pool, NOW + DAY)).not.toContain(pauseId);
    expect(await readOverduePauses(on.db.pool, NOW + DAY + 1)).toContain(pauseId);
    await turn(NOW + 9 * DAY);
    expect(await readOverduePauses(on.db.pool, NOW + 99 * DAY)).not.toContain(pauseId);
    const { rows } = await on.db.pool.query('select ended_at, ended_by from pause where id = $1', [pauseId]);
    expect(rows).toEqual([{ ended_at: new Date(NOW + 2 * DAY), ended_by: null }]);
  });

  it('of a pause that is gone does nothing', async () => {
    expect(await turn(NOW)).toBe('stale');
  });
});

describe('in the same instant', () => {
  it('two people set the same pause: one does, the other hears who', async () => {
    const other = { pauseId: randomUUID(), practitionerId: on.scene.municipality.colleague };
    const done = await Promise.allSettled([set(), set(other)]);
    const lost = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost).toMatchObject([{ code: 'conflict', refusal: 'already-paused' }]);
    expect(lost[0].reason).toMatch(/^(Kari Berg|Per Lie) has paused the same/);
    expect(await told()).toHaveLength(1);
  });

  it('one ends it and the other moves its end: one does, the other hears what happened', async () => {
    await set();
    const done = await Promise.allSettled([end(NOW + DAY), move(NOW + DAY, NOW + 20 * DAY)]);
    const lost = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost).toHaveLength(1);
    expect(['pause-over', 'version-moved-on']).toContain(lost[0].refusal);
  });

  it('a pause waits for what is being judged, and what is judged next waits for the pause and knows of it', async () => {
    // The service has judged before, and holds the protocol without any pause.
    await measure('oxygen-saturation', 95, NOW);
    const setting = await on.db.pool.connect();
    try {
      await setting.query('begin');
      await setPause(setting, newPause());
      const judged = tick(NOW + DEADLINE);
      await untilWaiting(on.db.pool);
      await setting.query('commit');
      await judged;
      expect(await alerts()).toEqual([]);

      await setting.query('begin');
      await applyReadings(setting, [reading('oxygen-saturation', 80, NOW + 2 * DAY)], { now: NOW + 2 * DAY, memory });
      const ended = end(NOW + 2 * DAY);
      await untilWaiting(on.db.pool);
      await setting.query('commit');
      await ended;
    } finally {
      setting.release(true);
    }
    expect(await alerts()).toMatchObject([{ ruleId: 'saturation-low', status: 'open' }]);
    await tick(NOW + 2 * DAY + DEADLINE);
    expect(await alerts()).toMatchObject([{ ruleId: 'saturation-low' }, { ruleId: 'saturation-missing' }]);
  });
});

describe('with a handover', () => {
  it('the pause is in the digest with its end, stays in force, and is then the receiver’s to end', async () => {
    await set({ scope: { type: 'metrics', metrics: ['body-weight'] }, reason: 'new-device' });
    await measure('body-weight', 80, NOW + HOUR);
    const handoverId = randomUUID();
    await on.database.transaction((client) =>
      offerHandover(client, {
        handoverId,
        episodeId: on.episodeId,
        toTeamId: on.scene.lung.teamId,
        isbar,
        deadlineAt: NOW + DAY,
        practitionerId: on.scene.municipality.nurse,
        now: NOW + 2 * HOUR,
      }),
    );
    const { rows } = await on.db.pool.query('select digest from handover where id = $1', [handoverId]);
    expect(rows[0].digest).toMatchObject({
      alerts: [{ severity: 'yellow', pausedUntil: new Date(NOW + 10 * DAY).toISOString() }],
      pauses: [
        {
          id: pauseId,
          reason: 'new-device',
          scopeText: { nb: 'Vekt' },
          endsAt: new Date(NOW + 10 * DAY).toISOString(),
        },
      ],
    });
    const practitionerId = on.scene.lung.nurse;
    await on.database.transaction((client) =>
      acceptHandover(client, { handoverId, version: 1, practitionerId, now: NOW + 3 * HOUR, readBack }),
    );
    expect((await readTriagePauses(on.db.pool, [on.episodeId])).get(on.episodeId)?.pauses).toMatchObject([
      { until: NOW + 10 * DAY },
    ]);
    await expect(end(NOW + 4 * HOUR)).rejects.toMatchObject({ refusal: 'not-the-accountable-team' });
    await on.database.transaction((client) => endPause(client, { ...act(NOW + 4 * HOUR), practitionerId }));
    expect((await told()).at(-1)).toMatchObject({ kind: 'pause-ended', practitionerId });
  });

  it('data that is not asked for is not missing; what was missing before is', async () => {
    const offer = (of: string, now: number) =>
      on.database.transaction((client) =>
        offerHandover(client, {
          handoverId: of,
          episodeId: on.episodeId,
          toTeamId: on.scene.lung.teamId,
          isbar,
          deadlineAt: now + HOUR,
          practitionerId: on.scene.municipality.nurse,
          now,
        }),
      );
    const missing = async (of: string) => {
      const { rows } = await on.db.pool.query(`select digest -> 'missing' as missing from handover where id = $1`, [
        of,
      ]);
      return rows[0].missing;
    };
    await set({ endsAt: NOW + 3 * DAY });
    const [during, after] = [randomUUID(), randomUUID()];
    await offer(during, NOW + 2 * DAY);
    expect(await missing(during)).toEqual([]);
    await offer(after, NOW + 3 * DAY + DEADLINE + 1);
    expect(await missing(after)).toEqual(['oxygen-saturation']);
  });
});

it('ends with its episode', async () => {
  await set();
  await on.database.transaction((client) =>
    endEpisode(client, { episodeId: on.episodeId, practitionerId: on.scene.municipality.nurse, now: NOW + DAY }),
  );
  expect(await timer()).toBeNull();
  expect((await told()).at(-1)).toMatchObject({ kind: 'pause-ended', practitionerId: on.scene.municipality.nurse });
  await expect(set({ pauseId: randomUUID(), now: NOW + 2 * DAY })).rejects.toMatchObject({ refusal: 'episode-ended' });
});

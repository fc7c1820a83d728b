import { randomUUID } from 'node:crypto';
import { openTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, START, setScene } from '../../test/scene.ts';
import type { Database } from '../database.ts';
import { ensurePartitions } from '../intake/partitions.ts';
import { createReplayer, type Replayer, ReplayRefused } from './replayer.ts';

/* What keeps replays from taking more than their share: so many at once, so many waiting, so many readings. */

const DAY = 24 * HOUR;
const NOW = START + 20 * DAY;
let db: TestDatabase;
let database: Database;
let replayer: Replayer;
let episodeIds: readonly string[];

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  episodeIds = (await database.transaction((client) => setScene(client, { episodes: 3 }))).episodeIds;
  replayer = createReplayer(database);
});
afterAll(async () => {
  await replayer.stop();
  await db.end();
});

const question = (episodeId = episodeIds[0] ?? '') => ({
  episodeId,
  days: 30,
  now: NOW,
  proposed: { type: 'values', values: {} } as const,
});
const never = new AbortController().signal;

describe('replays', () => {
  it('wait for each other, eight of them, and whoever comes after is told so at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 14 }, () => replayer.ask(question(), never)));
    const refused = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toHaveLength(5);
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(ReplayRefused);
      expect(reason).toMatchObject({ reason: 'too-many-waiting' });
    }
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(await replayer.ask(question(), never)).toMatchObject({ ok: true });
  });

  it('are given up with the reason of who gave them up, and leave room for the next', async () => {
    const giveUp = new AbortController();
    const asked = replayer.ask(question(), giveUp.signal);
    giveUp.abort(new Error('the browser has gone'));
    await expect(asked).rejects.toThrow('the browser has gone');
    expect(await replayer.ask(question(), never)).toMatchObject({ ok: true });
  });

  it('are of a follow-up that exists', async () => {
    expect(await replayer.ask(question(randomUUID()), never)).toEqual({ ok: false, reason: 'no-such-episode' });
  });

  const LATER = START + 60 * DAY;
  const insert = async (episodeId: string, reading: { metric: string; value: number; from: number; count: number }) => {
    const { rows } = await db.pool.query('select patient_id as id from episode where id = $1', [episodeId]);
    await ensurePartitions(db.pool, { from: START, until: LATER });
    await db.pool.query(
      `
        insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
        select $1, $4, at, 'monitor', $5, at
        from (select $2::timestamptz + place * interval '1 second' as at from generate_series(1, $3::int) as place) as given
      `,
      [rows[0].id, new Date(reading.from), reading.count, reading.metric, reading.value],
    );
  };

  it('are of the whole follow-up also where it has more than 100,000 readings: what stood open before is not told as new', async () => {
    const episodeId = episodeIds[2] ?? '';
    await insert(episodeId, { metric: 'heart-rate', value: 70, from: START + DAY, count: 120_000 });
    await insert(episodeId, { metric: 'oxygen-saturation', value: 80, from: START + DAY, count: 1 });
    const answer = await replayer.ask({ ...question(episodeId), now: LATER }, never);
    expect(answer).toMatchObject({ ok: true, replayedFrom: null, whatIf: { readings: 0, present: { red: 0 } } });
    // Missing since thirty hours after that one reading, which is long before the time that is asked about.
    const missing = { ruleId: 'saturation-missing', openedAt: START + DAY + 1000 + 30 * HOUR, closedAt: null };
    expect(answer.ok && answer.whatIf.alerts.filter(({ ruleId }) => ruleId === missing.ruleId)).toMatchObject([
      missing,
    ]);
  });

  it('take no more readings than 600,000: who has more is asked for fewer days, or told from when the follow-up was replayed', async () => {
    const episodeId = episodeIds[1] ?? '';
    await insert(episodeId, { metric: 'heart-rate', value: 70, from: START, count: 600_001 });
    expect(await replayer.ask(question(episodeId), never)).toEqual({ ok: false, reason: 'too-many-readings' });
    const from = LATER - 30 * DAY;
    const answer = await replayer.ask({ ...question(episodeId), now: LATER }, never);
    if (!answer.ok) throw new Error(answer.reason);
    expect(answer.replayedFrom).toBeGreaterThan(START);
    expect(answer.replayedFrom).toBeLessThan(from);
  });
});

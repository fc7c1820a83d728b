import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { addAlert, HOUR, protocol, START, untilWaiting } from '../../test/scene.ts';
import { startEpisode } from '../episode.ts';
import { setPause } from '../pause/act.ts';
import { readPatientMessages } from '../reading/patientMessage.ts';
import { registerProtocol } from '../registration/protocol.ts';
import { reviewEpisode } from './act.ts';

const on = oneEpisodeEach(20);
const NOW = START + 4 * HOUR;
const MEASURED = NOW - HOUR;

beforeEach(async () => {
  await measured(on.episodeId);
});

const measured = (of: string) =>
  on.db.pool.query(
    `update triage_state set last_seen = jsonb_build_object('oxygen-saturation', jsonb_build_object('at', $2::bigint, 'value', 95)) where episode_id = $1`,
    [of, MEASURED],
  );
const review = (change: Partial<Parameters<typeof reviewEpisode>[1]> = {}) =>
  on.database.transaction((client) =>
    reviewEpisode(client, {
      actId: randomUUID(),
      episodeId: on.episodeId,
      seenAt: NOW - 1000,
      seenUntil: MEASURED,
      practitionerId: on.scene.municipality.nurse,
      now: NOW,
      ...change,
    }),
  );
const messages = (of = on.episodeId) => readPatientMessages(on.db.pool, { episodeId: of, since: START, now: NOW });
const told = async () => {
  const { rows } = await on.db.pool.query(
    `select kind, data ->> 'seenUntil' as "seenUntil" from change where episode_id = $1 and kind = 'episode-reviewed'`,
    [on.episodeId],
  );
  return rows;
};

describe('reviewed, all well', () => {
  it('is one person’s act: under it nobody else says anything, of this patient or another', async () => {
    const actId = randomUUID();
    await review({ actId });
    const colleague = { actId, practitionerId: on.scene.municipality.colleague };
    const { episodeId } = on;
    on.another();
    const other = on.episodeId;
    await measured(other);
    for (const one of [episodeId, other]) {
      await expect(review({ ...colleague, episodeId: one })).rejects.toMatchObject({
        code: 'conflict',
        refusal: 'act-of-another',
      });
    }
    expect(await messages(other)).toEqual([]);
    await review({ ...colleague, actId: randomUUID(), episodeId: other });
    expect(await messages(other)).toHaveLength(1);
  });

  it('by two people in the same instant under one id: one says it, the other is refused', async () => {
    const actId = randomUUID();
    const both = await Promise.allSettled([
      review({ actId }),
      review({ actId, practitionerId: on.scene.municipality.colleague }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { refusal: 'act-of-another' } });
  });

  it('stands in the timeline with what was seen, and sends one message, however often the same act comes', async () => {
    const actId = randomUUID();
    await review({ actId });
    await review({ actId });
    expect(await told()).toEqual([{ kind: 'episode-reviewed', seenUntil: new Date(MEASURED).toISOString() }]);
    const sent = await messages();
    expect(sent).toMatchObject([{ kind: 'all-well', delivery: 'no-device', createdBy: { name: 'Kari Berg' } }]);
    // START is 08:00 UTC on 2 March: three hours later it is noon in Norway.
    expect(sent[0]?.text.nb).toContain('til og med 2. mars kl. 12:00');
  });

  it('is refused for what is not green at its commit, and nothing is sent', async () => {
    await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'yellow', at: MEASURED });
    await expect(review()).rejects.toThrow(/not-green: The follow-up is yellow now/);
    await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'red', at: MEASURED, ruleId: 'other' });
    await expect(review()).rejects.toThrow(/not-green: The follow-up is red now/);
    expect(await told()).toEqual([]);
    expect(await messages()).toEqual([]);
  });

  it('is refused for what has become unknown by the passing of time alone', async () => {
    const later = MEASURED + 30 * HOUR;
    await expect(review({ now: later, seenAt: later })).rejects.toThrow(/not-green: The follow-up is unknown now/);
    await review({ now: later - 1, seenAt: later - 1 });
  });

  it('is refused while a pause runs, before it and after it not', async () => {
    await on.database.transaction((client) =>
      setPause(client, {
        pauseId: randomUUID(),
        episodeId: on.episodeId,
        scope: { type: 'metrics', metrics: ['heart-rate'] },
        includesRed: false,
        reason: 'holiday',
        note: '',
        startsAt: NOW,
        endsAt: NOW + HOUR,
        practitionerId: on.scene.municipality.nurse,
        now: NOW - 1000,
      }),
    );
    await review({ now: NOW - 1, seenAt: NOW - 500 });
    await expect(review()).rejects.toThrow('paused-now');
    await review({ now: NOW + HOUR });
  });

  it('is refused when an alert has come and gone since the list was read', async () => {
    const alertId = await addAlert(on.db.pool, { episodeId: on.episodeId, severity: 'yellow', at: MEASURED });
    await on.db.pool.query(
      `update alert set status = 'resolved', outcome = 'cleared-by-rule', resolved_at = $2, updated_at = $2 where id = $1`,
      [alertId, new Date(NOW - 500)],
    );
    await expect(review()).rejects.toThrow('changed-since-seen');
    await review({ seenAt: NOW - 500 });
  });

  it('waits for a reading that is being judged, and sees what came of it', async () => {
    const ingest = await on.db.pool.connect();
    try {
      await ingest.query('begin');
      await ingest.query('select from triage_state where episode_id = $1 for update', [on.episodeId]);
      const trying = review();
      const refusedLater = expect(trying).rejects.toThrow('not-green');
      await untilWaiting(on.db.pool);
      await addAlert(ingest, { episodeId: on.episodeId, severity: 'red', at: NOW });
      await ingest.query('commit');
      await refusedLater;
    } finally {
      ingest.release();
    }
  });

  it('is refused for a stranger, for a former team, and for what does not exist', async () => {
    await expect(review({ practitionerId: on.scene.lung.nurse })).rejects.toThrow('not-the-accountable-team');
    await expect(review({ episodeId: randomUUID() })).rejects.toThrow('no-such-episode');
  });

  it('of two follow-ups of one patient sends one message, which stands with both', async () => {
    const { rows } = await on.db.pool.query('select patient_id as "patientId" from episode where id = $1', [
      on.episodeId,
    ]);
    const other = randomUUID();
    await registerProtocol(on.db.pool, {
      protocol: { ...protocol, id: 'heart-test', condition: 'heart' },
      registeredAt: START,
    });
    await on.database.transaction((client) =>
      startEpisode(client, {
        id: other,
        patientId: rows[0].patientId,
        protocolId: 'heart-test',
        protocolVersion: 1,
        teamId: on.scene.municipality.teamId,
        plan: {},
        practitionerId: null,
        now: START,
      }),
    );
    await measured(other);
    const actId = randomUUID();
    await review({ actId });
    await review({ actId, episodeId: other });
    expect(await messages()).toHaveLength(1);
    expect((await messages(other)).map(({ id }) => id)).toEqual((await messages()).map(({ id }) => id));
    await review({ actId: randomUUID(), episodeId: other });
    expect(await messages(other)).toHaveLength(2);
    expect(await messages()).toHaveLength(1);
  });
});

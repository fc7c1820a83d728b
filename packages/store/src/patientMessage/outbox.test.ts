import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, isbar, readBack, START } from '../../test/scene.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { readPatientMessages } from '../reading/patientMessage.ts';
import { assignDevice, endAssignment, registerDevice } from '../registration/device.ts';
import { hastenMessages, storeShown, takeDueMessages } from './outbox.ts';

const on = oneEpisodeEach(20);
let deviceId: string;
let assignmentId: string;
let next = 0;
const NOW = START + HOUR;
const SECOND = 1000;
const DAY = 24 * HOUR;

beforeEach(async () => {
  await on.db.pool.query('update patient_message set next_attempt_at = null');
  deviceId = `home-${next}`;
  next += 1;
  assignmentId = randomUUID();
  const { rows: organizations } = await on.db.pool.query('select id from organization limit 1');
  await registerDevice(on.db.pool, {
    id: deviceId,
    organizationId: organizations[0].id,
    kind: 'gateway',
    model: 'Test',
    secretHash: 'none',
    registeredAt: START,
  });
  await assignDevice(on.db.pool, {
    id: assignmentId,
    deviceId,
    patientId: on.patientId,
    from: START,
    until: null,
    now: START,
  });
});

/** A handover from whoever has it to the other team, accepted: the one act whose message always goes out. */
async function handedOver(at: number, back = false): Promise<void> {
  const handoverId = randomUUID();
  const [from, to] = back ? [on.scene.lung, on.scene.municipality] : [on.scene.municipality, on.scene.lung];
  await on.database.transaction((client) =>
    offerHandover(client, {
      handoverId,
      episodeId: on.episodeId,
      toTeamId: to.teamId,
      isbar,
      deadlineAt: at + HOUR,
      practitionerId: from.nurse,
      now: at,
    }),
  );
  await on.database.transaction((client) =>
    acceptHandover(client, { handoverId, version: 1, practitionerId: to.nurse, now: at + 1, readBack }),
  );
}
const taken = (now: number) => on.database.transaction((client) => takeDueMessages(client, { now, limit: 10 }));
const shown = (messageId: string, now: number, device = deviceId, at = now) =>
  on.database.transaction((client) => storeShown(client, [{ deviceId: device, messageId, at }], now));
const states = async (now: number) =>
  (await readPatientMessages(on.db.pool, { episodeId: on.episodeId, since: START, now })).map(
    ({ kind, delivery, attempts }) => [kind, delivery, attempts],
  );
const told = async () => {
  const { rows } = await on.db.pool.query<{ kind: string }>(
    `select kind from change where episode_id = $1 and kind like 'message-%' order by seq`,
    [on.episodeId],
  );
  return rows.map(({ kind }) => kind);
};

describe('a message to a patient', () => {
  it('is due when its act is, goes to the home that the patient has, and is sent again after ever longer pauses', async () => {
    await handedOver(NOW);
    expect(await states(NOW + 1)).toEqual([['followed-by', 'waiting', 0]]);
    expect(await taken(NOW)).toEqual([]);
    const first = await taken(NOW + 1);
    expect(first).toMatchObject([
      { deviceId, message: { kind: 'followed-by', about: on.episodeId, createdAt: new Date(NOW + 1).toISOString() } },
    ]);
    expect(first[0]?.message.text.nb).toContain('Lungepoliklinikken');
    expect(await taken(NOW + 1)).toEqual([]);
    expect(await states(NOW + 2)).toEqual([['followed-by', 'sent', 1]]);
    let at = NOW + 1;
    for (const pause of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]) {
      expect(await taken(at + pause * SECOND - 1)).toEqual([]);
      at += pause * SECOND;
      expect(await taken(at), `after ${pause} s`).toHaveLength(1);
    }
  });

  it('ends when the home says that it was shown, once, with the home’s time kept inside what is possible', async () => {
    await handedOver(NOW);
    const [sent] = await taken(NOW + 1);
    const id = sent?.message.id ?? '';
    expect(await shown(id, NOW + 60 * SECOND, deviceId, NOW + 10 * SECOND)).toBe(1);
    expect(await shown(id, NOW + 90 * SECOND, deviceId, NOW + 20 * SECOND)).toBe(1);
    const [message] = await readPatientMessages(on.db.pool, { episodeId: on.episodeId, since: START, now: NOW + DAY });
    expect(message).toMatchObject({ delivery: 'shown', shownAt: new Date(NOW + 10 * SECOND).toISOString() });
    expect(await taken(NOW + DAY)).toEqual([]);
    expect(await told()).toEqual(['message-shown']);
  });

  it.each([
    ['before it was written', -DAY, 1],
    ['in the future', DAY, 60 * SECOND],
  ])('a home whose clock says %s is believed as far as it can be', async (_when, off, believed) => {
    await handedOver(NOW);
    const [sent] = await taken(NOW + 1);
    await shown(sent?.message.id ?? '', NOW + 60 * SECOND, deviceId, NOW + off);
    const [message] = await readPatientMessages(on.db.pool, { episodeId: on.episodeId, since: START, now: NOW + DAY });
    expect(message?.shownAt).toBe(new Date(NOW + believed).toISOString());
  });

  it('is not taken from a device that is not the patient’s, nor sent to one that is not any more', async () => {
    await handedOver(NOW);
    const [sent] = await taken(NOW + 1);
    const id = sent?.message.id ?? '';
    expect(await shown(id, NOW + 2, `home-${next - 2}`)).toBe(0);
    expect(await shown(randomUUID(), NOW + 2)).toBe(0);
    await endAssignment(on.db.pool, { id: assignmentId, at: NOW + 3 });
    expect(await taken(NOW + 60 * SECOND)).toEqual([]);
    expect(await states(NOW + 60 * SECOND)).toEqual([['followed-by', 'no-device', 1]]);
    expect(await shown(id, NOW + 60 * SECOND)).toBe(0);
    expect(await told()).toEqual([]);
  });

  it('is due at once when the home comes online', async () => {
    await handedOver(NOW);
    await taken(NOW + 1);
    await on.database.transaction((client) => hastenMessages(client, [deviceId], NOW + SECOND));
    expect(await taken(NOW + SECOND)).toHaveLength(1);
  });

  it('that ran out of time is not sent, and the feed says so once', async () => {
    await handedOver(NOW);
    const over = NOW + 8 * DAY;
    expect(await states(over)).toEqual([['followed-by', 'not-shown', 0]]);
    expect(await taken(over)).toEqual([]);
    expect(await taken(over + DAY)).toEqual([]);
    expect(await told()).toEqual(['message-not-shown']);
  });

  it('is not sent any more when a newer one says something else', async () => {
    await handedOver(NOW);
    const [sent] = await taken(NOW + 1);
    await handedOver(NOW + 10, true);
    const due = await taken(NOW + 60 * SECOND);
    expect(due.map(({ message }) => message.id)).not.toContain(sent?.message.id);
    expect(due[0]?.message.text.en).toContain('Hjemmeoppfølging');
    expect(await states(NOW + 60 * SECOND)).toEqual([
      ['followed-by', 'sent', 1],
      ['followed-by', 'replaced', 1],
    ]);
  });

  it('is taken by one of two services that look at once', async () => {
    await handedOver(NOW);
    const both = await Promise.all([taken(NOW + 1), taken(NOW + 1)]);
    expect(both.flat()).toHaveLength(1);
  });
});

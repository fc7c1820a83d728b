import { expect, test } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, START, untilWaiting } from '../../test/scene.ts';
import { resolveAlert } from '../alert/act.ts';
import { insertAllMeasurements } from '../intake/measurement.ts';
import type { PatientReading } from '../intake/received.ts';
import { explainAlert } from '../replay/explain.ts';
import { createTriageMemory } from './memory.ts';

/*
 * A reading waits in a batch while a person closes an alert: it was received before, and is judged after. That person cannot have seen it, so that the
 * close does not cover it, however near each other the instants are. The scene is red below 90.
 */

const NOW = START + 10 * HOUR;
const on = oneEpisodeEach(4);
const memory = createTriageMemory();

const receive = (value: number, { at, receivedAt, now }: { at: number; receivedAt: number; now: number }) =>
  on.database.transaction(async (client) => {
    const of = { patientId: on.patientId, deviceId: 'hub', metric: 'oxygen-saturation', message: 0 } as const;
    const reading: PatientReading = { ...of, effectiveAt: at, value, receivedAt };
    await applyReadings(client, [reading], { now, memory });
    await insertAllMeasurements(client, [reading]);
  });

const alerts = async () =>
  (
    await on.db.pool.query<{ id: string; status: string; opened: Date }>(
      'select id, status, opened_at as opened from alert where episode_id = $1 order by opened_at, status desc',
      [on.episodeId],
    )
  ).rows;

const closing = async () => {
  const [alert] = await alerts();
  const act = {
    version: 1,
    outcome: 'contacted-patient',
    practitionerId: on.scene.municipality.nurse,
    now: NOW,
  } as const;
  return { ...act, alertId: alert?.id ?? '' };
};

async function expectOneOpenAndExplained(): Promise<void> {
  const found = await alerts();
  expect(found.map(({ status }) => status)).toEqual(['resolved', 'open']);
  for (const { id } of found) expect((await explainAlert(on.db.pool, id))?.rerun).toMatchObject({ identical: true });
}

test('what waited for the lock of a close opens the alert again, and is judged again to the same', async () => {
  await receive(85, { at: NOW - HOUR, receivedAt: NOW - HOUR, now: NOW - HOUR });
  const act = await closing();
  const closer = await on.db.pool.connect();
  await closer.query('begin');
  await resolveAlert(closer, act);
  const waiting = receive(84, { at: NOW - 3000, receivedAt: NOW - 2000, now: NOW - 1000 });
  await untilWaiting(on.db.pool);
  await closer.query('commit');
  closer.release();
  await waiting;
  await expectOneOpenAndExplained();
});

test.each([
  ['a moment before the close', -1],
  ['in the very instant of the close', 0],
])('what was received %s and comes to be judged after it opens the alert again', async (_, ahead) => {
  await receive(85, { at: NOW - HOUR, receivedAt: NOW - HOUR, now: NOW - HOUR });
  const act = await closing();
  await on.database.transaction((client) => resolveAlert(client, act));
  await receive(84, { at: NOW - 5000, receivedAt: NOW + ahead, now: NOW + 1000 });
  await expectOneOpenAndExplained();
});

test('what had been judged before the close was seen: it does not open again when it comes a second time', async () => {
  const seen = { at: NOW - HOUR, receivedAt: NOW - HOUR, now: NOW - HOUR };
  await receive(85, seen);
  const act = await closing();
  await on.database.transaction((client) => resolveAlert(client, act));
  await on.database.transaction((client) =>
    applyReadings(
      client,
      [
        {
          patientId: on.patientId,
          deviceId: 'hub',
          metric: 'oxygen-saturation',
          effectiveAt: seen.at,
          value: 85,
          receivedAt: NOW - 1000,
          message: 0,
        },
      ],
      { now: NOW + 1000, memory },
    ),
  );
  expect((await alerts()).map(({ status }) => status)).toEqual(['resolved']);
});

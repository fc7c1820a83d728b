import { expect, test } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';
import { resolveAlert } from '../alert/act.ts';
import { insertAllMeasurements } from '../intake/measurement.ts';
import type { PatientReading } from '../intake/received.ts';
import { explainAlert } from '../replay/explain.ts';
import { createTriageMemory } from './memory.ts';

/*
 * The clock of a device is some minutes ahead, so that it says of its readings that they will be measured. A person closes their alert before that instant
 * has come: the close covers what was seen, and nothing that comes afterwards. The scene is red below 90.
 */

const MINUTE = 60_000;
const NOW = START + 10 * HOUR;
const AHEAD = 4 * MINUTE;
const on = oneEpisodeEach(4);
const memory = createTriageMemory();

const receive = (value: number, { at, receivedAt }: { at: number; receivedAt: number }) =>
  on.database.transaction(async (client) => {
    const of = { patientId: on.patientId, deviceId: 'hub', metric: 'oxygen-saturation', message: 0 } as const;
    const reading: PatientReading = { ...of, effectiveAt: at, value, receivedAt };
    await applyReadings(client, [reading], { now: receivedAt, memory });
    await insertAllMeasurements(client, [reading]);
  });

const alerts = async () =>
  (
    await on.db.pool.query<{ id: string; status: string; opened: Date; version: number }>(
      'select id, status, opened_at as opened, version from alert where episode_id = $1 order by opened_at, status desc',
      [on.episodeId],
    )
  ).rows;

async function close(now: number): Promise<void> {
  const open = (await alerts()).find(({ status }) => status === 'open');
  if (!open) throw new Error('no alert is open');
  const practitionerId = on.scene.municipality.nurse;
  const act = { alertId: open.id, version: open.version, outcome: 'contacted-patient', practitionerId, now } as const;
  await on.database.transaction((client) => resolveAlert(client, act));
}

async function expectAlerts(...statuses: string[]): Promise<void> {
  const found = await alerts();
  expect(found.map(({ status }) => status)).toEqual(statuses);
  for (const { id } of found) expect((await explainAlert(on.db.pool, id))?.rerun).toMatchObject({ identical: true });
}

test('what is low after the close opens an alert of its own', async () => {
  await receive(85, { at: NOW + AHEAD, receivedAt: NOW });
  await close(NOW + MINUTE);
  await expectAlerts('resolved');
  await receive(84, { at: NOW + HOUR + AHEAD, receivedAt: NOW + HOUR });
  await expectAlerts('resolved', 'open');
});

test('so does what another device measures before the instant that the first has named', async () => {
  await receive(85, { at: NOW + AHEAD, receivedAt: NOW });
  await close(NOW + MINUTE);
  await receive(84, { at: NOW + 2 * MINUTE, receivedAt: NOW + 2 * MINUTE });
  await expectAlerts('resolved', 'open');
  const [, again] = await alerts();
  expect(again?.opened).toEqual(new Date(NOW + 2 * MINUTE));
  await close(NOW + 3 * MINUTE);
  await expectAlerts('resolved', 'resolved');
  await receive(83, { at: NOW + 3 * MINUTE + AHEAD, receivedAt: NOW + 3 * MINUTE + 1 });
  await expectAlerts('resolved', 'resolved', 'open');
});

test('what was well before the close has ended nothing that comes after it', async () => {
  await receive(85, { at: NOW + AHEAD, receivedAt: NOW });
  await receive(97, { at: NOW + AHEAD + 1, receivedAt: NOW + 1 });
  await close(NOW + MINUTE);
  await receive(84, { at: NOW + AHEAD + 2 * MINUTE, receivedAt: NOW + 2 * MINUTE });
  await expectAlerts('resolved', 'open');
});

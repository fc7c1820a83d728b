import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEVICE, oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';
import { applyLoanEnd } from '../triage/loanEnd.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { assignDevice, endAssignment } from './device.ts';

const on = oneJudgedEpisodeEach(2);
const DAY = 24 * HOUR;

test('a loan may end before the time that was agreed on: it is told then, and the device is free; an end that has been told is not moved', async () => {
  await on.lend(START + HOUR);
  await on.giveBack(START + 2 * HOUR);
  const [id, from, agreed, early] = [randomUUID(), START + 3 * HOUR, START + 30 * DAY, START + 2 * DAY];
  const { patientId } = on;
  const lend = (loan: { id: string; from: number; until: number | null }) =>
    on.database.transaction((client) => assignDevice(client, { ...loan, deviceId: DEVICE, patientId, now: loan.from }));
  await lend({ id, from, until: agreed });
  const end = (at: number) => on.database.transaction((client) => endAssignment(client, { id, at }));
  expect(await end(early)).toBe(true);
  await lend({ id: randomUUID(), from: early, until: null });
  const timerRuns = (now: number) =>
    on.database.transaction((client) =>
      applyLoanEnd(client, { deviceId: DEVICE, patientId }, { now, memory: createTriageMemory() }),
    );
  const returned = async () =>
    (
      await on.db.pool.query<{ at: Date }>(
        `select occurred_at as at from change where kind = 'device-returned' and patient_id = $1 order by seq`,
        [patientId],
      )
    ).rows.map(({ at }) => at.getTime());
  await timerRuns(early);
  await timerRuns(agreed);
  expect(await returned()).toEqual([START + 2 * HOUR, early]);
  expect(await end(early - HOUR)).toBe(false);
});

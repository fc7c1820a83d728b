import type { Queryable } from './database.ts';
import { addJobs } from './job.ts';

/** The task that the timers room runs when it is known that a device has no connection, or has one again, with a `DeviceWord`; it calls `applyDeviceWord`. */
export const DEVICE_WORD_TASK = 'device-word';

/** What is known of a device's connection since `at` (epoch milliseconds). */
export type DeviceWord = { deviceId: string; online: boolean; at: number };

/** A break that is shorter is nobody's business. *Assumption*: a router that starts anew takes some minutes. */
const SHORT_BREAK_MS = 10 * 60_000;

/** One word per device: a newer one takes the place of one that has not been acted on. */
export async function scheduleDeviceWord(client: Queryable, word: DeviceWord): Promise<void> {
  const { deviceId, online, at } = word;
  const dueAt = online ? at : at + SHORT_BREAK_MS;
  await addJobs(client, [{ task: DEVICE_WORD_TASK, payload: word, at: dueAt, key: `${DEVICE_WORD_TASK}:${deviceId}` }]);
}

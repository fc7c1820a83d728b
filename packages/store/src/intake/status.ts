import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { scheduleDeviceWord } from '../deviceWordJob.ts';
import { noteHeard } from './assignment.ts';
import type { ReceivedStatus } from './received.ts';

/** Keeps what gateways tell about themselves. What they leave out stays as it was; the feed hears of it only when something changed. */
export async function storeStatuses(
  client: Queryable,
  statuses: readonly ReceivedStatus[],
  now: number,
): Promise<void> {
  const newest = new Map(statuses.map(({ deviceId, status }) => [deviceId, status]));
  // Two workers may have heard the same devices in another order: both go through them in one.
  const inOrder = [...newest].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [deviceId, { batteryPercent, firmware }] of inOrder) {
    const { rowCount } = await client.query(
      `
        update device set battery_percent = coalesce($2, battery_percent), firmware = coalesce($3, firmware)
        where id = $1 and (battery_percent, firmware) is distinct from (coalesce($2, battery_percent), coalesce($3, firmware))
      `,
      [deviceId, batteryPercent === undefined ? null : Math.round(batteryPercent), firmware ?? null],
    );
    if (rowCount === 0) continue;
    await appendChanges(client, [
      { kind: 'device-status', occurredAt: now, deviceId, data: { batteryPercent, firmware } },
    ]);
  }
  // That a connection was lost is the broker's word, and no sign of life.
  const heard = statuses.filter(({ status }) => status.online !== false);
  await noteHeard(client, new Map(heard.map(({ deviceId }) => [deviceId, now])));
  for (const [deviceId, { online }] of inOrder) {
    if (online !== undefined) await scheduleDeviceWord(client, { deviceId, online, at: now });
  }
}

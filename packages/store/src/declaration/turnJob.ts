import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs when a planned declaration may have begun, with `{ teamId }`; it calls `turnHours`. */
export const HOURS_TURN_TASK = 'hours-turn';

type Planned = { teamId: string; version: number };
const keyOf = ({ teamId, version }: Planned): string => `${HOURS_TURN_TASK}:${teamId}:${version}`;

/** Enqueued in the transaction of the act that plans it. */
export async function scheduleTurn(client: Queryable, { at, ...planned }: Planned & { at: number }): Promise<void> {
  await addJobs(client, [{ task: HOURS_TURN_TASK, payload: { teamId: planned.teamId }, at, key: keyOf(planned) }]);
}

/** Only housekeeping: a timer of something that was taken back does nothing. */
export async function cancelTurn(client: Queryable, planned: Planned): Promise<void> {
  await removeJobs(client, [keyOf(planned)]);
}

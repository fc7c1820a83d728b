import { type WorklistItem, WorklistItemSchema } from '@samvakt/contract';
import { isDatabaseAway, readPauses, readTriagePauses, readTriagePlans, type WorklistRow } from '@samvakt/store';
import type { FastifyBaseLogger } from 'fastify';
import type { Parts } from '../instance.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { PATIENT_UNREADABLE } from '../unreadable/shown.ts';
import { itemOf } from './item.ts';

type Making = Pick<Parts, 'database'> & { shelf: ProtocolShelf; now: number; log: FastifyBaseLogger };

/**
 * The lines of a worklist. What of one follow-up cannot be read must not take the others from the screen, nor itself: where they cannot be made together each is
 * made alone, and one that cannot be made is a line that says so.
 */
export async function linesOf(rows: readonly WorklistRow[], making: Making): Promise<WorklistItem[]> {
  try {
    return await together(rows, making);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const lines: WorklistItem[] = [];
    for (const row of rows) lines.push(await alone(row, making));
    return lines;
  }
}

async function together(rows: readonly WorklistRow[], { database, shelf, now }: Making): Promise<WorklistItem[]> {
  const episodeIds = rows.map((row) => row.episodeId);
  await shelf.fetch(
    rows.flatMap((row) => [row, ...row.alerts].map((one) => ({ id: one.protocolId, version: one.protocolVersion }))),
  );
  const standing = Map.groupBy(await readPauses(database.pool, { episodeIds, now }), (one) => one.episodeId);
  const judged = await readTriagePauses(database.pool, episodeIds);
  const plans = await readTriagePlans(database.pool, episodeIds);
  const ownOf = (episodeId: string) => ({
    standing: standing.get(episodeId) ?? [],
    judged: judged.get(episodeId)?.pauses ?? [],
    plans: plans.get(episodeId) ?? [],
  });
  // Held against the contract here, where a line that breaks it can still be told from the others.
  return rows.map((row) => WorklistItemSchema.parse(itemOf(row, ownOf(row.episodeId), { shelf, now })));
}

async function alone(row: WorklistRow, making: Making): Promise<WorklistItem> {
  try {
    const [line] = await together([row], making);
    if (line !== undefined) return line;
    throw new Error('a follow-up gave no line');
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    making.log.error({ err: error, episodeId: row.episodeId }, 'a line of the worklist could not be made');
    return unreadable(row);
  }
}

const UNREADABLE_ALERT = { nb: 'Rødt varsel som ikke kan vises', en: 'Red alert that cannot be shown' };

/** By what the database tells of the alerts alone: red where one is red, else not known, and never better. Pauses are not reckoned with: they may be what is broken. */
function unreadable(row: WorklistRow): WorklistItem {
  const red = row.alerts.filter(({ severity }) => severity === 'red');
  const { episodeId, patient, condition, team, accountableSince, openHandover } = row;
  return {
    episodeId,
    patient,
    condition,
    team,
    accountableSince,
    status: red.length > 0 ? 'red' : 'unknown',
    reason: PATIENT_UNREADABLE,
    since: row.alerts[0]?.openedAt ?? null,
    newestMeasurementAt: null,
    openAlerts: { red: red.length, yellow: row.alerts.length - red.length, paused: 0 },
    redAlerts: red.map(({ id }) => ({ id, summary: UNREADABLE_ALERT })),
    pauses: [],
    limits: null,
    nextDue: null,
    claimedBy: row.alerts.find((alert) => alert.claimedBy !== null)?.claimedBy ?? null,
    unanswered: row.alerts.filter((alert) => alert.unanswered).length,
    openHandover,
  };
}

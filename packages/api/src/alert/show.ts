import type { Alert } from '@samvakt/contract';
import { type AlertRow, type Queryable, readTriagePauses } from '@samvakt/store';
import { type Evidence, pausedUntil } from '@samvakt/triage';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { isoOrNull } from '../protocol/status.ts';
import { findingWords } from '../protocol/wording.ts';

/** Stored alerts as they are at `now`: with their words, made of the protocol version that raised each, and until when a pause holds them back. */
export async function showAlerts(
  { client, shelf, now }: { client: Queryable; shelf: ProtocolShelf; now: number },
  rows: readonly AlertRow[],
): Promise<Alert[]> {
  const open = rows.filter((row) => row.status !== 'resolved');
  const paused = await readTriagePauses(client, [...new Set(open.map((row) => row.episodeId))]);
  await shelf.fetch([...rows.map((row) => row.protocol), ...[...paused.values()].map(({ protocol }) => protocol)]);
  return rows.map((row) => {
    const by = row.status === 'resolved' ? undefined : paused.get(row.episodeId);
    const until = by === undefined ? null : pausedUntil(shelf.take(by.protocol), by.pauses, pausable(row), now);
    return { ...row, ...findingWords(shelf.take(row.protocol), row), pausedUntil: isoOrNull(until) };
  });
}

/** An alert as a pause asks about it. Its evidence is the engine's: the column has no other writer. */
export const pausable = (alert: { ruleId: string; severity: 'red' | 'yellow'; evidence: unknown }) => ({
  ruleId: alert.ruleId,
  severity: alert.severity,
  evidence: alert.evidence as Evidence,
});

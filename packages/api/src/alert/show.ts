import { type Alert, AlertSchema } from '@samvakt/contract';
import { type AlertRow, type Queryable, readReadablePauses } from '@samvakt/store';
import { type Evidence, pausedUntil } from '@samvakt/triage';
import type { FastifyBaseLogger } from 'fastify';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { isoOrNull } from '../protocol/status.ts';
import { findingWords } from '../protocol/wording.ts';
import { CANNOT_BE_READ, shownOr } from '../unreadable/shown.ts';

/** Stored alerts as they are at `now`: with their words, made of the protocol version that raised each, and until when a pause holds them back. */
export async function showAlerts(
  { client, shelf, now, log }: { client: Queryable; shelf: ProtocolShelf; now: number; log: FastifyBaseLogger },
  rows: readonly AlertRow[],
): Promise<Alert[]> {
  const open = rows.filter((row) => row.status !== 'resolved');
  const paused = await readReadablePauses(client, [...new Set(open.map((row) => row.episodeId))], (err) =>
    log.error({ err, episodeId: err.episodeId }, 'a pause cannot be read, and holds no alert back'),
  );
  const keys = [...rows.map((row) => row.protocol), ...[...paused.values()].map(({ protocol }) => protocol)];
  await shelf.fetchReadable(keys, (err, key) => log.error({ err, ...key }, 'a protocol cannot be read'));
  const show = (row: AlertRow): Alert => {
    const by = row.status === 'resolved' ? undefined : paused.get(row.episodeId);
    const until = by === undefined ? null : pausedUntil(shelf.take(by.protocol), by.pauses, pausable(row), now);
    return { ...row, ...findingWords(shelf.take(row.protocol), row), pausedUntil: isoOrNull(until) };
  };
  return rows.map((row) => {
    const [make, instead] = [() => show(row), () => withoutWhatCannotBeRead(row)];
    return shownOr(AlertSchema, { make, instead, log, about: { alertId: row.id } });
  });
}

/** It stands, as severe as it is, and can be claimed and closed; no pause holds it back that nobody can reckon with. */
function withoutWhatCannotBeRead(row: AlertRow): Alert {
  const { ruleId, severity, kind, protocol, limitsVersion, openedAt } = row;
  const at = Date.parse(openedAt);
  const evidence = { protocol, limitsVersion, ruleId, severity, kind, at, items: [], review: null };
  return { ...row, evidence, summary: SUMMARY[severity], meaning: CANNOT_BE_READ, action: ACTION, pausedUntil: null };
}

const SUMMARY = {
  red: { nb: 'Rødt varsel som ikke kan vises', en: 'Red alert that cannot be shown' },
  yellow: { nb: 'Gult varsel som ikke kan vises', en: 'Yellow alert that cannot be shown' },
} as const;
const ACTION = { nb: 'Ring pasienten og hør hvordan det går.', en: 'Call the patient and ask how they are.' };

/** An alert as a pause asks about it. Its evidence is the engine's: the column has no other writer. */
export const pausable = (alert: { ruleId: string; severity: 'red' | 'yellow'; evidence: unknown }) => ({
  ruleId: alert.ruleId,
  severity: alert.severity,
  evidence: alert.evidence as Evidence,
});

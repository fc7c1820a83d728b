import { type TimelineEntry, TimelineEntrySchema } from '@samvakt/contract';
import type { Evidence } from '@samvakt/triage';
import type { FastifyBaseLogger } from 'fastify';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { findingWords } from '../protocol/wording.ts';
import { shownOr } from '../unreadable/shown.ts';

/** Entries that tell of a finding, with its one line as it was then (`data.summary`) in place of the evidence. One that cannot be read says that something happened, and when. */
export async function asFound(
  shelf: ProtocolShelf,
  entries: readonly TimelineEntry[],
  log: FastifyBaseLogger,
): Promise<TimelineEntry[]> {
  const keys = entries.flatMap((entry) => evidenceOf(entry)?.protocol ?? []);
  await shelf.fetchReadable(keys, (err, key) => log.error({ err, ...key }, 'a protocol cannot be read'));
  return entries.map((entry) =>
    shownOr(TimelineEntrySchema, {
      make: () => inWords(shelf, entry),
      instead: () => withoutWhatCannotBeRead(entry),
      log,
      about: { change: entry.cursor },
    }),
  );
}

function inWords(shelf: ProtocolShelf, entry: TimelineEntry): TimelineEntry {
  const evidence = evidenceOf(entry);
  if (evidence === undefined) return entry;
  const { evidence: _, ...data } = entry.data;
  const { summary } = findingWords(shelf.take(evidence.protocol), { ruleId: evidence.ruleId, evidence });
  return { ...entry, data: { ...data, summary } };
}

function withoutWhatCannotBeRead(entry: TimelineEntry): TimelineEntry {
  const { kind, data } = TimelineEntrySchema.shape;
  const { evidence: _, summary: __, ...rest } = data.catch({}).parse(entry.data);
  return { ...entry, kind: kind.catch('unreadable').parse(entry.kind), data: rest };
}

/** Written by the engine and kept as it was: the change feed has no other writer of it. */
const evidenceOf = ({ data }: TimelineEntry): Evidence | undefined => data?.evidence as Evidence | undefined;

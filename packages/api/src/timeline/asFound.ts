import type { TimelineEntry } from '@samvakt/contract';
import type { Evidence } from '@samvakt/triage';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { findingWords } from '../protocol/wording.ts';

/** Entries that tell of a finding, with its one line as it was then (`data.summary`) in place of the evidence. */
export async function asFound(shelf: ProtocolShelf, entries: readonly TimelineEntry[]): Promise<TimelineEntry[]> {
  await shelf.fetch(entries.flatMap((entry) => evidenceOf(entry)?.protocol ?? []));
  return entries.map((entry) => {
    const evidence = evidenceOf(entry);
    if (evidence === undefined) return entry;
    const { evidence: _, ...data } = entry.data;
    const { summary } = findingWords(shelf.take(evidence.protocol), { ruleId: evidence.ruleId, evidence });
    return { ...entry, data: { ...data, summary } };
  });
}

/** Written by the engine and kept as it was: the change feed has no other writer of it. */
const evidenceOf = ({ data }: TimelineEntry): Evidence | undefined => data.evidence as Evidence | undefined;

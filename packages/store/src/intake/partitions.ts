import type { Queryable } from '../database.ts';

const DAY_MS = 86_400_000;

/** Sees to it that what is measured has a partition to lie in. */
export type PartitionKeeper = {
  /** Makes sure that the months of these instants (epoch milliseconds) have their partition. Costs nothing once a month is known. */
  ensure(client: Queryable, instants: Iterable<number>): Promise<void>;
};

/**
 * Remembers which months have their partition, so that a batch asks the database only about a month it has not met. To be used outside the
 * batch's transaction: making a partition locks the whole table for an instant.
 */
export function createPartitionKeeper(): PartitionKeeper {
  const known = new Set<string>();
  // Asked for every measurement, so by the number of its day: a month is worked out for a new day only.
  const knownDays = new Set<number>();
  return {
    async ensure(client, instants) {
      const newDays = new Set<number>();
      for (const at of instants) {
        const day = Math.floor(at / DAY_MS);
        if (!knownDays.has(day)) newDays.add(day);
      }
      for (const month of new Set([...newDays].map((day) => monthOf(day * DAY_MS)))) {
        if (known.has(month)) continue;
        await ensurePartitions(client, { from: Date.parse(month), until: Date.parse(month) });
        known.add(month);
      }
      for (const day of newDays) knownDays.add(day);
    },
  };
}

/** Makes the partitions from the month of `from` to the month of `until`. */
export async function ensurePartitions(client: Queryable, span: { from: number; until: number }): Promise<void> {
  await client.query('select ensure_measurement_partitions($1, $2)', [
    `${monthOf(span.from)}-01`,
    `${monthOf(span.until)}-01`,
  ]);
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

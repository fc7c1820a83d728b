import type { Queryable } from '../database.ts';

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
  return {
    async ensure(client, instants) {
      const unknown = new Set<string>();
      for (const at of instants) {
        const month = monthOf(at);
        if (!known.has(month)) unknown.add(month);
      }
      for (const month of unknown) {
        // Known whatever comes of it: a month that cannot have its own partition is stored in the default one, as before.
        known.add(month);
        await client.query('select ensure_measurement_partitions($1, $1)', [`${month}-01`]);
      }
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

/** Per instant of a batch, so without a Date where the month is the same as that of the day. */
function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

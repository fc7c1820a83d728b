import { isDatabaseAway, type ProtocolKey, readProtocols } from '@samvakt/store';
import type { Protocol } from '@samvakt/triage';
import type { Parts } from '../instance.ts';

/** Registered protocol versions, each read once: a version never changes. */
export type ProtocolShelf = {
  /** Fetches what is not here yet. */
  fetch: (keys: readonly ProtocolKey[]) => Promise<void>;
  /** The same for a list: what of it cannot be read is left, and told of. */
  fetchReadable: (
    keys: readonly ProtocolKey[],
    onUnreadable: (error: unknown, key: ProtocolKey) => void,
  ) => Promise<void>;
  /** One that was fetched. @throws Error of one that was not */
  take: (key: ProtocolKey) => Protocol;
};

const nameOf = ({ id, version }: ProtocolKey): string => `${id} ${version}`;

export function createProtocolShelf({ database }: Pick<Parts, 'database'>): ProtocolShelf {
  const shelf = new Map<string, Protocol>();
  const fetch = async (keys: readonly ProtocolKey[]): Promise<void> => {
    const missing = keys.filter((key) => !shelf.has(nameOf(key)));
    if (missing.length === 0) return;
    for (const protocol of await readProtocols(database.pool, missing)) shelf.set(nameOf(protocol), protocol);
  };
  return {
    fetch,
    fetchReadable: async (keys, onUnreadable) => {
      for (const key of new Map(keys.map((one) => [nameOf(one), one])).values()) {
        await fetch([key]).catch((error: unknown) => {
          if (isDatabaseAway(error)) throw error;
          onUnreadable(error, key);
        });
      }
    },
    take: (key) => {
      const protocol = shelf.get(nameOf(key));
      if (protocol === undefined) throw new Error(`protocol ${nameOf(key)} is not registered`);
      return protocol;
    },
  };
}

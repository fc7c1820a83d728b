import { type ProtocolKey, readProtocols } from '@samvakt/store';
import type { Protocol } from '@samvakt/triage';
import type { Parts } from '../instance.ts';

/** Registered protocol versions, each read once: a version never changes. */
export type ProtocolShelf = {
  /** Fetches what is not here yet. */
  fetch: (keys: readonly ProtocolKey[]) => Promise<void>;
  /** One that was fetched. */
  take: (key: ProtocolKey) => Protocol;
};

const nameOf = ({ id, version }: ProtocolKey): string => `${id} ${version}`;

export function createProtocolShelf({ database }: Pick<Parts, 'database'>): ProtocolShelf {
  const shelf = new Map<string, Protocol>();
  return {
    fetch: async (keys) => {
      const missing = keys.filter((key) => !shelf.has(nameOf(key)));
      if (missing.length === 0) return;
      for (const protocol of await readProtocols(database.pool, missing)) shelf.set(nameOf(protocol), protocol);
    },
    take: (key) => {
      const protocol = shelf.get(nameOf(key));
      if (protocol === undefined) throw new Error(`protocol ${nameOf(key)} is not registered`);
      return protocol;
    },
  };
}

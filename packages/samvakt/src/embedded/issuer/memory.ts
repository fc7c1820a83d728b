import type { Adapter, AdapterPayload } from 'oidc-provider';

type Row = { readonly payload: AdapterPayload; readonly expiresAt: number };

/** Sessions and codes of the issuer, gone with the process: whoever is signed in to the API stays so, since that session is the API's. */
export function createMemoryAdapter(now: () => number): new (model: string) => Adapter {
  const rows = new Map<string, Row>();

  const find = (matches: (key: string, row: Row) => boolean): AdapterPayload | undefined => {
    for (const [key, row] of rows) {
      if (row.expiresAt <= now()) rows.delete(key);
      else if (matches(key, row)) return row.payload;
    }
    return undefined;
  };

  return class MemoryAdapter implements Adapter {
    readonly #prefix: string;

    constructor(model: string) {
      this.#prefix = `${model}:`;
    }

    async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
      const expiresAt = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : now() + expiresInSeconds * 1000;
      rows.set(this.#prefix + id, { payload, expiresAt });
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      const row = rows.get(this.#prefix + id);
      return row && row.expiresAt > now() ? row.payload : undefined;
    }

    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return find((key, row) => key.startsWith(this.#prefix) && row.payload.uid === uid);
    }

    async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
      return find((key, row) => key.startsWith(this.#prefix) && row.payload.userCode === userCode);
    }

    async consume(id: string): Promise<void> {
      const row = rows.get(this.#prefix + id);
      if (row) row.payload.consumed = Math.floor(now() / 1000);
    }

    async destroy(id: string): Promise<void> {
      rows.delete(this.#prefix + id);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, row] of rows) if (row.payload.grantId === grantId) rows.delete(key);
    }
  };
}

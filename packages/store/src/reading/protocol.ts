import { type Protocol, ProtocolSchema } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { iso } from './fragment.ts';

/** One version of one protocol. */
export type ProtocolKey = { id: string; version: number };

/** Registered protocol versions that were asked for; a key that is not registered gives no entry. */
export async function readProtocols(client: Queryable, keys: readonly ProtocolKey[]): Promise<Protocol[]> {
  const { rows } = await client.query<{ body: unknown }>(
    `
      select protocol.body from protocol
      join (select distinct id, version from unnest($1::text[], $2::integer[]) as given (id, version)) as given using (id, version)
    `,
    [keys.map((key) => key.id), keys.map((key) => key.version)],
  );
  return rows.map((row) => ProtocolSchema.parse(row.body));
}

/** Every registered version for a condition, by protocol, newest first. */
export async function readRegisteredProtocols(
  client: Queryable,
  condition: string,
): Promise<(ProtocolKey & { registeredAt: string })[]> {
  const { rows } = await client.query<ProtocolKey & { registeredAt: string }>(
    `select id, version, ${iso('registered_at')} as "registeredAt" from protocol where condition = $1 order by id, version desc`,
    [condition],
  );
  return rows;
}

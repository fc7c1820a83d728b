import type { Protocol } from '@samvakt/triage';
import type { Queryable } from '../database.ts';

/** Thrown when a registered version would be given another content. */
export class ProtocolVersionError extends Error {}

/** Registers one version of a protocol. A version never changes: the same content again does nothing, another content is refused. */
export async function registerProtocol(
  client: Queryable,
  { protocol, registeredAt }: { protocol: Protocol; registeredAt: number },
): Promise<void> {
  const key = [protocol.id, protocol.version, JSON.stringify(protocol)];
  await client.query(
    `
      insert into protocol (id, version, condition, body, registered_at) values ($1, $2, $4, $3, $5)
      on conflict (id, version) do nothing
    `,
    [...key, protocol.condition, new Date(registeredAt)],
  );
  const { rows } = await client.query<{ same: boolean }>(
    'select body = $3::jsonb as same from protocol where id = $1 and version = $2',
    key,
  );
  if (rows[0]?.same !== true) {
    throw new ProtocolVersionError(
      `protocol ${protocol.id} version ${protocol.version} is registered with another content`,
    );
  }
}

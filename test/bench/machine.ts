import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import pg from 'pg';

/** What the numbers were measured on, for the table's header. */
export async function describeMachine(connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const setting = async (name: string): Promise<string> => (await client.query(`show ${name}`)).rows[0][name];
  const postgres = await setting('server_version');
  const durability = `fsync ${await setting('fsync')}, synchronous_commit ${await setting('synchronous_commit')}`;
  await client.end();
  /** As the room that runs it has it. */
  const versionOf = (room: string, name: string): string =>
    JSON.parse(readFileSync(new URL(`../../${room}/node_modules/${name}/package.json`, import.meta.url), 'utf8'))
      .version;
  return [
    `${availableParallelism()} cores ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    `Node ${process.versions.node}, PostgreSQL ${postgres} (${durability}), aedes ${versionOf('packages/samvakt', 'aedes')}, mqtt ${versionOf('packages/ingest', 'mqtt')}`,
    'gateways, broker, ingest and database share these cores, each in a process of its own',
  ];
}

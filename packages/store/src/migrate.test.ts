import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
/** Files that came to be beside later ones: an installation has run 023, 024 and 026, and neither of these. */
const LATER_THAN_THEIR_NUMBER = ['022', '025'];

let db: TestDatabase;
let fresh: TestDatabase;
let folder: string;

beforeEach(async () => {
  db = await createTestDatabase({ empty: true });
  fresh = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-migrations-'));
});
afterEach(async () => {
  await db.end();
  await fresh.end();
  await rm(folder, { recursive: true });
});

async function copy(wanted: (number: string) => boolean): Promise<void> {
  for (const file of await readdir(MIGRATIONS)) {
    if (wanted(file.slice(0, 3))) await cp(path.join(MIGRATIONS, file), path.join(folder, file));
  }
}

async function columns({ pool }: TestDatabase): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select table_name, column_name, data_type, is_nullable from information_schema.columns
     where table_schema = 'public' order by table_name, column_name`,
  );
  return rows;
}

it('runs what an installation has not run, also below the newest that it has, and comes to the schema of a new one', async () => {
  await copy((number) => number <= '026' && !LATER_THAN_THEIR_NUMBER.includes(number));
  await migrate({ connectionString: db.connectionString, folder });
  const ran = await migrate({ connectionString: db.connectionString });
  expect(ran.map((name) => name.slice(0, 3))).toEqual(
    (await readdir(MIGRATIONS))
      .map((file) => file.slice(0, 3))
      .filter((number) => LATER_THAN_THEIR_NUMBER.includes(number) || number > '026')
      .sort(),
  );
  expect(await columns(db)).toEqual(await columns(fresh));
  expect(await migrate({ connectionString: db.connectionString })).toEqual([]);
});

it('refuses a file that was changed after it ran', async () => {
  await migrate({ connectionString: db.connectionString });
  await db.pool.query(`update schema_version set md5 = 'another' where version = 22`);
  await expect(migrate({ connectionString: db.connectionString })).rejects.toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringContaining('[22]') }) }),
  );
});

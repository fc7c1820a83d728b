import type { Database } from '@samvakt/store';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type OpenedAs, openTestDatabase, type TestDatabase } from './database.ts';

/** The file's own database, as the test itself reads it and as the store does. */
export interface OwnDatabase {
  readonly db: TestDatabase;
  readonly database: Database;
}

export interface OneEach<Own> extends OwnDatabase {
  /** The running test's alone. */
  readonly own: Own;
  /** Takes one more, which is the running test's from now on. */
  readonly another: () => void;
}

/**
 * Gives each test of the file one of its own, which no other test touches. `begin` fills the file's database, once, and gives as many as there are tests. The
 * database may be read once the file's tests begin, and `own` in a test; before that they throw, and so does one test too many.
 */
export function oneEach<Own>(begin: (database: Database) => Promise<readonly Own[]>, as: OpenedAs = {}): OneEach<Own> {
  let shared: OwnDatabase | undefined;
  let each: readonly Own[] = [];
  let own: Own | undefined;
  let used = 0;
  const begun = () => {
    if (shared === undefined) throw new Error('no test has begun');
    return shared;
  };

  const another = () => {
    own = each[used++];
    if (own === undefined) throw new Error(`the file needs more than the ${each.length} it asked for`);
  };

  beforeAll(async () => {
    shared = await openTestDatabase(as);
    each = await begin(shared.database);
  });
  beforeEach(another);
  afterAll(() => shared?.db.end());

  return {
    get db() {
      return begun().db;
    },
    get database() {
      return begun().database;
    },
    get own() {
      if (own === undefined) throw new Error('no test has begun');
      return own;
    },
    another,
  };
}

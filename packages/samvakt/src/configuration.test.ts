import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, describeSettings, readSettings } from './configuration.ts';

const wanted = { required: ['SAMVAKT_DATABASE_URL'], optional: ['SAMVAKT_PORT', 'SAMVAKT_PUBLIC_URL'] } as const;
const database = 'postgres://samvakt@db/samvakt';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(wanted, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('are read as what they mean', () => {
    const environment = { SAMVAKT_DATABASE_URL: database, SAMVAKT_PORT: '80', SAMVAKT_PUBLIC_URL: 'https://a.no/' };
    expect(readSettings(wanted, environment)).toEqual({
      ...environment,
      SAMVAKT_PORT: 80,
      SAMVAKT_PUBLIC_URL: 'https://a.no',
    });
  });

  it('that are empty are not set', () => {
    expect(readSettings(wanted, { SAMVAKT_DATABASE_URL: database, SAMVAKT_PORT: '' }).SAMVAKT_PORT).toBeUndefined();
  });

  const faults: [string, Record<string, string>, RegExp][] = [
    ['one that is missing', {}, /^SAMVAKT_DATABASE_URL is missing/],
    ['a port that is none', { SAMVAKT_DATABASE_URL: database, SAMVAKT_PORT: '99999' }, /^SAMVAKT_PORT /],
    ['an address of another kind', { SAMVAKT_DATABASE_URL: 'mysql://db' }, /^SAMVAKT_DATABASE_URL must be .* postgres/],
    ['a misspelt name', { SAMVAKT_DATABASE_URL: database, SAMVAKT_PROT: '1' }, /^SAMVAKT_PROT is not a setting/],
  ];
  it.each(faults)('name the variable of %s', (_what, environment, fault) => {
    expect(faultsOf(environment)).toEqual([expect.stringMatching(fault)]);
  });

  it('tell every fault at once', () => {
    expect(faultsOf({ SAMVAKT_PORT: 'x', SAMVAKT_PUBLIC_URL: 'ftp://x' })).toHaveLength(3);
  });

  it('take a secret from a file, and not from both places', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'samvakt-settings-'));
    const file = path.join(folder, 'url');
    await writeFile(file, `${database}\n`);
    expect(readSettings(wanted, { SAMVAKT_DATABASE_URL_FILE: file }).SAMVAKT_DATABASE_URL).toBe(database);
    expect(faultsOf({ SAMVAKT_DATABASE_URL_FILE: file, SAMVAKT_DATABASE_URL: database })[0]).toMatch(/both set/);
    expect(faultsOf({ SAMVAKT_DATABASE_URL_FILE: path.join(folder, 'no') })[0]).toMatch(/_FILE .* cannot be read/);
    await rm(folder, { recursive: true });
  });

  it('are told in the help', () => {
    expect(describeSettings(['SAMVAKT_PORT', 'SAMVAKT_DATABASE_URL'], ['SAMVAKT_DATABASE_URL'])).toMatch(
      /SAMVAKT_PORT {10}port of the web application.*\n.*SAMVAKT_DATABASE_URL {2}a PostgreSQL.*\[required; or in a file/,
    );
  });
});

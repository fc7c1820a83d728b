import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/*
 * The compose file, read and resolved by the real program, which starts nothing for it: either Docker's plugin or the older program by itself.
 */

const candidates = [
  ['docker', ['compose']],
  ['docker-compose', []],
] as const;
const found = candidates.find(([program, before]) => spawnSync(program, [...before, 'version']).status === 0);
if (!found)
  process.stderr.write('\n*** No docker compose on this machine: infra/compose.yaml is NOT read in this run. ***\n\n');

const file = fileURLToPath(new URL('../../infra/compose.yaml', import.meta.url));
const addresses = { SAMVAKT_PUBLIC_URL: 'https://samvakt.example.no', SAMVAKT_ISSUER_URL: 'https://issuer.example.no' };

function config(environment: Readonly<Record<string, string>>) {
  if (!found) throw new Error('there is no program to ask');
  const [program, before] = found;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment };
  return spawnSync(program, [...before, '-f', file, 'config'], { encoding: 'utf8', env });
}

describe.skipIf(!found)('infra/compose.yaml', () => {
  it('resolves to the services that the architecture names', () => {
    const { status, stdout, stderr } = config(addresses);
    expect(stderr).not.toMatch(/error|invalid|unsupported/i);
    expect(status).toBe(0);
    for (const service of ['database', 'migrate', 'accounts', 'broker', 'ingest', 'timers', 'api']) {
      expect(stdout).toMatch(new RegExp(`^  ${service}:$`, 'm'));
    }
    expect(stdout).toContain('https://issuer.example.no');
  });

  it('demands the addresses that nobody can guess, by name', () => {
    for (const name of Object.keys(addresses)) {
      const { status, stderr } = config(Object.fromEntries(Object.entries(addresses).filter(([key]) => key !== name)));
      expect(status).not.toBe(0);
      expect(stderr).toContain(name);
    }
  });
});

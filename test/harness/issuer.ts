import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Person } from '@samvakt/samvakt/embedded/issuer';

export interface TestIssuer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What a browser does from the issuer's authorization address on: choose the person, follow the way back. Returns the address that leads back to the client. */
  readonly signIn: (authorizationUrl: string, subject: string) => Promise<URL>;
  readonly stop: () => Promise<void>;
}

/** The real development issuer on a random port. `publicUrl` is what the client, the API, calls itself. */
export async function startTestIssuer(options: {
  publicUrl: string;
  people: readonly { subject: string; name: string }[];
}): Promise<TestIssuer> {
  // Loaded by who needs it only: the library is large, and says a line about its Node on the terminal.
  const { readOrMakeKeys, startEmbeddedIssuer } = await import('@samvakt/samvakt/embedded/issuer');
  const folder = await mkdtemp(path.join(tmpdir(), 'samvakt-issuer-'));
  const keys = await readOrMakeKeys(path.join(folder, 'issuer.json'));
  const port = await freePort();
  const issuer = await startEmbeddedIssuer({
    port,
    url: `http://127.0.0.1:${port}`,
    client: {
      id: 'samvakt',
      redirectUri: new URL('/auth/callback', options.publicUrl).href,
      afterSignOutUri: new URL('/', options.publicUrl).href,
    },
    keys,
    people: options.people.map(
      ({ subject, name }): Person => ({
        subject,
        name,
        role: 'test',
        team: 'test',
        organization: 'Fjordvik kommune',
        organizationNumber: '999000101',
        nationalIdentityNumber: '01818000000',
      }),
    ),
    log: { warn: () => {} },
  });
  return {
    url: issuer.url,
    clientId: 'samvakt',
    clientSecret: keys.clientSecret,
    signIn: (authorizationUrl, subject) => signIn(issuer.url, authorizationUrl, subject),
    stop: async () => {
      await issuer.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function signIn(issuerUrl: string, authorizationUrl: string, subject: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = authorizationUrl;
  let chosen = false;
  for (;;) {
    const form: boolean = new URL(at).pathname.startsWith('/interaction/') && !chosen;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie },
      ...(form ? { method: 'POST', body: new URLSearchParams({ person: subject }) } : {}),
    });
    chosen ||= form;
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.slice(0, line.indexOf(';')).split('=', 2);
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) throw new Error(`the issuer answered ${response.status} at ${at}: ${await response.text()}`);
    at = new URL(next, at).href;
    if (!at.startsWith(issuerUrl)) return new URL(at);
  }
}

/** The issuer's own address is part of every token, so the port must be known before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

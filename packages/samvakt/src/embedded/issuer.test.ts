import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../ports.ts';
import { readOrMakeKeys } from './issuer/keys.ts';
import type { Person } from './issuer/person.ts';
import { type EmbeddedIssuer, startEmbeddedIssuer } from './issuer.ts';

const nurse: Person = {
  subject: 'nurse-1',
  name: 'Kari <Nordmann>',
  role: 'sykepleier',
  team: 'Oppfølgingsteamet',
  organization: 'Fjordvik kommune',
  organizationNumber: '999999999',
  nationalIdentityNumber: '01818000000',
  hprNumber: '900000001',
};
const redirectUri = 'http://localhost:1/callback';

let folder: string;
let issuer: EmbeddedIssuer;
let secret: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-issuer-'));
  const keys = await readOrMakeKeys(path.join(folder, 'keys', 'issuer.json'));
  secret = keys.clientSecret;
  const port = await freePort();
  issuer = await startEmbeddedIssuer({
    port,
    url: `http://127.0.0.1:${port}`,
    client: { id: 'samvakt', redirectUri, afterSignOutUri: 'http://localhost:1/' },
    keys,
    people: [nurse],
    log: { warn: () => {} },
  });
});
afterAll(async () => {
  await issuer.stop();
  await rm(folder, { recursive: true });
});

/** As much of a browser as a sign-in needs: it keeps cookies and follows redirects inside the issuer. */
function openBrowser() {
  const cookies = new Map<string, string>();
  return async (address: string, form?: Record<string, string>): Promise<{ at: string; response: Response }> => {
    let at = new URL(address, issuer.url).href;
    let body = form ? new URLSearchParams(form) : undefined;
    for (;;) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const request = { headers: { cookie }, redirect: 'manual' as const };
      const response = await fetch(at, body ? { ...request, method: 'POST', body } : request);
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = line.slice(0, line.indexOf(';')).split('=', 2);
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const next = response.headers.get('location');
      if (next === null) return { at, response };
      at = new URL(next, at).href;
      body = undefined;
      if (!at.startsWith(issuer.url)) return { at, response };
    }
  };
}

const verifier = randomBytes(32).toString('base64url');
function authorizationAddress(extra: Record<string, string> = {}): string {
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = new URLSearchParams({
    client_id: 'samvakt',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: 'some state',
    nonce: 'some nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...extra,
  });
  return `/auth?${query}`;
}

function exchange(code: string, codeVerifier: string): Promise<Response> {
  return fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`samvakt:${secret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    }),
  });
}

const signIn = async (browse: ReturnType<typeof openBrowser>): Promise<URL> => {
  const { at } = await browse(authorizationAddress());
  const chosen = await browse(at, { person: nurse.subject });
  return new URL(chosen.at);
};

describe('signing in', () => {
  it('offers the people by name, role and team, on a page without script', async () => {
    const { at, response } = await openBrowser()(authorizationAddress());
    expect(new URL(at).pathname).toMatch(/^\/interaction\//);
    const html = await response.text();
    expect(html).toContain('Kari &lt;Nordmann&gt;');
    expect(html).toContain('sykepleier, Oppfølgingsteamet');
    expect(html).toMatch(/anybody can be anybody/);
    expect(html).not.toMatch(/<script/);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });

  it('ends in an ID token with the claims of HelseID, signed by the published key', async () => {
    const back = await signIn(openBrowser());
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('some state');
    const answer = await exchange(back.searchParams.get('code') ?? '', verifier);
    const { id_token: token } = (await answer.json()) as { id_token: string };
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    expect(claims).toMatchObject({
      iss: issuer.url,
      aud: 'samvakt',
      sub: 'nurse-1',
      nonce: 'some nonce',
      name: 'Kari <Nordmann>',
      'helseid://claims/identity/security_level': '4',
      'helseid://claims/identity/pid': '01818000000',
      'helseid://claims/hpr/hpr_number': '900000001',
      'helseid://claims/client/claims/orgnr_parent': '999999999',
    });
    const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { keys: [Record<string, string>] };
    const key = createPublicKey({ key: { ...keys[0] }, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('asks again although the browser has signed in before', async () => {
    const browse = openBrowser();
    await signIn(browse);
    expect(new URL((await browse(authorizationAddress())).at).pathname).toMatch(/^\/interaction\//);
  });

  it('shows the page again for a person who is not offered', async () => {
    const browse = openBrowser();
    const { at } = await browse(authorizationAddress());
    const { response } = await browse(at, { person: 'somebody else' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Kari');
  });

  it('refuses a code with another verifier, and one without PKCE', async () => {
    const back = await signIn(openBrowser());
    const answer = await exchange(back.searchParams.get('code') ?? '', 'x'.repeat(43));
    expect(answer.status).toBe(400);
    const without = await openBrowser()(authorizationAddress({ code_challenge: '', code_challenge_method: '' }));
    expect(new URL(without.at).searchParams.get('error')).toBe('invalid_request');
  });

  it('explains a redirect address that is not the client’s, and an unknown interaction, instead of following them', async () => {
    const foreign = await openBrowser()(authorizationAddress({ redirect_uri: 'http://evil.example/' }));
    expect(foreign.response.status).toBe(400);
    expect(await foreign.response.text()).toContain('invalid_redirect_uri');
    const lost = await openBrowser()('/interaction/nothing');
    expect(lost.response.status).toBe(400);
    expect(await lost.response.text()).toContain('Innloggingen kan ikke fullføres');
  });
});

describe('signing out', () => {
  it('asks, and leads back to the client', async () => {
    const browse = openBrowser();
    await signIn(browse);
    const query = new URLSearchParams({ client_id: 'samvakt', post_logout_redirect_uri: 'http://localhost:1/' });
    const asked = await browse(`/session/end?${query}`);
    const html = await asked.response.text();
    expect(html).toContain('Logge ut?');
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect((await browse(action, { xsrf, logout: 'yes' })).at).toBe('http://localhost:1/');
  });
});

describe('the keys', () => {
  it('are the same after a restart and readable by their owner only', async () => {
    const file = path.join(folder, 'keys', 'issuer.json');
    expect((await readOrMakeKeys(file)).clientSecret).toBe(secret);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('that cannot be read are not silently replaced', async () => {
    const file = path.join(folder, 'broken.json');
    await writeFile(file, '{"cookie":"short"}');
    await expect(readOrMakeKeys(file)).rejects.toThrow(/broken.json does not hold the issuer's keys/);
  });
});

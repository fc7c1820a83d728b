import { createClock, createTestDatabase, startTestIssuer, type TestDatabase, type TestIssuer } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp, PUBLIC_URL, startTestApi, type TestApi } from '../testing/api.ts';
import { isSecureEnough } from './level.ts';

const clock = createClock('2026-03-02T08:00:00Z');
const stranger = { subject: 'nobody-here-knows-me', name: 'Stranger' };
const known = { subject: 'subject-of-kari', name: 'Kari Test' };

let db: TestDatabase;
let issuer: TestIssuer;
let api: TestApi;

beforeAll(async () => {
  db = await createTestDatabase();
  issuer = await startTestIssuer({ publicUrl: PUBLIC_URL, people: [known, stranger] });
  api = await startTestApi({
    connectionString: db.connectionString,
    clock: clock.now,
    configuration: { issuerUrl: issuer.url, clientSecret: issuer.clientSecret },
  });
  await api.database.pool.query('update practitioner set subject = $2 where id = $1', [
    api.world.kari.id,
    known.subject,
  ]);
});
afterAll(async () => {
  await api.stop();
  await issuer.stop();
  await db.end();
});
beforeEach(() => clock.set('2026-03-02T08:00:00Z'));

/** A browser as far as our own cookie goes. */
function openBrowser(on: Pick<TestApi, 'app'> = api) {
  let cookie: string | undefined;
  const visit = async (url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') => {
    const answer = await on.app.inject({
      method,
      url,
      headers: { accept: 'text/html', ...(cookie === undefined ? {} : { cookie }), ...headers },
    });
    const set = answer.cookies.find((one) => one.name === 'samvakt');
    if (set !== undefined) cookie = set.value === '' ? undefined : `samvakt=${encodeURIComponent(set.value)}`;
    return answer;
  };
  return { visit, cookie: () => cookie, useCookie: (value: string | undefined) => (cookie = value) };
}
type Browser = ReturnType<typeof openBrowser>;

/** As far as the address that the issuer sends the browser back to. */
async function leaveAndReturn(browser: Browser, { subject = known.subject, returnTo = '/' } = {}): Promise<string> {
  const left = await browser.visit(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
  expect(left.statusCode).toBe(302);
  const back = await issuer.signIn(left.headers.location as string, subject);
  return back.pathname + back.search;
}

const sessionOf = async (browser: Browser) => browser.visit('/api/v1/session', { accept: 'application/json' });

describe('signing in', () => {
  test('demands PKCE, state and nonce of the issuer', async () => {
    const left = await openBrowser().visit('/auth/login');
    const asked = new URL(left.headers.location as string).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('response_type')).toBe('code');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(asked.get(name)?.length).toBeGreaterThan(20);
  });

  test('leads back to the page one came from, as oneself, with a cookie that no script reads', async () => {
    const browser = openBrowser();
    const back = await leaveAndReturn(browser, { returnTo: '/episodes/1?tab=plan' });
    const arrived = await browser.visit(back);
    expect([arrived.statusCode, arrived.headers.location]).toEqual([302, '/episodes/1?tab=plan']);
    expect(arrived.cookies[0]).toMatchObject({ name: 'samvakt', httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(arrived.cookies[0]).not.toHaveProperty('expires');
    const session = (await sessionOf(browser)).json();
    expect(session.practitioner).toEqual({ id: api.world.kari.id, name: 'Kari Test', role: 'nurse' });
    expect(session.teams.map((team: { name: string }) => team.name)).toEqual(['Hjemmeoppfølging']);
    expect(session.csrfToken.length).toBeGreaterThan(30);
    expect(session.installation).toBe('test');
    expect(session.serverTime).toBe('2026-03-02T08:00:00.000Z');
  });

  test('gives a new session: the cookie that one had before opens nothing (fixation)', async () => {
    const browser = openBrowser();
    const back = await leaveAndReturn(browser);
    const before = browser.cookie();
    await browser.visit(back);
    expect(browser.cookie()).not.toBe(before);
    const attacker = openBrowser();
    attacker.useCookie(before);
    expect((await sessionOf(attacker)).statusCode).toBe(401);
  });

  test('keeps the session id out of the database', async () => {
    const browser = openBrowser();
    await browser.visit(await leaveAndReturn(browser));
    const id =
      decodeURIComponent(browser.cookie() ?? '')
        .replace(/^samvakt=/, '')
        .split('.')[0] ?? '';
    expect(id.length).toBeGreaterThan(20);
    const { rows } = await db.pool.query('select from session where id = $1 or data::text like $2', [id, `%${id}%`]);
    expect(rows).toHaveLength(0);
  });
});

describe('a sign-in is refused', () => {
  test('with another state', async () => {
    const browser = openBrowser();
    const back = await leaveAndReturn(browser);
    const answer = await browser.visit(back.replace(/state=[^&]+/, 'state=another'));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('Innloggingen ble ikke fullført');
    expect((await sessionOf(browser)).statusCode).toBe(401);
  });

  test('in a browser that did not begin it (login CSRF)', async () => {
    const back = await leaveAndReturn(openBrowser());
    const victim = openBrowser();
    expect((await victim.visit(back)).statusCode).toBe(400);
    expect((await sessionOf(victim)).statusCode).toBe(401);
  });

  test('the second time with the same code, also by who has the cookie of then', async () => {
    const browser = openBrowser();
    const back = await leaveAndReturn(browser);
    const before = browser.cookie();
    expect((await browser.visit(back)).statusCode).toBe(302);
    expect((await browser.visit(back)).statusCode).toBe(400);
    const other = openBrowser();
    other.useCookie(before);
    expect((await other.visit(back)).statusCode).toBe(400);
  });

  test('when the code was swapped for another’s', async () => {
    const [one, other] = [openBrowser(), openBrowser()];
    const [mine, theirs] = [await leaveAndReturn(one), await leaveAndReturn(other)];
    const code = new URLSearchParams(theirs.split('?')[1]).get('code') ?? '';
    const mixed = mine.replace(/code=[^&]+/, `code=${encodeURIComponent(code)}`);
    expect((await one.visit(mixed)).statusCode).toBe(400);
    expect((await sessionOf(one)).statusCode).toBe(401);
  });

  test('when it took longer than ten minutes', async () => {
    const browser = openBrowser();
    const back = await leaveAndReturn(browser);
    clock.advance(10 * 60_000);
    expect((await browser.visit(back)).statusCode).toBe(400);
  });

  test('of a person whom nobody here knows, with a page that says so', async () => {
    const browser = openBrowser();
    const answer = await browser.visit(await leaveAndReturn(browser, { subject: stranger.subject }));
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toContain('ingen tilgang til Samvakt');
    expect((await sessionOf(browser)).statusCode).toBe(401);
  });

  test('at a security level below the demanded', async () => {
    const strict = await buildTestApp({
      connectionString: db.connectionString,
      clock: clock.now,
      configuration: { issuerUrl: issuer.url, clientSecret: issuer.clientSecret, requiredSecurityLevel: 5 },
    });
    const browser = openBrowser(strict);
    const answer = await browser.visit(await leaveAndReturn(browser));
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('ikke sikker nok');
    expect((await sessionOf(browser)).statusCode).toBe(401);
    await strict.stop();
  });

  test.each([
    ['the demanded', '4', true],
    ['a number', 4, true],
    ['a lower one', '3', false],
    ['none', undefined, false],
    ['an empty one', '', false],
    ['no number', 'high', false],
    ['something that only looks like more', ['4', '9'], false],
    ['null', null, false],
    ['true', true, false],
  ])('when its level is %s: %j', (_name, claim, secure) => {
    const claims = { sub: 'one', 'helseid://claims/identity/security_level': claim };
    expect(isSecureEnough(claims, 4)).toBe(secure);
  });
});

describe('the issuer', () => {
  test('may be away when the API starts, and is found when it is there', async () => {
    const away = await startTestIssuer({ publicUrl: PUBLIC_URL, people: [known] });
    await away.stop();
    const early = await buildTestApp({
      connectionString: db.connectionString,
      clock: clock.now,
      configuration: { issuerUrl: away.url, clientSecret: away.clientSecret },
    });
    const page = await openBrowser(early).visit('/auth/login');
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain('Innloggingstjenesten svarer ikke');
    const problem = await openBrowser(early).visit('/auth/login', { accept: 'application/json' });
    expect(problem.json()).toMatchObject({ status: 503, code: 'unavailable' });
    expect(early.logged.join()).toContain('could not begin');
    await early.stop();
  });
});

describe('signing out', () => {
  test('ends the session here and tells where it ends at the issuer', async () => {
    const browser = openBrowser();
    await browser.visit(await leaveAndReturn(browser));
    const { csrfToken } = (await sessionOf(browser)).json();
    const cookie = browser.cookie();
    const answer = await browser.visit('/auth/logout', { 'x-csrf-token': csrfToken, origin: PUBLIC_URL }, 'POST');
    expect(answer.statusCode).toBe(200);
    const url = new URL(answer.json().url);
    expect(url.href).toContain(issuer.url);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${PUBLIC_URL}/`);
    expect(url.searchParams.get('id_token_hint')).toBeTruthy();
    const later = openBrowser();
    later.useCookie(cookie);
    expect((await sessionOf(later)).statusCode).toBe(401);
  });

  test('demands the token of the session, so that no other page can do it', async () => {
    const browser = openBrowser();
    await browser.visit(await leaveAndReturn(browser));
    expect((await browser.visit('/auth/logout', { origin: PUBLIC_URL }, 'POST')).statusCode).toBe(403);
    expect((await sessionOf(browser)).statusCode).toBe(200);
  });
});

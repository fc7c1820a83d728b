import { createClock, type TestDatabase } from '@samvakt/harness';
import { endSession } from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp, type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { HOUR, MINUTE } from '../testing/world.ts';

const START = '2026-03-02T08:00:00Z';
const clock = createClock(START);
let db: TestDatabase;
let api: TestApi;
let kari: Client;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock.set(START);
  kari = await api.signedIn(api.world.kari);
});

const unknownAlert = '/api/v1/alerts/7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10/claim';

describe('who is not signed in', () => {
  test.each([
    '/api/v1/session',
    '/api/v1/teams',
    '/api/v1/worklist',
    '/api/v1/episodes/7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10',
    '/api/v1/episodes/7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10/trends',
    '/api/v1/episodes/7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10/timeline',
    '/api/v1/handovers',
    '/api/v1/handovers/7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10',
    '/api/v1/devices',
    '/api/v1/quarantine',
    '/api/v1/changes',
  ])('is told so at %s', async (url) => {
    const answer = await api.app.inject({ url });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({ status: 401, code: 'not-signed-in', title: 'Not signed in' });
  });

  test('with a cookie that is signed by another, or not at all', async () => {
    for (const cookie of ['samvakt=abc', `samvakt=${encodeURIComponent('abc.def')}`]) {
      expect((await api.app.inject({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401);
    }
  });
});

describe('a session', () => {
  test('ends when it was not used for the idle time, and is kept by use', async () => {
    clock.advance(29 * MINUTE);
    expect((await kari.get('/api/v1/session')).status).toBe(200);
    clock.advance(29 * MINUTE);
    expect((await kari.get('/api/v1/session')).status).toBe(200);
    clock.advance(30 * MINUTE);
    expect((await kari.get('/api/v1/session')).status).toBe(401);
  });

  test('ends at the absolute time however much it is used', async () => {
    for (let at = 0; at < 12 * HOUR; at += 20 * MINUTE) {
      expect((await kari.get('/api/v1/session')).status).toBe(200);
      clock.advance(20 * MINUTE);
    }
    expect((await kari.get('/api/v1/session')).status).toBe(401);
  });

  test('that was ended is not revived by a request under way', async () => {
    clock.advance(20 * MINUTE);
    const underWay = kari.get('/api/v1/worklist');
    await endSession(api.database.pool, kari.sessionDigest);
    await underWay;
    expect((await kari.get('/api/v1/session')).status).toBe(401);
  });

  test('opens nothing any more when the person is removed, and shows fewer teams when one ended', async () => {
    const leaver = await api.world.person('Leaver Test', 'nurse', [api.world.homeTeam]);
    const client = await api.signedIn(leaver);
    await api.database.pool.query('delete from team_membership where practitioner_id = $1', [leaver.id]);
    expect((await client.get('/api/v1/session')).body.teams).toEqual([]);
    await api.database.pool.query('delete from practitioner where id = $1', [leaver.id]);
    expect((await client.get('/api/v1/session')).status).toBe(401);
  });
});

describe('a change', () => {
  test.each([
    ['without the token', { 'x-csrf-token': '' }],
    ['with another session’s token', { 'x-csrf-token': 'x'.repeat(36) }],
    ['from another origin', { origin: 'http://evil.example' }],
    ['from another port', { origin: 'http://localhost:4181' }],
    ['from an origin that hides itself', { origin: 'null' }],
    ['from another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['from a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('%s is refused', async (_name, headers) => {
    const answer = await kari.post(unknownAlert, { version: 1 }, headers as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('forbidden');
  });

  test('from our own page goes on to be judged', async () => {
    expect((await kari.post(unknownAlert, { version: 1 }, { 'sec-fetch-site': 'same-origin' })).status).toBe(404);
  });

  test('as a form that another page could send is refused', async () => {
    const answer = await api.app.inject({
      method: 'POST',
      url: unknownAlert,
      headers: { cookie: kari.headers.cookie ?? '', 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'version=1',
    });
    expect(answer.statusCode).toBe(403);
  });
});

describe('every answer', () => {
  test('says what a browser may do with it', async () => {
    const { headers } = await kari.get('/api/v1/session');
    const csp = String(headers['content-security-policy']);
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("script-src 'self'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  test('over https demands https for a year, and the cookie too', async () => {
    const secure = await buildTestApp({
      connectionString: db.connectionString,
      clock: clock.now,
      configuration: { publicUrl: 'https://samvakt.example', issuerUrl: 'http://127.0.0.1:1' },
    });
    const { headers } = await secure.app.inject({ url: '/health/live' });
    expect(headers['strict-transport-security']).toContain('max-age=31536000');
    await secure.stop();
  });

  test('to an unknown path, a broken address or a broken body is a problem that says nothing of the inside', async () => {
    expect((await kari.get('/api/v1/nothing')).body).toEqual({ status: 404, code: 'not-found', title: 'Not found' });
    const broken = await api.app.inject({ url: '/api/v1/%E0%A4%A' });
    expect([broken.statusCode, broken.headers['content-type']]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
    const body = await api.app.inject({
      method: 'POST',
      url: unknownAlert,
      headers: { ...kari.headers, 'content-type': 'application/json' },
      payload: '{"version":',
    });
    expect(body.json()).toMatchObject({ status: 400, code: 'bad-request' });
  });

  test('that failed on our side says nothing, and the log says all', async () => {
    await api.database.pool.query('alter table installation rename to gone');
    const answer = await kari.get('/api/v1/session');
    await api.database.pool.query('alter table gone rename to installation');
    expect(answer.body).toEqual({ status: 500, code: 'internal', title: 'Something went wrong on our side' });
    expect(api.logged.join('\n')).toContain('relation \\"installation\\" does not exist');
  });
});

describe('too much', () => {
  test('of sign-in from one address, or of anything in one session, is refused', async () => {
    const narrow = await buildTestApp({
      connectionString: db.connectionString,
      clock: clock.now,
      configuration: { requestsPerMinute: 4, signInsPerMinute: 2 },
    });
    const client = await narrow.signedIn(api.world.kari);
    const asked = [];
    for (let time = 0; time < 5; time += 1) asked.push((await client.get('/api/v1/session')).status);
    expect(asked).toEqual([200, 200, 200, 200, 429]);
    const other = await narrow.signedIn(api.world.knut);
    expect((await other.get('/api/v1/session')).status).toBe(200);
    const signIns = [];
    for (let time = 0; time < 3; time += 1) {
      signIns.push(
        (await narrow.app.inject({ url: '/auth/callback', headers: { accept: 'application/json' } })).statusCode,
      );
    }
    expect(signIns).toEqual([400, 400, 429]);
    const refused = await client.get('/api/v1/session');
    expect(refused.body).toMatchObject({ status: 429, code: 'too-many-requests' });
    await narrow.stop();
  });
});

describe('health and metrics', () => {
  test('are answered without a session; metrics to the configured addresses only', async () => {
    expect((await api.app.inject('/health/live')).json()).toEqual({ status: 'ok' });
    expect((await api.app.inject('/health/ready')).json()).toEqual({ status: 'ok' });
    const metrics = await api.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    expect(metrics.body).toContain('samvakt_http_request_seconds_bucket');
    expect(metrics.body).toContain('samvakt_live_connections 0');
    expect((await api.app.inject({ url: '/metrics', remoteAddress: '203.0.113.7' })).statusCode).toBe(404);
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    expect((await api.app.inject({ url: '/metrics', headers: forwarded })).statusCode).toBe(404);
  });

  test('readiness says when the database does not answer', async () => {
    const lost = await buildTestApp({ connectionString: db.connectionString, clock: clock.now });
    await lost.app.hub.stop();
    await lost.database.stop();
    expect((await lost.app.inject('/health/live')).statusCode).toBe(200);
    const answer = await lost.app.inject('/health/ready');
    expect(answer.json()).toMatchObject({ status: 503, code: 'unavailable' });
    await lost.app.close();
  });
});

describe('the description', () => {
  // Which routes it names: problem/everyRoute.test.ts.
  test('has a page that needs nothing inline', async () => {
    const page = await api.app.inject('/api/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/<script>|<style>|style="|onload=/);
  });
});

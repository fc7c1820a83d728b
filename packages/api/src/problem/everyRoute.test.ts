import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../testing/api.ts';
import { ask, everyRoute, names, OF_API, routeOf, urlOf, withIds } from '../testing/everyRoute.ts';

/*
 * Every route of the API, by the API's own description: what is answered to who is not signed in, to a stranger, to a team that is only informed, and to ids that
 * there are none of. A route that is added without a line in the scene fails the first test. What is answered to content that does not hold: everyPost.test.ts.
 * What each act answers in each state is told in everyHandoverAct.test.ts and its like, and in everyBasis.test.ts.
 */

const on = everyRoute();

/** A version is a number. */
const unknownId = (param: string): string => (param === 'planned' ? '1' : randomUUID());

const NOTHING = [
  'You are not in that team.',
  'You are not in a team that covers for that team.',
  'There is no such notification.',
];

/** A no says which rule and why; what one may not see is told nothing about. */
function expectProblem({ status, body, headers }: Answer): void {
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(body).toMatchObject({ status, title: expect.stringMatching(/\w{3}/) });
  // The same sentence as of what there is none of; the test of unknown ids holds that.
  if (status === 404) expect([undefined, ...NOTHING]).toContain(body.detail);
  else expect(body.detail, JSON.stringify(body)).toMatch(/\w{3,}.*\.$/);
  if (status === 409) expect(body.reason).toMatch(/^[a-z-]+$/);
}

describe('every route', () => {
  test('of the description has a line here', async () => {
    const { paths } = (await on.api.app.inject('/api/docs/json')).json();
    const described = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.slice(OF_API.length)}`),
    );
    expect(described.toSorted()).toEqual(names.toSorted());
  });

  test.each(names)('%s: who is not signed in is told so, and no more', async (name) => {
    const url = urlOf(name);
    const method = name.startsWith('GET') ? 'GET' : 'POST';
    const answer = await on.api.app.inject({ method, url, ...(method === 'POST' ? { payload: {} } : {}) });
    expect(answer.json()).toEqual({ status: 401, code: 'not-signed-in', title: 'Not signed in' });
  });

  test.each(names)('%s: a stranger', async (name) => {
    const answer = await ask(on.stranger, name);
    expect(answer.status, JSON.stringify(answer.body)).toBe(routeOf(name).stranger);
    if (answer.status >= 400) expectProblem(answer);
    // Of the patient nothing at all is in the answer, whatever the status.
    expect(JSON.stringify(answer.body)).not.toContain('Testmann');
  });

  test.each(names)('%s: a team that is only informed', async (name) => {
    const answer = await ask(on.informed, name);
    expect(answer.status, JSON.stringify(answer.body)).toBe(routeOf(name).informed);
    if (answer.status >= 400) expectProblem(answer);
    if (answer.status === 403) expect(answer.body.reason).toMatch(/^[a-z-]+$/);
  });

  test.each(withIds)('%s: ids that there are none of, and ids that cannot be', async (name) => {
    for (const idOf of [
      () => randomUUID(),
      () => 'x',
      () => '0',
      () => `${randomUUID()}%00`,
      () => '..%2f..%2fsession',
    ]) {
      const answer = await ask(on.informed, name, { idOf });
      expect(answer.status).toBe(404);
      expectProblem(answer);
    }
    // Another's and none are not to be told apart.
    if (routeOf(name).stranger === 404) {
      const [anothers, none] = [await ask(on.stranger, name), await ask(on.stranger, name, { idOf: unknownId })];
      expect(anothers.body).toEqual(none.body);
    }
  });
});

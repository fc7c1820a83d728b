import { describe, expect, test } from 'vitest';
import { ask, changes, everyRoute, routeOf, urlOf, withBody } from '../testing/everyRoute.ts';
import { WORDS } from '../testing/routes.ts';

/* Every route that changes something: what is answered at the wish of another site, and to content that does not hold. */

const on = everyRoute();

describe('every change', () => {
  test.each(changes)('%s: not at the wish of another site', async (name) => {
    const url = urlOf(name);
    const wishes: Record<string, string>[] = [
      { 'x-csrf-token': '' },
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of wishes) {
      const answer = await on.informed.post(url, routeOf(name).body?.() ?? {}, headers);
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });

  test.each(withBody)('%s: content of another shape is refused, with the places named', async (name) => {
    const empty = await ask(on.informed, name, { body: {} });
    expect(empty).toMatchObject({ status: 422, body: { code: 'unprocessable', detail: expect.any(String) } });
    expect(empty.body.errors.length).toBeGreaterThan(0);
    for (const body of [[], [{}], { ...routeOf(name).body?.(), [firstKey(name)]: { $ne: null } }]) {
      expect((await ask(on.informed, name, { body })).status).toBe(422);
    }
  });

  test.each(changes)(
    '%s: content that would reach into what all objects share, or that is too large, is not read',
    async (name) => {
      const url = urlOf(name);
      const send = (payload: string) =>
        on.api.app.inject({
          method: 'POST',
          url,
          headers: { ...on.informed.headers, 'content-type': 'application/json' },
          payload,
        });
      for (const evil of ['"__proto__":{"polluted":true}', '"constructor":{"prototype":{"polluted":true}}']) {
        const answer = await send(`{${evil},${JSON.stringify(routeOf(name).body?.() ?? { x: 1 }).slice(1)}`);
        expect([answer.statusCode, answer.json().code]).toEqual([400, 'bad-request']);
      }
      expect('polluted' in {}).toBe(false);
      const large = await send(JSON.stringify({ ...routeOf(name).body?.(), more: 'x'.repeat(2_000_000) }));
      expect(large.json()).toMatchObject({ code: 'bad-request', title: expect.any(String) });
      expect([400, 413]).toContain(large.statusCode);
    },
  );

  test.each(withBody)('%s: words that show nothing are no words', async (name) => {
    for (const [path, body] of withoutWords(routeOf(name).body?.())) {
      const answer = await ask(on.informed, name, { body });
      const optional = answer.status !== 422;
      // A note that may be left out may also say nothing; then the answer is what it would have been without.
      if (optional) expect(OPTIONAL).toContain(`${name} ${path}`);
      else expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    }
  });
});

/** Words that may be left out: in a withdrawal, and when a task is done. */
const OPTIONAL = [
  'POST /handovers/{handoverId}/withdraw reason',
  'POST /tasks/{taskId}/done note',
  'POST /episodes/{episodeId}/pauses note',
];

const firstKey = (name: string): string => Object.keys(routeOf(name).body?.() ?? {})[0] ?? '';

/** The content with one of its words after the other made invisible, each with the path to it. */
function withoutWords(content: unknown): [path: string, content: unknown][] {
  if (content === WORDS) return [['', '\u200b \u2060']];
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return [];
  return Object.entries(content).flatMap(([key, value]) =>
    withoutWords(value).map(([path, changed]): [string, unknown] => [
      path === '' ? key : `${key}.${path}`,
      { ...content, [key]: changed },
    ]),
  );
}

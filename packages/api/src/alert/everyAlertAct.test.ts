import { describe, expect, test } from 'vitest';
import { expectReasoned } from '../testing/reasoned.ts';
import { allSides, OTHERS, type Side } from '../testing/sides.ts';
import { HOUR } from '../testing/world.ts';

/*
 * Every act on an alert, by every role, in every state: what is answered. The tables below say what must come; they are written out from the rules in
 * docs/responsibility.md, not computed by the code that is tested.
 */

const on = allSides();
const { clock, followed, invite } = on;

const ALERT_STATES = ['open', 'own', 'claimed by a colleague', 'closed'] as const;
type AlertState = (typeof ALERT_STATES)[number];
const ALERT_ACTS = ['claim', 'release', 'notes', 'resolve'] as const;
type AlertAct = (typeof ALERT_ACTS)[number];

/** Columns: open, own, claimed by a colleague, closed. Of the accountable team only; an invited team reads. */
const ALERT_ANSWERS: Record<AlertAct, readonly number[]> = {
  claim: [200, 200, 409, 409],
  release: [409, 200, 200, 409],
  notes: [200, 200, 200, 200],
  resolve: [200, 200, 409, 409],
};
describe('an act on an alert', () => {
  const own = ALERT_ACTS.flatMap((act) =>
    ALERT_STATES.map((state, column) => ({ act, role: 'sender' as Side, state, status: ALERT_ANSWERS[act][column] })),
  );
  const others = ALERT_ACTS.flatMap((act) =>
    Object.entries(OTHERS).flatMap(([role, status]) =>
      ALERT_STATES.map((state) => ({ act, role: role as Side, state, status })),
    ),
  );
  test.each([...own, ...others])(
    '$act by the $role when it is $state: $status',
    async ({ act, role, state, status }) => {
      const { episodeId, alertId, version } = await alertIn(state);
      // The receiver is invited, and that is not enough.
      await invite(episodeId);
      const content =
        act === 'notes'
          ? { text: 'Seen' }
          : { version, ...(act === 'resolve' ? { outcome: 'contacted-patient' } : {}) };
      const answer = await on.clients[role].post(`/api/v1/alerts/${alertId}/${act}`, content);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expectReasoned(answer);
    },
  );
});

async function alertIn(state: AlertState): Promise<{ episodeId: string; alertId: string; version: number }> {
  const episodeId = await followed();
  const alertId = await on.world.raise(episodeId, { at: clock.now() - HOUR });
  const act = (role: Side, what: string, body: object = {}) =>
    on.clients[role].post(`/api/v1/alerts/${alertId}/${what}`, { version: 1, ...body });
  const done = {
    open: null,
    own: () => act('sender', 'claim'),
    'claimed by a colleague': () => act('colleague', 'claim'),
    closed: () => act('colleague', 'resolve', { outcome: 'false-reading' }),
  }[state];
  if (done === null) return { episodeId, alertId, version: 1 };
  const answer = await done();
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return { episodeId, alertId, version: answer.body.version };
}

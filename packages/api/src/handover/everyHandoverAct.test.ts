import { expireHandover, takeEffect } from '@samvakt/store';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../testing/api.ts';
import { expectReasoned } from '../testing/reasoned.ts';
import { allSides, SIDES, type Side } from '../testing/sides.ts';
import { HOUR, ISBAR, MINUTE } from '../testing/world.ts';

/*
 * Every act on a handover, by every role, in every state: what is answered. The tables below say what must come; they are written out from the rules in
 * docs/responsibility.md, not computed by the code that is tested.
 */

const on = allSides();
const { clock, followed } = on;

const STATES = [
  'offered',
  'overdue',
  'accepted',
  'declined',
  'withdrawn',
  'expired',
  'scheduled',
  'passed',
  'in effect',
  'called off',
  'superseded',
  'taken over',
] as const;
type State = (typeof STATES)[number];

const HANDOVER_ACTS = ['accept', 'decline', 'withdraw', 'offer', 'call-off', 'take-over', 'review'] as const;
type HandoverAct = (typeof HANDOVER_ACTS)[number];

/**
 * Columns, in the order of `STATES`: offered, overdue, accepted, declined, withdrawn, expired; then, accepted for a later time: scheduled,
 * passed (its time has come, its timer has not), in effect, called off, superseded; and taken over by the former team in an emergency.
 */
const HANDOVER_ANSWERS: Record<HandoverAct, Record<Side, readonly number[]>> = {
  accept: {
    sender: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    colleague: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    receiver: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 409],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  decline: {
    sender: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    colleague: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    receiver: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 409],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  withdraw: {
    sender: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409],
    colleague: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409],
    receiver: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  // A new one, to the heart clinic. Once it was accepted, or its time has come, the receiver is accountable; while it was not, the receiver sees
  // the episode only as long as the offer stands. After a take-over by the heart clinic that one may offer, though not to itself.
  offer: {
    sender: [409, 201, 403, 201, 201, 201, 409, 403, 403, 201, 403, 403],
    colleague: [409, 201, 403, 201, 201, 201, 409, 403, 403, 201, 403, 403],
    receiver: [403, 404, 201, 404, 404, 404, 403, 201, 201, 404, 404, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 422],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  'call-off': {
    sender: [409, 409, 409, 409, 409, 409, 200, 409, 409, 409, 409, 409],
    colleague: [409, 409, 409, 409, 409, 409, 200, 409, 409, 409, 409, 409],
    receiver: [409, 409, 409, 409, 409, 409, 200, 409, 409, 409, 409, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 409],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  // By whoever may see the patient and is not accountable; each for the own team.
  'take-over': {
    sender: [422, 422, 201, 422, 422, 422, 422, 201, 201, 422, 201, 201],
    colleague: [422, 422, 201, 422, 422, 422, 422, 201, 201, 422, 201, 201],
    receiver: [201, 404, 422, 404, 404, 404, 201, 422, 422, 404, 404, 404],
    former: [201, 201, 201, 201, 201, 201, 201, 201, 201, 201, 422, 422],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  // Of a take-over only, by the team that had it.
  review: {
    sender: [422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 200],
    colleague: [422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 200],
    receiver: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
};

const readBack = { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: [] };

async function offerBy(role: Side, episodeId: string, toTeamId: string, later?: number): Promise<Answer> {
  const deadlineAt = new Date(clock.now() + MINUTE).toISOString();
  const effectiveAt = later === undefined ? {} : { effectiveAt: new Date(clock.now() + later).toISOString() };
  const path = `/api/v1/episodes/${episodeId}/handovers`;
  return on.clients[role].post(path, { toTeamId, isbar: ISBAR, deadlineAt, ...effectiveAt });
}

/** States that begin with an acceptance for an hour later. */
const LATER: readonly State[] = ['scheduled', 'passed', 'in effect', 'called off'];

function takeOverBy(role: Side, episodeId: string): Promise<Answer> {
  const teamId = {
    sender: on.world.homeTeam,
    colleague: on.world.homeTeam,
    receiver: on.world.lungTeam,
    former: on.world.heartTeam,
    stranger: on.world.responseTeam,
  }[role];
  const content = { teamId, reason: 'Ambulance', illnessSeverity: 'unstable', firstAction: 'Admit' };
  return on.clients[role].post(`/api/v1/episodes/${episodeId}/take-over`, content);
}

async function handoverIn(state: State): Promise<{ episodeId: string; handoverId: string }> {
  const episodeId = await followed();
  if (state === 'taken over') {
    const taken = await takeOverBy('former', episodeId);
    expect(taken.status, JSON.stringify(taken.body)).toBe(201);
    clock.advance(1);
    return { episodeId, handoverId: taken.body.id };
  }
  const offered = await offerBy('sender', episodeId, on.world.lungTeam, LATER.includes(state) ? HOUR : undefined);
  expect(offered.status, JSON.stringify(offered.body)).toBe(201);
  const handoverId: string = offered.body.id;
  clock.advance(1);
  const act = (role: Side, what: string, body: object) =>
    on.clients[role].post(`/api/v1/handovers/${handoverId}/${what}`, { version: 1, ...body });
  if (LATER.includes(state)) expect((await act('receiver', 'accept', { readBack })).status).toBe(200);
  switch (state) {
    case 'offered':
    case 'scheduled':
      break;
    case 'passed':
      clock.advance(HOUR);
      break;
    case 'in effect':
      clock.advance(HOUR);
      await on.api.database.transaction((client) => takeEffect(client, { handoverId, now: clock.now() }));
      break;
    case 'called off':
      expect((await act('receiver', 'call-off', { version: 2, reason: 'No bed' })).status).toBe(200);
      break;
    case 'superseded':
      expect((await takeOverBy('former', episodeId)).status).toBe(201);
      break;
    case 'overdue':
      clock.advance(MINUTE);
      break;
    case 'accepted':
      expect((await act('receiver', 'accept', { readBack })).status).toBe(200);
      break;
    case 'declined':
      expect((await act('receiver', 'decline', { reason: 'Full' })).status).toBe(200);
      break;
    case 'withdrawn':
      expect((await act('sender', 'withdraw', {})).status).toBe(200);
      break;
    case 'expired':
      clock.advance(MINUTE);
      await on.api.database.transaction((client) => expireHandover(client, { handoverId, now: clock.now() }));
      break;
  }
  clock.advance(1);
  return { episodeId, handoverId };
}

async function doHandoverAct(act: HandoverAct, role: Side, at: { episodeId: string; handoverId: string }) {
  if (act === 'offer') return offerBy(role, at.episodeId, on.world.heartTeam);
  const { body } = await on.clients.sender.get(`/api/v1/handovers/${at.handoverId}`);
  if (act === 'take-over') return takeOverBy(role, at.episodeId);
  const content = {
    accept: { readBack },
    decline: { reason: 'Full' },
    withdraw: {},
    'call-off': { reason: 'Changed' },
    review: { verdict: 'agreed', text: 'Right' },
  }[act];
  const version = body.handover?.version ?? 1;
  return on.clients[role].post(`/api/v1/handovers/${at.handoverId}/${act}`, { version, ...content });
}

describe('an act on a handover', () => {
  const cases = HANDOVER_ACTS.flatMap((act) =>
    SIDES.flatMap((role) =>
      STATES.map((state, column) => ({ act, role, state, status: HANDOVER_ANSWERS[act][role][column] })),
    ),
  );
  test.each(cases)('$act by the $role when it is $state: $status', async ({ act, role, state, status }) => {
    const at = await handoverIn(state);
    const before = await accountable(at.episodeId);
    const answer = await doHandoverAct(act, role, at);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expectReasoned(answer);
    const moves = (act === 'accept' && status === 200) || (act === 'take-over' && status === 201);
    expect((await accountable(at.episodeId)) !== before, 'responsibility moves by acceptance or take-over only').toBe(
      moves,
    );
  });
});

async function accountable(episodeId: string): Promise<string> {
  const { rows } = await on.db.pool.query(
    'select team_id from responsibility where episode_id = $1 and period @> $2::timestamptz',
    [episodeId, new Date(clock.now())],
  );
  return rows[0].team_id;
}

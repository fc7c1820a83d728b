import { describe, expect, it } from 'vitest';
import { THE_CLOCK } from '../actor.ts';
import { decideHandoverRequest, type HandoverRequestCommand, type HandoverRequestState } from './request.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const DAY = 86_400_000;
const kari = { practitionerId: 'kari', teamIds: ['municipality'] };
const ola = { practitionerId: 'ola', teamIds: ['lung'] };
const eva = { practitionerId: 'eva', teamIds: ['heart'] };
const none: HandoverRequestState = { accountableTeamId: 'municipality', request: null };
const open: HandoverRequestState = {
  accountableTeamId: 'municipality',
  request: { id: 'r1', teamId: 'lung', status: 'open', version: 1 },
};
const closed: HandoverRequestState = {
  accountableTeamId: 'municipality',
  request: { id: 'r1', teamId: 'lung', status: 'refused', version: 2 },
};
const ask = { type: 'ask', requestId: 'r1', teamId: 'lung', knows: true, reason: 'Admitted', wantedAt: null } as const;
const refusal = { type: 'refuse', version: 1, reason: 'She is going home' } as const;
const withdraw = { type: 'withdraw', version: 1 } as const;
const answer = { type: 'answer', toTeamId: 'lung' } as const;

describe('a request for the responsibility', () => {
  it.each<[string, HandoverRequestState, HandoverRequestCommand, typeof kari, object]>([
    ['is made by a team that knows the patient', none, ask, ola, { status: 'open', version: 1 }],
    ['may wish for a time', none, { ...ask, wantedAt: NOW + DAY }, ola, { status: 'open' }],
    ['is answered by an offer', open, answer, kari, { status: 'answered', version: 2 }],
    ['is refused with a reason', open, refusal, kari, { status: 'refused', version: 2 }],
    ['is taken back', open, withdraw, ola, { status: 'withdrawn', version: 2 }],
    [
      'is answered by whoever is accountable by then',
      { ...open, accountableTeamId: 'heart' },
      answer,
      eva,
      { status: 'answered' },
    ],
  ])('%s', (_name, state, command, actor, next) => {
    expect(decideHandoverRequest(state, command, { now: NOW, actor })).toMatchObject({ ok: true, next });
  });

  it.each<[string, HandoverRequestState, HandoverRequestCommand, typeof kari | typeof THE_CLOCK, string]>([
    ['a stranger', none, { ...ask, knows: false }, ola, 'no-such-episode'],
    ['asking for another team', none, ask, eva, 'not-your-team'],
    ['asking for what one has', none, { ...ask, teamId: 'municipality' }, kari, 'to-the-same-team'],
    ['asking after the end', { ...none, accountableTeamId: null }, ask, ola, 'episode-ended'],
    ['asking for no reason', none, { ...ask, reason: ' ' }, ola, 'reason-missing'],
    ['asking for yesterday', none, { ...ask, wantedAt: NOW }, ola, 'proposal-not-ahead'],
    ['asking for next year', none, { ...ask, wantedAt: NOW + 90 * DAY + 1 }, ola, 'effect-too-far'],
    ['asking twice', open, { ...ask, requestId: 'r2' }, ola, 'request-already-open'],
    ['an answer to nothing', none, answer, kari, 'no-such-request'],
    ['an answer by the asker', open, answer, ola, 'not-the-accountable-team'],
    ['an answer by the clock', open, answer, THE_CLOCK, 'not-the-accountable-team'],
    ['an offer to another', open, { ...answer, toTeamId: 'heart' }, kari, 'request-of-another-team'],
    ['a refusal by a third team', open, refusal, eva, 'not-the-accountable-team'],
    ['a refusal for no reason', open, { ...refusal, reason: '' }, kari, 'reason-missing'],
    ['a refusal of an old version', open, { ...refusal, version: 0 }, kari, 'version-moved-on'],
    ['taking back another’s', open, withdraw, kari, 'not-your-team'],
    ['a second answer', closed, answer, kari, 'request-already-answered'],
    ['taking back what was answered', closed, withdraw, ola, 'request-already-answered'],
  ])('refuses %s', (_name, state, command, actor, code) => {
    expect(decideHandoverRequest(state, command, { now: NOW, actor })).toMatchObject({ ok: false, code });
  });
});

import { describe, expect, it } from 'vitest';
import { type ActorOrClock, THE_CLOCK } from '../actor.ts';
import { decideLimitsEnd, decideLimitsProposal, type LimitsProposalState, MAX_LIMITS_MS } from './decide.ts';

const author = { practitionerId: 'kari', teamIds: ['home'] };
const colleague = { practitionerId: 'knut', teamIds: ['home'] };
const stranger = { practitionerId: 'hans', teamIds: ['heart'] };
const pending: LimitsProposalState = {
  status: 'pending',
  proposedBy: 'kari',
  proposedAt: 100,
  deadlineAt: 200,
  basedOnVersion: 2,
  currentVersion: 2,
  accountable: { teamId: 'home' },
};
const confirm = { type: 'confirm' } as const;

describe('limits beyond the allowed range', () => {
  it('hold when a second person of the team has confirmed them', () => {
    expect(decideLimitsProposal(pending, confirm, { now: 150, actor: colleague })).toEqual({
      ok: true,
      status: 'confirmed',
      takesEffect: true,
      announce: null,
    });
  });

  it.each<[string, LimitsProposalState, ActorOrClock, number, string]>([
    ['by their author', pending, author, 150, 'second-person-needed'],
    ['by another team', pending, stranger, 150, 'not-the-accountable-team'],
    ['by the clock', pending, THE_CLOCK, 150, 'not-the-accountable-team'],
    ['at the deadline', pending, colleague, 200, 'deadline-passed'],
    ['when the limits have changed', { ...pending, currentVersion: 3 }, colleague, 150, 'version-moved-on'],
    ['when the follow-up has ended', { ...pending, accountable: null }, colleague, 150, 'not-the-accountable-team'],
    ['twice', { ...pending, status: 'confirmed' as const }, colleague, 150, 'proposal-already-decided'],
  ])('are not confirmed %s', (_, state, actor, now, code) => {
    expect(decideLimitsProposal(state, confirm, { now, actor })).toMatchObject({ ok: false, code });
  });

  describe('after a handover', () => {
    const moved = { ...pending, accountable: { teamId: 'heart' } };
    const both = { ...author, teamIds: ['home', 'heart'] };

    it('are confirmed by a second person of the team now accountable', () => {
      expect(decideLimitsProposal(moved, confirm, { now: 150, actor: stranger })).toMatchObject({
        ok: true,
        takesEffect: true,
      });
    });

    it.each([
      ['by their author, who is of that team too', both, 'second-person-needed'],
      ['by the author', author, 'not-the-accountable-team'],
      ['by a colleague of the author', colleague, 'not-the-accountable-team'],
    ])('are not confirmed %s', (_, actor, code) => {
      expect(decideLimitsProposal(moved, confirm, { now: 150, actor })).toMatchObject({ ok: false, code });
    });
  });

  it('are taken back by their author, also when another team has become accountable, and not once the follow-up has ended', () => {
    const withdraw = (accountable: LimitsProposalState['accountable'], actor: ActorOrClock = author) =>
      decideLimitsProposal({ ...pending, accountable }, { type: 'withdraw' }, { now: 150, actor });
    expect(withdraw({ teamId: 'heart' })).toMatchObject({ ok: true, status: 'withdrawn', takesEffect: false });
    expect(withdraw({ teamId: 'heart' }, stranger)).toMatchObject({ ok: false, code: 'not-the-author' });
    expect(withdraw({ teamId: 'heart' }, colleague)).toMatchObject({ ok: false, code: 'not-the-author' });
    expect(withdraw({ teamId: 'heart' }, THE_CLOCK)).toMatchObject({ ok: false, code: 'not-the-author' });
    expect(withdraw(null)).toMatchObject({ ok: false, code: 'not-the-accountable-team' });
  });

  it('are declined by anybody of the team, with a reason', () => {
    const decline = (reason: string) =>
      decideLimitsProposal(pending, { type: 'decline', reason }, { now: 150, actor: colleague });
    expect(decline(' ')).toMatchObject({ ok: false, code: 'reason-missing' });
    expect(decline('Too low')).toMatchObject({ ok: true, status: 'declined', takesEffect: false });
  });

  it('are taken back by their author alone', () => {
    const withdraw = (actor: typeof author) => decideLimitsProposal(pending, { type: 'withdraw' }, { now: 150, actor });
    expect(withdraw(colleague)).toMatchObject({ ok: false, code: 'not-the-author' });
    expect(withdraw(author)).toMatchObject({ ok: true, status: 'withdrawn', takesEffect: false });
  });

  it('expire by the clock alone, at their deadline', () => {
    const expire = (now: number, actor: ActorOrClock) =>
      decideLimitsProposal(pending, { type: 'expire' }, { now, actor });
    expect(expire(200, author)).toMatchObject({ ok: false, code: 'only-the-clock' });
    expect(expire(199, THE_CLOCK)).toMatchObject({ ok: false, code: 'deadline-not-passed' });
    expect(expire(200, THE_CLOCK)).toMatchObject({ ok: true, status: 'expired', takesEffect: false });
  });
});

describe('the end of limits', () => {
  it('lies ahead, and within a year', () => {
    expect(decideLimitsEnd(101, 100)).toEqual({ ok: true });
    expect(decideLimitsEnd(100, 100)).toMatchObject({ code: 'limits-end-not-ahead' });
    expect(decideLimitsEnd(100 + MAX_LIMITS_MS, 100)).toEqual({ ok: true });
    expect(decideLimitsEnd(101 + MAX_LIMITS_MS, 100)).toMatchObject({ code: 'limits-end-too-late' });
  });
});

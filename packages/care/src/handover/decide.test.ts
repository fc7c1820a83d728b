import { describe, expect, it } from 'vitest';
import { THE_CLOCK } from '../actor.ts';
import type { HandoverCommand, HandoverContext } from './command.ts';
import { decideHandover } from './decide.ts';
import { decideAfterReview } from './review.ts';
import type { HandoverRecord, HandoverState } from './state.ts';
import { REVIEW_ANSWER_MS } from './takeOver.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const NOW = Date.parse('2026-03-02T12:00:00Z');
const DEADLINE = Date.parse('2026-03-02T15:00:00Z');
const nurse = { practitionerId: 'kari', teamIds: ['municipality'] };
const lungNurse = { practitionerId: 'ola', teamIds: ['lung'] };
const stranger = { practitionerId: 'eva', teamIds: ['heart'] };

const offered: HandoverRecord = {
  id: 'h1',
  kind: 'offer',
  fromTeamId: 'municipality',
  toTeamId: 'lung',
  status: 'offered',
  version: 1,
  illnessSeverity: 'watcher',
  deadlineAt: DEADLINE,
  effectiveAt: null,
  returnAt: null,
  decided: null,
  calledOff: null,
};
const idle: HandoverState = { accountableTeamId: 'municipality', accountableSince: START, handover: null };
const open: HandoverState = { ...idle, handover: offered };

const offer: HandoverCommand = {
  type: 'offer',
  handoverId: 'h2',
  toTeamId: 'lung',
  illnessSeverity: 'watcher',
  deadlineAt: DEADLINE,
};
const accept: HandoverCommand = {
  type: 'accept',
  version: 1,
  readBack: { illnessSeverity: 'watcher', firstAction: 'Call the patient', redAlertIds: ['red-1', 'red-2'] },
};
const decline: HandoverCommand = { type: 'decline', version: 1, reason: 'No capacity' };
const withdraw: HandoverCommand = { type: 'withdraw', version: 1 };
const expire: HandoverCommand = { type: 'expire' };

const by = (actor: HandoverContext['actor'], now = NOW): HandoverContext => ({
  now,
  actor,
  actorName: actor === THE_CLOCK ? null : actor.practitionerId,
  openRedAlertIds: ['red-1', 'red-2'],
});

describe('what a handover allows', () => {
  it('an offer opens a handover and leaves the sender accountable', () => {
    const decision = decideHandover(idle, offer, by(nurse));
    expect(decision).toEqual({
      ok: true,
      next: { ...idle, handover: { ...offered, id: 'h2' } },
      effects: [
        { type: 'schedule-expiry', handoverId: 'h2', at: DEADLINE },
        { type: 'schedule-reminder', handoverId: 'h2', at: DEADLINE - 45 * 60_000 },
        { type: 'announce', kind: 'handover-offered', handoverId: 'h2', teamIds: ['municipality', 'lung'] },
      ],
    });
  });

  it('an acceptance moves responsibility at that instant and releases the claims', () => {
    const decision = decideHandover(open, accept, by(lungNurse));
    expect(decision).toEqual({
      ok: true,
      next: {
        accountableTeamId: 'lung',
        accountableSince: NOW,
        handover: { ...offered, status: 'accepted', version: 2, decided: { by: 'ola', at: NOW } },
      },
      effects: [
        { type: 'end-responsibility', teamId: 'municipality', at: NOW },
        { type: 'begin-responsibility', teamId: 'lung', at: NOW, handoverId: 'h1', plannedUntil: null },
        { type: 'release-claims', at: NOW },
        { type: 'move-tasks', fromTeamId: 'municipality', toTeamId: 'lung', at: NOW },
        { type: 'add-tasks-of-letter', handoverId: 'h1', fromTeamId: 'municipality', toTeamId: 'lung' },
        { type: 'tell-patient', handoverId: 'h1', teamId: 'lung' },
        { type: 'cancel-expiry', handoverId: 'h1' },
        { type: 'cancel-reminder', handoverId: 'h1' },
        { type: 'announce', kind: 'handover-accepted', handoverId: 'h1', teamIds: ['municipality', 'lung'] },
      ],
    });
  });

  it('an offer whose action is due before it can be done is refused', () => {
    expect(decideHandover(idle, { ...offer, actionsDueAt: [DEADLINE, NOW] }, by(nurse))).toMatchObject({
      ok: false,
      code: 'due-not-ahead',
    });
    expect(decideHandover(idle, { ...offer, actionsDueAt: [NOW + 1] }, by(nurse))).toMatchObject({ ok: true });
  });

  it('a temporary one says until when, and is offered back by the clock at its return', () => {
    const returnAt = DEADLINE + 1000;
    const temporary = decideHandover(idle, { ...offer, returnAt }, by(nurse));
    expect(temporary).toMatchObject({ ok: true, next: { handover: { returnAt } } });
    if (!temporary.ok) return;
    const moved = decideHandover(temporary.next, accept, by(lungNurse));
    expect(moved).toMatchObject({ ok: true, next: { accountableTeamId: 'lung' } });
    expect(moved.ok && moved.effects).toContainEqual({ type: 'schedule-return', handoverId: 'h2', at: returnAt });
    expect(moved.ok && moved.effects[1]).toMatchObject({ type: 'begin-responsibility', plannedUntil: returnAt });
    if (!moved.ok) return;
    const back = { ...offer, handoverId: 'h3', toTeamId: 'municipality', deadlineAt: returnAt + 1000, returnOf: 'h2' };
    const offeredBack = decideHandover(moved.next, back, by(THE_CLOCK, returnAt));
    expect(offeredBack).toMatchObject({
      ok: true,
      next: { accountableTeamId: 'lung', handover: { fromTeamId: 'lung' } },
    });
  });

  it('a refusal may say what would be accepted instead', () => {
    const proposal = { earliestAt: NOW + 1, conditions: 'After the ward round' };
    expect(decideHandover(open, { ...decline, proposal }, by(lungNurse))).toMatchObject({ ok: true });
  });

  it.each([
    ['declined', decline, by(lungNurse), ['cancel-expiry', 'cancel-reminder', 'announce']],
    ['withdrawn', withdraw, by(nurse), ['cancel-expiry', 'cancel-reminder', 'announce']],
    ['expired', expire, by(THE_CLOCK, DEADLINE), ['announce']],
  ] as const)('a handover that is %s leaves the sender accountable', (status, command, context, effects) => {
    const decision = decideHandover(open, command, context);
    expect(decision.ok && decision.next.accountableTeamId).toBe('municipality');
    expect(decision.ok && decision.next.accountableSince).toBe(START);
    expect(decision.ok && decision.next.handover?.status).toBe(status);
    expect(decision.ok && decision.next.handover?.version).toBe(2);
    expect(decision.ok && decision.effects.map((effect) => effect.type)).toEqual(effects);
  });

  it('after a handover was decided another can be offered', () => {
    const declined: HandoverState = { ...idle, handover: { ...offered, status: 'declined' } };
    expect(decideHandover(declined, offer, by(nurse)).ok).toBe(true);
  });
});

const EFFECT = DEADLINE + 24 * 3_600_000;
const agreed: HandoverState = {
  ...idle,
  handover: {
    ...offered,
    status: 'scheduled',
    version: 2,
    effectiveAt: EFFECT,
    decided: { by: 'ola', at: NOW },
  },
};
const callOff: HandoverCommand = { type: 'call-off', version: 2, reason: 'The bed is free after all' };
const takeEffect: HandoverCommand = { type: 'take-effect' };
const takeOver: HandoverCommand = {
  type: 'take-over',
  handoverId: 'h9',
  teamId: 'lung',
  sees: true,
  reason: 'She came in by ambulance',
  illnessSeverity: 'unstable',
  firstAction: 'Admit her',
};

describe('a handover for a later time', () => {
  it('is scheduled by its acceptance: the boundary is written, and the sender accountable until then', () => {
    const later = decideHandover(idle, { ...offer, effectiveAt: EFFECT, returnAt: EFFECT + 1 }, by(nurse));
    if (!later.ok) throw new Error(later.reason);
    const decision = decideHandover(later.next, accept, by(lungNurse));
    expect(decision).toMatchObject({
      ok: true,
      next: {
        accountableTeamId: 'municipality',
        accountableSince: START,
        handover: { status: 'scheduled', version: 2 },
      },
    });
    const boundary = { fromTeamId: 'municipality', toTeamId: 'lung', at: EFFECT, handoverId: 'h2' };
    expect(decision.ok && decision.effects).toEqual([
      { type: 'plan-responsibility', ...boundary, plannedUntil: EFFECT + 1 },
      { type: 'cancel-expiry', handoverId: 'h2' },
      { type: 'cancel-reminder', handoverId: 'h2' },
      { type: 'schedule-effect', handoverId: 'h2', at: EFFECT },
      {
        type: 'announce',
        kind: 'handover-accepted',
        handoverId: 'h2',
        teamIds: ['municipality', 'lung'],
        effectiveAt: EFFECT,
      },
    ]);
  });

  it('releases the claims and is told at its time, by the clock', () => {
    const passed = { ...agreed, accountableTeamId: 'lung', accountableSince: EFFECT };
    const decision = decideHandover(passed, takeEffect, by(THE_CLOCK, EFFECT + 5));
    expect(decision).toMatchObject({ ok: true, next: { accountableTeamId: 'lung', handover: { status: 'accepted' } } });
    expect(decision.ok && decision.effects).toEqual([
      { type: 'tell-responsibility', fromTeamId: 'municipality', toTeamId: 'lung', at: EFFECT, handoverId: 'h1' },
      { type: 'release-claims', at: EFFECT + 5 },
      { type: 'move-tasks', fromTeamId: 'municipality', toTeamId: 'lung', at: EFFECT + 5 },
      { type: 'add-tasks-of-letter', fromTeamId: 'municipality', toTeamId: 'lung', handoverId: 'h1' },
      { type: 'tell-patient', handoverId: 'h1', teamId: 'lung' },
      { type: 'announce', kind: 'handover-took-effect', handoverId: 'h1', teamIds: ['municipality', 'lung'] },
    ]);
  });

  it.each([
    ['the sender', nurse],
    ['the receiver', lungNurse],
  ])('may be called off by %s before its time, and the boundary is taken back', (_name, actor) => {
    const decision = decideHandover(agreed, callOff, by(actor, EFFECT - 1));
    expect(decision).toMatchObject({
      ok: true,
      next: { accountableTeamId: 'municipality', handover: { status: 'called-off', version: 3 } },
    });
    expect(decision.ok && decision.effects.map(({ type }) => type)).toEqual([
      'unplan-responsibility',
      'cancel-effect',
      'announce',
    ]);
  });
});

describe('a take-over in an emergency', () => {
  it('moves the responsibility at once and asks for an after-review', () => {
    const decision = decideHandover(idle, takeOver, by(lungNurse));
    expect(decision).toMatchObject({
      ok: true,
      next: {
        accountableTeamId: 'lung',
        accountableSince: NOW,
        handover: { kind: 'emergency', status: 'accepted', deadlineAt: NOW + REVIEW_ANSWER_MS },
      },
    });
    expect(decision.ok && decision.effects.map(({ type }) => type)).toEqual([
      'end-responsibility',
      'begin-responsibility',
      'release-claims',
      'move-tasks',
      'tell-patient',
      'announce',
    ]);
  });

  it.each([
    ['an open offer', open, ['supersede', 'cancel-expiry', 'cancel-reminder', 'announce']],
    ['a scheduled handover', agreed, ['supersede', 'unplan-responsibility', 'cancel-effect', 'announce']],
  ])('ends %s first', (_name, state, first) => {
    const decision = decideHandover(state, { ...takeOver, teamId: 'heart' }, by(stranger));
    expect(decision.ok && decision.effects.slice(0, 4).map(({ type }) => type)).toEqual(first);
    expect(decision.ok && decision.effects[0]).toMatchObject({ handover: { id: 'h1', status: 'superseded' } });
  });

  it('is reviewed once, by the team that had the responsibility', () => {
    const state = { kind: 'emergency', fromTeamId: 'municipality', version: 1, answered: null } as const;
    const answer = { version: 1, verdict: 'agreed', text: 'Right to do so' } as const;
    expect(decideAfterReview(state, answer, { actor: nurse })).toEqual({ ok: true, version: 2 });
    const refusals = [
      decideAfterReview(state, answer, { actor: lungNurse }),
      decideAfterReview({ ...state, kind: 'offer' }, answer, { actor: nurse }),
      decideAfterReview({ ...state, answered: { by: 'kari', at: NOW } }, answer, { actor: nurse }),
      decideAfterReview(state, { ...answer, version: 0 }, { actor: nurse }),
      decideAfterReview(state, { ...answer, text: ' ' }, { actor: nurse }),
    ];
    expect(refusals.map((one) => !one.ok && one.code)).toEqual([
      'not-your-team',
      'no-review-wanted',
      'review-already-answered',
      'version-moved-on',
      'reason-missing',
    ]);
  });
});

const DAY = 24 * 3_600_000;

describe('what a handover refuses', () => {
  const readBack = (change: object): HandoverCommand => ({ ...accept, readBack: { ...accept.readBack, ...change } });
  const decidedAs = (status: HandoverRecord['status'], name: string | null): HandoverState => ({
    ...idle,
    handover: { ...offered, status, version: 2, decided: { by: name, at: NOW } },
  });

  it.each<[string, HandoverState, HandoverCommand, HandoverContext, string]>([
    ['an offer by a team that is not accountable', idle, offer, by(lungNurse), 'not-the-accountable-team'],
    ['an offer by the clock', idle, offer, by(THE_CLOCK), 'not-the-accountable-team'],
    ['an offer to oneself', idle, { ...offer, toTeamId: 'municipality' }, by(nurse), 'to-the-same-team'],
    ['a deadline that is now', idle, { ...offer, deadlineAt: NOW }, by(nurse), 'deadline-not-ahead'],
    ['a return before the deadline', idle, { ...offer, returnAt: DEADLINE }, by(nurse), 'return-too-early'],
    [
      'a proposal without conditions',
      open,
      { ...decline, proposal: { earliestAt: null, conditions: ' ' } },
      by(lungNurse),
      'reason-missing',
    ],
    [
      'a proposal for yesterday',
      open,
      { ...decline, proposal: { earliestAt: NOW, conditions: 'x' } },
      by(lungNurse),
      'proposal-not-ahead',
    ],
    ['a deadline in fifteen days', idle, { ...offer, deadlineAt: NOW + 14 * DAY + 1 }, by(nurse), 'deadline-too-far'],
    ['an effect before the deadline', idle, { ...offer, effectiveAt: DEADLINE - 1 }, by(nurse), 'effect-too-early'],
    ['an effect next season', idle, { ...offer, effectiveAt: NOW + 90 * DAY + 1 }, by(nurse), 'effect-too-far'],
    ['a return next year', idle, { ...offer, returnAt: NOW + 180 * DAY + 1 }, by(nurse), 'return-too-far'],
    [
      'a return before the effect',
      idle,
      { ...offer, effectiveAt: EFFECT, returnAt: EFFECT },
      by(nurse),
      'return-too-early',
    ],
    ['an offer beside a scheduled handover', agreed, offer, by(nurse), 'handover-already-open'],
    ['an acceptance of a scheduled one', agreed, { ...accept, version: 2 }, by(lungNurse), 'handover-already-decided'],
    ['calling off what is only offered', open, { ...callOff, version: 1 }, by(nurse), 'not-scheduled'],
    ['calling off by a third team', agreed, callOff, by(stranger), 'not-your-team'],
    ['calling off without a reason', agreed, { ...callOff, reason: ' ' }, by(nurse), 'reason-missing'],
    ['calling off an old version', agreed, { ...callOff, version: 1 }, by(nurse), 'version-moved-on'],
    ['calling off after the effect', agreed, callOff, by(nurse, EFFECT), 'already-in-effect'],
    ['an effect before its time', agreed, takeEffect, by(THE_CLOCK, EFFECT - 1), 'effect-not-due'],
    ['an effect by a person', agreed, takeEffect, by(nurse, EFFECT), 'only-the-clock'],
    ['an effect of what was only offered', open, takeEffect, by(THE_CLOCK), 'not-scheduled'],
    ['a take-over by who may not see', idle, { ...takeOver, sees: false }, by(lungNurse), 'no-such-episode'],
    ['a take-over for another team', idle, { ...takeOver, teamId: 'heart' }, by(lungNurse), 'not-your-team'],
    ['a take-over by who has it', idle, { ...takeOver, teamId: 'municipality' }, by(nurse), 'to-the-same-team'],
    ['a take-over without a reason', idle, { ...takeOver, reason: ' ' }, by(lungNurse), 'reason-missing'],
    ['a take-over without an action', idle, { ...takeOver, firstAction: '' }, by(lungNurse), 'first-action-missing'],
    ['a take-over over what has just passed', agreed, takeOver, by(lungNurse, EFFECT), 'version-moved-on'],
    ['a take-over after the end', { ...idle, accountableTeamId: null }, takeOver, by(lungNurse), 'episode-ended'],
    [
      'a take-over in the past',
      { ...idle, accountableSince: NOW },
      takeOver,
      by(lungNurse),
      'responsibility-just-moved',
    ],
    [
      'an alert named twice',
      open,
      readBack({ redAlertIds: ['red-1', 'red-2', 'red-2'] }),
      by(lungNurse),
      'alert-named-twice',
    ],
    ['a second offer', open, offer, by(nurse), 'handover-already-open'],
    ['an offer after the end', { ...idle, accountableTeamId: null }, offer, by(nurse), 'episode-ended'],
    ['an acceptance of nothing', idle, accept, by(lungNurse), 'no-such-handover'],
    ['an acceptance by the sender', open, accept, by(nurse), 'not-the-receiving-team'],
    ['an acceptance by a stranger', open, accept, by(stranger), 'not-the-receiving-team'],
    ['a refusal by the sender', open, decline, by(nurse), 'not-the-receiving-team'],
    ['a withdrawal by the receiver', open, withdraw, by(lungNurse), 'not-the-accountable-team'],
    ['an expiry by a person', open, expire, by(nurse, DEADLINE), 'only-the-clock'],
    ['an expiry before the deadline', open, expire, by(THE_CLOCK, DEADLINE - 1), 'deadline-not-passed'],
    ['an acceptance at the deadline', open, accept, by(lungNurse, DEADLINE), 'deadline-passed'],
    ['a refusal at the deadline', open, decline, by(lungNurse, DEADLINE), 'deadline-passed'],
    ['a withdrawal at the deadline', open, withdraw, by(nurse, DEADLINE), 'deadline-passed'],
    ['an old version', open, { ...accept, version: 0 }, by(lungNurse), 'version-moved-on'],
    [
      'an acceptance after a withdrawal',
      decidedAs('withdrawn', 'kari'),
      accept,
      by(lungNurse),
      'handover-already-decided',
    ],
    [
      'a timer after an acceptance',
      decidedAs('accepted', 'ola'),
      expire,
      by(THE_CLOCK, DEADLINE),
      'handover-already-decided',
    ],
    ['a refusal without a reason', open, { ...decline, reason: ' \n' }, by(lungNurse), 'reason-missing'],
    ['a sender that lost the episode', { ...open, accountableTeamId: 'heart' }, accept, by(lungNurse), 'episode-ended'],
    ['a period without length', { ...open, accountableSince: NOW }, accept, by(lungNurse), 'responsibility-just-moved'],
    ['another severity', open, readBack({ illnessSeverity: 'stable' }), by(lungNurse), 'severity-differs'],
    ['no first action', open, readBack({ firstAction: '  ' }), by(lungNurse), 'first-action-missing'],
    ['a red alert left out', open, readBack({ redAlertIds: ['red-1'] }), by(lungNurse), 'red-alert-not-taken-over'],
    [
      'an alert that is not red',
      open,
      readBack({ redAlertIds: ['red-1', 'red-2', 'y'] }),
      by(lungNurse),
      'not-an-open-red-alert',
    ],
  ])('%s', (_name, state, command, context, code) => {
    const decision = decideHandover(state, command, context);
    expect(decision).toMatchObject({ ok: false, code });
  });

  it('says who decided it first, and when', () => {
    expect(decideHandover(decidedAs('withdrawn', 'Kari Berg'), accept, by(lungNurse))).toMatchObject({
      kind: 'conflict',
      reason: 'The handover was withdrawn by Kari Berg at 2026-03-02T12:00:00.000Z.',
    });
    expect(decideHandover(decidedAs('expired', null), accept, by(lungNurse))).toMatchObject({
      reason: 'The handover was expired at 2026-03-02T12:00:00.000Z.',
    });
  });

  it('names the bound that a time is beyond', () => {
    expect(decideHandover(idle, { ...offer, deadlineAt: NOW + 15 * DAY }, by(nurse))).toMatchObject({
      kind: 'unprocessable',
      reason: 'The deadline 2026-03-17T12:00:00.000Z is more than 14 days ahead; at most 2026-03-16T12:00:00.000Z.',
    });
  });

  it('tells a stranger nothing about what happened', () => {
    expect(decideHandover(decidedAs('declined', 'Ola Dahl'), accept, by(stranger))).toMatchObject({
      kind: 'forbidden',
      reason: expect.not.stringContaining('Ola'),
    });
  });

  it('leaves the state that it was given alone', () => {
    const before = JSON.parse(JSON.stringify(open));
    decideHandover(open, accept, by(lungNurse));
    expect(open).toEqual(before);
  });
});

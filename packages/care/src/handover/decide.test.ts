import { describe, expect, it } from 'vitest';
import { THE_CLOCK } from '../actor.ts';
import type { HandoverCommand, HandoverContext } from './command.ts';
import { decideHandover } from './decide.ts';
import type { HandoverRecord, HandoverState } from './state.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const NOW = Date.parse('2026-03-02T12:00:00Z');
const DEADLINE = Date.parse('2026-03-02T15:00:00Z');
const nurse = { practitionerId: 'kari', teamIds: ['municipality'] };
const lungNurse = { practitionerId: 'ola', teamIds: ['lung'] };
const stranger = { practitionerId: 'eva', teamIds: ['heart'] };

const offered: HandoverRecord = {
  id: 'h1',
  fromTeamId: 'municipality',
  toTeamId: 'lung',
  status: 'offered',
  version: 1,
  illnessSeverity: 'watcher',
  deadlineAt: DEADLINE,
  returnAt: null,
  decided: null,
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
    ['declined', decline, by(lungNurse), ['cancel-expiry', 'announce']],
    ['withdrawn', withdraw, by(nurse), ['cancel-expiry', 'announce']],
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
    ['a period without length', { ...open, accountableSince: NOW }, accept, by(lungNurse), 'time-runs-backwards'],
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

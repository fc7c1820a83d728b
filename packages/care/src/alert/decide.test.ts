import { describe, expect, it } from 'vitest';
import {
  type AlertCommand,
  type AlertState,
  claimReminderAt,
  decideAlert,
  decideClaimEnd,
  decideClaimReminder,
} from './decide.ts';

/** What a team is promised: a claim that is not acted upon holds for two hours. */
const CLAIM_MS = 2 * 60 * 60 * 1000;
const NOW = Date.parse('2026-03-02T12:00:00Z');
const kari = { now: NOW, actor: { practitionerId: 'kari', teamIds: ['municipality'] }, actorName: 'Kari Berg' };
const per = { now: NOW, actor: { practitionerId: 'per', teamIds: ['municipality', 'lung'] }, actorName: 'Per Lie' };
const ola = { now: NOW, actor: { practitionerId: 'ola', teamIds: ['lung'] }, actorName: 'Ola Dahl' };

const open: AlertState = {
  status: 'open',
  version: 3,
  accountableTeamId: 'municipality',
  claim: null,
  resolution: null,
};
const held: AlertState = {
  ...open,
  status: 'claimed',
  claim: { practitionerId: 'kari', name: 'Kari Berg', at: NOW, until: NOW + CLAIM_MS },
};
const closed: AlertState = {
  ...held,
  status: 'resolved',
  resolution: { by: 'Kari Berg', at: NOW, outcome: 'contacted-patient' },
};
const closedByRule: AlertState = {
  ...open,
  status: 'resolved',
  resolution: { by: null, at: NOW, outcome: 'cleared-by-rule' },
};

const claim: AlertCommand = { type: 'claim', version: 3 };
const release: AlertCommand = { type: 'release', version: 3 };
const resolve: AlertCommand = { type: 'resolve', version: 3, outcome: 'contacted-patient' };
const noAction: AlertCommand = { type: 'resolve', version: 3, outcome: 'no-action-needed' };

describe('what may be done with an alert', () => {
  it('a claim names the person and the time', () => {
    expect(decideAlert(open, claim, kari)).toMatchObject({
      ok: true,
      next: {
        ...open,
        status: 'claimed',
        version: 4,
        claim: { practitionerId: 'kari', name: 'Kari Berg', at: NOW, until: NOW + CLAIM_MS },
      },
      effects: [
        { type: 'schedule-claim-end', at: NOW + CLAIM_MS },
        { type: 'stop-escalation' },
        { type: 'announce', kind: 'alert-claimed' },
      ],
    });
  });

  it('claiming what one has changes nothing', () => {
    expect(decideAlert(held, claim, kari)).toMatchObject({ ok: true, next: held, effects: [] });
  });

  it('a colleague of the team may release a claim', () => {
    expect(decideAlert(held, release, per)).toMatchObject({
      ok: true,
      next: { ...open, version: 4 },
      effects: [
        { type: 'cancel-claim-end' },
        { type: 'announce', kind: 'alert-released' },
        { type: 'begin-escalation', reason: 'released' },
      ],
    });
  });

  it('closing tells triage and says what was done', () => {
    expect(decideAlert(held, { ...resolve, note: ' Called her ' }, kari)).toMatchObject({
      ok: true,
      next: {
        ...held,
        status: 'resolved',
        version: 4,
        resolution: { by: 'Kari Berg', at: NOW, outcome: 'contacted-patient' },
      },
      effects: [
        { type: 'add-note', text: 'Called her' },
        { type: 'cancel-claim-end' },
        { type: 'tell-triage-closed', at: NOW },
        { type: 'announce', kind: 'alert-resolved' },
      ],
    });
  });

  it('an alert that nobody has can be closed at once', () => {
    expect(decideAlert(open, resolve, kari)).toMatchObject({ ok: true, next: { status: 'resolved' } });
  });

  it('needing no action takes a note with the reason', () => {
    expect(decideAlert(open, { ...noAction, note: 'Cuff was on the arm rest' }, kari)).toMatchObject({ ok: true });
  });

  it('a note may be added to an open, a claimed by another, and a closed alert', () => {
    for (const state of [open, held, closed]) {
      expect(decideAlert(state, { type: 'note', text: 'Daughter called' }, per)).toMatchObject({
        ok: true,
        next: state,
        effects: [
          { type: 'add-note', text: 'Daughter called' },
          { type: 'announce', kind: 'alert-noted' },
        ],
      });
    }
  });
});

describe('a claim that is not acted upon', () => {
  it('ends by itself, and the alert is open again', () => {
    expect(decideClaimEnd(held, NOW + CLAIM_MS)).toMatchObject({
      ok: true,
      next: { ...open, version: 4 },
      effects: [
        { type: 'announce', kind: 'alert-released' },
        { type: 'tell-claim-ended' },
        { type: 'begin-escalation', reason: 'claim-ended' },
      ],
    });
  });

  it('reminds its holder a quarter of an hour before, of the end as it is then', () => {
    const until = NOW + CLAIM_MS;
    const at = claimReminderAt(until);
    expect(until - at).toBe(15 * 60_000);
    expect(decideClaimReminder(held, at)).toEqual({ ok: true, practitionerId: 'kari', until });
    expect(decideClaimReminder(held, at - 1)).toMatchObject({ ok: false, code: 'deadline-not-passed' });
    expect(decideClaimReminder(held, until)).toMatchObject({ ok: false, code: 'not-claimed' });
    expect(decideClaimReminder(open, at)).toMatchObject({ ok: false, code: 'not-claimed' });
  });

  it('holds longer after a note by who has it, and no longer after a colleague’s', () => {
    const note = { type: 'note', text: 'No answer, calling again at three' } as const;
    const later = { ...kari, now: NOW + 1000 };
    const decision = decideAlert(held, note, later);
    expect(decision).toMatchObject({
      ok: true,
      effects: [{ type: 'schedule-claim-end', at: NOW + 1000 + CLAIM_MS }, {}, {}],
    });
    if (!decision.ok) return;
    expect(decision.next).toMatchObject({ version: 3, claim: { until: NOW + 1000 + CLAIM_MS } });
    expect(decideClaimEnd(decision.next, NOW + CLAIM_MS)).toMatchObject({ ok: false, code: 'deadline-not-passed' });
    expect(decideAlert(held, note, { ...per, now: NOW + 1000 })).toMatchObject({ ok: true, next: held });
  });

  it.each([
    ['early', held, NOW + CLAIM_MS - 1, 'deadline-not-passed'],
    ['released meanwhile', open, NOW + CLAIM_MS, 'not-claimed'],
    ['closed meanwhile', closed, NOW + CLAIM_MS, 'not-claimed'],
  ])('leaves an alert alone whose timer comes %s', (_name, state, now, code) => {
    expect(decideClaimEnd(state, now)).toMatchObject({ ok: false, code });
  });
});

describe('what is refused', () => {
  it.each<[string, AlertState, AlertCommand, typeof kari, string, RegExp]>([
    ['a claim by another team', open, claim, ola, 'not-the-accountable-team', /accountable now/],
    ['a note by another team', open, { type: 'note', text: 'x' }, ola, 'not-the-accountable-team', /accountable now/],
    [
      'an act after the end',
      { ...open, accountableTeamId: null },
      claim,
      kari,
      'not-the-accountable-team',
      /accountable/,
    ],
    [
      'a claim over a colleague’s',
      held,
      claim,
      per,
      'claimed-by-another',
      /^Kari Berg has had this alert since 2026-03-02T12/,
    ],
    ['closing what a colleague has', held, resolve, per, 'claimed-by-another', /Speak with Kari Berg/],
    ['a release of nothing', open, release, kari, 'not-claimed', /Nobody/],
    ['an old version', { ...open, version: 5 }, claim, kari, 'version-moved-on', /version 5 now, 3 then\. Read/],
    ['an old version of a claimed one', { ...held, version: 5 }, claim, per, 'version-moved-on', /Kari Berg has it/],
    ['closing twice', closed, resolve, per, 'already-resolved', /closed by Kari Berg at .*: contacted-patient/],
    ['claiming what its rule closed', closedByRule, claim, per, 'already-resolved', /closed by its rule at/],
    [
      'claiming what is closed, told nothing',
      { ...closed, resolution: null },
      claim,
      per,
      'already-resolved',
      /is closed/,
    ],
    ['no action and no note', open, { ...noAction, note: '  ' }, kari, 'note-missing', /demands a note/],
    ['an empty note', open, { type: 'note', text: ' ' }, kari, 'note-missing', /needs a text/],
  ])('%s', (_name, state, command, context, code, reason) => {
    expect(decideAlert(state, command, context)).toMatchObject({
      ok: false,
      code,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('a team that helps', () => {
  const covering = { practitionerId: 'mona', teamIds: ['response'] };
  const supporting = { practitionerId: 'eva', teamIds: ['heart'] };
  const helpers = { coveringTeamId: 'response', coveringUntil: 1_000, supportingTeamIds: ['heart'] };

  it('covering does what the accountable team does, in its own name', () => {
    const claim = decideAlert(
      open,
      { type: 'claim', version: open.version },
      { now: 5, actor: covering, actorName: 'Mona', helpers },
    );
    // Its claim ends with the cover: nobody who has gone home keeps a red from the team that is back.
    expect(claim).toMatchObject({ ok: true, teamId: 'response', next: { status: 'claimed', claim: { until: 1_000 } } });
  });

  it('supporting adds notes in its own name, and nothing else', () => {
    const context = { now: 5, actor: supporting, actorName: 'Eva', helpers };
    expect(decideAlert(open, { type: 'note', text: 'Seen him today.' }, context)).toMatchObject({
      ok: true,
      teamId: 'heart',
    });
    expect(decideAlert(open, { type: 'claim', version: open.version }, context)).toMatchObject({
      code: 'not-the-accountable-team',
    });
  });

  it('does nothing where it does not help', () => {
    const context = {
      now: 5,
      actor: covering,
      actorName: 'Mona',
      helpers: { coveringTeamId: null, coveringUntil: null, supportingTeamIds: [] },
    };
    expect(decideAlert(open, { type: 'note', text: 'Hello' }, context)).toMatchObject({
      code: 'not-the-accountable-team',
    });
  });
});

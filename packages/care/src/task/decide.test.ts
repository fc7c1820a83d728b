import { describe, expect, it } from 'vitest';
import { decideNewTask, decideTask, mayOnTask, type TaskCommand, type TaskState } from './decide.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const person = (practitionerId: string, ...teamIds: string[]) => ({
  now: NOW,
  actor: { practitionerId, teamIds },
  actorName: practitionerId,
});
const kari = person('kari', 'municipality');
const per = person('per', 'municipality');
const ola = person('ola', 'lung');
const eva = person('eva', 'heart');

const open: TaskState = {
  status: 'open',
  version: 2,
  ownerTeamId: 'municipality',
  accountableTeamId: 'municipality',
  claim: null,
  closed: null,
};
const held: TaskState = { ...open, claim: { practitionerId: 'kari', name: 'Kari Berg' } };
/** The lung clinic is accountable, and the municipality has kept something to do. */
const kept: TaskState = { ...open, accountableTeamId: 'lung' };
const done: TaskState = { ...held, status: 'done', closed: { by: 'Kari Berg', at: NOW } };

const ACTS: Record<string, TaskCommand> = {
  claim: { type: 'claim', version: 2 },
  release: { type: 'release', version: 2 },
  finish: { type: 'finish', version: 2, note: 'She is well' },
  cancel: { type: 'cancel', version: 2, note: 'Not needed' },
};

describe('what may be done with a task', () => {
  it.each([
    ['claim', open, kari, { claim: { practitionerId: 'kari', name: 'kari' }, version: 3 }, ['task-claimed']],
    ['claim', held, kari, { version: 2 }, []],
    ['release', held, per, { claim: null, version: 3 }, ['task-released']],
    ['finish', open, per, { status: 'done', closed: { by: 'per', at: NOW } }, ['timer', 'task-done']],
    ['finish', kept, ola, { status: 'done' }, ['timer', 'task-done']],
    ['cancel', kept, ola, { status: 'cancelled' }, ['timer', 'task-cancelled']],
    ['claim', kept, kari, { claim: { practitionerId: 'kari', name: 'kari' } }, ['task-claimed']],
  ] as const)('%s', (act, state, context, next, told) => {
    const decision = decideTask(state, ACTS[act] as TaskCommand, context);
    expect(decision).toMatchObject({ ok: true, next });
    expect(decision.ok && decision.effects.map((effect) => ('kind' in effect ? effect.kind : 'timer'))).toEqual(told);
  });

  it.each([
    ['claim', open, eva, 'not-the-owner-team'],
    ['claim', kept, ola, 'not-the-owner-team'],
    ['release', { ...held, accountableTeamId: 'lung' }, ola, 'not-the-owner-team'],
    ['finish', kept, eva, 'not-the-owner-team'],
    ['claim', held, per, 'claimed-by-another'],
    ['finish', held, per, 'claimed-by-another'],
    ['cancel', held, per, 'claimed-by-another'],
    ['release', open, kari, 'not-claimed'],
    ['claim', { ...open, version: 3 }, kari, 'version-moved-on'],
    ['claim', done, per, 'task-closed'],
    ['cancel', done, kari, 'task-closed'],
  ] as const)('%s is refused: %#', (act, state, context, code) => {
    const decision = decideTask(state, ACTS[act] as TaskCommand, context);
    expect(decision).toMatchObject({ ok: false, code });
    expect(!decision.ok && decision.reason).toMatch(/\w+.*\.$/);
  });

  it('a cancellation says why', () => {
    expect(decideTask(open, { type: 'cancel', version: 2, note: '  ' }, kari)).toMatchObject({
      code: 'reason-missing',
    });
  });

  it('what was closed says by whom', () => {
    const after = decideTask(done, ACTS.claim as TaskCommand, per);
    expect(!after.ok && after.reason).toContain('done by Kari Berg at 2026-03-02T12:00:00');
    const byRule = decideTask(
      { ...open, status: 'cancelled', closed: { by: null, at: NOW } },
      ACTS.claim as TaskCommand,
      per,
    );
    expect(!byRule.ok && byRule.reason).toContain('cancelled by its rule');
  });

  it('what a screen shows is what is allowed', () => {
    for (const state of [open, kept, done]) {
      for (const context of [kari, ola, eva]) {
        const may = mayOnTask(state, context.actor.teamIds);
        const allows = (act: string) => decideTask({ ...state, claim: null }, ACTS[act] as TaskCommand, context).ok;
        expect(may).toEqual({ claim: allows('claim'), close: allows('finish') });
      }
    }
  });
});

describe('a new task', () => {
  const state = { accountableTeamId: 'municipality', involvedTeamIds: ['lung'], ownerTeamMemberIds: ['kari'] };
  const command = { ownerTeamId: 'municipality', personId: null, dueAt: NOW + 1 };

  it('is added by the accountable team, for itself, for a team that takes part, or for one of its people', () => {
    expect(decideNewTask(state, command, kari)).toEqual({ ok: true });
    expect(decideNewTask(state, { ...command, ownerTeamId: 'lung' }, kari)).toEqual({ ok: true });
    expect(decideNewTask(state, { ...command, personId: 'kari' }, per)).toEqual({ ok: true });
  });

  it.each([
    ['the follow-up has ended', { accountableTeamId: null }, {}, kari, 'episode-ended'],
    ['by a team that only takes part', {}, {}, ola, 'not-the-accountable-team'],
    ['for a team that has nothing to do with it', {}, { ownerTeamId: 'heart' }, kari, 'team-not-involved'],
    ['for a person of another team', {}, { personId: 'ola' }, kari, 'person-not-in-team'],
    ['due already', {}, { dueAt: NOW }, kari, 'due-not-ahead'],
  ])('is refused %s', (_name, other, changed, context, code) => {
    expect(decideNewTask({ ...state, ...other }, { ...command, ...changed }, context)).toMatchObject({
      ok: false,
      code,
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessQuestion, decideAccess, FORMER_ACCESS_MS } from './decide.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const handedOverAt = NOW - 10 * 24 * 60 * 60 * 1000;
const question: AccessQuestion = {
  memberships: ['municipality'],
  accountableTeamId: 'lung',
  coveringTeamId: null,
  relations: [],
  openHandoverToTeamIds: [],
  periods: [
    { teamId: 'municipality', from: 0, until: handedOverAt },
    { teamId: 'lung', from: handedOverAt, until: null },
  ],
  now: NOW,
};

describe('who may see an episode', () => {
  it.each<[string, Partial<AccessQuestion>, object]>([
    ['the accountable team, and it may act', { memberships: ['lung'] }, { basis: 'accountable', mayAct: true }],
    [
      'a team with an open offer',
      { memberships: ['heart'], openHandoverToTeamIds: ['heart'] },
      { basis: 'invited', mayAct: false },
    ],
    ['a team that handed over ten days ago, to read', {}, { basis: 'former', mayAct: false }],
    ['the better basis of two', { openHandoverToTeamIds: ['municipality'] }, { basis: 'invited' }],
    ['one with several teams', { memberships: ['heart', 'lung'] }, { basis: 'accountable' }],
    [
      'the last team, after the end',
      { memberships: ['lung'], accountableTeamId: null },
      { basis: 'former', mayAct: false },
    ],
    ['until the thirtieth day is over', { now: handedOverAt + FORMER_ACCESS_MS - 1 }, { basis: 'former' }],
  ])('%s', (_name, change, expected) => {
    expect(decideAccess({ ...question, ...change })).toMatchObject({ allowed: true, ...expected });
  });

  it.each<[string, Partial<AccessQuestion>, RegExp]>([
    ['a stranger', { memberships: ['heart'] }, /neither is nor was/],
    ['a person without a team', { memberships: [] }, /neither is nor was/],
    ['thirty days after the handover', { now: handedOverAt + FORMER_ACCESS_MS }, /more than 30 days ago/],
    [
      'a team that becomes accountable only later',
      { memberships: ['heart'], periods: [{ teamId: 'heart', from: NOW + 1, until: null }] },
      /neither/,
    ],
  ])('not %s', (_name, change, reason) => {
    expect(decideAccess({ ...question, ...change })).toEqual({ allowed: false, reason: expect.stringMatching(reason) });
  });

  it.each([
    ['covering', { coveringTeamId: 'x', relations: [{ teamId: 'x', kind: 'supporting' }] }],
    [
      'supporting',
      {
        relations: [
          { teamId: 'x', kind: 'informed' },
          { teamId: 'x', kind: 'supporting' },
        ],
      },
    ],
    ['informed', { relations: [{ teamId: 'x', kind: 'informed' }] }],
    [null, { coveringTeamId: 'y', relations: [{ teamId: 'y', kind: 'informed' }] }],
  ] as const)('on the strongest basis: %s', (basis, given) => {
    const nothing = {
      accountableTeamId: 'a',
      coveringTeamId: null,
      relations: [],
      openHandoverToTeamIds: [],
      periods: [],
    };
    const decision = decideAccess({ ...nothing, ...given, memberships: ['x'], now: 0 });
    expect(decision.allowed ? [decision.basis, decision.mayAct] : null).toEqual(basis && [basis, false]);
  });

  it('acting always rests on being accountable now', () => {
    const team = fc.constantFrom('a', 'b', 'c');
    const asked = fc.record({
      memberships: fc.array(team),
      accountableTeamId: fc.option(team),
      coveringTeamId: fc.option(team),
      relations: fc.array(
        fc.record({ teamId: team, kind: fc.constantFrom('supporting' as const, 'informed' as const) }),
      ),
      openHandoverToTeamIds: fc.array(team, { maxLength: 1 }),
      periods: fc.array(fc.record({ teamId: team, from: fc.nat(100), until: fc.option(fc.nat(200)) })),
      now: fc.nat(FORMER_ACCESS_MS * 2),
    });
    fc.assert(
      fc.property(asked, (any) => {
        const decision = decideAccess(any);
        const accountable = any.accountableTeamId !== null && any.memberships.includes(any.accountableTeamId);
        expect(decision.allowed && decision.mayAct).toBe(accountable);
        if (!any.memberships.some((own) => any.periods.some((period) => period.teamId === own))) {
          const invited = any.openHandoverToTeamIds.some((invitedTeam) => any.memberships.includes(invitedTeam));
          const covering = any.coveringTeamId !== null && any.memberships.includes(any.coveringTeamId);
          const taking = any.relations.some(({ teamId }) => any.memberships.includes(teamId));
          expect(decision.allowed).toBe(accountable || invited || covering || taking);
        }
      }),
    );
  });
});

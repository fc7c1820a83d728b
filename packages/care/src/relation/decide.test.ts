import { describe, expect, it } from 'vitest';
import { decideRelation, type RelationCommand, type RelationState } from './decide.ts';

const state: RelationState = {
  accountableTeamId: 'home',
  relations: [{ id: 'one', teamId: 'lung', kind: 'supporting' }],
};
const of = (...teamIds: string[]) => ({ practitionerId: 'kari', teamIds });
const add: RelationCommand = { type: 'add', teamId: 'heart', kind: 'informed', reason: 'shares the patient' };
const end: RelationCommand = { type: 'end', relationId: 'one' };

describe('taking part in a follow-up', () => {
  it('is asked for and ended by the accountable team; a team may leave by itself', () => {
    expect(decideRelation(state, add, of('home'))).toEqual({ ok: true, teamId: 'home' });
    expect(decideRelation(state, end, of('home'))).toEqual({ ok: true, teamId: 'home' });
    expect(decideRelation(state, end, of('lung'))).toEqual({ ok: true, teamId: 'lung' });
  });

  it.each<[string, RelationState, RelationCommand, string[], string]>([
    ['by another team', state, add, ['heart'], 'not-the-accountable-team'],
    ['ended by a third team', state, end, ['heart'], 'not-the-accountable-team'],
    ['without a reason', state, { ...add, reason: '  ' }, ['home'], 'reason-missing'],
    ['of the accountable team itself', state, { ...add, teamId: 'home' }, ['home'], 'to-the-same-team'],
    ['of a team that takes part already', state, { ...add, teamId: 'lung' }, ['home'], 'relation-exists'],
    ['that is not there', state, { type: 'end', relationId: 'two' }, ['home'], 'no-such-relation'],
    ['after the end', { ...state, accountableTeamId: null }, add, ['home'], 'episode-ended'],
  ])('is refused %s', (_, given, command, teams, code) => {
    expect(decideRelation(given, command, of(...teams))).toMatchObject({ ok: false, code });
  });
});

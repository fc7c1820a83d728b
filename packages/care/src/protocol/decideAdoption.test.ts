import { describe, expect, test } from 'vitest';
import { type AdoptionCommand, type AdoptionState, decideAdoption } from './decideAdoption.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const kari = { practitionerId: 'kari', teamIds: ['home'] };
const state: AdoptionState = {
  accountableTeamId: 'home',
  condition: 'copd',
  present: { id: 'copd', version: 1, number: 0, since: NOW - 1000, by: null },
  wanted: { id: 'copd', version: 2, condition: 'copd' },
  limitsVersion: 3,
  wouldNotHold: [],
  proposalPending: false,
};
const command: AdoptionCommand = { reason: 'Warns earlier', basedOn: 0, limitsVersion: 3, giveUp: [] };
const decide = (s: Partial<AdoptionState>, c: Partial<AdoptionCommand> = {}, actor: typeof kari = kari) =>
  decideAdoption({ ...state, ...s }, { ...command, ...c }, { now: NOW, actor });

describe('another protocol version', () => {
  test('is put in force by the accountable team, or by the installation', () => {
    expect(decide({})).toEqual({ ok: true });
    expect(decideAdoption(state, command, { now: NOW, actor: 'the-installation' })).toEqual({ ok: true });
  });

  test('may be an earlier version, and another protocol for the same condition', () => {
    expect(decide({ present: { ...state.present, version: 3 } })).toEqual({ ok: true });
    expect(decide({ wanted: { id: 'copd-gentle', version: 1, condition: 'copd' } })).toEqual({ ok: true });
  });

  test.each<[string, Partial<AdoptionState>, Partial<AdoptionCommand>, string, string]>([
    ['when the follow-up has ended', { accountableTeamId: null }, {}, 'episode-ended', 'conflict'],
    ['by another team', { accountableTeamId: 'lung' }, {}, 'not-the-accountable-team', 'forbidden'],
    ['without a reason', {}, { reason: ' ' }, 'reason-missing', 'unprocessable'],
    ['that is not registered', { wanted: null }, {}, 'protocol-not-registered', 'unprocessable'],
    [
      'for another condition',
      { wanted: { id: 'copd', version: 2, condition: 'diabetes' } },
      {},
      'other-condition',
      'unprocessable',
    ],
    [
      'on an older picture',
      { present: { id: 'copd', version: 2, number: 1, since: NOW - 5, by: 'Knut' } },
      {},
      'version-moved-on',
      'conflict',
    ],
    [
      'that is in force',
      { present: { ...state.present, version: 2, number: 4 } },
      { basedOn: 4 },
      'already-in-force',
      'conflict',
    ],
    ['on older limits', { limitsVersion: 4 }, {}, 'version-moved-on', 'conflict'],
    ['while limits wait for a second person', { proposalPending: true }, {}, 'proposal-pending', 'conflict'],
    [
      'with own numbers that would not hold and are not named',
      { wouldNotHold: [{ name: 'low', why: 'unknown-number' }] },
      {},
      'limits-would-not-hold',
      'unprocessable',
    ],
    ['that gives up what goes on holding', {}, { giveUp: ['low'] }, 'limits-hold', 'unprocessable'],
    [
      'before the one that is in force',
      { present: { ...state.present, since: NOW } },
      {},
      'time-runs-backwards',
      'unprocessable',
    ],
  ])('is refused %s', (_name, s, c, code, kind) => {
    expect(decide(s, c)).toMatchObject({ ok: false, code, kind });
  });

  test('says who was faster, and which numbers would not hold and why', () => {
    const faster = { id: 'copd', version: 2, number: 1, since: NOW - 60_000, by: 'Knut Lie' };
    expect(decide({ present: faster })).toMatchObject({
      reason: 'Knut Lie put copd version 2 in force at 2026-03-10T11:59:00.000Z. Read it again.',
    });
    const wouldNotHold = [
      { name: 'low', why: 'unknown-number' },
      { name: 'high', why: 'needs-second-person' },
    ] as const;
    expect(decide({ wouldNotHold }, { giveUp: ['high'] })).toMatchObject({
      reason: 'Under copd version 2 these would not hold: low (it has no such number).',
    });
    expect(decide({ wouldNotHold }, { giveUp: ['high', 'low'] })).toEqual({ ok: true });
  });
});

import type { PauseScope } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decidePause,
  decidePauseTurn,
  MAX_PAUSE_AHEAD_MS,
  MAX_PAUSE_MS,
  nextTurn,
  type PauseCommand,
  type PauseRecord,
  type PauseState,
} from './decide.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TEAM = 'team-1';
const kari = { now: NOW, actor: { practitionerId: 'kari', teamIds: [TEAM] }, actorName: 'Kari Berg' };
const stranger = { ...kari, actor: { practitionerId: 'lise', teamIds: ['team-2'] }, actorName: 'Lise Dal' };

const whole: PauseScope = { type: 'episode' };
const running: PauseRecord = {
  id: 'pause-1',
  scope: whole,
  includesRed: false,
  reason: 'holiday',
  note: '',
  setBy: 'Per Lie',
  startsAt: NOW - DAY,
  endsAt: NOW + DAY,
  begun: true,
  ended: null,
  version: 3,
};
const state = (change: Partial<PauseState> = {}): PauseState => ({
  accountableTeamId: TEAM,
  pause: null,
  standing: [],
  ruleIds: ['saturation-low', 'pulse-high'],
  ...change,
});
type Setting = Extract<PauseCommand, { type: 'set' }>;
const setting = (change: Partial<Setting> = {}): Setting => ({
  type: 'set',
  pauseId: 'pause-9',
  scope: whole,
  includesRed: false,
  reason: 'holiday',
  note: '',
  startsAt: null,
  endsAt: NOW + DAY,
  ...change,
});
const codeOf = (decision: ReturnType<typeof decidePause>) => (decision.ok ? 'allowed' : decision.code);

describe('setting a pause', () => {
  it('begins now, tells triage and the feed, and sets the timer of its end', () => {
    expect(decidePause(state(), setting({ note: ' On holiday ' }), kari)).toMatchObject({
      ok: true,
      next: {
        id: 'pause-9',
        startsAt: NOW,
        begun: true,
        ended: null,
        note: 'On holiday',
        setBy: 'Kari Berg',
        version: 1,
      },
      effects: [
        { type: 'schedule-turn', at: NOW + DAY },
        { type: 'tell-triage' },
        { type: 'announce', kind: 'pause-set' },
      ],
    });
  });

  it('may be planned, and its timer is then that of its beginning', () => {
    expect(decidePause(state(), setting({ startsAt: NOW + HOUR }), kari)).toMatchObject({
      next: { begun: false, startsAt: NOW + HOUR },
      effects: [{ type: 'schedule-turn', at: NOW + HOUR }, {}, {}],
    });
  });

  it.each<[string, Partial<Setting>, Partial<PauseState>, string]>([
    ['the longest', { endsAt: NOW + MAX_PAUSE_MS }, {}, 'allowed'],
    ['longer than the longest', { endsAt: NOW + MAX_PAUSE_MS + 1 }, {}, 'pause-too-long'],
    [
      'the longest, counted from a later beginning',
      { startsAt: NOW + DAY, endsAt: NOW + DAY + MAX_PAUSE_MS },
      {},
      'allowed',
    ],
    ['that is over at once', { endsAt: NOW }, {}, 'pause-not-ahead'],
    ['that ends before it begins', { startsAt: NOW + 2 * DAY, endsAt: NOW + DAY }, {}, 'pause-not-ahead'],
    ['of what has been', { startsAt: NOW - 1, endsAt: NOW + DAY }, {}, 'pause-not-ahead'],
    ['planned as far ahead as can be', { startsAt: NOW + MAX_PAUSE_AHEAD_MS, endsAt: NOW + 91 * DAY }, {}, 'allowed'],
    [
      'planned too far ahead',
      { startsAt: NOW + MAX_PAUSE_AHEAD_MS + 1, endsAt: NOW + 91 * DAY },
      {},
      'pause-too-far-ahead',
    ],
    ['of red without a note', { includesRed: true, note: ' ' }, {}, 'pause-note-missing'],
    ['of red with a note', { includesRed: true, note: 'Admitted' }, {}, 'allowed'],
    ['for another reason without a note', { reason: 'other' }, {}, 'pause-note-missing'],
    ['of a metric', { scope: { type: 'metrics', metrics: ['body-weight'] } }, {}, 'allowed'],
    ['of no such metric', { scope: { type: 'metrics', metrics: ['body-weight', 'mood'] } }, {}, 'pause-scope-unknown'],
    ['of a rule', { scope: { type: 'rules', rules: ['pulse-high'] } }, {}, 'allowed'],
    ['of a rule that does not judge here', { scope: { type: 'rules', rules: ['no'] } }, {}, 'pause-scope-unknown'],
    ['of an episode that has ended', {}, { accountableTeamId: null }, 'episode-ended'],
    ['of what is paused already', {}, { standing: [running] }, 'already-paused'],
    ['after one of the same', { startsAt: NOW + DAY, endsAt: NOW + 2 * DAY }, { standing: [running] }, 'allowed'],
    ['when one of the same is over, unmarked', {}, { standing: [{ ...running, endsAt: NOW }] }, 'allowed'],
    [
      'beside one of another scope',
      { scope: { type: 'rules', rules: ['pulse-high'] } },
      { standing: [running] },
      'allowed',
    ],
    [
      'of the same rules in another order',
      { scope: { type: 'rules', rules: ['pulse-high', 'saturation-low'] } },
      { standing: [{ ...running, scope: { type: 'rules', rules: ['saturation-low', 'pulse-high'] } }] },
      'already-paused',
    ],
  ])('%s', (_, change, of, code) => {
    expect(codeOf(decidePause(state(of), setting(change), kari))).toBe(code);
  });

  it('is told who has paused the same, and until when', () => {
    expect(decidePause(state({ standing: [running] }), setting(), kari)).toMatchObject({
      kind: 'conflict',
      reason:
        'Per Lie has paused the same from 2026-03-09T12:00:00.000Z until 2026-03-11T12:00:00.000Z. Change its end instead.',
    });
  });
});

describe('an act on a pause', () => {
  const END = { type: 'end', version: 3 } as const;
  const MOVE = { type: 'change-end', version: 3, endsAt: NOW + 2 * DAY } as const;

  it('ends it, whoever of the team set it', () => {
    expect(decidePause(state({ pause: running }), END, kari)).toMatchObject({
      next: { ended: { by: 'Kari Berg', at: NOW }, endsAt: NOW + DAY, version: 4 },
      effects: [{ type: 'cancel-turn' }, { type: 'tell-triage' }, { type: 'announce', kind: 'pause-ended' }],
    });
  });

  it('moves its end, and its timer with it', () => {
    expect(decidePause(state({ pause: running }), MOVE, kari)).toMatchObject({
      next: { endsAt: NOW + 2 * DAY, version: 4 },
      effects: [{ type: 'schedule-turn', at: NOW + 2 * DAY }, { type: 'tell-triage' }, { kind: 'pause-end-changed' }],
    });
  });

  it.each<[string, PauseCommand, Partial<PauseRecord> | null, string]>([
    ['that is not there', END, null, 'no-such-pause'],
    ['that was ended', END, { ended: { by: 'Per Lie', at: NOW - 1 } }, 'pause-over'],
    ['whose time is out, marked or not', END, { endsAt: NOW }, 'pause-over'],
    ['whose time is out, to move its end', MOVE, { endsAt: NOW }, 'pause-over'],
    ['of another version', END, { version: 4 }, 'version-moved-on'],
    ['to end it in the past', { ...MOVE, endsAt: NOW }, {}, 'pause-not-ahead'],
    ['to make it too long', { ...MOVE, endsAt: NOW - DAY + MAX_PAUSE_MS + 1 }, {}, 'pause-too-long'],
    ['to make it as long as can be', { ...MOVE, endsAt: NOW - DAY + MAX_PAUSE_MS }, {}, 'allowed'],
  ])('%s', (_, command, change, code) => {
    const pause = change === null ? null : { ...running, ...change };
    expect(codeOf(decidePause(state({ pause }), command, kari))).toBe(code);
  });

  it.each([setting(), END, MOVE])(
    '$type is for the accountable team alone, and comes before what it would tell',
    (command) => {
      expect(codeOf(decidePause(state({ pause: running }), command, stranger))).toBe('not-the-accountable-team');
    },
  );
});

describe('the clock', () => {
  const planned = { ...running, begun: false, startsAt: NOW, endsAt: NOW + DAY };

  it.each<[string, PauseRecord, number, object]>([
    ['comes too early to a beginning', planned, NOW - 1, { ok: false, code: 'turn-not-come' }],
    [
      'tells of a beginning and sets the timer of the end',
      planned,
      NOW,
      {
        next: { begun: true, ended: null, version: 4 },
        effects: [
          { type: 'announce', kind: 'pause-began' },
          { type: 'schedule-turn', at: NOW + DAY },
        ],
      },
    ],
    ['comes too early to an end', running, NOW, { ok: false, code: 'turn-not-come' }],
    [
      'tells of an end, at the time that was set, however late it comes',
      running,
      NOW + 9 * DAY,
      { next: { ended: { by: null, at: NOW + DAY } }, effects: [{ type: 'announce', kind: 'pause-ended' }] },
    ],
    [
      'tells of both where it comes after both',
      planned,
      NOW + 2 * DAY,
      { next: { ended: { by: null, at: NOW + DAY } }, effects: [{ kind: 'pause-began' }, { kind: 'pause-ended' }] },
    ],
    [
      'has nothing to do with one that was ended',
      { ...running, ended: { by: 'Kari', at: NOW } },
      NOW + DAY,
      { code: 'pause-over' },
    ],
  ])('%s', (_, pause, now, decision) => {
    expect(decidePauseTurn(pause, now)).toMatchObject(decision);
  });

  it('comes to an end with every pause, whatever is done to it on the way', () => {
    const act = fc.record({
      after: fc.integer({ min: 1, max: 4 * DAY }),
      to: fc.option(fc.integer({ min: 1, max: 40 * DAY })),
    });
    fc.assert(
      fc.property(
        fc.nat(5 * DAY),
        fc.integer({ min: 1, max: MAX_PAUSE_MS }),
        fc.array(act, { maxLength: 5 }),
        (ahead, length, acts) => {
          const set = decidePause(state(), setting({ startsAt: NOW + ahead, endsAt: NOW + ahead + length }), kari);
          if (!set.ok) throw new Error(set.reason);
          let pause = set.next;
          let now = NOW;
          for (const { after, to } of acts) {
            now += after;
            const command: PauseCommand =
              to === null
                ? { type: 'end', version: pause.version }
                : { type: 'change-end', version: pause.version, endsAt: now + to };
            const decision = decidePause(state({ pause }), command, { ...kari, now });
            if (decision.ok) pause = decision.next;
          }
          for (let turns = 0; pause.ended === null && turns < 3; turns += 1) {
            const decision = decidePauseTurn(pause, Math.max(now, nextTurn(pause)));
            if (decision.ok) pause = decision.next;
          }
          expect(pause.ended).not.toBeNull();
          expect((pause.ended?.at ?? 0) - pause.startsAt).toBeLessThanOrEqual(MAX_PAUSE_MS);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { exampleSetting } from '../testing/examples.ts';
import { changedParts, type Proposed, type ReplayOnScreen, seenOf, shownBefore } from './shown.ts';

const replayId = '0190a000-0000-7000-8000-000000000001';
const before = exampleSetting();
const read = { read: before, newest: before };
const replay = (of: Proposed, change: Partial<ReplayOnScreen> = {}): ReplayOnScreen => ({
  of,
  askedUnder: before,
  answered: { replayId, against: before },
  ...change,
});
const numbers = { values: { low: 86, high: 90 } };

describe('what was shown before a change', () => {
  it('is the replay of exactly these numbers, in whatever order, and of nothing else', () => {
    expect(seenOf({ values: { high: 90, low: 86 } }, replay(numbers), read)).toEqual({ replayId });
    expect(seenOf({ values: { low: 86 } }, replay(numbers), read)).toBe('waiting');
    expect(seenOf({ values: { low: 86, high: 91 } }, replay(numbers), read)).toBe('waiting');
    expect(seenOf({ values: {} }, undefined, read)).toBe('waiting');
  });

  it('is the replay of exactly this version', () => {
    const ofTwo = replay({ protocol: { id: 'copd', version: 2 } });
    expect(seenOf({ protocol: { id: 'copd', version: 2 } }, ofTwo, read)).toEqual({ replayId });
    expect(seenOf({ protocol: { id: 'copd', version: 3 } }, ofTwo, read)).toBe('waiting');
  });

  it.each([
    ['another version in force', { adoption: 1, protocolVersion: 4 }, ['protocol']],
    ['other limits', { limitsVersion: 3 }, ['limits']],
    ['limits that have ended', { limitsInForce: false }, ['limits']],
    ['another plan', { planVersion: 3 }, ['plan']],
    ['a pause', { pausesVersion: 1 }, ['pauses']],
    ['two of them', { planVersion: 3, pausesVersion: 1 }, ['plan', 'pauses']],
  ])('fits no more with %s, as the page has heard or the replay has found', (_what, change, parts) => {
    const newest = exampleSetting(change);
    const heard = { read: before, newest };
    expect(seenOf(numbers, replay(numbers), heard)).toBe('outdated');
    expect(changedParts(replay(numbers), heard)).toEqual(parts);
    const found = replay(numbers, { answered: { replayId, against: newest } });
    expect(seenOf(numbers, found, read)).toBe('outdated');
    expect(changedParts(found, read)).toEqual(parts);
    // Also where nothing could be shown: what would be saved without it has changed.
    expect(seenOf(numbers, replay(numbers, { answered: null }), heard)).toBe('outdated');
    // Once taken note of, it is waited for and then seen.
    const anew = { read: newest, newest };
    expect(seenOf(numbers, replay(numbers), anew)).toBe('waiting');
    const again = replay(numbers, { askedUnder: newest, answered: { replayId, against: newest } });
    expect(seenOf(numbers, again, anew)).toEqual({ replayId });
  });

  it('is nothing, knowingly, only where it could not be shown', () => {
    expect(shownBefore('waiting', 'Haster')).toBeUndefined();
    expect(shownBefore('outdated', 'Haster')).toBeUndefined();
    expect(shownBefore('failed', '')).toBeUndefined();
    expect(shownBefore('failed', 'For mange målinger')).toEqual({ withoutReplay: 'For mange målinger' });
    expect(shownBefore({ replayId }, '')).toEqual({ replayId });
  });
});

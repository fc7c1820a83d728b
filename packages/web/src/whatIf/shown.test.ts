import { describe, expect, it } from 'vitest';
import { seenOf, shownBefore } from './shown.ts';

const replayId = '0190a000-0000-7000-8000-000000000001';

describe('what was shown before a change', () => {
  it('is the replay of exactly these numbers, in whatever order, and of nothing else', () => {
    const replay = { of: { values: { low: 86, high: 90 } }, replayId };
    expect(seenOf({ values: { high: 90, low: 86 } }, replay)).toEqual({ replayId });
    expect(seenOf({ values: { low: 86 } }, replay)).toBe('waiting');
    expect(seenOf({ values: { low: 86, high: 91 } }, replay)).toBe('waiting');
    expect(seenOf({ values: {} }, undefined)).toBe('waiting');
  });

  it('is the replay of exactly this version', () => {
    const replay = { of: { protocol: { id: 'copd', version: 2 } }, replayId };
    expect(seenOf({ protocol: { id: 'copd', version: 2 } }, replay)).toEqual({ replayId });
    expect(seenOf({ protocol: { id: 'copd', version: 3 } }, replay)).toBe('waiting');
  });

  it('is nothing, knowingly, only where it could not be shown', () => {
    expect(shownBefore('waiting', 'Haster')).toBeUndefined();
    expect(shownBefore('failed', '')).toBeUndefined();
    expect(shownBefore('failed', 'For mange målinger')).toEqual({ withoutReplay: 'For mange målinger' });
    expect(shownBefore({ replayId }, '')).toEqual({ replayId });
  });
});

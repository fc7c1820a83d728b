import { CHANGE_KINDS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { keys } from '../api/keys.ts';
import { fakeTime } from '../testing/fakeTime.ts';
import { type Change, createRefresher, GATHER_MS, keysTouchedBy, type QueryKey } from './refresh.ts';

const EPISODE = '00000000-0000-4000-8000-000000000001';
const change = (kind: Change['kind'], more: Partial<Change> = {}): Change => ({
  type: 'change',
  cursor: '1.1',
  kind,
  occurredAt: '2026-11-21T08:00:00Z',
  episodeId: EPISODE,
  alertId: null,
  handoverId: null,
  deviceId: null,
  severity: null,
  ...more,
});

describe('keysTouchedBy', () => {
  it.each(CHANGE_KINDS)('%s makes something old', (kind) => {
    expect(keysTouchedBy(change(kind)).length).toBeGreaterThan(0);
  });

  it('measurements make the list, the patient and the trends old, not the timeline', () => {
    const touched = keysTouchedBy(change('measurements-received'));
    expect(touched).toContainEqual(keys.worklist());
    expect(touched).toContainEqual(keys.trends(EPISODE));
    expect(touched).not.toContainEqual(keys.timeline(EPISODE));
  });

  it('an alert makes an open handover page old, since the receiver must name every red one', () => {
    expect(keysTouchedBy(change('alert-opened', { severity: 'red' }))).toContainEqual(keys.anyHandover());
  });

  it('an answered form and the close of its alert make the forms of the patient old, a reading does not', () => {
    for (const kind of ['questionnaire-answered', 'alert-resolved', 'alert-claimed'] as const)
      expect(keysTouchedBy(change(kind))).toContainEqual(keys.forms(EPISODE));
    expect(keysTouchedBy(change('measurements-received'))).not.toContainEqual(keys.forms(EPISODE));
  });

  it('what is told to the home makes its messages old, an alert does not', () => {
    for (const kind of ['measuring-plan-set', 'protocol-adopted', 'device-assigned', 'pause-ended'] as const)
      expect(keysTouchedBy(change(kind))).toContainEqual(keys.messages());
    for (const kind of ['alert-opened', 'device-status'] as const)
      expect(keysTouchedBy(change(kind))).not.toContainEqual(keys.messages());
  });

  it('a loan and its end, which are about no one follow-up, make the page and the timeline of each old', () => {
    for (const kind of ['device-assigned', 'device-returned'] as const)
      expect(keysTouchedBy(change(kind, { episodeId: null, deviceId: 'hub-1' }))).toEqual(
        expect.arrayContaining([keys.devices(), keys.anyEpisode(), keys.anyTimeline()]),
      );
  });

  it('a handover makes its own page and both lists old', () => {
    const touched = keysTouchedBy(change('handover-offered', { handoverId: 'h' }));
    expect(touched).toEqual(expect.arrayContaining([keys.worklist(), keys.handovers(), keys.handover('h')]));
    expect(keysTouchedBy(change('handover-expired'))).toContainEqual(keys.anyHandover());
  });

  it('names no episode where the change has none', () => {
    expect(keysTouchedBy(change('measurements-received', { episodeId: null }))).toEqual([
      keys.worklist(),
      keys.devices(),
    ]);
    expect(keysTouchedBy(change('alert-noted', { episodeId: null }))).toEqual([]);
  });
});

describe('refresher', () => {
  function setUp() {
    const time = fakeTime();
    const invalidated: { key: QueryKey; at: number }[] = [];
    const start = time.now();
    const refresher = createRefresher({
      ...time.parts,
      invalidate: (key) => invalidated.push({ key, at: time.now() - start }),
    });
    return { time, invalidated, refresher };
  }

  it('fetches once what several changes at a time have made old', () => {
    const { time, invalidated, refresher } = setUp();
    refresher.add([keys.worklist(), keys.episode('a')]);
    refresher.add([keys.worklist()]);
    time.advance(GATHER_MS);
    expect(invalidated.map(({ key }) => key)).toEqual([keys.worklist(), keys.episode('a')]);
  });

  it('keeps a pace of its own for each answer in a storm, and forgets nothing', () => {
    const { time, invalidated, refresher } = setUp();
    for (let elapsed = 0; elapsed < 3_000; elapsed += 10) {
      refresher.add([keys.worklist(), keys.trends('a')]);
      time.advance(10);
    }
    time.advance(20_000);
    const times = (name: string) => invalidated.filter(({ key }) => key[0] === name).map(({ at }) => at);
    expect(times('worklist')).toEqual([150, 1150, 2150, 3150]);
    expect(times('trend')).toEqual([150, 10_150]);
  });

  it('lets nothing that is quick wait for what is slow', () => {
    const { time, invalidated, refresher } = setUp();
    refresher.add([keys.trends('a')]);
    time.advance(GATHER_MS);
    refresher.add([keys.trends('a')]);
    time.advance(1_000);
    refresher.add([keys.worklist()]);
    time.advance(GATHER_MS);
    expect(invalidated.map(({ key }) => key[0])).toEqual(['trend', 'worklist']);
  });

  it('does nothing when nothing is added, nor after it is stopped', () => {
    const { time, invalidated, refresher } = setUp();
    refresher.add([]);
    refresher.add([keys.worklist()]);
    refresher.stop();
    time.advance(10_000);
    expect(invalidated).toEqual([]);
  });
});

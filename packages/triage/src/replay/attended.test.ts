import { expect, it, vi } from 'vitest';
import type { MeasurementEvent } from '../engine/event.ts';
import { foldTimed } from '../engine/step.ts';
import { compileExample } from '../engine/testing/exampleProtocol.ts';
import { replayAttended } from './attended.ts';

vi.mock('../engine/step.ts', { spy: true });

const START = Date.parse('2026-03-01T07:00:00Z');
const MINUTE = 60_000;
const example = compileExample();

/** One a minute; of every `every` the first four are low, and the others well. */
const readings = (count: number, every: number): MeasurementEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'measurement',
    metric: 'oxygen-saturation',
    value: index % every < 4 ? 84 : 96,
    at: START + index * MINUTE,
  }));

it.each([8, 30, 300])(
  'a red that clears every %i minutes costs some folds of each reading, and not those of its whole piece',
  (every) => {
    const history = readings(6000, every);
    vi.mocked(foldTimed).mockClear();
    expect(replayAttended(example, START, history, START + 6000 * MINUTE)).toHaveLength(6000 / every);
    const folded = vi.mocked(foldTimed).mock.calls.reduce((sum, [, , events]) => sum + events.length, 0);
    expect(folded).toBeLessThan(5 * history.length);
  },
);

it.each([
  ['once a minute', MINUTE],
  ['every eight hours', 480 * MINUTE],
])('what holds on all the time, %s, costs as little, though somebody closes it every day', (_, apart) => {
  const history = readings(6000, 6000).map((reading, index) => ({ ...reading, value: 84, at: START + index * apart }));
  const until = START + 6000 * apart;
  vi.mocked(foldTimed).mockClear();
  const alerts = replayAttended(example, START, history, until);
  expect(alerts.length).toBeGreaterThan(((until - START) / (1440 * MINUTE)) * 0.5);
  const folded = vi.mocked(foldTimed).mock.calls.reduce((sum, [, , events]) => sum + events.length, 0);
  expect(folded).toBeLessThan(5 * history.length);
});

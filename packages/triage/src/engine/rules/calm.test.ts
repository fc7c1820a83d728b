import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasurementEvent } from '../event.ts';
import { draftOf, type LeafState, PLAIN_FALSE, UNREAD } from '../leaves/leafState.ts';
import { placeOfMetric } from '../metricPlace.ts';
import { compareEvents } from '../order.ts';
import { initialState } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { compileExample } from '../testing/exampleProtocol.ts';
import { anyHistory } from '../testing/history.ts';
import { type Calm, isCalm } from './calm.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const protocol = compileExample();
const careful = { ...protocol, calm: protocol.calm.map(() => null) };

describe('an ordinary reading', () => {
  const between: Calm = { above: 88, below: 100, still: [0, 2], moving: [] };
  const no = PLAIN_FALSE;
  it.each<[string, number, readonly LeafState[], boolean]>([
    ['is one between the limits', 93, [no, UNREAD, no], true],
    ['is none at a limit, which may cross', 88, [no, UNREAD, no], false],
    ['nor at the other', 100, [no, UNREAD, no], false],
    ['nor beyond one', 87, [no, UNREAD, no], false],
    ['nor where a leaf has not yet been read', 93, [no, UNREAD, UNREAD], false],
    ['nor where a leaf says yes', 93, [draftOf({ mode: 'true' }), UNREAD, no], false],
    ['nor where a leaf gathers evidence', 93, [no, UNREAD, draftOf({ mode: 'pending', run: [0, 87, 87, 1] })], false],
  ])('%s', (_, value, leaves, calm) => {
    expect(isCalm(between, leaves, value)).toBe(calm);
  });

  it('is judged only by the rules that take every reading', () => {
    const reading = (metric: MetricCode, hour: number, value: number): MeasurementEvent => ({
      type: 'measurement',
      metric,
      at: START + hour * HOUR,
      value,
    });
    const read = () => {
      throw new Error('need not be asked');
    };
    const { state } = foldEvents(protocol, initialState(protocol, START), [reading('oxygen-saturation', 0, 95)]);
    const deaf = protocol.concerns.map((own) =>
      own?.map((concern) => ({ ...concern, leaves: concern.leaves.map((leaf) => ({ ...leaf, calm: null, read })) })),
    );
    const normal = step({ ...protocol, concerns: deaf }, state, reading('oxygen-saturation', 1, 94));
    expect(normal.findings).toEqual([]);
    expect(normal.state.current.seen[placeOfMetric('oxygen-saturation')]).toBe(START + HOUR);
    const low = step({ ...protocol, concerns: deaf }, state, reading('oxygen-saturation', 1, 84));
    expect(low.findings).toMatchObject([{ ruleId: 'review:saturation' }, { ruleId: 'review:missing-saturation' }]);
  });

  it('comes to the same as when every rule is asked', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const ordered = events.toSorted(compareEvents);
        const fresh = () => initialState(protocol, START);
        expect(foldEvents(protocol, fresh(), events)).toEqual(foldEvents(careful, fresh(), events));
        let [one, other] = [fresh(), fresh()];
        for (const event of ordered) {
          const [quick, slow] = [step(protocol, one, event), step(careful, other, event)];
          expect(quick).toEqual(slow);
          [one, other] = [quick.state, slow.state];
        }
      }),
      { numRuns: 300 },
    );
  });
});

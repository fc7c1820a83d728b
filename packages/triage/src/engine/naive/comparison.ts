import type { Comparison, Sustained } from '../../protocol/expression.ts';
import type { Protocol } from '../../protocol/schema.ts';
import type { MeasurementEvent } from '../event.ts';
import { comparedValue } from './compared.ts';
import { isNew, numberOf, type Scene, type Truth } from './history.ts';

interface Point {
  readonly at: number;
  /** When the one before it was. */
  readonly after: number;
  /** Null: nothing to compare with. */
  readonly compared: number | null;
}

export function compare(scene: Scene, leaf: Comparison): Truth {
  const own = scene.known.filter(({ metric }) => metric === leaf.metric);
  const fresh = own.filter((reading) => isNew(scene, reading));
  if (fresh.length === 0) return null;
  const set = numberOf(scene.history.protocol, leaf.set);
  const points = fresh.map((reading, index): Point => {
    const { at } = reading;
    const before = (scene.unseen.includes(reading) ? fresh : own).findLast((one) => isBefore(one, reading));
    return {
      at,
      after: before?.at ?? at,
      compared: comparedValue(leaf, own, own.indexOf(reading), fresh.slice(0, index + 1)),
    };
  });
  let truth: Truth = null;
  let from = 0;
  for (let index = 0; index < points.length; index += 1) {
    const part = points.slice(from, index + 1);
    if (points[index]?.compared === null) continue;
    if (truth === true) {
      const crossing = part.findLastIndex(({ compared }) => crosses(leaf, compared, set));
      const calm = part.slice(crossing + 1);
      if (lasts(leaf.recovery, calm, (point) => clears(scene.history.protocol, leaf, point.compared, set))) {
        truth = false;
        from = index + 1;
      }
      continue;
    }
    if (lasts(leaf.sustained, part, (point) => crosses(leaf, point.compared, set))) {
      truth = true;
      from = index + 1;
      continue;
    }
    truth = isPending(leaf, part, set) ? null : false;
  }
  const isRecovering = truth === true && isEasing(scene, leaf, points.slice(from), set);
  return isRecovering && scene.asIfRecovered ? false : truth;
}

/** Of what came in order: the readings of one instant by their values. */
function isBefore(one: MeasurementEvent, other: MeasurementEvent): boolean {
  return one.at < other.at || (one.at === other.at && one.value < other.value);
}

/** Since it last crossed, some of the readings that still count clear, but not enough of them. */
function isEasing({ history }: Scene, leaf: Comparison, part: readonly Point[], set: number): boolean {
  const { recovery } = leaf;
  if (!recovery) return false;
  const crossing = part.findLastIndex(({ compared }) => crosses(leaf, compared, set));
  const linked = withoutGaps(part.slice(crossing + 1), recovery.maxGap);
  const counted = 'for' in recovery ? linked.slice(-1) : linked.slice(-(recovery.of ?? recovery.readings));
  return counted.some(({ compared }) => clears(history.protocol, leaf, compared, set));
}

/** Some of the readings that still count cross, but not enough of them. */
function isPending(leaf: Comparison, part: readonly Point[], set: number): boolean {
  const { sustained } = leaf;
  if (!sustained) return false;
  const linked = withoutGaps(part, sustained.maxGap);
  if ('for' in sustained) return crosses(leaf, linked.at(-1)?.compared ?? null, set);
  return linked.slice(-(sustained.of ?? sustained.readings)).some(({ compared }) => crosses(leaf, compared, set));
}

function lasts(sustained: Sustained | undefined, part: readonly Point[], meets: (point: Point) => boolean): boolean {
  const last = part.at(-1);
  if (!last || !meets(last)) return false;
  if (!sustained) return true;
  const linked = withoutGaps(part, sustained.maxGap);
  if ('for' in sustained) {
    const broken = linked.findLastIndex((point) => !meets(point));
    const first = linked[broken + 1];
    return first !== undefined && last.at - first.at >= sustained.for;
  }
  return linked.slice(-(sustained.of ?? sustained.readings)).filter(meets).length >= sustained.readings;
}

/** The readings at the end that follow each other closely enough, and that there was something to compare with. */
function withoutGaps(part: readonly Point[], maxGap = Number.POSITIVE_INFINITY): readonly Point[] {
  const gap = part.findLastIndex((point, index) => index > 0 && point.at - point.after > maxGap);
  return part.slice(Math.max(0, gap)).filter(({ compared }) => compared !== null);
}

export function crosses(leaf: Pick<Comparison, 'test'>, compared: number | null, set: number): boolean {
  if (compared === null) return false;
  return { below: compared < set, 'at-most': compared <= set, above: compared > set, 'at-least': compared >= set }[
    leaf.test
  ];
}

export function clears(
  protocol: Protocol,
  leaf: Pick<Comparison, 'test' | 'clear'>,
  compared: number | null,
  set: number,
): boolean {
  if (compared === null || crosses(leaf, compared, set)) return false;
  const high = leaf.test === 'above' || leaf.test === 'at-least';
  const { clear } = leaf;
  if (clear === undefined) return true;
  if (typeof clear === 'object' && 'margin' in clear) {
    return high ? compared <= set - clear.margin : compared >= set + clear.margin;
  }
  const value = numberOf(protocol, clear);
  return high ? compared <= value : compared >= value;
}

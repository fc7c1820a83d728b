import type { Comparison, Sustained } from '../../protocol/expression.ts';
import type { Protocol } from '../../protocol/schema.ts';
import { comparedValue } from './compared.ts';
import { numberOf, type Scene, type Truth } from './history.ts';

interface Point {
  readonly at: number;
  readonly value: number;
  /** Null: nothing to compare with. */
  readonly compared: number | null;
}

export function compare(scene: Scene, leaf: Comparison): Truth {
  const own = scene.known.filter(({ metric }) => metric === leaf.metric);
  const start = own.findIndex(({ at }) => scene.closedAt === null || at > scene.closedAt);
  if (start < 0) return null;
  const set = numberOf(scene.history.protocol, leaf.set);
  const points = own.slice(start).map((reading, index): Point => {
    const { at, value } = reading;
    return { at, value, compared: comparedValue(leaf, own, start + index, start) };
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
  return truth;
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
  const gap = part.findLastIndex((point, index) => index > 0 && point.at - (part[index - 1]?.at ?? 0) > maxGap);
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

import type { Band, Comparison } from '../../protocol/expression.ts';
import type { MeasurementEvent } from '../event.ts';
import { DAY, HOUR } from './history.ts';

/** What the reading at `index` is held against the threshold with. `fresh`: the readings that count after a person's close, up to this one. */
export function comparedValue(
  leaf: Comparison,
  own: readonly MeasurementEvent[],
  index: number,
  fresh: readonly MeasurementEvent[],
): number | null {
  const reading = own[index];
  if (!reading) return null;
  if (leaf.type === 'value') return reading.value;
  const round = (value: number) => Math.round(value * 1e9) / 1e9;
  if (leaf.type === 'mean') {
    const values = inParts(fresh, reading.at, leaf.over, partLength(leaf.over));
    const days = new Set(values.map(({ at }) => Math.floor(at / DAY)));
    if (values.length < leaf.minReadings || days.size < (leaf.minDays ?? 1)) return null;
    return round(meanOf(values));
  }
  if (leaf.type === 'share') {
    const readings = inParts(fresh, reading.at, leaf.over, partLength(leaf.over));
    const days = new Set(readings.map(({ at }) => Math.floor(at / DAY)));
    const isEnough = 100 * readings.length * leaf.every > leaf.sufficient * leaf.over;
    if (!isEnough || days.size < (leaf.minDays ?? 1)) return null;
    const inside = readings.filter(({ value }) => bandHolds(leaf.band, value));
    return round((100 * inside.length) / readings.length);
  }
  if (leaf.type === 'variation') {
    const readings = inParts(fresh, reading.at, leaf.over, partLength(leaf.over));
    const days = new Set(readings.map(({ at }) => Math.floor(at / DAY)));
    const isEnough =
      100 * readings.length * leaf.every > leaf.sufficient * leaf.over && days.size >= (leaf.minDays ?? 1);
    const mean = meanOf(readings);
    if (!isEnough || readings.length < 2 || mean === 0) return null;
    const squares = readings.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
    return Math.round((1e8 * Math.sqrt(squares / (readings.length - 1))) / Math.abs(mean)) / 1e6;
  }
  if (leaf.measure === 'spread') return inSpreads(leaf, own.slice(0, index), reading);
  const reference = referenceValue(leaf, own.slice(0, index), reading.at);
  if (reference === null || (leaf.measure === 'relative' && reference === 0)) return null;
  const change = reading.value - reference;
  return round(leaf.measure === 'absolute' ? change : (100 * change) / Math.abs(reference));
}

function bandHolds(band: Band, value: number): boolean {
  const { below = Infinity, above = -Infinity, from = -Infinity, until = Infinity } = { ...NO_ENDS, ...band };
  return value < below && value > above && value >= from && value <= until;
}

const NO_ENDS: { below?: number; above?: number; from?: number; until?: number } = {};

function referenceValue(
  leaf: Extract<Comparison, { type: 'change' }>,
  earlier: readonly MeasurementEvent[],
  at: number,
): number | null {
  const inWindow = earlier.filter((reading) => reading.at >= at - leaf.over).map(({ value }) => value);
  switch (leaf.reference) {
    case 'minimum':
      return inWindow.length > 0 ? Math.min(...inWindow) : null;
    case 'maximum':
      return inWindow.length > 0 ? Math.max(...inWindow) : null;
    case 'mean': {
      const values = inParts(earlier, at, leaf.over, partLength(leaf.over));
      return values.length > 0 ? meanOf(values) : null;
    }
    case 'baseline': {
      const means = dailyMeans(leaf, earlier, at);
      return means && middleOf(means);
    }
  }
}

/** Null where there are too few days. */
function dailyMeans(
  leaf: Extract<Comparison, { type: 'change' }>,
  earlier: readonly MeasurementEvent[],
  at: number,
): number[] | null {
  const days = Math.max(1, Math.round(leaf.over / DAY));
  const today = Math.floor(at / DAY);
  const means: number[] = [];
  for (let day = today - days; day < today; day += 1) {
    const values = earlier.filter((reading) => Math.floor(reading.at / DAY) === day);
    if (values.length > 0) means.push(meanOf(values));
  }
  return means.length < (leaf.minDays ?? Math.ceil(days / 2)) ? null : means;
}

function middleOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const middle = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

function inSpreads(
  leaf: Extract<Comparison, { type: 'change' }>,
  earlier: readonly MeasurementEvent[],
  { at, value }: MeasurementEvent,
): number | null {
  const means = dailyMeans(leaf, earlier, at);
  if (!means) return null;
  const normal = middleOf(means);
  const deviation = 1.4826 * middleOf(means.map((mean) => Math.abs(mean - normal)));
  return Math.round(((value - normal) / Math.max(leaf.floor ?? 0, deviation)) * 1e9) / 1e9;
}

function partLength(over: number): number {
  if (over <= 2 * HOUR) return HOUR / 60;
  return over <= 2 * DAY ? HOUR : 6 * HOUR;
}

function inParts(readings: readonly MeasurementEvent[], at: number, over: number, part: number): MeasurementEvent[] {
  return readings.filter((reading) => Math.floor(reading.at / part) >= Math.floor((at - over) / part));
}

function meanOf(readings: readonly MeasurementEvent[]): number {
  return readings.reduce((sum, { value }) => sum + value, 0) / readings.length;
}

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { skipN } from 'pure-rand/utils/skipN';

/**
 * Randomness that depends on nothing but its key: the same person, channel and step give the same number in any process, in any
 * order. That is what lets a simulated home go on after a restart as if it had measured all the time.
 */

/** A number in [0, 1). */
export function chance(seed: number, channel: string, step: number): number {
  const generator = xoroshiro128plus(keyOf(seed, channel, step));
  // The first outputs of neighbouring seeds are alike.
  skipN(generator, 4);
  return uniformFloat64(generator);
}

/** A number in [min, max). */
export function between(min: number, max: number, seed: number, channel: string): number {
  return min + (max - min) * chance(seed, channel, 0);
}

/** Noise in (−1, 1), most often near 0: the sum of two even ones, which has no far tails to surprise a threshold with. */
export function jitter(seed: number, channel: string, step: number): number {
  return chance(seed, `${channel}/a`, step) + chance(seed, `${channel}/b`, step) - 1;
}

/** Slow noise in (−1, 1): a smooth curve through one random point each `period` milliseconds. */
export function drift(seed: number, channel: string, at: number, period: number): number {
  const step = Math.floor(at / period);
  const share = at / period - step;
  const before = jitter(seed, channel, step);
  const after = jitter(seed, channel, step + 1);
  const smooth = share * share * (3 - 2 * share);
  return before + (after - before) * smooth;
}

/** FNV-1a over the key, then the finalizer of MurmurHash3, so that keys that differ in one bit differ in half of theirs. */
function keyOf(seed: number, channel: string, step: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < channel.length; index++) hash = Math.imul(hash ^ channel.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (step | 0), 0x01000193);
  hash = Math.imul(hash ^ Math.floor(step / 2 ** 32), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

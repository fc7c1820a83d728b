import { type Home, type Occasion, occasionsOf } from './home.ts';
import { DAY } from './schedule.ts';

/** Homes together. Pure: what they measure is planned from instants given, by the same seed always the same. */
export class Population {
  readonly homes: readonly Home[];

  constructor(homes: readonly Home[]) {
    const ids = new Set(homes.map((home) => home.deviceId));
    if (ids.size < homes.length) throw new RangeError('Two homes of a population have the same device id');
    this.homes = homes;
  }

  /** Everything that is measured in [from, to), in the order of time, over all homes. */
  *plan(from: number, to: number): Generator<Occasion> {
    const sources = this.homes.map((home) => {
      const occasions = occasionsOf(home, from);
      return { occasions, next: occasions.next() };
    });
    for (let start = from; start < to; start += DAY) {
      const end = Math.min(start + DAY, to);
      const day: Occasion[] = [];
      for (const source of sources) {
        while (!source.next.done && source.next.value.at < end) {
          day.push(source.next.value);
          source.next = source.occasions.next();
        }
      }
      day.sort((a, b) => a.at - b.at || a.deviceId.localeCompare(b.deviceId));
      yield* day;
    }
  }
}

import type { MetricCode } from '../metrics/catalogue.ts';
import type { FaultCode } from './fault.ts';
import type { Decoded, RefusedReading } from './reading.ts';

/** None where the device itself says that it has no value: that is missing, and known to be. */
export function refusedAs(code: FaultCode, metric: MetricCode | null, effectiveAt: number | null): RefusedReading[] {
  return code === 'value-absent' ? [] : [{ code, metric, effectiveAt }];
}

type Readable = Extract<Decoded, { readable: true }>;

export function withRefused(decoded: Readable, refused: readonly RefusedReading[]): Decoded {
  return refused.length === 0 ? decoded : { ...decoded, refused };
}

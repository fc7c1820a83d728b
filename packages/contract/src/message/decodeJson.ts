import { findMetric } from '../metrics/catalogue.ts';
import type { Fault } from './fault.ts';
import { isRecord } from './fhir.ts';
import { EnvelopeSchema, MAX_MEASUREMENTS } from './json.ts';
import { type Failure, failure, faultAt, judgeChoice, judgeQuantity, judgeScale, judgeTime, quote } from './judge.ts';
import type { Decoded, Reading, RefusedReading } from './reading.ts';
import { refusedAs, withRefused } from './refused.ts';
import { recoverId, tooMany, unreadable } from './unreadable.ts';

/** Reads our own format. Each measurement is judged alone; its first failure is its one fault. */
export function decodeJson(document: unknown, receivedAt: number): Decoded {
  const parsed = EnvelopeSchema.safeParse(document);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) =>
      faultAt(issue.path.map((part) => `/${String(part)}`).join(''), failure('envelope-invalid', issue.message)),
    );
    return { readable: false, id: recoverId(document), faults };
  }
  const { queue, number, sentAt, measurements } = parsed.data;
  if (measurements.length > MAX_MEASUREMENTS) {
    return unreadable({ queue, number }, '/measurements', tooMany(measurements.length));
  }

  const readings: Reading[] = [];
  const faults: Fault[] = [];
  const refused: RefusedReading[] = [];
  for (let index = 0; index < measurements.length; index++) {
    const path = `/measurements/${index}`;
    const judged = judge(measurements[index], path, receivedAt);
    if ('code' in judged) {
      faults.push(judged);
      refused.push(...refusedOf(measurements[index], judged, receivedAt));
    } else readings.push(judged);
  }
  const envelope = { queue, number, sentAt: Date.parse(sentAt) };
  return withRefused({ readable: true, envelope, readings, faults }, refused);
}

function refusedOf(candidate: unknown, { code }: Fault, receivedAt: number): RefusedReading[] {
  if (!isRecord(candidate)) return refusedAs(code, null, null);
  const { metric, effectiveAt } = candidate;
  const at = judgeTime(effectiveAt, receivedAt);
  const known = typeof metric === 'string' ? findMetric(metric)?.code : undefined;
  return refusedAs(code, known ?? null, typeof at === 'number' ? at : null);
}

function judge(candidate: unknown, path: string, receivedAt: number): Reading | Fault {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
    return faultAt(path, failure('measurement-invalid', `${quote(candidate)} is not an object`));
  }
  const { metric: code, effectiveAt, value, unit, choice } = candidate as Readonly<Record<string, unknown>>;
  const metric = typeof code === 'string' ? findMetric(code) : undefined;
  if (!metric) return faultAt(`${path}/metric`, failure('metric-unknown', `${quote(code)} is not in the catalogue`));

  const at = judgeTime(effectiveAt, receivedAt);
  if (typeof at !== 'number') return faultAt(`${path}/effectiveAt`, at);

  let canonical: number | Failure;
  if (metric.kind === 'quantity') canonical = judgeQuantity(metric, value, unit);
  else if (metric.kind === 'scale') canonical = judgeScale(metric, value);
  else canonical = judgeChoice(metric, choice);
  if (typeof canonical === 'number') return { metric: metric.code, effectiveAt: at, value: canonical, path };

  if (canonical.code === 'unit-unknown') return faultAt(`${path}/unit`, canonical);
  return faultAt(metric.kind === 'choice' ? `${path}/choice` : `${path}/value`, canonical);
}

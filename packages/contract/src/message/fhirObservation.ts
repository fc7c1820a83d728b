import { type Metric, metricByCoding } from '../metrics/catalogue.ts';
import { type Coding, SAMVAKT_ANSWER, UCUM } from '../metrics/coding.ts';
import type { Fault } from './fault.ts';
import { isRecord } from './fhir.ts';
import { type Failure, failure, faultAt, judgeChoice, judgeQuantity, judgeScale, judgeTime, quote } from './judge.ts';
import type { Reading, RefusedReading } from './reading.ts';
import { refusedAs } from './refused.ts';

type Element = Readonly<Record<string, unknown>>;

/** Where what is read is put, and the instant it is judged from. */
export interface Sink {
  readonly receivedAt: number;
  readonly readings: Reading[];
  readonly faults: Fault[];
  readonly refused: RefusedReading[];
}

/** A failure with the element it was found in, relative to the observation or component. */
interface Placed {
  readonly at: string;
  readonly failure: Failure;
}

/** The states that stand behind the value; the others withdraw it, or have none yet (R4 ObservationStatus). */
const STANDING = new Set<unknown>(['preliminary', 'final', 'amended', 'corrected']);

/**
 * An observation gives one reading for its own value and one for each component; a panel (blood pressure, 85354-9) has components
 * only. What is wrong with the observation as a whole is one fault and spoils all of it; what is wrong with a component, only that.
 */
export function readObservation(observation: Element, path: string, sink: Sink): void {
  const whole = judgeWhole(observation, sink.receivedAt);
  if (typeof whole !== 'number') {
    sink.faults.push(faultAt(`${path}${whole.at}`, whole.failure));
    sink.refused.push(...refusedAs(whole.failure.code, metricOf(observation.code)?.code ?? null, null));
    return;
  }
  const components = Array.isArray(observation.component) ? observation.component : [];
  if (components.length === 0 || hasValue(observation)) readValue(observation, path, whole, sink);
  for (let index = 0; index < components.length; index++) {
    const component: unknown = components[index];
    const place = `${path}/component/${index}`;
    if (isRecord(component)) {
      readValue(component, place, whole, sink);
      continue;
    }
    sink.faults.push(faultAt(place, failure('measurement-invalid', `${quote(component)} is not an object`)));
    sink.refused.push(...refusedAs('measurement-invalid', null, whole));
  }
}

/** The instant of the observation, unless something refuses all of it. */
function judgeWhole(observation: Element, receivedAt: number): number | Placed {
  const { status, modifierExtension, effectiveDateTime, effectiveInstant, effectivePeriod } = observation;
  if (!STANDING.has(status)) {
    return { at: '/status', failure: failure('observation-refused', `${quote(status)} is not a status to act upon`) };
  }
  if (modifierExtension !== undefined) {
    // R4 (extensibility): who does not understand a modifier must not process the resource, since it may negate it.
    const reason = 'it has a modifier extension, which could change its meaning';
    return { at: '/modifierExtension', failure: failure('observation-refused', reason) };
  }
  let element = 'effectiveDateTime';
  let text = effectiveDateTime;
  if (effectiveInstant !== undefined) [element, text] = ['effectiveInstant', effectiveInstant];
  // A sum over a period (steps) is known at its end.
  if (isRecord(effectivePeriod)) [element, text] = ['effectivePeriod/end', effectivePeriod.end];
  const at = judgeTime(text, receivedAt);
  return typeof at === 'number' ? at : { at: `/${element}`, failure: at };
}

function hasValue(element: Element): boolean {
  if (element.dataAbsentReason !== undefined) return true;
  for (const key in element) if (key.startsWith('value')) return true;
  return false;
}

function readValue(element: Element, path: string, effectiveAt: number, { readings, faults, refused }: Sink): void {
  const metric = metricOf(element.code);
  if (!metric) {
    const reason = `none of the codings is in the catalogue: ${quote(codings(element.code))}`;
    faults.push(faultAt(`${path}/code`, failure('metric-unknown', reason)));
    refused.push(...refusedAs('metric-unknown', null, effectiveAt));
    return;
  }
  const value = judgeValue(metric, element);
  if (typeof value === 'number') {
    readings.push({ metric: metric.code, effectiveAt, value, path });
    return;
  }
  faults.push(faultAt(`${path}${value.at}`, value.failure));
  refused.push(...refusedAs(value.failure.code, metric.code, effectiveAt));
}

function judgeValue(metric: Metric, element: Element): number | Placed {
  const { dataAbsentReason, valueQuantity, valueInteger, valueCodeableConcept } = element;
  if (dataAbsentReason !== undefined) {
    const reason = codings(dataAbsentReason).find((coding) => typeof coding.code === 'string')?.code;
    return { at: '/dataAbsentReason', failure: failure('value-absent', `the device says why: ${quote(reason)}`) };
  }
  if (metric.kind === 'choice') {
    return placed('/valueCodeableConcept', judgeChoice(metric, answerOf(metric, valueCodeableConcept)));
  }
  if (metric.kind === 'scale' && valueInteger !== undefined) {
    return placed('/valueInteger', judgeScale(metric, valueInteger));
  }
  if (isRecord(valueQuantity)) {
    if (valueQuantity.comparator !== undefined) {
      const reason = `${quote(valueQuantity.comparator)} makes it a bound, not a measured value`;
      return { at: '/valueQuantity/comparator', failure: failure('value-invalid', reason) };
    }
    const unit = valueQuantity.system === UCUM ? valueQuantity.code : undefined;
    const value = judgeQuantity(metric, valueQuantity.value, unit);
    if (typeof value === 'number') {
      return metric.kind === 'scale' ? placed('/valueQuantity/value', judgeScale(metric, value)) : value;
    }
    return { at: value.code === 'unit-unknown' ? '/valueQuantity/code' : '/valueQuantity/value', failure: value };
  }
  const other = Object.keys(element).find((key) => key.startsWith('value'));
  if (other === undefined) return placed('', judgeQuantity(metric, undefined, undefined));
  const wanted = metric.kind === 'scale' ? 'valueInteger' : 'valueQuantity';
  return { at: `/${other}`, failure: failure('value-invalid', `${metric.code} needs ${wanted}`) };
}

/** The code of the chosen option: as we write it, or by a coding of the option; otherwise what was sent. */
function answerOf({ options }: Metric & { readonly kind: 'choice' }, concept: unknown): unknown {
  const given = codings(concept);
  const own = given.find((coding) => coding.system === SAMVAKT_ANSWER);
  if (own) return own.code;
  const option = options.find(({ coding }) => given.some((one) => isSame(one, coding)));
  return option?.code ?? concept;
}

function isSame(given: Element, coding: Coding | undefined): boolean {
  return coding !== undefined && given.system === coding.system && given.code === coding.code;
}

function placed(at: string, value: number | Failure): number | Placed {
  return typeof value === 'number' ? value : { at, failure: value };
}

function metricOf(code: unknown): Metric | undefined {
  for (const { system, code: symbol } of codings(code)) {
    if (typeof system !== 'string' || typeof symbol !== 'string') continue;
    const metric = metricByCoding(system, symbol);
    if (metric) return metric;
  }
  return undefined;
}

/** The codings of a CodeableConcept, without those that are no objects. */
function codings(concept: unknown): readonly Element[] {
  if (!isRecord(concept) || !Array.isArray(concept.coding)) return [];
  return concept.coding.filter(isRecord);
}

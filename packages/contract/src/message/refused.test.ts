import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';
import type { RefusedReading } from './reading.ts';

/** In Node and in every browser; this room has the types of neither. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const NOW = Date.parse('2026-03-01T08:00:00Z');
const AT = '2026-03-01T07:00:00.000Z';
const at = Date.parse(AT);
const queue = '3f1b0f3e-6a52-4a4c-9d6e-0d7c5b1f6a11';

function refusedOf(format: 'json' | 'fhir', document: unknown): readonly RefusedReading[] | undefined {
  const decoded = decode({ format, payload: new TextEncoder().encode(JSON.stringify(document)), receivedAt: NOW });
  if (!decoded.readable) throw new Error(JSON.stringify(decoded.faults));
  return decoded.refused;
}

const ofJson = (measurement: unknown) =>
  refusedOf('json', { queue, number: 1, sentAt: AT, measurements: [measurement] });
const observed = (more: object) => ({
  resourceType: 'Observation',
  identifier: [{ system: `urn:uuid:${queue}`, value: '1' }],
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8310-5' }] },
  effectiveDateTime: AT,
  valueQuantity: { value: 37, system: 'http://unitsofmeasure.org', code: 'Cel' },
  ...more,
});

describe('what is refused of a message is told apart from its faults, so that somebody can look', () => {
  const temperature = { metric: 'body-temperature', effectiveAt: AT, value: 37, unit: 'Cel' };

  it.each<[string, unknown, RefusedReading[] | undefined]>([
    ['not what is good', temperature, undefined],
    [
      'an unknown unit',
      { ...temperature, unit: 'furlong' },
      [{ code: 'unit-unknown', metric: 'body-temperature', effectiveAt: at }],
    ],
    [
      'a value that cannot be',
      { ...temperature, value: 300 },
      [{ code: 'value-implausible', metric: 'body-temperature', effectiveAt: at }],
    ],
    [
      'a value that is no number',
      { ...temperature, value: '37' },
      [{ code: 'value-invalid', metric: 'body-temperature', effectiveAt: at }],
    ],
    ['not what the device has no value of', { ...temperature, value: null }, undefined],
    [
      'an instant that cannot be believed, as no instant',
      { ...temperature, effectiveAt: '2027-01-01T00:00:00Z' },
      [{ code: 'time-in-future', metric: 'body-temperature', effectiveAt: null }],
    ],
    [
      'an unknown kind of measurement',
      { ...temperature, metric: 'aura' },
      [{ code: 'metric-unknown', metric: null, effectiveAt: at }],
    ],
    ['what is no measurement at all', 7, [{ code: 'measurement-invalid', metric: null, effectiveAt: null }]],
  ])('%s', (_, measurement, expected) => {
    expect(ofJson(measurement)).toEqual(expected);
  });

  it.each<[string, object, RefusedReading[] | undefined]>([
    ['not what is good', {}, undefined],
    [
      'an unknown unit',
      { valueQuantity: { value: 37, system: 'http://unitsofmeasure.org', code: '[furlong_us]' } },
      [{ code: 'unit-unknown', metric: 'body-temperature', effectiveAt: at }],
    ],
    ['not what the device has no value of', { valueQuantity: undefined, dataAbsentReason: { coding: [] } }, undefined],
    [
      'what is withdrawn',
      { status: 'entered-in-error' },
      [{ code: 'observation-refused', metric: 'body-temperature', effectiveAt: null }],
    ],
    [
      'an unknown kind of measurement',
      { code: { coding: [{ system: 'http://loinc.org', code: '1-8' }] } },
      [{ code: 'metric-unknown', metric: null, effectiveAt: at }],
    ],
    [
      'a component that is none',
      { valueQuantity: undefined, component: ['high'] },
      [{ code: 'measurement-invalid', metric: null, effectiveAt: at }],
    ],
  ])('%s, of an Observation', (_, more, expected) => {
    expect(refusedOf('fhir', observed(more))).toEqual(expected);
  });

  it('what stands in a Bundle in the place of an Observation', () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      identifier: { system: `urn:uuid:${queue}`, value: '1' },
      timestamp: AT,
      entry: [{ resource: { resourceType: 'Patient' } }],
    };
    expect(refusedOf('fhir', bundle)).toEqual([{ code: 'measurement-invalid', metric: null, effectiveAt: null }]);
  });
});

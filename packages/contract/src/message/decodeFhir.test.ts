import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

// Not in the ECMAScript library that this room is compiled against.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const queue = 'f937529c-e7a3-46b2-914f-fc992753c124';
const identifier = { system: `urn:uuid:${queue}`, value: '12' };
const receivedAt = Date.parse('2026-03-01T12:00:00Z');
const effectiveDateTime = '2026-03-01T12:30:00+01:00';
const effectiveAt = Date.parse(effectiveDateTime);
const timestamp = '2026-03-01T11:59:59Z';

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const quantity = (value: unknown, code: unknown) => ({ value, system: 'http://unitsofmeasure.org', code });
const observation = (code: string, rest: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: loinc(code),
  subject: { reference: 'Patient/someone-else' },
  effectiveDateTime,
  ...rest,
});
const pulse = observation('8867-4', { valueQuantity: quantity(72, '/min') });

function decodeDocument(document: unknown) {
  const payload = new TextEncoder().encode(JSON.stringify(document));
  return decode({ format: 'fhir', payload, receivedAt });
}

const bundle = (...resources: readonly unknown[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  identifier,
  timestamp,
  entry: resources.map((resource) => ({ resource })),
});
const decodeBundle = (...resources: readonly unknown[]) => decodeDocument(bundle(...resources));

describe('a FHIR message', () => {
  it('is a bundle of observations', () => {
    const decoded = decodeBundle(
      pulse,
      observation('15074-8', { valueQuantity: quantity(180.156, 'mg/dL') }),
      observation('8310-5', {
        effectiveDateTime: undefined,
        effectiveInstant: '2026-03-01T11:00:00Z',
        valueQuantity: quantity(98.6, '[degF]'),
      }),
    );
    expect(decoded).toEqual({
      readable: true,
      envelope: { queue, number: 12, sentAt: Date.parse(timestamp) },
      readings: [
        { metric: 'heart-rate', effectiveAt, value: 72, path: '/entry/0/resource' },
        { metric: 'glucose', effectiveAt, value: 10, path: '/entry/1/resource' },
        { metric: 'body-temperature', effectiveAt: receivedAt - 3_600_000, value: 37, path: '/entry/2/resource' },
      ],
      faults: [],
    });
  });

  it('is one observation, its id among its identifiers', () => {
    const decoded = decodeDocument({ ...pulse, identifier: [{ system: 'urn:other', value: 'x' }, identifier] });
    expect(decoded).toEqual({
      readable: true,
      envelope: { queue, number: 12, sentAt: null },
      readings: [{ metric: 'heart-rate', effectiveAt, value: 72, path: '' }],
      faults: [],
    });
  });

  it('takes when a lone observation was issued for when it was sent', () => {
    const decoded = decodeDocument({ ...pulse, issued: timestamp, identifier: [identifier] });
    expect(decoded).toMatchObject({ envelope: { sentAt: Date.parse(timestamp) } });
  });

  it('may be an empty bundle', () => {
    expect(decodeDocument({ ...bundle(), entry: undefined })).toMatchObject({
      readable: true,
      readings: [],
      faults: [],
    });
  });

  it('reads the components of a blood-pressure panel', () => {
    const decoded = decodeBundle(
      observation('85354-9', {
        component: [
          { code: loinc('8480-6'), valueQuantity: quantity(128, 'mm[Hg]') },
          { code: loinc('8462-4'), valueQuantity: quantity(10.66576, 'kPa') },
        ],
      }),
    );
    expect(decoded).toMatchObject({
      readings: [
        { metric: 'systolic-pressure', value: 128, path: '/entry/0/resource/component/0' },
        { metric: 'diastolic-pressure', value: 80, path: '/entry/0/resource/component/1' },
      ],
      faults: [],
    });
  });

  it('reads an own value beside components', () => {
    const decoded = decodeBundle(
      observation('59408-5', {
        valueQuantity: quantity(0.93, '1'),
        component: [{ code: loinc('8867-4'), valueQuantity: quantity(81, '{beats}/min') }],
      }),
    );
    expect(decoded).toMatchObject({
      readings: [
        { metric: 'oxygen-saturation', value: 93 },
        { metric: 'heart-rate', value: 81 },
      ],
      faults: [],
    });
  });

  it('reads device codes, scales, choices and sums over a period', () => {
    const own = (code: string) => ({ coding: [{ system: 'urn:samvakt:metric', code }] });
    const decoded = decodeBundle(
      { ...pulse, code: { coding: [{ system: 'urn:iso:std:iso:11073:10101', code: '149530' }] } },
      { ...observation(''), code: own('breathlessness'), valueInteger: 4 },
      { ...observation(''), code: own('breathlessness'), valueQuantity: quantity(5, '{score}') },
      {
        ...observation(''),
        code: own('sputum-colour'),
        valueCodeableConcept: { coding: [{ system: 'urn:samvakt:answer', code: 'green' }] },
      },
      {
        ...observation(''),
        code: { coding: [{ system: 'http://snomed.info/sct', code: '1104441000000107' }] },
        valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '300202002' }] },
      },
      observation('41950-7', {
        effectiveDateTime: undefined,
        effectivePeriod: { start: '2026-02-28T11:00:00Z', end: '2026-03-01T11:00:00Z' },
        valueQuantity: quantity(4200, '{steps}/(24.h)'),
      }),
    );
    expect(decoded).toMatchObject({
      readings: [
        { metric: 'heart-rate', value: 72 },
        { metric: 'breathlessness', value: 4 },
        { metric: 'breathlessness', value: 5 },
        { metric: 'sputum-colour', value: 3 },
        { metric: 'consciousness', value: 2 },
        { metric: 'steps', value: 4200, effectiveAt: receivedAt - 3_600_000 },
      ],
      faults: [],
    });
  });

  const absent = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'not-a-number' }],
  };

  it.each([
    ['is not an object', 'Observation', '', 'measurement-invalid'],
    ['is a patient', { resourceType: 'Patient' }, '', 'measurement-invalid'],
    ['was entered in error', { ...pulse, status: 'entered-in-error' }, '/status', 'observation-refused'],
    ['was cancelled', { ...pulse, status: 'cancelled' }, '/status', 'observation-refused'],
    ['has no status', { ...pulse, status: undefined }, '/status', 'observation-refused'],
    ['has a modifier', { ...pulse, modifierExtension: [{ url: 'x' }] }, '/modifierExtension', 'observation-refused'],
    ['has a code we do not know', { ...pulse, code: loinc('0-0') }, '/code', 'metric-unknown'],
    ['has a code without a system', { ...pulse, code: { coding: [{ code: '8867-4' }] } }, '/code', 'metric-unknown'],
    ['has no code', { ...pulse, code: undefined }, '/code', 'metric-unknown'],
    ['has only a date', { ...pulse, effectiveDateTime: '2026-03-01' }, '/effectiveDateTime', 'time-invalid'],
    ['has no time', { ...pulse, effectiveDateTime: undefined }, '/effectiveDateTime', 'time-invalid'],
    [
      'lies in the future',
      { ...pulse, effectiveInstant: '2026-03-01T13:00:00Z' },
      '/effectiveInstant',
      'time-in-future',
    ],
    [
      'ended too long ago',
      { ...pulse, effectivePeriod: { end: '2020-03-01T13:00:00Z' } },
      '/effectivePeriod/end',
      'time-too-old',
    ],
    ['says that data are absent', { ...pulse, dataAbsentReason: absent }, '/dataAbsentReason', 'value-absent'],
    ['has no value', observation('8867-4'), '', 'value-absent'],
    [
      'has a quantity without a value',
      { ...pulse, valueQuantity: quantity(undefined, '/min') },
      '/valueQuantity/value',
      'value-absent',
    ],
    [
      'has a unit that is not UCUM',
      { ...pulse, valueQuantity: { value: 72, system: 'urn:x', code: '/min' } },
      '/valueQuantity/code',
      'unit-unknown',
    ],
    [
      'has a unit in words only',
      { ...pulse, valueQuantity: { value: 72, unit: '/min' } },
      '/valueQuantity/code',
      'unit-unknown',
    ],
    [
      'has an implausible value',
      { ...pulse, valueQuantity: quantity(0, '/min') },
      '/valueQuantity/value',
      'value-implausible',
    ],
    [
      'is only a bound',
      { ...pulse, valueQuantity: { ...quantity(72, '/min'), comparator: '<' } },
      '/valueQuantity/comparator',
      'value-invalid',
    ],
    ['has a text', observation('8867-4', { valueString: '72' }), '/valueString', 'value-invalid'],
    [
      'puts half a point on a scale',
      {
        ...observation(''),
        code: { coding: [{ system: 'urn:samvakt:metric', code: 'breathlessness' }] },
        valueQuantity: quantity(2.5, '1'),
      },
      '/valueQuantity/value',
      'value-invalid',
    ],
    [
      'puts a text on a scale',
      {
        ...observation(''),
        code: { coding: [{ system: 'urn:samvakt:metric', code: 'breathlessness' }] },
        valueString: '3',
      },
      '/valueString',
      'value-invalid',
    ],
    [
      'chooses what is not offered',
      {
        ...observation(''),
        code: { coding: [{ system: 'urn:samvakt:metric', code: 'wellbeing' }] },
        valueCodeableConcept: { coding: [{ system: 'urn:samvakt:answer', code: 'fine' }] },
      },
      '/valueCodeableConcept',
      'choice-unknown',
    ],
    ['has a component that is none', observation('85354-9', { component: [7] }), '/component/0', 'measurement-invalid'],
    [
      'has a component without data',
      observation('85354-9', { component: [{ code: loinc('8480-6'), dataAbsentReason: absent }] }),
      '/component/0/dataAbsentReason',
      'value-absent',
    ],
  ])('faults an observation that %s, and keeps its neighbours', (_, bad, place, code) => {
    const decoded = decodeBundle(pulse, bad, pulse);
    expect(decoded.faults).toMatchObject([{ path: `/entry/1/resource${place}`, code }]);
    expect(decoded.readable && decoded.readings.map((reading) => reading.value)).toEqual([72, 72]);
  });

  it('keeps the good component of a panel with a bad one', () => {
    const decoded = decodeBundle(
      observation('85354-9', {
        component: [
          { code: loinc('8480-6'), valueQuantity: quantity(12, 'mm[Hg]') },
          { code: loinc('8462-4'), valueQuantity: quantity(80, 'mm[Hg]') },
        ],
      }),
    );
    expect(decoded).toMatchObject({
      readings: [{ metric: 'diastolic-pressure', value: 80 }],
      faults: [{ code: 'value-implausible', path: '/entry/0/resource/component/0/valueQuantity/value' }],
    });
  });
});

describe('a FHIR message that cannot be read', () => {
  it.each([
    ['is no resource', 3, null],
    ['is another resource', { resourceType: 'Patient', identifier: [identifier] }, { queue, number: 12 }],
    ['is another kind of bundle', { ...bundle(pulse), type: 'searchset' }, { queue, number: 12 }],
    ['has no identifier', { ...bundle(pulse), identifier: undefined }, null],
    ['has a queue that is no uuid', { ...bundle(pulse), identifier: { system: 'urn:uuid:1', value: '12' } }, null],
    ['has no number', { ...bundle(pulse), identifier: { ...identifier, value: 'twelve' } }, null],
    ['has entries that are no list', { ...bundle(pulse), entry: {} }, { queue, number: 12 }],
    ['is an observation without our identifier', { ...pulse, identifier: [] }, null],
  ])('has one fault or more when it %s', (_, document, id) => {
    const decoded = decodeDocument(document);
    expect(decoded).toMatchObject({ readable: false, id });
    expect(decoded.faults.every((fault) => fault.code === 'envelope-invalid')).toBe(true);
    expect(decoded.faults.length).toBeGreaterThan(0);
  });

  it('is refused as a whole when entries and components are more than 2,000', () => {
    const component = new Array(1001).fill({});
    const decoded = decodeBundle(observation('85354-9', { component }), observation('85354-9', { component }), pulse);
    expect(decoded).toMatchObject({
      readable: false,
      id: { queue, number: 12 },
      faults: [{ code: 'too-many-measurements' }],
    });
  });
});

describe('any resource in a bundle', () => {
  it('never throws and never changes its neighbours', () => {
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(quantity(70, '/min'), loinc('8867-4'), [pulse]));
    const keys = [
      'code',
      'status',
      'effectiveDateTime',
      'valueQuantity',
      'valueInteger',
      'component',
      'dataAbsentReason',
    ];
    const broken = fc
      .record(Object.fromEntries(keys.map((key) => [key, values])), { requiredKeys: [] })
      .map((parts) => ({ ...pulse, ...parts }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), broken), (intruder) => {
        const decoded = decodeBundle(pulse, intruder, pulse);
        const outer = decoded.readable
          ? decoded.readings.filter((reading) => !reading.path.startsWith('/entry/1'))
          : [];
        expect(outer.map((reading) => reading.value)).toEqual([72, 72]);
      }),
    );
  });
});

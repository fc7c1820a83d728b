import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRIC_CODES, metric } from '../metrics/catalogue.ts';
import { unitsOf } from '../metrics/units.ts';
import { decode } from './decode.ts';
import { type DeviceReading, encode } from './encode.ts';

// Not in the ECMAScript library that this room is compiled against.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const queue = 'f937529c-e7a3-46b2-914f-fc992753c124';
const receivedAt = Date.parse('2026-03-01T12:00:00Z');
const bytes = (text: string) => new TextEncoder().encode(text);

function decodeText(text: string, format = 'json') {
  return decode({ format, payload: bytes(text), receivedAt });
}

function decodeMeasurements(...measurements: readonly unknown[]) {
  return decodeText(JSON.stringify({ queue, number: 7, sentAt: '2026-03-01T12:00:00Z', measurements }));
}

const good = { metric: 'heart-rate', effectiveAt: '2026-03-01T11:59:00Z', value: 72, unit: '/min' };

describe('a message of our own format', () => {
  it('is read with its envelope and its readings in canonical units', () => {
    const decoded = decodeMeasurements(
      good,
      { metric: 'systolic-pressure', effectiveAt: '2026-03-01T12:58:00+01:00', value: 15.99864, unit: 'kPa' },
      { metric: 'breathlessness', effectiveAt: '2026-03-01T11:57:00Z', value: 3 },
      { metric: 'wellbeing', effectiveAt: '2026-03-01T11:56:00Z', choice: 'worse' },
    );
    expect(decoded).toEqual({
      readable: true,
      envelope: { queue, number: 7, sentAt: receivedAt },
      readings: [
        { metric: 'heart-rate', effectiveAt: receivedAt - 60_000, value: 72, path: '/measurements/0' },
        { metric: 'systolic-pressure', effectiveAt: receivedAt - 120_000, value: 120, path: '/measurements/1' },
        { metric: 'breathlessness', effectiveAt: receivedAt - 180_000, value: 3, path: '/measurements/2' },
        { metric: 'wellbeing', effectiveAt: receivedAt - 240_000, value: 2, path: '/measurements/3' },
      ],
      faults: [],
    });
  });

  it.each([
    ['is no object', 72, '', 'measurement-invalid'],
    ['is null', null, '', 'measurement-invalid'],
    ['is a list', [], '', 'measurement-invalid'],
    ['names no metric', { ...good, metric: undefined }, '/metric', 'metric-unknown'],
    ['names an unknown metric', { ...good, metric: 'pulse' }, '/metric', 'metric-unknown'],
    ['names what every object has', { ...good, metric: '__proto__' }, '/metric', 'metric-unknown'],
    ['has a clock without an offset', { ...good, effectiveAt: '2026-03-01T11:59:00' }, '/effectiveAt', 'time-invalid'],
    ['has no time', { ...good, effectiveAt: undefined }, '/effectiveAt', 'time-invalid'],
    ['is 6 minutes ahead', { ...good, effectiveAt: '2026-03-01T12:06:00Z' }, '/effectiveAt', 'time-in-future'],
    ['is 401 days old', { ...good, effectiveAt: '2025-01-24T12:00:00Z' }, '/effectiveAt', 'time-too-old'],
    ['has no value', { ...good, value: undefined }, '/value', 'value-absent'],
    ['has a null value', { ...good, value: null }, '/value', 'value-absent'],
    ['has a text for a value', { ...good, value: '72' }, '/value', 'value-invalid'],
    ['has no unit', { ...good, unit: undefined }, '/unit', 'unit-unknown'],
    ['has a unit of something else', { ...good, unit: 'kg' }, '/unit', 'unit-unknown'],
    ['is 700 beats a minute', { ...good, value: 700 }, '/value', 'value-implausible'],
    ['is half a point', { ...good, metric: 'breathlessness', value: 2.5 }, '/value', 'value-invalid'],
    ['is 11 of 10', { ...good, metric: 'breathlessness', value: 11 }, '/value', 'value-implausible'],
    ['is an empty scale', { ...good, metric: 'breathlessness', value: null }, '/value', 'value-absent'],
    ['chooses nothing', { ...good, metric: 'wellbeing' }, '/choice', 'value-absent'],
    ['chooses what is not offered', { ...good, metric: 'wellbeing', choice: 'fine' }, '/choice', 'choice-unknown'],
  ])('faults a measurement that %s, and keeps its neighbours', (_, bad, place, code) => {
    const decoded = decodeMeasurements(good, bad, good);
    expect(decoded.faults).toMatchObject([{ path: `/measurements/1${place}`, code }]);
    expect(decoded.faults[0]?.text).toMatch(/^\/measurements\/1.*: .{10}/);
    expect(decoded.readable && decoded.readings.map((reading) => reading.path)).toEqual([
      '/measurements/0',
      '/measurements/2',
    ]);
  });

  it('lets a time be up to 5 minutes ahead and up to 400 days old', () => {
    const ahead = new Date(receivedAt + 5 * 60_000).toISOString();
    const old = new Date(receivedAt - 400 * 86_400_000).toISOString();
    expect(decodeMeasurements({ ...good, effectiveAt: ahead }, { ...good, effectiveAt: old }).faults).toEqual([]);
  });

  it('refuses a number that JSON writes but nothing can hold', () => {
    const decoded = decodeText(
      `{"queue":"${queue}","number":1,"sentAt":"2026-03-01T12:00:00Z","measurements":[${JSON.stringify(good).replace('72', '1e999')}]}`,
    );
    expect(decoded.faults).toMatchObject([{ path: '/measurements/0/value', code: 'value-invalid' }]);
  });

  it('shortens what it quotes', () => {
    const [fault] = decodeMeasurements({ ...good, unit: 'x'.repeat(500) }).faults;
    expect(fault?.text.length).toBeLessThan(250);
  });
});

describe('a message that cannot be read', () => {
  const envelope = { queue, number: 7, sentAt: '2026-03-01T12:00:00Z', measurements: [] };

  it.each([
    ['is not JSON', '{', ''],
    ['is empty', '', ''],
    ['is a number', '1', ''],
    ['is a list', '[]', ''],
    ['has a queue that is no uuid', JSON.stringify({ ...envelope, queue: 'one' }), '/queue'],
    ['has number 0', JSON.stringify({ ...envelope, number: 0 }), '/number'],
    ['has a broken number', JSON.stringify({ ...envelope, number: 1.5 }), '/number'],
  ])('has no id when it %s', (_, text, path) => {
    const decoded = decodeText(text);
    expect(decoded).toMatchObject({ readable: false, id: null });
    expect(decoded.faults[0]?.path).toBe(path);
  });

  it.each([
    ['sentAt is missing', { ...envelope, sentAt: undefined }, 'envelope-invalid', '/sentAt'],
    ['measurements is no list', { ...envelope, measurements: {} }, 'envelope-invalid', '/measurements'],
    [
      'there are 2,001 measurements',
      { ...envelope, measurements: new Array(2001).fill(1) },
      'too-many-measurements',
      '/measurements',
    ],
  ])('keeps its id when %s, so that a receipt can be sent', (_, document, code, path) => {
    const decoded = decodeText(JSON.stringify(document));
    expect(decoded).toMatchObject({ readable: false, id: { queue, number: 7 }, faults: [{ code, path }] });
  });

  it('keeps its id in a format we do not know', () => {
    const decoded = decodeText(JSON.stringify(envelope), 'morse');
    expect(decoded).toMatchObject({ readable: false, id: { queue, number: 7 }, faults: [{ code: 'format-unknown' }] });
  });

  it('is refused unread above 256 kB', () => {
    const decoded = decodeText(' '.repeat(256 * 1024 + 1));
    expect(decoded).toMatchObject({ readable: false, id: null, faults: [{ code: 'payload-too-large' }] });
  });

  it('is refused when it is not UTF-8', () => {
    const decoded = decode({ format: 'json', payload: new Uint8Array([0x22, 0xff, 0x22]), receivedAt });
    expect(decoded).toMatchObject({ readable: false, faults: [{ code: 'json-invalid', path: '' }] });
  });

  it('reads an upper-case queue as the same queue', () => {
    expect(decodeText(JSON.stringify({ ...envelope, queue: queue.toUpperCase() }))).toMatchObject({
      envelope: { queue },
    });
  });
});

describe('for everything that can be sent', () => {
  const deviceReadings: fc.Arbitrary<DeviceReading> = fc
    .record({
      code: fc.constantFrom(...METRIC_CODES),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      age: fc.integer({ min: 0, max: 300 * 86_400_000 }),
    })
    .map(({ code, share, age }) => {
      const entry = metric(code);
      const effectiveAt = receivedAt - age;
      const { min, max } = entry.range;
      if (entry.kind === 'choice') {
        const option = entry.options[Math.round(share * max)] ?? entry.options[0];
        return { metric: code, effectiveAt, choice: option.code };
      }
      const value = min + share * (max - min);
      return { metric: code, effectiveAt, value: entry.kind === 'scale' ? Math.round(value) : value, unit: entry.unit };
    });
  const messages = fc.record({
    queue: fc.uuid(),
    number: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    sentAt: fc.constant(receivedAt),
    readings: fc.array(deviceReadings, { maxLength: 20 }),
  });
  const canonical = (reading: DeviceReading): number => {
    if (!('choice' in reading)) return reading.value;
    const entry = metric(reading.metric);
    const options = entry.kind === 'choice' ? entry.options : [];
    return options.find((option) => option.code === reading.choice)?.ordinal ?? Number.NaN;
  };

  it('what is encoded comes out as it went in', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const decoded = decodeText(encode(message));
        expect(decoded).toEqual({
          readable: true,
          envelope: { queue: message.queue, number: message.number, sentAt: message.sentAt },
          readings: message.readings.map((reading, index) => ({
            metric: reading.metric,
            effectiveAt: reading.effectiveAt,
            value: canonical(reading),
            path: `/measurements/${index}`,
          })),
          faults: [],
        });
      }),
    );
  });

  it('one bad measurement changes nothing about the others', () => {
    const bad = fc.oneof(
      fc.jsonValue(),
      fc.constant({ ...good, value: 1e6 }),
      fc.constant({ ...good, unit: 'stones' }),
    );
    fc.assert(
      fc.property(messages, bad, fc.nat(20), (message, intruder, at) => {
        const document = JSON.parse(encode(message));
        const alone = decodeText(JSON.stringify(document));
        document.measurements.splice(at, 0, intruder);
        const together = decodeText(JSON.stringify(document));
        const values = (decoded: typeof alone) =>
          decoded.readable ? decoded.readings.map(({ metric: code, value }) => [code, value]) : null;
        expect(values(together)).toEqual(values(alone));
        expect(together.faults).toHaveLength(1);
      }),
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('json', 'fhir', 'x'), (payload, format) => {
        expect(decode({ format, payload, receivedAt }).faults.length).toBeGreaterThan(0);
      }),
    );
  });

  it('never throws on any JSON, and counts every measurement once', () => {
    const nearly = fc.record(
      { ...Object.fromEntries(Object.keys(good).map((key) => [key, fc.jsonValue()])), choice: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const mixed = nearly.map((broken) => ({ ...good, ...broken }));
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), nearly, mixed)), (measurements) => {
        const decoded = decodeMeasurements(...measurements);
        expect(decoded.readable && decoded.readings.length + decoded.faults.length).toBe(measurements.length);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('json', 'fhir', 'x'), (document, format) => {
        expect(decodeText(JSON.stringify(document), format).readable).toBe(false);
      }),
    );
  });

  it('every unit of the catalogue is understood', () => {
    for (const code of METRIC_CODES) {
      for (const unit of unitsOf(code)) {
        const decoded = decodeMeasurements({ metric: code, effectiveAt: good.effectiveAt, value: 1, unit });
        expect(decoded.faults.map((fault) => fault.code)).not.toContain('unit-unknown');
      }
    }
  });
});

describe('encoding', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('%d never leaves the device', (value) => {
    const reading = { metric: 'heart-rate', effectiveAt: receivedAt, value, unit: '/min' } as const;
    expect(() => encode({ queue, number: 1, sentAt: receivedAt, readings: [reading] })).toThrow('heart-rate');
  });
});

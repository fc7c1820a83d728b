import { describe, expect, it } from 'vitest';
import { readConfiguration } from './configuration.ts';
import { parseReadingLine } from './readingLine.ts';

const complete = {
  SAMVAKT_BROKER_URL: 'mqtts://broker.example:8883',
  SAMVAKT_DEVICE_ID: 'home-1',
  SAMVAKT_DEVICE_SECRET: 'secret',
};

describe('the configuration', () => {
  it('has defaults for what need not be said', () => {
    expect(readConfiguration(complete)).toEqual({
      url: 'mqtts://broker.example:8883',
      deviceId: 'home-1',
      secret: 'secret',
      queueDirectory: './gateway-queue',
      logLevel: 'info',
    });
  });

  it.each([
    ['SAMVAKT_BROKER_URL', 'http://broker.example'],
    ['SAMVAKT_DEVICE_ID', 'home/1'],
    ['SAMVAKT_DEVICE_SECRET', ''],
    ['LOG_LEVEL', 'loud'],
  ])('names %s when it is %j', (variable, value) => {
    expect(() => readConfiguration({ ...complete, [variable]: value })).toThrow(`  ${variable}: `);
  });

  it('names everything that is missing at once', () => {
    expect(() => readConfiguration({})).toThrow(/SAMVAKT_BROKER_URL.*\n.*SAMVAKT_DEVICE_ID.*\n.*SAMVAKT_DEVICE_SECRET/);
  });
});

describe('a line of input', () => {
  it('is a number with a unit, or a choice', () => {
    const effectiveAt = Date.parse('2026-03-01T07:00:00Z');
    expect(
      parseReadingLine('{"metric":"heart-rate","effectiveAt":"2026-03-01T08:00:00+01:00","value":72,"unit":"/min"}'),
    ).toEqual({ metric: 'heart-rate', effectiveAt, value: 72, unit: '/min' });
    expect(parseReadingLine('{"metric":"wellbeing","effectiveAt":"2026-03-01T07:00:00Z","choice":"worse"}')).toEqual({
      metric: 'wellbeing',
      effectiveAt,
      choice: 'worse',
    });
  });

  it.each(['', 'x', '{}', '{"metric":"pulse","effectiveAt":"2026-03-01T07:00:00Z","value":1,"unit":"1"}'])(
    '%j is neither',
    (line) => {
      expect(() => parseReadingLine(line)).toThrow();
    },
  );
});

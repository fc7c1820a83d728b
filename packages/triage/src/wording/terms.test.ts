import { METRIC_CODES, type MetricCode, metric } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { amountText, dateText, durationText, instantText, listText, valueText } from './terms.ts';
import { DAY, HOUR, MINUTE } from './testing/finding.ts';

describe('terms', () => {
  it('every option of every choice has words in both languages', () => {
    for (const code of METRIC_CODES) {
      const definition = metric(code);
      if (definition.kind !== 'choice') continue;
      for (const { ordinal } of definition.options) {
        expect(valueText(code, ordinal, 'nb')).not.toBe(String(ordinal));
        expect(valueText(code, ordinal, 'en')).not.toBe(String(ordinal));
      }
    }
  });

  it('an option that does not exist is shown as its number', () => {
    expect(valueText('sputum-colour' satisfies MetricCode, 9, 'nb')).toBe('9');
  });

  it.each([
    [0, '0 s'],
    [10_000, '10 s'],
    [90 * MINUTE, '1 t 30 min'],
    [3 * DAY, '3 døgn'],
    [DAY + 30 * MINUTE, '1 døgn'],
  ])('%i ms is %s', (length, text) => {
    expect(durationText(length, 'nb')).toBe(text);
  });

  it('of a list', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((parts) => listText(parts, 'nb'))).toEqual([
      ...['', 'a', 'a og b', 'a, b og c'],
    ]);
    expect(listText(['a', 'b', 'c'], 'en')).toBe('a, b and c');
  });

  it.each([
    [DAY + 2 * HOUR + 3 * MINUTE, '1 d 2 h'],
    [2 * HOUR + 5000, '2 h'],
    [61_000, '1 min 1 s'],
    [DAY + 2 * HOUR + 3 * MINUTE + 4000, '1 d 2 h'],
    [999, '0 s'],
    [-5, '0 s'],
  ])('of %i ms are %s', (length, text) => {
    expect(durationText(length, 'en')).toBe(text);
  });

  it('of an instant and of a day, by the clock in Norway', () => {
    const late = Date.parse('2026-03-10T23:30:00Z');
    expect([instantText(late, 'nb'), instantText(late, 'en')]).toEqual(['11. mars kl. 00:30', '11 Mar, 00:30']);
    expect([dateText(late, 'nb'), dateText(late, 'en')]).toEqual(['11. mars 2026', '11 March 2026']);
  });

  it('of an amount have a decimal more than the device, and its own words where it is a choice', () => {
    expect([amountText('heart-rate', 71.26, 'nb'), amountText('heart-rate', 71.26, 'en')]).toEqual([
      '71,3/min',
      '71.3/min',
    ]);
    expect(amountText('steps', 4000, 'en')).toBe('4,000');
    expect(amountText('sputum-colour', 2, 'nb')).toBe('gult');
    expect(amountText('body-temperature', 38, 'en')).toBe('38 °C');
  });
});

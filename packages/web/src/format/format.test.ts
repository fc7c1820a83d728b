import { describe, expect, it } from 'vitest';
import { DAY, HOUR, NOW } from '../testing/examples.ts';
import { ageInYears, createFormat, identityNumber } from './format.ts';

const nb = createFormat('nb');
const en = createFormat('en');
/** `Intl` joins with narrow and hard spaces that differ between its versions. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('dates and times', () => {
  it('are those of Oslo, whatever the machine says', () => {
    expect(nb.time('2026-11-21T08:03:00Z')).toBe('09:03');
    expect(nb.time('2026-07-01T08:03:00Z')).toBe('10:03');
  });

  it('are written in the chosen language', () => {
    expect(nb.dateTime('2026-11-21T08:03:00Z')).toBe('21. nov. 2026 kl. 09:03');
    expect(en.dateTime('2026-11-21T08:03:00Z')).toBe('21 Nov 2026, 09:03');
    expect(nb.fullDateTime('2026-11-21T08:03:00Z')).toBe('lørdag 21. november 2026 kl. 09:03');
  });

  it('are shortened as far as they cannot be misread', () => {
    expect(nb.near(NOW - HOUR, NOW)).toBe('08:00');
    expect(nb.near(NOW - DAY, NOW)).toBe('20. nov. kl. 09:00');
    expect(nb.near('2025-11-21T08:00:00Z', NOW)).toBe('21. nov. 2025 kl. 09:00');
  });

  it('count the day by midnight in Oslo', () => {
    expect(nb.near('2026-11-20T23:30:00Z', NOW)).toBe('00:30');
    expect(nb.near('2026-11-20T22:30:00Z', NOW)).toBe('20. nov. kl. 23:30');
  });
});

describe('ages', () => {
  it.each([
    [30_000, 'nå'],
    [12 * 60_000, 'for 12 min siden'],
    [3 * HOUR, 'for 3 t siden'],
    [30 * HOUR, 'for 30 t siden'],
    [3 * DAY, 'for 3 d siden'],
  ])('%d ms ago is "%s"', (ms, text) => {
    expect(plain(nb.relative(NOW - ms, NOW)).replace(/\bd\./, 'd')).toBe(text);
  });

  it('run forward as well', () => {
    expect(plain(en.relative(NOW + 3 * HOUR, NOW))).toBe('in 3 hr');
    expect(plain(en.relative(NOW - 100 * DAY, NOW))).toMatch(/^3 mo/);
    expect(plain(en.relative(NOW - 800 * DAY, NOW))).toMatch(/^2 yr/);
  });

  it('are truncated, so that something never looks older or nearer than it is', () => {
    expect(plain(nb.relative(NOW - 119 * 60_000, NOW))).toBe('for 1 t siden');
  });

  it('are lengths too', () => {
    expect(plain(nb.duration(4 * HOUR))).toBe('4 t');
    expect(plain(en.duration(72 * HOUR))).toBe('3 days');
    expect(plain(nb.duration(78 * HOUR))).toBe('3 d 6 t');
  });

  it('of people are whole years by the calendar', () => {
    expect(ageInYears('1948-11-21', NOW)).toBe(78);
    expect(ageInYears('1948-11-22', NOW)).toBe(77);
    // It is already the 22nd in Oslo.
    expect(ageInYears('1948-11-22', Date.parse('2026-11-21T23:30:00Z'))).toBe(78);
  });
});

describe('numbers', () => {
  it('have the decimals of the metric and the comma of the language', () => {
    expect(nb.number(3.9, 1)).toBe('3,9');
    expect(en.number(3.94, 1)).toBe('3.9');
    expect(nb.number(1.234)).toBe('1,23');
    expect(plain(nb.percent(85))).toBe('85 %');
  });

  it('bear their sign where they are changes', () => {
    expect(en.signed(2.4, 1)).toBe('+2.4');
    expect(nb.signed(0, 1)).toBe('0,0');
  });

  it('of identity are read in two groups', () => {
    expect(identityNumber('03854812345')).toBe('038548 12345');
    expect(identityNumber('odd')).toBe('odd');
  });

  it('and lists follow the language', () => {
    expect(nb.list(['a', 'b', 'c'])).toBe('a, b og c');
    expect(nb.date('2026-11-21T08:00:00Z')).toBe('21. nov. 2026');
  });
});

import { ResolveAlertSchema } from '@samvakt/contract';
import type { Evidence } from '@samvakt/triage';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createFormat } from '../format/format.ts';
import { DAY, exampleEvidence, HOUR, NOW, saturationItem } from '../testing/examples.ts';
import { translateIn, wordsOf } from '../testing/translate.ts';
import { readEvidence, type ShownEvidence } from './evidence.ts';
import { evidenceRows } from './evidenceRows.ts';
import { resolveFaults } from './resolveFaults.ts';

const t = translateIn('nb');
const plain = (text: string | undefined) => text?.replaceAll(/[\u00a0\u202f]/g, ' ');

function rowsOf(...items: object[]) {
  const evidence = readEvidence(exampleEvidence(items));
  if (!evidence) throw new Error('the evidence was not understood');
  return evidenceRows(t, createFormat('nb'), evidence).map((row) => ({
    what: plain(row.what),
    value: plain(row.value),
    threshold: plain(row.threshold),
    at: row.at,
    note: plain(row.note),
  }));
}

/** The same without `readonly`, as JSON gives it. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T;

describe('evidence', () => {
  it('is understood in every form that the engine writes today', () => {
    expectTypeOf<Plain<Evidence>>().toExtend<ShownEvidence>();
  });

  it('of values is each reading beside the limit it met', () => {
    expect(rowsOf(saturationItem)).toEqual([
      { what: 'Oksygenmetning (SpO₂)', value: '85 %', threshold: 'under 86 % (individuell)', at: NOW - HOUR },
      { what: 'Oksygenmetning (SpO₂)', value: '84 %', threshold: 'under 86 % (individuell)', at: NOW - 7 * 60_000 },
    ]);
  });

  it('of a change says from what, to what, how much and in what time', () => {
    const gain = {
      type: 'change',
      metric: 'body-weight',
      test: 'above',
      threshold: { name: null, value: 2, origin: 'protocol' },
      readings: [{ at: NOW, value: 80.6 }],
      count: 5,
      compared: 2.4,
      window: 3 * DAY,
      measure: 'absolute',
      reference: { kind: 'minimum', value: 78.2, at: NOW - 2 * DAY },
    };
    expect(rowsOf(gain)).toEqual([
      { what: 'Vekt, laveste', value: '78,2 kg', at: NOW - 2 * DAY },
      { what: 'Vekt', value: '80,6 kg', at: NOW },
      {
        what: 'Vekt',
        value: 'Endring +2,4 kg',
        threshold: 'over 2,0 kg (standard)',
        note: expect.stringMatching(/^i løpet av 3 d/),
      },
    ]);
    const relative = { ...gain, measure: 'relative', compared: -20, threshold: { ...gain.threshold, value: -15 } };
    expect(rowsOf(relative).at(-1)).toMatchObject({ value: 'Endring −20 %', threshold: 'over −15 % (standard)' });
    const reference = { kind: 'baseline', value: 78, spread: 0.6 };
    const own = { ...gain, measure: 'spread', compared: 4, threshold: { ...gain.threshold, value: 3 }, reference };
    expect(rowsOf(own)[0]).toMatchObject({
      value: '78,0 kg',
      note: expect.stringMatching(/^siste 3 d.*, vanlig variasjon 0,6 kg$/),
    });
    expect(rowsOf(own).at(-1)).toMatchObject({
      value: 'Endring +4,0 ganger vanlig variasjon',
      threshold: 'over +3,0 ganger vanlig variasjon (standard)',
    });
  });

  it('of a percentage is in percentage points, and from the own normal not in any time', () => {
    const fall = {
      ...saturationItem,
      type: 'change',
      test: 'at-most',
      threshold: { name: null, value: -4, origin: 'protocol' },
      readings: [{ at: NOW, value: 89 }],
      compared: -5.5,
      window: 28 * DAY,
      measure: 'absolute',
      reference: { kind: 'baseline', value: 94.5 },
    };
    expect(rowsOf(fall)).toEqual([
      {
        what: 'Oksygenmetning (SpO₂), pasientens normale',
        value: '94,5 %',
        note: expect.stringMatching(/^siste 28 d/),
      },
      { what: 'Oksygenmetning (SpO₂)', value: '89 %', at: NOW },
      {
        what: 'Oksygenmetning (SpO₂)',
        value: 'Endring −5,5 prosentpoeng',
        threshold: '−4 prosentpoeng eller lavere (standard)',
      },
    ]);
  });

  it('of a mean says how much it rests on', () => {
    const mean = {
      ...saturationItem,
      type: 'mean',
      metric: 'systolic-pressure',
      test: 'at-least',
      threshold: { name: null, value: 135, origin: 'protocol' },
      count: 12,
      compared: 138.4,
    };
    expect(rowsOf(mean)).toEqual([
      {
        what: 'Systolisk blodtrykk',
        value: 'Gjennomsnitt 138 mmHg',
        threshold: '135 mmHg eller høyere (standard)',
        note: 'bygger på 12 målinger',
      },
    ]);
  });

  it.each([
    [{ from: 3.9, until: 10 }, 'Blodsukker, andel fra 3,9 mmol/l til 10,0 mmol/l'],
    [{ below: 3.9 }, 'Blodsukker, andel under 3,9 mmol/l'],
    [{ above: 13.9 }, 'Blodsukker, andel over 13,9 mmol/l'],
  ])('of a share says of what, in percent, and how much it rests on', (band, what) => {
    const share = {
      ...saturationItem,
      type: 'share',
      metric: 'glucose',
      test: 'at-least',
      threshold: { name: null, value: 4, origin: 'protocol' },
      count: 3900,
      compared: 6.25,
      band,
    };
    expect(rowsOf(share)).toEqual([
      {
        at: undefined,
        what,
        value: '6,3 %',
        threshold: '4,0 % eller høyere (standard)',
        note: expect.stringMatching(/^bygger på 3.?900 målinger$/),
      },
    ]);
  });

  it('of a variation is in percent, and how much it rests on', () => {
    const item = {
      ...saturationItem,
      type: 'variation',
      metric: 'glucose',
      test: 'above',
      threshold: { name: null, value: 36, origin: 'protocol' },
      count: 12,
      compared: 41.25,
    };
    expect(rowsOf(item)).toMatchObject([
      { what: 'Blodsukker, variasjon (CV)', value: '41,3 %', threshold: 'over 36,0 % (standard)' },
    ]);
  });

  it('of a score says what it came to, then each part with its points and its age, and what was set of it', () => {
    const threshold = { name: null, value: 7, origin: 'protocol' };
    const score = {
      type: 'score',
      score: 'news2',
      output: 'total',
      test: 'at-least',
      threshold,
      compared: 8,
      complete: false,
      settings: { 'saturation-scale': { name: 'scale', value: 2, origin: 'limits' } },
      within: 2 * HOUR,
      parts: [
        { part: 'pulse', metric: 'heart-rate', reading: { at: NOW, value: 135 }, points: 3 },
        { part: 'oxygen', metric: 'inspired-oxygen', reading: { at: NOW - HOUR, value: 1 }, points: 2 },
        { part: 'temperature', metric: 'body-temperature', reading: null, points: null },
      ],
    };
    const [judged] = readEvidence(exampleEvidence([score]))?.items ?? [];
    expect(judged).toEqual(score);
    expect(rowsOf(score)).toEqual([
      {
        what: 'NEWS2, sum',
        value: 'minst 8',
        threshold: '7 eller høyere (standard)',
        note: 'ingen sum, mangler: Temperatur',
      },
      { what: 'Puls', value: '135 /min', at: NOW },
      { what: 'Luft eller oksygen', value: 'oksygen', at: NOW - HOUR, note: '(1 t før)' },
      { what: 'Temperatur', value: 'ikke målt' },
      { what: 'Metningsskala', value: '2' },
    ]);
    const rows = evidenceRows(t, createFormat('nb'), readEvidence(exampleEvidence([score])) as ShownEvidence);
    expect(rows.map(({ points }) => points)).toEqual([
      undefined,
      '3 poeng',
      '2 poeng',
      'ukjent antall poeng',
      'individuell',
    ]);
  });

  it('of what is missing has no row: it has a sentence', () => {
    expect(rowsOf({ type: 'missing', metric: 'fev1', lastAt: null, since: 0, dueAt: NOW })).toEqual([]);
  });

  it.each([undefined, {}, exampleEvidence([{ type: 'a-new-kind' }])])(
    'of a form we do not know is not guessed',
    (raw) => {
      expect(readEvidence(raw)).toBeUndefined();
    },
  );
});

describe('faults of a resolution', () => {
  const faultsOf = (act: object) => {
    const parsed = ResolveAlertSchema.safeParse({ version: 1, note: '', ...act });
    return parsed.success ? {} : wordsOf(resolveFaults(parsed.error));
  };
  it('an outcome must be chosen', () => {
    expect(faultsOf({ outcome: '' })).toEqual({ outcome: 'Velg hva som ble gjort' });
  });
  it('no action needs a reason', () => {
    expect(faultsOf({ outcome: 'no-action-needed' })).toEqual({ note: 'Skriv hvorfor ingen tiltak er nødvendige' });
    expect(faultsOf({ outcome: 'no-action-needed', note: 'Feil finger' })).toEqual({});
  });
  it('other outcomes do not', () => {
    expect(faultsOf({ outcome: 'contacted-patient' })).toEqual({});
  });
});

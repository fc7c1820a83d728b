import { describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../engine/alerts/finding.ts';
import type { Protocol } from '../protocol/schema.ts';
import { describeFinding } from './finding.ts';
import {
  AT,
  at,
  DAY,
  evidence,
  explained,
  found,
  HOUR,
  item,
  type Measured,
  protocol,
  rule,
  threshold,
} from './testing/finding.ts';

/* What a nurse reads, word for word, in both languages. */

describe('readings', () => {
  it.each([
    [
      'up to four are named',
      { readings: at(87, 86, 85, 84), count: 4 },
      'SpO₂ 87 %, 86 %, 85 % og 84 % innen 30 min, grense 88 %',
      'SpO₂ 87 %, 86 %, 85 % and 84 % within 30 min, limit 88 %',
    ],
    [
      'of five only the worst',
      { readings: at(87, 86, 83, 85, 86), count: 5 },
      'SpO₂ lavest 83 %, 5 målinger over 40 min, grense 88 %',
      'SpO₂ lowest 83 %, 5 readings over 40 min, limit 88 %',
    ],
    [
      'of fewer, too, where not all are known',
      { readings: at(87, 83), count: 3 },
      'SpO₂ lavest 83 %, 3 målinger over 10 min, grense 88 %',
      'SpO₂ lowest 83 %, 3 readings over 10 min, limit 88 %',
    ],
    [
      'the worst upwards is the highest',
      {
        metric: 'heart-rate',
        test: 'at-least',
        threshold: { ...threshold, value: 110 },
        readings: at(115, 130, 112),
        count: 9,
      },
      'Puls høyest 130/min, 9 målinger over 20 min, grense 110/min',
      'Heart rate highest 130/min, 9 readings over 20 min, limit 110/min',
    ],
    [
      'of one instant have no span',
      { readings: at(87), count: 5 },
      'SpO₂ lavest 87 %, 5 målinger, grense 88 %',
      'SpO₂ lowest 87 %, 5 readings, limit 88 %',
    ],
  ] as [string, Partial<Measured>, string, string][])('%s', (_, change, nb, en) => {
    expect(found([item(change)])).toEqual([nb, en]);
  });

  it('below zero have a limit below zero', () => {
    const cold = item({ metric: 'body-temperature', threshold: { ...threshold, value: -2 }, readings: at(-3) });
    expect(found([cold])).toEqual(['Temperatur -3 °C, grense -2 °C', 'Temperature -3 °C, limit -2 °C']);
  });
});

describe('what has been computed of readings', () => {
  const weight = {
    metric: 'body-weight',
    threshold: { ...threshold, value: 2 },
    readings: at(81),
    compared: 2,
  } as const;
  const glucose = {
    metric: 'glucose',
    threshold: { ...threshold, value: 70 },
    compared: 64,
    count: 9,
    test: 'below',
  } as const;

  // Evidence is kept for as long as the alert, and an older version wrote less of it.
  it.each([
    [
      'a change whose window nobody wrote down',
      { ...weight, type: 'change', test: 'above', measure: 'absolute', reference: { kind: 'minimum', value: 79 } },
      'Vekt opp 2 kg (fra 79 kg til 81 kg), grense 2 kg',
      'Weight up 2 kg (from 79 kg to 81 kg), limit 2 kg',
    ],
    [
      'a change of nothing',
      {
        ...weight,
        ...{ type: 'change', test: 'above', measure: 'absolute', compared: 0, window: DAY },
        threshold: { ...threshold, value: 0 },
        reference: { kind: 'mean', value: 81 },
      },
      'Vekt opp 0 kg på 1 døgn (fra middel 81 kg til 81 kg), grense 0 kg',
      'Weight up 0 kg in 1 d (from a mean of 81 kg to 81 kg), limit 0 kg',
    ],
    [
      'a change of which neither reference nor reading is there',
      { ...weight, type: 'change', test: 'above', measure: 'absolute', readings: [], window: DAY },
      'Vekt opp 2 kg på 1 døgn (), grense 2 kg',
      'Weight up 2 kg in 1 d (), limit 2 kg',
    ],
    [
      'a mean whose window nobody wrote down',
      { ...weight, type: 'mean', test: 'above', compared: 81, count: 6, threshold: { ...threshold, value: 80 } },
      'Vekt i snitt 81 kg (6 målinger), grense 80 kg',
      'Mean weight 81 kg (6 readings), limit 80 kg',
    ],
    [
      'a share whose window nobody wrote down',
      { ...glucose, type: 'share', band: { from: 3.9, until: 10 } },
      'Blodsukker fra 3,9 til 10 mmol/L: 64 % av 9 målinger, grense 70 %',
      'Glucose from 3.9 to 10 mmol/L: 64 % of 9 readings, limit 70 %',
    ],
    [
      'a share below and above',
      { ...glucose, type: 'share', band: { below: 3.9 }, window: DAY },
      'Blodsukker under 3,9 mmol/L over 1 døgn: 64 % av 9 målinger, grense 70 %',
      'Glucose below 3.9 mmol/L over 1 d: 64 % of 9 readings, limit 70 %',
    ],
    [
      'a share above',
      { ...glucose, type: 'share', band: { above: 13.9 }, window: DAY },
      'Blodsukker over 13,9 mmol/L over 1 døgn: 64 % av 9 målinger, grense 70 %',
      'Glucose above 13.9 mmol/L over 1 d: 64 % of 9 readings, limit 70 %',
    ],
    [
      'a variation whose window nobody wrote down',
      { ...glucose, type: 'variation', compared: 40, threshold: { ...threshold, value: 36 } },
      'Blodsukker varierer 40 % (CV av 9 målinger), grense 36 %',
      'Glucose varies 40 % (CV of 9 readings), limit 36 %',
    ],
  ] as unknown as [string, Partial<Measured>, string, string][])('%s', (_, change, nb, en) => {
    expect(found([item(change)])).toEqual([nb, en]);
  });
});

describe('where a limit comes from', () => {
  const own = item({ threshold: { name: 'saturation-red', value: 86, origin: 'limits' } });

  it('is who set the patient’s own, and when', () => {
    expect(explained([own], { by: 'Kari Berg', at: AT })).toEqual([
      'SpO₂ 87 %, grense 86 % satt av Kari Berg 10. mars 2026',
      'SpO₂ 87 %, limit 86 % set by Kari Berg on 10 March 2026',
    ]);
    expect(explained([own], { by: null, at: AT })[0]).toBe('SpO₂ 87 %, grense 86 % satt av Samvakt 10. mars 2026');
  });

  it('is not said where nobody knows', () => {
    const lines = ['SpO₂ 87 %, grense 86 % (pasientens egen)', 'SpO₂ 87 %, limit 86 % (the patient’s own)'];
    expect(explained([own], null)).toEqual(lines);
    expect(found([own])).toEqual(lines);
  });

  it('is the protocol for its own number, also where somebody has set others', () => {
    const { title, version } = protocol;
    for (const source of [null, { by: 'Kari Berg', at: AT }]) {
      expect(explained([item()], source)).toEqual([
        `SpO₂ 87 %, grense 88 % etter ${title.nb}, versjon ${version}`,
        `SpO₂ 87 %, limit 88 % of ${title.en}, version ${version}`,
      ]);
    }
  });
});

describe('what is missing', () => {
  const missing = (metric: 'body-weight' | 'heart-rate' | 'steps' | 'glucose', lastAt: number | null) =>
    ({ type: 'missing', metric, lastAt, since: 0, dueAt: AT }) as const;
  const all = (...lastAt: (number | null)[]) =>
    (['body-weight', 'heart-rate', 'steps', 'glucose'] as const).map((metric, index) =>
      missing(metric, lastAt[index] ?? null),
    );

  it('is named up to three', () => {
    expect(found(all(null, null, null, null).slice(0, 3))[0]).toBe(
      'Ingen måling av vekt siden oppfølgingen begynte; ingen måling av puls siden oppfølgingen begynte; ingen måling av skritt siden oppfølgingen begynte',
    );
  });

  it('is counted where there is more, since the newest of it: something else may have been measured', () => {
    expect(found(all(null, null, null, null))).toEqual([
      'Ingen av 4 ventede målinger siden oppfølgingen begynte',
      'None of 4 expected readings since the follow-up began',
    ]);
    expect(found(all(AT - DAY, AT, null, AT - HOUR))).toEqual([
      'Ingen av 4 ventede målinger siden 10. mars kl. 13:00',
      'None of 4 expected readings since 10 Mar, 13:00',
    ]);
  });

  it('is all where the protocol takes nothing else', () => {
    const demanded = all().map(({ metric }) => ({ type: 'missing', metric, every: DAY, grace: 0 }) as const);
    const own = (observes: Protocol['observes']): Protocol => ({
      ...protocol,
      observes,
      rules: [{ ...rule, levels: { yellow: { when: { type: 'all', of: demanded } } } }],
    });
    const told = (...lastAt: (number | null)[]) =>
      (['nb', 'en'] as const).map((language) => describeFinding(own([]), evidence(all(...lastAt)), language));
    expect(describeFinding(own(['inr']), evidence(all(null, null, null, null)), 'en')).toMatch(/^None of 4 /);
    expect(told(null, null, null, null)).toEqual([
      'Ingen målinger siden oppfølgingen begynte',
      'No readings since the follow-up began',
    ]);
    expect(told(AT - DAY, AT, null, AT - HOUR)).toEqual([
      'Ingen målinger siden 10. mars kl. 13:00',
      'No readings since 10 Mar, 13:00',
    ]);
  });

  it('is named where something else was found too', () => {
    expect(found([...all(null, null, null, null), item()])[1]).toMatch(/^No weight since .*; SpO₂ 87 %, limit 88 %$/);
  });

  it('says which device would have brought it', () => {
    const device = { device: { id: 'hub-1', since: AT } };
    expect(found(all(null, null, null, null), device)).toEqual([
      'Utstyret hub-1 har ikke hatt forbindelse siden 10. mars kl. 13:00; ingen av 4 ventede målinger siden oppfølgingen begynte',
      'The device hub-1 has had no connection since 10 Mar, 13:00; none of 4 expected readings since the follow-up began',
    ]);
  });

  it('by a plan says by when it was due', () => {
    const planned = { by: AT, version: null } as NonNullable<Extract<EvidenceItem, { type: 'missing' }>['planned']>;
    expect(found([{ ...missing('body-weight', null), planned }])).toEqual([
      'Vekt skulle vært målt innen 10. mars kl. 13:00, aldri målt',
      'Weight was due by 10 Mar, 13:00, never measured',
    ]);
    expect(found([{ ...missing('body-weight', AT - DAY), planned }])).toEqual([
      'Vekt skulle vært målt innen 10. mars kl. 13:00, sist målt 9. mars kl. 13:00',
      'Weight was due by 10 Mar, 13:00, last measured 9 Mar, 13:00',
    ]);
  });
});

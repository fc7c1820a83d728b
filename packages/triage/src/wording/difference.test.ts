import type { MeasuringPlan } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { protocolDifference } from '../protocol/difference.ts';
import type { Protocol, Rule } from '../protocol/schema.ts';
import { type ToldChange, toldOfProtocol, toldOfRule } from './difference.ts';
import { DAY, protocol, rule } from './testing/finding.ts';

/* What differs between two versions beside conditions and numbers, word for word. */

const lines = (told: readonly ToldChange[]) =>
  (['nb', 'en'] as const).map((language) =>
    told.map(
      ({ what, before, after }) => `${what[language]}: ${before?.[language] ?? '–'} → ${after?.[language] ?? '–'}`,
    ),
  );
const text = (nb: string, en: string) => ({ nb, en });

describe('what differs of a rule', () => {
  const { task: _, ...plain } = rule;
  const base: Rule = {
    ...plain,
    text: text('lav', 'low'),
    action: text('ring', 'call'),
    kind: 'clinical',
    autoClose: false,
  };
  const task = {
    kind: 'call-back',
    text: text('Ring pasienten', 'Call the patient'),
    within: DAY,
    from: 'red',
  } as const;

  it.each<[string, Partial<Rule>, string, string]>([
    ['its meaning', { text: text('høy', 'high') }, 'Hva det betyr: lav → høy', 'What it means: low → high'],
    ['what to do', { action: text('vent', 'wait') }, 'Hva du gjør: ring → vent', 'What to do: call → wait'],
    [
      'its kind, missing',
      { kind: 'missing' },
      'Slags varsel: klinisk → mangler data',
      'Kind of alert: clinical → missing data',
    ],
    [
      'its kind, a review',
      { kind: 'review' },
      'Slags varsel: klinisk → må vurderes av person',
      'Kind of alert: clinical → to be judged by a person',
    ],
    [
      'how it closes',
      { autoClose: true },
      'Lukking: lukkes av en person → et gult varsel lukkes av seg selv når det ikke gjelder lenger',
      'Closing: closed by a person → a yellow alert closes by itself when it no longer holds',
    ],
    [
      'a task',
      { task },
      'Oppgave: – → ring tilbake: Ring pasienten, innen 1 døgn, bare ved rødt',
      'Task: – → call back: Call the patient, within 1 d, for red only',
    ],
    [
      'a task from yellow on',
      { task: { ...task, kind: 'other', from: 'yellow' } },
      'Oppgave: – → annet: Ring pasienten, innen 1 døgn, ved gult og rødt',
      'Task: – → other: Call the patient, within 1 d, for yellow and red',
    ],
  ])('is %s', (_, differs, nb, en) => {
    expect(lines(toldOfRule(base, { ...base, ...differs }))).toEqual([[nb], [en]]);
  });

  it.each([
    ['check-device', 'sjekk utstyret', 'check the device'],
    ['adjust-plan', 'juster planen', 'adjust the plan'],
    ['review', 'vurder på nytt', 'review'],
  ] as const)('calls a task %s by its name', (kind, nb, en) => {
    const [told] = toldOfRule(base, { ...base, task: { ...task, kind } });
    expect([told?.after?.nb.split(':')[0], told?.after?.en.split(':')[0]]).toEqual([nb, en]);
  });

  it('is nothing of the same', () => {
    expect(toldOfRule({ ...base, task }, { ...base, task: { ...task } })).toEqual([]);
  });
});

describe('what differs of a protocol', () => {
  const { plan: _, questionnaires: __, ...bare } = protocol;
  const base: Protocol = { ...bare, title: text('Kols', 'COPD') };
  const told = (before: Partial<Protocol>, after: Partial<Protocol>) =>
    lines(toldOfProtocol(protocolDifference({ ...base, ...before }, { ...base, ...after })));
  const entry = { metric: 'body-weight', days: ['monday'], from: '06:00', by: '10:00', graceMinutes: 120 } as const;
  const plan: MeasuringPlan = {
    timeZone: 'Europe/Oslo',
    holidays: [],
    entries: [{ ...entry, onHolidays: 'asked' }],
  };
  const WEIGHT = ['Vekt mandag, 06:00–10:00, pluss 2 t, ', 'Weight Monday, 06:00–10:00, plus 2 h, '];

  it('is its name', () => {
    expect(told({}, { title: text('Lunger', 'Lungs') })).toEqual([
      ['Protokollens navn: Kols → Lunger'],
      ['Name of the protocol: COPD → Lungs'],
    ]);
  });

  it('is a form that is new, gone, or called otherwise', () => {
    const [one, other] = [text('Plager', 'Symptoms'), text('Dagen', 'The day')];
    const [before, after] = [
      [
        { url: 'urn:a', title: one },
        { url: 'urn:b', title: one },
      ],
      [
        { url: 'urn:b', title: other },
        { url: 'urn:c', title: other },
      ],
    ];
    const [nb, en] = ['Skjema pasienten blir bedt om', 'Form that the patient is asked for'];
    expect(told({ questionnaires: before }, { questionnaires: after })).toEqual([
      [`${nb}: Plager → –`, `${nb}: Plager → Dagen`, `${nb}: – → Dagen`],
      [`${en}: Symptoms → –`, `${en}: Symptoms → The day`, `${en}: – → The day`],
    ]);
  });

  it('is a standard plan that is new, with its clock and holidays in order', () => {
    const holidays = ['2026-12-26', '2026-12-25'];
    expect(told({}, { plan: { ...plan, holidays } })).toEqual([
      [
        `Måling i standardplanen: – → ${WEIGHT[0]}også på helligdager`,
        'Klokken i standardplanen: – → Europe/Oslo',
        'Helligdager i standardplanen: – → 2026-12-25, 2026-12-26',
      ],
      [
        `Measurement of the standard plan: – → ${WEIGHT[1]}on holidays too`,
        'Clock of the standard plan: – → Europe/Oslo',
        'Holidays of the standard plan: – → 2026-12-25, 2026-12-26',
      ],
    ]);
    expect(told({ plan: { ...plan, holidays } }, { plan: { ...plan, holidays: holidays.toReversed() } })).toEqual([
      [],
      [],
    ]);
  });

  it('is each measurement that is gone or has come, and none that stays', () => {
    const stays = { ...entry, metric: 'heart-rate', onHolidays: 'asked' } as const;
    const before = { ...plan, entries: [...plan.entries, stays] };
    const after = { ...plan, entries: [stays, { ...entry, onHolidays: 'not-asked' as const }] };
    expect(told({ plan: before }, { plan: after })).toEqual([
      [
        `Måling i standardplanen: ${WEIGHT[0]}også på helligdager → –`,
        `Måling i standardplanen: – → ${WEIGHT[0]}ikke på helligdager`,
      ],
      [
        `Measurement of the standard plan: ${WEIGHT[1]}on holidays too → –`,
        `Measurement of the standard plan: – → ${WEIGHT[1]}not on holidays`,
      ],
    ]);
  });

  it('names every day of the week', () => {
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
    const [nb, en] = told({}, { plan: { ...plan, entries: [{ ...entry, days, onHolidays: 'asked' }] } });
    expect(nb?.[0]).toContain('Vekt mandag, tirsdag, onsdag, torsdag, fredag, lørdag og søndag, 06:00');
    expect(en?.[0]).toContain('Weight Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday, 06:00');
  });

  it('is nothing of the same', () => {
    expect(told({ plan }, { plan: { ...plan } })).toEqual([[], []]);
  });
});

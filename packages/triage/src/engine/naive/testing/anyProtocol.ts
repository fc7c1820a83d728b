import { type MeasuringPlan, MeasuringPlanSchema, PLAN_DAYS } from '@samvakt/contract';
import fc from 'fast-check';
import { plannableMetrics, plannableQuestionnaires } from '../../../protocol/check.ts';
import { type Protocol, ProtocolSchema } from '../../../protocol/schema.ts';
import { HOUR } from '../../testing/answers.ts';
import { anyExpression, FORMS, NUMBERS, PARTS } from './anyExpression.ts';

const words = { nb: 'tekst', en: 'text' };
const said = { text: words, action: words, source: 'assumption: of the tests' };
const ONE_TO_THREE = [fc.constantFrom(1, 2, 88), fc.constantFrom(3, 50, 80), fc.constantFrom(-2, 0, 90)] as const;

/** The parts of a score must be demanded. */
const PARTS_MISSING = {
  ...said,
  id: 'parts-missing',
  kind: 'missing',
  autoClose: true,
  levels: {
    yellow: {
      when: {
        type: 'any',
        of: ['oxygen-saturation', 'heart-rate', ...Object.keys(PARTS)].map((metric) => ({
          type: 'missing',
          metric,
          every: 12 * HOUR,
          grace: 0,
        })),
      },
    },
  },
};

const anyRule = (scores: boolean) => {
  const level = anyExpression(scores, 2).map((when) => ({ when }));
  const levels = fc.oneof(
    fc.record({ red: level }),
    fc.record({ yellow: level }),
    fc.record({ red: level, yellow: level }),
  );
  const kind = fc.constantFrom('clinical', 'clinical', 'missing');
  return fc.record({ kind, levels, closes: fc.boolean() }).map(({ closes, ...rule }) => {
    // Answers are closed by a person.
    const judgesAnswers = rule.kind !== 'missing' && JSON.stringify(rule.levels).includes('"questionnaire"');
    return { ...said, ...rule, autoClose: closes && !judgesAnswers };
  });
};

/** Any protocol that the schema takes: of up to three rules, each with any expression on any of its levels. */
export function anyProtocol(scores: boolean): fc.Arbitrary<Protocol> {
  const rules = fc.array(anyRule(scores), { minLength: 1, maxLength: 3 });
  const observes = fc.subarray(['steps', 'inr']);
  return fc
    .record({ rules, observes, values: fc.tuple(...ONE_TO_THREE) })
    .chain(({ rules: own, observes: seen, values }) => {
      const named = own.map((rule, place) => ({ ...rule, id: `rule-${place}` }));
      const needsParts = JSON.stringify(named).includes('"score"');
      const number = { min: -100, max: 300, unit: '1', text: words, source: 'assumption: of the tests' };
      const scale = { ...number, value: 1, min: 1, max: 1, choices: [1, 2].map((value) => ({ value, text: words })) };
      const given = {
        id: 'any',
        version: 1,
        condition: 'copd',
        title: words,
        source: 'assumption: of the tests',
        observes: seen,
        numbers: {
          scale,
          ...Object.fromEntries(NUMBERS.map((name, place) => [name, { ...number, value: values[place] }])),
        },
        questionnaires: FORMS.map((url) => ({ url, title: words })),
        rules: needsParts ? [...named, PARTS_MISSING] : named,
      };
      const unplanned = ProtocolSchema.parse(given);
      return fc.option(anyPlan(unplanned)).map((plan) => (plan ? ProtocolSchema.parse({ ...given, plan }) : unplanned));
    });
}

const clock = fc.constantFrom('00:00', '01:30', '02:00', '02:30', '03:00', '06:00', '12:00', '18:00', '23:00', '23:45');

/** A plan of what the protocol may plan, in a week in which a clock is moved, be it by half an hour. */
export function anyPlan(protocol: Protocol): fc.Arbitrary<MeasuringPlan> {
  const subjects = [
    ...plannableMetrics(protocol).map((metric) => ({ metric })),
    ...plannableQuestionnaires(protocol).map((questionnaire) => ({ questionnaire })),
  ];
  const times = fc.uniqueArray(clock, { minLength: 2, maxLength: 2 }).map((two) => two.sort());
  const entry = fc
    .record({
      subject: fc.nat(20),
      days: fc.subarray([...PLAN_DAYS], { minLength: 1 }),
      times,
      graceMinutes: fc.constantFrom(0, 15, 120, 24 * 60),
      onHolidays: fc.constantFrom('asked', 'not-asked'),
    })
    .map(({ subject, times: [from, by], ...own }) => ({ ...subjects[subject % subjects.length], from, by, ...own }));
  return fc
    .record({
      entries: subjects.length === 0 ? fc.constant([]) : fc.array(entry, { maxLength: 5 }),
      timeZone: fc.constantFrom('Europe/Oslo', 'Europe/Oslo', 'UTC', 'America/New_York', 'Australia/Lord_Howe'),
      holidays: fc.subarray(['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26']),
    })
    .map(({ entries, ...more }) => MeasuringPlanSchema.parse({ ...more, entries: withoutMeeting(entries, more) }));
}

/** The entries in turn, but for those that would wait at the same time as one before. */
function withoutMeeting(entries: readonly object[], more: object): object[] {
  const kept: object[] = [];
  for (const entry of entries) {
    if (MeasuringPlanSchema.safeParse({ ...more, entries: [...kept, entry] }).success) kept.push(entry);
  }
  return kept;
}

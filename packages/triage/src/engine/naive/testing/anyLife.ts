import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import type { Pause } from '../../../pause/schema.ts';
import type { PlanVersion } from '../../../plan/schema.ts';
import type { Protocol } from '../../../protocol/schema.ts';
import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent, RefusedEvent, TriageEvent } from '../../event.ts';
import { anyResult, DAY, UNASKED } from '../../testing/answers.ts';
import { FORMS, PARTS, QUARTER, VALUES } from './anyExpression.ts';
import { anyPlan, anyProtocol } from './anyProtocol.ts';
import { unique } from './histories.ts';

/** A patient's follow-up by some protocol. What is measured comes up to `delay` quarters of an hour after it was. */
export interface Life {
  readonly protocol: Protocol;
  readonly since: number;
  readonly readings: readonly MeasurementEvent[];
  readonly answers: readonly AnsweredEvent[];
  readonly closes: readonly AlertClosedEvent[];
  readonly refused: readonly RefusedEvent[];
  readonly pauses: readonly Pause[];
  readonly plans: readonly PlanVersion[];
  readonly now: number;
}

export interface Span {
  readonly days: number;
  readonly readings: number;
  readonly scores: boolean;
  /** In quarters of an hour; 0: all comes at once. */
  readonly delay: number;
}

/** Before the nights in which the clocks of Norway are moved. */
const STARTS = ['2026-03-27T22:00:00Z', '2026-03-28T00:00:00Z', '2026-10-23T21:15:00Z'].map((at) => Date.parse(at));

export function anyLife(span: Span): fc.Arbitrary<Life> {
  const followed = fc.record({ protocol: anyProtocol(span.scores), since: fc.constantFrom(...STARTS) });
  return followed.chain(({ protocol, since }) => {
    const instant = fc.nat(span.days * 96).map((quarters) => since + quarters * QUARTER);
    const ids = protocol.rules.map(({ id }) => id);
    const life = fc.record({
      rounds: span.scores ? fc.array(anyRound(instant), { maxLength: 5 }) : fc.constant([]),
      single: fc.array(anyReading(instant, span), { maxLength: span.readings, size: 'max' }),
      answers: fc.array(anyAnswers(instant, span), { maxLength: 8 }),
      closes: fc.array(anyClose(instant, ids), { maxLength: 6 }),
      refused: fc.array(anyRefusal(instant), { maxLength: 2 }),
      pauses: fc.array(anyPause(instant, ids), { maxLength: 3 }),
      plans: fc.array(fc.record({ since: instant, plan: fc.option(anyPlan(protocol)) }), { maxLength: 2 }),
      wait: fc.nat(2 * 96),
    });
    return life.map(({ rounds, single, answers, plans, wait, ...own }): Life => {
      const readings = unique([...rounds.flat(), ...single]);
      const last = [...readings, ...answers, ...own.closes, ...own.refused].map(({ at }) => at);
      return {
        protocol,
        since,
        ...own,
        readings,
        answers: [...new Map(answers.map((one) => [`${one.questionnaire} ${one.responseId}`, one])).values()],
        plans: plans.sort((a, b) => a.since - b.since).map((plan, place) => ({ ...plan, version: place + 1 })),
        now: Math.max(since, ...last) + wait * QUARTER,
      };
    });
  });
}

export function eventsOfLife({ readings, answers, closes, refused }: Life): TriageEvent[] {
  return [...readings, ...answers, ...closes, ...refused];
}

type Instant = fc.Arbitrary<number>;

const anyDelay = ({ delay }: Span) => fc.oneof(fc.constant(0), fc.nat(delay)).map((quarters) => quarters * QUARTER);

function anyReading(instant: Instant, span: Span): fc.Arbitrary<MeasurementEvent> {
  const ranges = Object.entries({ ...VALUES, inr: [2, 3], ...(span.scores && PARTS) }) as [MetricCode, number[]][];
  const picked = fc.record({ range: fc.constantFrom(...ranges), pick: fc.nat(99), at: instant, delay: anyDelay(span) });
  return picked.map(({ range: [metric, values], pick, at, delay }) => {
    const value = values[pick % values.length] ?? 0;
    return { type: 'measurement', metric, at, value, receivedAt: at + delay };
  });
}

/** One reading of each part of a score, or of all but one. */
function anyRound(instant: Instant): fc.Arbitrary<MeasurementEvent[]> {
  const { 'oxygen-saturation': saturation, 'heart-rate': pulse } = VALUES;
  const parts = Object.entries({ 'oxygen-saturation': saturation, 'heart-rate': pulse, ...PARTS });
  const picks = fc.array(fc.nat(99), { minLength: parts.length, maxLength: parts.length });
  return fc.record({ from: instant, picks, left: fc.nat(14), apart: fc.constantFrom(0, QUARTER) }).map((round) =>
    parts.flatMap(([metric, values], part): MeasurementEvent[] => {
      const at = round.from + part * round.apart;
      const value = values[(round.picks[part] ?? 0) % values.length] ?? 0;
      return part === round.left
        ? []
        : [{ type: 'measurement', metric: metric as MetricCode, at, value, receivedAt: at }];
    }),
  );
}

function anyAnswers(instant: Instant, span: Span): fc.Arbitrary<AnsweredEvent> {
  const questionnaire = fc.constantFrom(...FORMS, ...FORMS, UNASKED);
  const picked = fc.record({ at: instant, result: anyResult, questionnaire, id: fc.nat(2), delay: anyDelay(span) });
  return picked.map(({ at, result: [said, result], questionnaire: url, id, delay }) => ({
    type: 'answered',
    responseId: `response-${at}-${id}-${said}`,
    questionnaire: url,
    version: '1',
    title: { nb: 'Skjema', en: 'Form' },
    at,
    receivedAt: at + delay,
    result,
  }));
}

function anyClose(instant: Instant, rules: readonly string[]): fc.Arbitrary<AlertClosedEvent> {
  const reviews = [
    ...rules.map((id) => `review:${id}`),
    ...[...FORMS, UNASKED].map((url) => `review:questionnaire:${url}`),
    ...['review:refused', 'review:refused:heart-rate', 'review:metric:inr', 'review:metric:steps'],
  ];
  const ruleId = fc.oneof(fc.constantFrom(...rules), fc.constantFrom(...reviews));
  return fc.record({ type: fc.constant('alert-closed'), ruleId, at: instant });
}

const anyRefusal = (instant: Instant): fc.Arbitrary<RefusedEvent> =>
  fc.record({
    type: fc.constant('refused'),
    metric: fc.constantFrom(null, 'heart-rate'),
    code: fc.constantFrom('unit-unknown', 'store-refused'),
    at: instant,
  });

function anyPause(instant: Instant, ids: string[]): fc.Arbitrary<Pause> {
  const metrics = fc.subarray(Object.keys(VALUES) as (keyof typeof VALUES)[], { minLength: 1 });
  const rules = fc.subarray(ids, { minLength: 1 });
  const scope = fc.oneof(
    fc.constant({ type: 'episode' as const }),
    fc.record({ type: fc.constant('metrics' as const), metrics }),
    fc.record({ type: fc.constant('rules' as const), rules }),
  );
  const quarters = fc.integer({ min: -4, max: (3 * DAY) / QUARTER });
  return fc
    .record({ scope, includesRed: fc.boolean(), from: instant, quarters })
    .map(({ quarters: length, ...pause }) => ({ ...pause, until: pause.from + length * QUARTER }));
}

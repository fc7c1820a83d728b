import type { MetricCode } from '@samvakt/contract';
import { expect, it } from 'vitest';
import type { Evidence, EvidenceItem, Finding, ReviewReason } from '../engine/alerts/finding.ts';
import type { AnsweredEvent, DeviceEvent, MeasurementEvent, RefusedEvent, TriageEvent } from '../engine/event.ts';
import { nextTickAt } from '../engine/nextTick.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { initialState } from '../engine/state.ts';
import { step } from '../engine/step.ts';
import { ASKING, DAY, FORM, HOUR, NOTE, RED, response, START, UNASKED } from '../engine/testing/answers.ts';
import { EXAMPLE } from '../engine/testing/exampleProtocol.ts';
import { SCORING } from '../engine/testing/scoreProtocol.ts';
import { applyLimits } from '../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import { metricsOfScore } from '../scores/registry.ts';
import { explainFinding } from '../wording/finding.ts';
import { rerunJudgement } from './lived.ts';

/* Three weeks in which triage finds everything that it can find. Each is told in both languages and judged again from what was kept. */

/** Every kind of item that an alert can rest on, and every reason for a review: the type check asks for a new one here. */
const ITEMS: Record<EvidenceItem['type'], true> = {
  value: true,
  change: true,
  mean: true,
  share: true,
  variation: true,
  score: true,
  missing: true,
  unanswered: true,
  questionnaire: true,
};
const REVIEWS: Record<ReviewReason['code'], true> = {
  'no-rule': true,
  'no-reference': true,
  'no-total': true,
  'rule-failed': true,
  'not-a-number': true,
  refused: true,
  'not-asked': true,
  'unjudged-answers': true,
};

const [rule] = EXAMPLE.rules;
if (!rule) throw new Error('the example has no rule');
const glucose = { metric: 'glucose', over: 2 * DAY, every: HOUR, sufficient: 75 } as const;
const yellow = (id: string, when: NonNullable<ProtocolInput['rules'][number]['levels']['yellow']>['when']) => ({
  ...rule,
  id,
  autoClose: false,
  levels: { yellow: { when } },
});
const fall = { metric: 'fev1', test: 'at-most', set: -3, measure: 'spread', over: 7 * DAY } as const;
const declared: ProtocolInput = {
  ...EXAMPLE,
  numbers: { ...EXAMPLE.numbers, ...SCORING.numbers, gone: { ...SCORING.numbers.urgent } },
  questionnaires: ASKING.questionnaires,
  plan: {
    timeZone: 'Europe/Oslo',
    entries: [
      { metric: 'body-weight', days: ['monday'], from: '06:00', by: '14:00', graceMinutes: 60, onHolidays: 'asked' },
    ],
    holidays: [],
  },
  rules: [
    ...EXAMPLE.rules,
    ...SCORING.rules,
    ...ASKING.rules,
    yellow('out-of-range', { ...glucose, type: 'share', band: { above: 10 }, test: 'above', set: 25 }),
    yellow('varies', { ...glucose, type: 'variation', test: 'above', set: 36 }),
    yellow('from-own-normal', { ...fall, type: 'change', reference: 'baseline', floor: 0.05 }),
    yellow('broken', { type: 'value', metric: 'pain-severity', test: 'above', set: { number: 'gone' } }),
    { ...yellow('weight-overdue', { type: 'overdue', metric: 'body-weight' }), kind: 'missing' },
  ],
};
const effective = applyLimits(ProtocolSchema.parse(declared), null, START);
const { gone, ...numbers } = effective.numbers;
const protocol = compileProtocol({ ...effective, numbers });

const read = (metric: MetricCode, hour: number, value: number, received = hour): MeasurementEvent => ({
  ...{ type: 'measurement', metric, value },
  ...{ at: START + hour * HOUR, receivedAt: START + received * HOUR },
});
const hourly = (count: number, one: (index: number) => MeasurementEvent) =>
  Array.from({ length: count }, (_, i) => one(i));
const ILL: Partial<Record<MetricCode, number>> = { 'respiratory-rate': 26, 'heart-rate': 132, 'systolic-pressure': 88 };
const WELL: Partial<Record<MetricCode, number>> = {
  ...{ 'respiratory-rate': 16, 'oxygen-saturation': 97, 'systolic-pressure': 120, 'heart-rate': 70 },
  ...{ 'body-temperature': 37, consciousness: 0, 'inspired-oxygen': 0 },
};
/** All parts of the score, so many hours apart. */
const round = (hour: number, values: Partial<Record<MetricCode, number>>, apart: number) =>
  metricsOfScore('news2').map((metric, part) => read(metric, hour + part * apart, values[metric] ?? WELL[metric] ?? 0));

const readings: MeasurementEvent[] = [
  ...hourly(60, (index) => read('glucose', 2 + index, index % 2 === 0 ? 20 : 6)),
  ...[24, 25].map((hour) => read('oxygen-saturation', hour, 84)),
  ...[26, 27].map((hour) => read('oxygen-saturation', hour, 95)),
  ...hourly(4, (index) => read('body-temperature', 30 + index * 0.75, 38.6)),
  read('body-weight', 20, 80),
  read('body-weight', 40, 83),
  ...[50, 51, 52].map((hour) => read('systolic-pressure', hour, 150)),
  ...[read('breathlessness', 60, 7), read('heart-rate', 60.5, 120)],
  ...round(70, WELL, 0.02),
  ...round(80, { ...WELL, ...ILL }, 0.02),
  ...round(90, WELL, 1),
  ...hourly(8, (day) => read('fev1', day * 24 + 1, day === 7 ? 1.5 : 2)),
  read('inr', 100, 2),
  read('pain-severity', 101, 5),
  read('body-temperature', 102, Number.NaN),
  // Of what was silent for long there is no own normal any more; and a reading that came two weeks too late.
  read('fev1', 460, 1.9),
  read('oxygen-saturation', 28, 82, 470),
];
const answers: AnsweredEvent[] = [
  response(40 * HOUR, RED),
  response(41 * HOUR, NOTE),
  response(42 * HOUR, RED, { questionnaire: UNASKED }),
];
const refused: RefusedEvent[] = [
  {
    type: 'refused',
    metric: 'body-weight',
    code: 'unit-unknown',
    at: START + 110 * HOUR,
    receivedAt: START + 110 * HOUR,
  },
];
const offline = { type: 'device-offline', deviceId: 'hub-1', since: START + 112 * HOUR } as const;
const devices: DeviceEvent[] = [
  { ...offline, at: START + 112.2 * HOUR, metrics: ['oxygen-saturation'], questionnaires: [FORM] },
];

/** As live triage is given it, with a timer at each instant that it asks for. */
function live() {
  const given: { at: number; event: TriageEvent }[] = [...readings, ...answers, ...refused, ...devices]
    .map((event) => ({ at: ('receivedAt' in event ? event.receivedAt : undefined) ?? event.at, event }))
    .toSorted((a, b) => a.at - b.at);
  const told: { finding: Finding; at: number }[] = [];
  const ticks: number[] = [];
  let state = initialState(protocol, START);
  const take = (event: TriageEvent, at: number) => {
    const next = step(protocol, state, event);
    state = next.state;
    told.push(...next.findings.map((finding) => ({ finding, at })));
  };
  for (const { at, event } of given) {
    for (let due = nextTickAt(protocol, state); due !== null && due < at; due = nextTickAt(protocol, state)) {
      ticks.push(due);
      take({ type: 'tick', at: due }, due);
    }
    take(event, at);
  }
  return { told, ticks };
}

it('whatever triage finds is told in both languages, and comes to the same when it is judged again', () => {
  const { told, ticks } = live();
  const settings = [{ from: Number.NEGATIVE_INFINITY, protocol }];
  const history = { since: START, settings, readings, answers, refused, devices, closes: [], ticks };
  const items = new Set<string>();
  const reviews = new Set<string>();
  const others = { late: 0, device: 0, planned: 0 };
  for (const { finding, at } of told) {
    if (!['opened', 'raised', 'reopened'].includes(finding.type)) continue;
    const kept: Evidence = JSON.parse(JSON.stringify(finding.evidence));
    expect([finding.ruleId, rerunJudgement(history, kept, at).identical]).toEqual([finding.ruleId, true]);
    for (const language of ['nb', 'en'] as const) {
      const sentence = explainFinding(effective.protocol, kept, language, null);
      expect(sentence).toMatch(/^\p{Lu}.{8}/u);
      expect(sentence).not.toMatch(/undefined|null|NaN|Infinity|\[object/);
    }
    for (const item of kept.items) {
      items.add(item.type);
      if ('planned' in item && item.planned) others.planned += 1;
    }
    if (kept.review) reviews.add(kept.review.code);
    if (finding.late) others.late += 1;
    if (kept.device) others.device += 1;
  }
  expect([...items].sort()).toEqual(Object.keys(ITEMS).sort());
  expect([...reviews].sort()).toEqual(Object.keys(REVIEWS).sort());
  expect(Object.entries(others).filter(([, count]) => count === 0)).toEqual([]);
});

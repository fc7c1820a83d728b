import type { AnsweredEvent, MeasurementEvent, TriageEvent } from '../engine/event.ts';
import type { CompiledProtocol } from '../engine/rules/compile.ts';
import { leavesOfRule } from '../protocol/check.ts';
import type { Leaf } from '../protocol/expression.ts';
import type { AlertKind, Protocol, Severity } from '../protocol/schema.ts';
import { replayAttended } from './attended.ts';
import { leadOf } from './lead.ts';
import { compareReplays, partnersOf, type ReplayedAlert } from './replay.ts';

const DAY = 86_400_000;

/** Minutes of a nurse's time for one alert. *Assumption*: no published figure is known to us; change it when it has been measured. */
export const MINUTES_PER_ALERT: Readonly<Record<Severity | Exclude<AlertKind, 'clinical'>, number>> = {
  red: 20,
  yellow: 10,
  missing: 5,
  review: 5,
};

/** A plan begins anew every week. */
const PLAN_ROUND = 7 * DAY;

/** Something that really happened: an alert that ended with the patient being sent on. Instants are epoch milliseconds. */
export interface RealEvent {
  readonly alertId: string;
  readonly at: number;
  readonly outcome: string;
}

/** What one setting would have asked of the team. */
export interface ReplayLoad {
  readonly alerts: number;
  readonly red: number;
  readonly perWeek: number;
  /** Hours of nursing a week, by `MINUTES_PER_ALERT`. */
  readonly hoursPerWeek: number;
}

/** What two settings make of the history from `from` until `until` (epoch milliseconds). `readings`: how many were replayed in that time. */
export interface WhatIf {
  readonly from: number;
  readonly until: number;
  readonly readings: number;
  readonly present: ReplayLoad;
  readonly proposed: ReplayLoad;
  /** All that the proposed setting would have raised. */
  readonly alerts: readonly ReplayedAlert[];
  readonly gained: readonly ReplayedAlert[];
  readonly lost: readonly ReplayedAlert[];
  readonly changed: readonly { readonly before: ReplayedAlert; readonly after: ReplayedAlert }[];
  /** Both settings raise them, and alike. */
  readonly kept: readonly ReplayedAlert[];
  /** How long before each event the earliest clinical alert that warned of it had opened, milliseconds; null: none did. */
  readonly events: readonly (RealEvent & {
    readonly presentLead: number | null;
    readonly proposedLead: number | null;
  })[];
}

/** How much history a protocol needs before the instant from which it is to be judged: its longest window, and a day. */
export function warmUpOf(protocol: Protocol): number {
  let longest = 0;
  for (const rule of protocol.rules) {
    for (const leaf of leavesOfRule(rule)) {
      longest = Math.max(longest, windowOf(leaf));
    }
  }
  return longest + DAY;
}

function windowOf(leaf: Leaf): number {
  switch (leaf.type) {
    case 'missing':
    case 'unanswered':
      return leaf.every + leaf.grace;
    case 'overdue':
      return PLAN_ROUND;
    case 'value':
    case 'questionnaire':
      return 0;
    case 'score':
      return leaf.within;
    default:
      return leaf.over;
  }
}

/**
 * What another setting would have changed in [from, until): both are replayed by the very engine that judges live data, from `since` on, over
 * the same readings (in order of their instants) and responses. Alerts are of that time when they opened in it, and about missing data also when they stood in it.
 */
export function whatIf(question: {
  readonly since: number;
  readonly from: number;
  readonly until: number;
  readonly readings: readonly MeasurementEvent[];
  /** Where another protocol would be given other readings than the present one is. Left out: the same. */
  readonly proposedReadings?: readonly MeasurementEvent[];
  /** Responses to questionnaires, in order of their instants too. Left out: none; those of the proposed: the same. */
  readonly answers?: readonly AnsweredEvent[];
  readonly proposedAnswers?: readonly AnsweredEvent[];
  readonly events: readonly RealEvent[];
  readonly present: CompiledProtocol;
  readonly proposed: CompiledProtocol;
}): WhatIf {
  const { since, from, until, readings, proposedReadings = readings, events } = question;
  const { answers = [], proposedAnswers = answers } = question;
  const before = replayAttended(question.present, since, merged(readings, answers), until);
  const after = replayAttended(question.proposed, since, merged(proposedReadings, proposedAnswers), until);
  // A silence that began before and lasts is one of this time too: nothing else would be told of who never measures.
  const isOfThisTime = ({ openedAt, closedAt, kind }: ReplayedAlert) =>
    openedAt >= from || (kind === 'missing' && (closedAt === null || closedAt > from));
  const { gained, lost, changed } = compareReplays(before, after);
  // An alert that only one setting opens in this time, and the other before it, counts under both: what differs is then what is gained and lost.
  const counted = new Set<ReplayedAlert>([...before, ...after].filter(isOfThisTime));
  for (const [alert, same] of partnersOf(before, after).partners) {
    if (counted.has(alert)) counted.add(same);
    else if (counted.has(same)) counted.add(alert);
  }
  const isCounted = (alert: ReplayedAlert) => counted.has(alert);
  const differing = new Set([...gained, ...changed.map((pair) => pair.after)]);
  return {
    from,
    until,
    readings: readings.filter(({ at }) => at >= from).length,
    present: loadOf(before.filter(isCounted), until - from),
    proposed: loadOf(after.filter(isCounted), until - from),
    alerts: after.filter(isCounted),
    gained: gained.filter(isCounted),
    lost: lost.filter(isCounted),
    changed: changed.filter((pair) => isCounted(pair.before)),
    kept: after.filter((alert) => isCounted(alert) && !differing.has(alert)),
    events: events.map((event) => ({
      ...event,
      presentLead: leadOf(question.present.effective.protocol, before, event.at),
      proposedLead: leadOf(question.proposed.effective.protocol, after, event.at),
    })),
  };
}

/** Both in one order of time, as if they had come in time. Responses are few: the readings between them are taken as they stand. */
function merged(readings: readonly MeasurementEvent[], answers: readonly AnsweredEvent[]): readonly TriageEvent[] {
  const data: TriageEvent[] = [];
  let next = 0;
  for (const reading of readings) {
    for (let answer = answers[next]; answer && answer.at < reading.at; answer = answers[next]) {
      data.push(inTime(answer));
      next += 1;
    }
    data.push(inTime(reading));
  }
  return data.concat(answers.slice(next).map(inTime));
}

/** Whoever attends to a replay closes at the instant of what was measured: what was on its way then would open the same again, and again. */
function inTime<Event extends MeasurementEvent | AnsweredEvent>(event: Event): Event {
  return event.receivedAt === undefined || event.receivedAt === event.at ? event : { ...event, receivedAt: event.at };
}

function loadOf(alerts: readonly ReplayedAlert[], span: number): ReplayLoad {
  const weeks = span / (7 * DAY);
  // A follow-up that begins in the very instant of the question has no time to speak of.
  const aWeek = (amount: number) => (weeks > 0 ? amount / weeks : 0);
  const minutes = alerts.reduce(
    (sum, { kind, severity }) => sum + MINUTES_PER_ALERT[kind === 'clinical' || severity === 'red' ? severity : kind],
    0,
  );
  return {
    alerts: alerts.length,
    red: alerts.filter(({ severity }) => severity === 'red').length,
    perWeek: aWeek(alerts.length),
    hoursPerWeek: aWeek(minutes / 60),
  };
}

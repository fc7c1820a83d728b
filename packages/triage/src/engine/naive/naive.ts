import type { MetricCode } from '@samvakt/contract';
import type { Pause } from '../../pause/schema.ts';
import type { PlanVersion } from '../../plan/schema.ts';
import type { Band, Comparison, Expression, Leaf, ScoreLeaf, Sustained } from '../../protocol/expression.ts';
import type { Protocol, Rule, Severity } from '../../protocol/schema.ts';
import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent } from '../event.ts';

/**
 * The semantics of docs/triage.md once more, written to be read and not to be fast: for every instant it looks at all readings anew. It keeps
 * no windows and no runs, knows nothing of batches, lateness or restarts, and shares no code with the engine. Only tests use it.
 */

export interface NaiveAlert {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly present: Severity | null;
  readonly openedAt: number;
}

export interface History {
  readonly protocol: Protocol;
  readonly since: number;
  readonly now: number;
  readonly readings: readonly MeasurementEvent[];
  readonly answers?: readonly AnsweredEvent[];
  readonly closes: readonly AlertClosedEvent[];
  readonly pauses?: readonly Pause[];
  readonly plans?: readonly PlanVersion[];
}

type Truth = boolean | null;

const DAY = 86_400_000;
const HOUR = 3_600_000;

export function naiveAlerts(history: History): NaiveAlert[] {
  const readings = history.readings.toSorted(
    (a, b) => a.at - b.at || (a.metric === b.metric ? a.value - b.value : a.metric < b.metric ? -1 : 1),
  );
  const answers = (history.answers ?? []).toSorted((a, b) => a.at - b.at || (a.responseId < b.responseId ? -1 : 1));
  return history.protocol.rules.flatMap((rule) => judgeRule({ ...history, readings, answers }, rule) ?? []);
}

function judgeRule(history: History, rule: Rule): NaiveAlert | null {
  const closes = history.closes.filter(({ ruleId }) => ruleId === rule.id).map(({ at }) => at);
  const levels = (['red', 'yellow'] as const).flatMap((severity) => {
    const level = rule.levels[severity];
    return level ? [{ severity, when: level.when, pauses: pausesOf(history, rule, severity) }] : [];
  });
  const leaves = levels.flatMap(({ when }) => leavesIn(when));
  const subjects = new Set<string>(leaves.flatMap(subjectsOf));
  const { answers = [] } = history;
  const moments = [
    ...levels.flatMap(({ when, pauses }) =>
      dueInstants({ ...history, pauses }, leavesIn(when), closes).map((at) => ({ at, rank: 0, reading: -1 })),
    ),
    ...history.readings.flatMap(({ metric, at }, reading) => (subjects.has(metric) ? [{ at, rank: 1, reading }] : [])),
    ...answers.flatMap(({ questionnaire, at }, reading) =>
      subjects.has(questionnaire) ? [{ at, rank: 1.5, reading }] : [],
    ),
    ...closes.map((at) => ({ at, rank: 2, reading: -1 })),
  ].sort((a, b) => a.at - b.at || a.rank - b.rank || a.reading - b.reading);

  let alert: NaiveAlert | null = null;
  let holds = new Set<Severity>();
  for (const { at, rank, reading } of moments) {
    if (rank === 2) {
      alert = null;
      holds = new Set();
      continue;
    }
    const upTo = rank === 1 ? reading : lastIndexBefore(history, rank === 1.5 ? at + 1 : at);
    const known = history.readings.slice(0, upTo + 1);
    const answered = rank === 1.5 ? answers.slice(0, reading + 1) : answers.filter((one) => one.at < at);
    const closedAt =
      closes.filter((close) => close < at || (close === at && rank === 2)).sort((a, b) => b - a)[0] ?? null;
    const scene = { history, known, answered, at, closedAt };
    const before = holds;
    holds = new Set(
      levels.flatMap(({ severity, when, pauses }) => {
        const truth = judge({ ...scene, history: { ...history, pauses } }, when, Number.POSITIVE_INFINITY);
        return truth === true || (truth === null && before.has(severity)) ? [severity] : [];
      }),
    );
    const present = holds.has('red') ? 'red' : holds.has('yellow') ? 'yellow' : null;
    alert = nextAlert(rule, alert, present, at);
  }
  return alert;
}

function nextAlert(rule: Rule, alert: NaiveAlert | null, present: Severity | null, at: number): NaiveAlert | null {
  if (!alert) return present && { ruleId: rule.id, severity: present, present, openedAt: at };
  if (present) return { ...alert, present, severity: alert.severity === 'red' ? 'red' : present };
  return alert.severity === 'yellow' && rule.autoClose ? null : { ...alert, present };
}

interface Scene {
  readonly history: History;
  /** All readings up to the one that is judged. */
  readonly known: readonly MeasurementEvent[];
  readonly answered: readonly AnsweredEvent[];
  readonly at: number;
  readonly closedAt: number | null;
}

function subjectsOf(leaf: Leaf): string[] {
  return 'questionnaire' in leaf ? [leaf.questionnaire] : metricsOf(leaf);
}

function leavesIn(expression: Expression): Leaf[] {
  if (expression.type === 'not') return leavesIn(expression.of);
  return 'of' in expression ? expression.of.flatMap(leavesIn) : [expression];
}

function metricsOf(leaf: Leaf): MetricCode[] {
  if ('questionnaire' in leaf) return [];
  return leaf.type === 'score' ? NEWS2.map(([metric]) => metric) : [leaf.metric];
}

function lastIndexBefore(history: History, at: number): number {
  return history.readings.findLastIndex((reading) => reading.at < at);
}

function judge(scene: Scene, expression: Expression, within: number): Truth {
  switch (expression.type) {
    case 'not': {
      const truth = judge(scene, expression.of, within);
      return truth === null ? null : !truth;
    }
    case 'all':
    case 'any':
    case 'at-least': {
      const own = 'within' in expression ? (expression.within ?? within) : within;
      const parts = expression.of.map((part) => judge(scene, part, Math.min(own, within)));
      const needed = { all: parts.length, any: 1, 'at-least': 'count' in expression ? expression.count : 0 };
      const count = needed[expression.type];
      if (parts.filter((part) => part === true).length >= count) return true;
      return parts.filter((part) => part !== false).length < count ? false : null;
    }
    case 'missing':
    case 'unanswered':
      return isMissing(scene, expression);
    case 'overdue':
      return isOverdue(scene, expression);
    case 'questionnaire': {
      const { questionnaire, about, atLeast } = expression;
      const own = scene.answered.filter((one) => one.questionnaire === questionnaire);
      const last = own.at(-1);
      if (!last || scene.at - last.at > within || last.at <= (scene.closedAt ?? last.at - 1)) return null;
      const ofInstant = own.filter(({ at }) => at === last.at);
      const found = ofInstant.map(({ result }) => (about === 'contact' ? result.contact : result.colour));
      return found.includes('red') || (found.includes('yellow') && atLeast === 'yellow');
    }
    default: {
      const metrics = metricsOf(expression);
      const last = scene.known.findLast(({ metric }) => metrics.includes(metric));
      if (!last || scene.at - last.at > within) return null;
      return expression.type === 'score' ? holdsScore(scene, expression) : compare(scene, expression);
    }
  }
}

// Missing data

function dueInstants(history: History, leaves: readonly Leaf[], closes: readonly number[]): number[] {
  return leaves.flatMap((leaf) => {
    if (leaf.type === 'overdue') {
      const times = plannedTimes(history, subjectsOf(leaf)[0] ?? '').map(({ overdueAt }) => overdueAt);
      return times.filter((due) => due <= history.now);
    }
    if (leaf.type !== 'missing' && leaf.type !== 'unanswered') return [];
    const own = instantsOf(leaf, history.readings, history.answers ?? []);
    const starts = [history.since, ...own, ...closes];
    return starts.map((from) => dueAt(history, leaf, from)).filter((due) => due <= history.now);
  });
}

type Waited = Extract<Leaf, { type: 'missing' | 'unanswered' }>;

function instantsOf(leaf: Leaf, readings: readonly MeasurementEvent[], answers: readonly AnsweredEvent[]): number[] {
  const [subject] = subjectsOf(leaf);
  return [
    ...readings.flatMap(({ metric, at }) => (metric === subject ? [at] : [])),
    ...answers.flatMap(({ questionnaire, at }) => (questionnaire === subject ? [at] : [])),
  ];
}

function isMissing({ history, known, answered, at, closedAt }: Scene, leaf: Waited): boolean {
  const own = instantsOf(leaf, known, answered);
  const from = Math.max(own.length > 0 ? Math.max(...own) : history.since, closedAt ?? history.since);
  return at >= dueAt(history, leaf, from);
}

/** Red is put off only by a pause that names it. */
function pausesOf({ pauses = [] }: History, { id }: Rule, severity: Severity): Pause[] {
  return pauses.filter(
    ({ scope, includesRed }) =>
      (includesRed || severity !== 'red') && (scope.type !== 'rules' || scope.rules.includes(id)),
  );
}

/** Whatever pause comes before it is due, it is due a whole length after that pause; until no pause comes before it. */
function dueAt({ pauses = [] }: History, leaf: Waited, from: number): number {
  const length = leaf.every + leaf.grace;
  const own = pauses.filter(
    ({ scope }) => scope.type !== 'metrics' || subjectsOf(leaf).every((one) => scope.metrics.includes(one)),
  );
  let due = from + length;
  for (;;) {
    const next = own.find(
      (pause) => pause.from < pause.until && pause.from < due && pause.until > from && pause.until + length > due,
    );
    if (!next) return due;
    due = next.until + length;
  }
}

// Scores

/** The table of NEWS2 once more: points by the least value that gives them, highest first. The two scales of the saturation are one column each. */
const NEWS2: readonly [
  MetricCode,
  (value: number, observed: (metric: MetricCode) => number | null, scale: number) => number | null,
][] = [
  ['respiratory-rate', (value) => (value >= 25 || value <= 8 ? 3 : value >= 21 ? 2 : value <= 11 ? 1 : 0)],
  [
    'oxygen-saturation',
    (value, observed, scale) => {
      if (scale !== 2) return value <= 91 ? 3 : value <= 93 ? 2 : value <= 95 ? 1 : 0;
      if (value <= 92) return value <= 83 ? 3 : value <= 85 ? 2 : value <= 87 ? 1 : 0;
      const oxygen = observed('inspired-oxygen');
      if (oxygen === null) return null;
      return oxygen === 0 ? 0 : value >= 97 ? 3 : value >= 95 ? 2 : 1;
    },
  ],
  ['inspired-oxygen', (value) => 2 * value],
  ['systolic-pressure', (value) => (value <= 90 || value >= 220 ? 3 : value <= 100 ? 2 : value <= 110 ? 1 : 0)],
  ['heart-rate', (value) => (value <= 40 || value >= 131 ? 3 : value >= 111 ? 2 : value <= 50 || value >= 91 ? 1 : 0)],
  ['consciousness', (value) => (value === 0 ? 0 : 3)],
  ['body-temperature', (value) => (value <= 35 ? 3 : value > 39 ? 2 : value <= 36 || value > 38 ? 1 : 0)],
];

/** Of every reading since the close: the latest of each part that is not too old; what they come to without the others can open, and never clears. */
function holdsScore({ known, closedAt, history }: Scene, leaf: ScoreLeaf): Truth {
  const metrics = metricsOf(leaf);
  const own = known.filter(({ metric, at }) => metrics.includes(metric) && (closedAt === null || at > closedAt));
  const scale = numberOf(history.protocol, leaf.settings['saturation-scale'] ?? 1);
  const set = numberOf(history.protocol, leaf.set);
  let truth: Truth = null;
  for (const [index, { at }] of own.entries()) {
    const observed = (metric: MetricCode) => {
      const last = own.slice(0, index + 1).findLast((reading) => reading.metric === metric);
      return last && at - last.at <= leaf.within ? last.value : null;
    };
    const points = NEWS2.map(([metric, pointsOf]) => {
      const value = observed(metric);
      const steps = metric === 'body-temperature' ? 10 : 1;
      return value === null ? null : pointsOf(Math.round(value * steps) / steps, observed, scale);
    });
    const given = points.filter((one) => one !== null);
    const sum = given.reduce((total, one) => total + one, 0);
    const highest = Math.max(0, ...given);
    const risk = sum > 6 ? 3 : sum > 4 ? 2 : highest === 3 ? 1 : 0;
    const compared = { total: sum, single: highest, risk }[leaf.output];
    if (crosses(leaf, compared, set)) truth = true;
    else if (given.length < points.length) truth = truth === true ? true : null;
    else if (truth !== true || clears(history.protocol, leaf, compared, set)) truth = false;
  }
  return truth;
}

// The plan

/** A due time that fell after the start and the last close, and that no reading or response since its wait began has answered. */
function isOverdue({ history, known, answered, at, closedAt }: Scene, leaf: Leaf): boolean {
  const own = instantsOf(leaf, known, answered);
  return plannedTimes(history, subjectsOf(leaf)[0] ?? '').some(
    ({ opensAt, by, overdueAt }) =>
      overdueAt <= at && by > (closedAt ?? history.since) && !own.some((came) => came >= opensAt),
  );
}

/** All due times of the history, day by day, each under the plan that held when it was due, without those that a pause puts off. */
function plannedTimes(history: History, subject: string) {
  const { since, now, pauses = [] } = history;
  const holding = pauses.filter(({ scope }) => scope.type !== 'metrics' || scope.metrics.includes(subject));
  const times: { opensAt: number; by: number; overdueAt: number }[] = [];
  const plans = [undefined, ...(history.plans ?? []).map(({ plan }) => plan)];
  for (const [place, own] of plans.entries()) {
    const plan = own ?? history.protocol.plan;
    if (!plan) continue;
    const date = new Date(since - DAY);
    for (; date.getTime() < now + DAY; date.setUTCDate(date.getUTCDate() + 1)) {
      for (const entry of plan.entries.filter((one) => (one.metric ?? one.questionnaire) === subject)) {
        const text = date.toISOString().slice(0, 10);
        if (!entry.days.some((day) => day === WEEK[date.getUTCDay()])) continue;
        if (entry.onHolidays === 'not-asked' && plan.holidays.includes(text)) continue;
        const by = localInstant(text, entry.by, plan.timeZone);
        if (planAt(history, by) !== place) continue;
        const opensAt = localInstant(text, entry.from, plan.timeZone);
        times.push({ opensAt, by, overdueAt: by + (entry.graceMinutes * HOUR) / 60 });
      }
    }
  }
  return times.filter(
    ({ opensAt, overdueAt }) => !holding.some(({ from, until }) => until > from && from < overdueAt && until > opensAt),
  );
}

const WEEK = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** What is due at the very instant of a change belongs to the plan before it. 0: the protocol's. */
function planAt({ plans = [] }: History, by: number): number {
  return plans.filter(({ since }) => since < by).length;
}

const instants = new Map<string, number>();

function localInstant(date: string, clock: string, timeZone: string): number {
  const key = `${date} ${clock} ${timeZone}`;
  const at = instants.get(key) ?? searchInstant(date, clock, timeZone);
  instants.set(key, at);
  return at;
}

/** The instant at which a clock in that zone first shows this, tried from the earliest that it can be; in the hour that is skipped, an hour later. */
function searchInstant(date: string, clock: string, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const inUtc = Date.parse(`${date}T${clock}:00Z`);
  for (let at = inUtc - 15 * HOUR; at <= inUtc + 15 * HOUR; at += HOUR / 4) {
    if (format.format(at).replace(',', '') === `${date} ${clock}`) return at;
  }
  const hour = String(Number(clock.slice(0, 2)) + 1).padStart(2, '0');
  return searchInstant(date, `${hour}:${clock.slice(3)}`, timeZone);
}

// Comparisons

interface Point {
  readonly at: number;
  readonly value: number;
  /** Null: nothing to compare with. */
  readonly compared: number | null;
}

function compare(scene: Scene, leaf: Comparison): Truth {
  const own = scene.known.filter(({ metric }) => metric === leaf.metric);
  const start = own.findIndex(({ at }) => scene.closedAt === null || at > scene.closedAt);
  if (start < 0) return null;
  const set = numberOf(scene.history.protocol, leaf.set);
  const points = own.slice(start).map((reading, index): Point => {
    const { at, value } = reading;
    return { at, value, compared: comparedValue(leaf, own, start + index, start) };
  });
  let truth: Truth = null;
  let from = 0;
  for (let index = 0; index < points.length; index += 1) {
    const part = points.slice(from, index + 1);
    if (points[index]?.compared === null) continue;
    if (truth === true) {
      const crossing = part.findLastIndex(({ compared }) => crosses(leaf, compared, set));
      const calm = part.slice(crossing + 1);
      if (lasts(leaf.recovery, calm, (point) => clears(scene.history.protocol, leaf, point.compared, set))) {
        truth = false;
        from = index + 1;
      }
      continue;
    }
    if (lasts(leaf.sustained, part, (point) => crosses(leaf, point.compared, set))) {
      truth = true;
      from = index + 1;
      continue;
    }
    truth = isPending(leaf, part, set) ? null : false;
  }
  return truth;
}

/** Some of the readings that still count cross, but not enough of them. */
function isPending(leaf: Comparison, part: readonly Point[], set: number): boolean {
  const { sustained } = leaf;
  if (!sustained) return false;
  const linked = withoutGaps(part, sustained.maxGap);
  if ('for' in sustained) return crosses(leaf, linked.at(-1)?.compared ?? null, set);
  return linked.slice(-(sustained.of ?? sustained.readings)).some(({ compared }) => crosses(leaf, compared, set));
}

function lasts(sustained: Sustained | undefined, part: readonly Point[], meets: (point: Point) => boolean): boolean {
  const last = part.at(-1);
  if (!last || !meets(last)) return false;
  if (!sustained) return true;
  const linked = withoutGaps(part, sustained.maxGap);
  if ('for' in sustained) {
    const broken = linked.findLastIndex((point) => !meets(point));
    const first = linked[broken + 1];
    return first !== undefined && last.at - first.at >= sustained.for;
  }
  return linked.slice(-(sustained.of ?? sustained.readings)).filter(meets).length >= sustained.readings;
}

/** The readings at the end that follow each other closely enough, and that there was something to compare with. */
function withoutGaps(part: readonly Point[], maxGap = Number.POSITIVE_INFINITY): readonly Point[] {
  const gap = part.findLastIndex((point, index) => index > 0 && point.at - (part[index - 1]?.at ?? 0) > maxGap);
  return part.slice(Math.max(0, gap)).filter(({ compared }) => compared !== null);
}

function crosses(leaf: Pick<Comparison, 'test'>, compared: number | null, set: number): boolean {
  if (compared === null) return false;
  return { below: compared < set, 'at-most': compared <= set, above: compared > set, 'at-least': compared >= set }[
    leaf.test
  ];
}

function clears(
  protocol: Protocol,
  leaf: Pick<Comparison, 'test' | 'clear'>,
  compared: number | null,
  set: number,
): boolean {
  if (compared === null || crosses(leaf, compared, set)) return false;
  const high = leaf.test === 'above' || leaf.test === 'at-least';
  const { clear } = leaf;
  if (clear === undefined) return true;
  if (typeof clear === 'object' && 'margin' in clear) {
    return high ? compared <= set - clear.margin : compared >= set + clear.margin;
  }
  const value = numberOf(protocol, clear);
  return high ? compared <= value : compared >= value;
}

function numberOf(protocol: Protocol, quantity: number | { number: string }): number {
  return typeof quantity === 'number' ? quantity : (protocol.numbers[quantity.number]?.value ?? Number.NaN);
}

function bandHolds(band: Band, value: number): boolean {
  const { below = Infinity, above = -Infinity, from = -Infinity, until = Infinity } = { ...NO_ENDS, ...band };
  return value < below && value > above && value >= from && value <= until;
}

const NO_ENDS: { below?: number; above?: number; from?: number; until?: number } = {};

/** What the reading at `index` is held against the threshold with. `start`: the first reading after a person's close. */
function comparedValue(
  leaf: Comparison,
  own: readonly MeasurementEvent[],
  index: number,
  start: number,
): number | null {
  const reading = own[index];
  if (!reading) return null;
  if (leaf.type === 'value') return reading.value;
  const round = (value: number) => Math.round(value * 1e9) / 1e9;
  if (leaf.type === 'mean') {
    const values = inParts(own.slice(start, index + 1), reading.at, leaf.over, partLength(leaf.over));
    const days = new Set(values.map(({ at }) => Math.floor(at / DAY)));
    if (values.length < leaf.minReadings || days.size < (leaf.minDays ?? 1)) return null;
    return round(meanOf(values));
  }
  if (leaf.type === 'share') {
    const readings = inParts(own.slice(start, index + 1), reading.at, leaf.over, partLength(leaf.over));
    const days = new Set(readings.map(({ at }) => Math.floor(at / DAY)));
    const isEnough = 100 * readings.length * leaf.every > leaf.sufficient * leaf.over;
    if (!isEnough || days.size < (leaf.minDays ?? 1)) return null;
    const inside = readings.filter(({ value }) => bandHolds(leaf.band, value));
    return round((100 * inside.length) / readings.length);
  }
  if (leaf.type === 'variation') {
    const readings = inParts(own.slice(start, index + 1), reading.at, leaf.over, partLength(leaf.over));
    const days = new Set(readings.map(({ at }) => Math.floor(at / DAY)));
    const isEnough =
      100 * readings.length * leaf.every > leaf.sufficient * leaf.over && days.size >= (leaf.minDays ?? 1);
    const mean = meanOf(readings);
    if (!isEnough || readings.length < 2 || mean === 0) return null;
    const squares = readings.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
    return Math.round((1e8 * Math.sqrt(squares / (readings.length - 1))) / Math.abs(mean)) / 1e6;
  }
  if (leaf.measure === 'spread') return inSpreads(leaf, own.slice(0, index), reading);
  const reference = referenceValue(leaf, own.slice(0, index), reading.at);
  if (reference === null || (leaf.measure === 'relative' && reference === 0)) return null;
  const change = reading.value - reference;
  return round(leaf.measure === 'absolute' ? change : (100 * change) / Math.abs(reference));
}

function referenceValue(
  leaf: Extract<Comparison, { type: 'change' }>,
  earlier: readonly MeasurementEvent[],
  at: number,
): number | null {
  const inWindow = earlier.filter((reading) => reading.at >= at - leaf.over).map(({ value }) => value);
  switch (leaf.reference) {
    case 'minimum':
      return inWindow.length > 0 ? Math.min(...inWindow) : null;
    case 'maximum':
      return inWindow.length > 0 ? Math.max(...inWindow) : null;
    case 'mean': {
      const values = inParts(earlier, at, leaf.over, partLength(leaf.over));
      return values.length > 0 ? meanOf(values) : null;
    }
    case 'baseline': {
      const means = dailyMeans(leaf, earlier, at);
      return means && middleOf(means);
    }
  }
}

/** Null where there are too few days. */
function dailyMeans(
  leaf: Extract<Comparison, { type: 'change' }>,
  earlier: readonly MeasurementEvent[],
  at: number,
): number[] | null {
  const days = Math.round(leaf.over / DAY);
  const today = Math.floor(at / DAY);
  const means: number[] = [];
  for (let day = today - days; day < today; day += 1) {
    const values = earlier.filter((reading) => Math.floor(reading.at / DAY) === day);
    if (values.length > 0) means.push(meanOf(values));
  }
  return means.length < (leaf.minDays ?? Math.ceil(days / 2)) ? null : means;
}

function middleOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const middle = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

function inSpreads(
  leaf: Extract<Comparison, { type: 'change' }>,
  earlier: readonly MeasurementEvent[],
  { at, value }: MeasurementEvent,
): number | null {
  const means = dailyMeans(leaf, earlier, at);
  if (!means) return null;
  const normal = middleOf(means);
  const deviation = 1.4826 * middleOf(means.map((mean) => Math.abs(mean - normal)));
  return Math.round(((value - normal) / Math.max(leaf.floor ?? 0, deviation)) * 1e9) / 1e9;
}

function partLength(over: number): number {
  if (over <= 2 * HOUR) return HOUR / 60;
  return over <= 2 * DAY ? HOUR : 6 * HOUR;
}

function inParts(readings: readonly MeasurementEvent[], at: number, over: number, part: number): MeasurementEvent[] {
  return readings.filter((reading) => Math.floor(reading.at / part) >= Math.floor((at - over) / part));
}

function meanOf(readings: readonly MeasurementEvent[]): number {
  return readings.reduce((sum, { value }) => sum + value, 0) / readings.length;
}

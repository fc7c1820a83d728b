import { type Evidence, type Finding, metricsOfItem } from '../engine/alerts/finding.ts';
import { closeAsSeen } from '../engine/closeAsSeen.ts';
import type {
  AlertClosedEvent,
  AnsweredEvent,
  DeviceEvent,
  MeasurementEvent,
  RefusedEvent,
  TriageEvent,
} from '../engine/event.ts';
import { compareEvents } from '../engine/order.ts';
import type { CompiledProtocol } from '../engine/rules/compile.ts';
import { isSame } from '../engine/same.ts';
import { initialState } from '../engine/state.ts';
import { foldEvents, type StepResult } from '../engine/step.ts';
import { differencesOf, type Rerun } from './rerun.ts';

/**
 * An episode as the platform lived it: everything that triage was given, with the instants at which it was given. All in epoch
 * milliseconds. A reading or a response was given when it was received, a close and a tick at their own instant.
 */
export interface LivedHistory {
  /** When the follow-up began. */
  readonly since: number;
  /** What judged from which instant on, oldest first. The first must not begin after anything was given. */
  readonly settings: readonly { readonly from: number; readonly protocol: CompiledProtocol }[];
  readonly readings: readonly (MeasurementEvent & GivenLater)[];
  /** Responses to questionnaires. Left out: none. */
  readonly answers?: readonly (AnsweredEvent & GivenLater)[];
  /** What could not be taken for what it says, as it was given. Left out: nothing. */
  readonly refused?: readonly RefusedEvent[];
  readonly closes: readonly AlertClosedEvent[];
  readonly ticks: readonly number[];
  /** What was told of devices. Left out: nothing. */
  readonly devices?: readonly (DeviceEvent & GivenLater)[];
}

/**
 * When a reading was given, where that was not when it was received: it waited while what judges was changed, or while a person closed an alert. To triage it
 * was received then: nobody can have seen it before. That a connection was lost is told some time after it was.
 */
interface GivenLater {
  readonly givenAt?: number;
}

interface Given {
  readonly at: number;
  readonly event: TriageEvent;
}

function givenOf({ givenAt, ...event }: (MeasurementEvent | AnsweredEvent) & GivenLater): Given {
  if (givenAt === undefined) return { at: event.receivedAt ?? event.at, event };
  return { at: givenAt, event: { ...event, receivedAt: givenAt } };
}

/**
 * What the engine found in a lived history up to the instant `until`, in the order of the platform's own time: late data is put in its place
 * when it came and not before, and other limits judge from when they were set. In order of receipt means that what was found and later taken
 * back is found and taken back here too.
 */
export function relive(history: LivedHistory, until: number): readonly Finding[] {
  return relived(history, until)?.findings ?? [];
}

/** The same, with what triage remembers after it. Null: nothing judged. */
export function relived(history: LivedHistory, until: number): StepResult | null {
  const given: Given[] = [
    ...history.readings.map(givenOf),
    ...(history.answers ?? []).map(givenOf),
    ...(history.refused ?? []).map((event) => ({ at: event.receivedAt ?? event.at, event })),
    ...history.closes.map((event) => ({ at: event.at, event })),
    ...history.ticks.map((at) => ({ at, event: { type: 'tick', at } as const })),
    ...(history.devices ?? []).map(({ givenAt, ...event }) => ({ at: givenAt ?? event.at, event })),
  ].filter(({ at }) => at <= until);
  given.sort((a, b) => a.at - b.at || placeOfWord(a.event) - placeOfWord(b.event) || compareEvents(a.event, b.event));
  const findings: Finding[] = [];
  const [first] = history.settings;
  if (!first) return null;
  let setting = 0;
  let state = initialState(first.protocol, history.since);
  let batch: TriageEvent[] = [];
  const fold = () => {
    const protocol = history.settings[setting]?.protocol ?? first.protocol;
    const result = foldEvents(protocol, state, batch);
    state = result.state;
    findings.push(...result.findings);
    batch = [];
  };
  /** As triage was given it, after what it had been given before. */
  const asGiven = (event: TriageEvent): TriageEvent => {
    if (event.type !== 'alert-closed') return event;
    fold();
    return closeAsSeen(state, event);
  };
  for (const { at, event: told } of given) {
    while ((history.settings[setting + 1]?.from ?? Number.POSITIVE_INFINITY) <= at) {
      fold();
      setting += 1;
    }
    const event = asGiven(told);
    const last = batch.at(-1);
    // Events in order may be given together: the findings are those of steps. What goes back in time is given on its own, and what is told of a
    // device, or refused, counts from where triage had come by then.
    const standsAlone = isToldAlone(event) || (last !== undefined && isToldAlone(last));
    if (last && (standsAlone || compareEvents(last, event) > 0)) fold();
    batch.push(event);
  }
  batch.push({ type: 'tick', at: until });
  fold();
  return { state, findings };
}

/**
 * Judges a stored alert again, from all that triage had been given when it was judged at the instant `judgedAt`. Identical, or the parts of
 * the evidence that differ.
 */
export function rerunJudgement(history: LivedHistory, evidence: Evidence, judgedAt: number): Rerun {
  const { devices = [] } = history;
  const lived = { ...history, devices: [...devices, ...wordOf(evidence, devices)] };
  const told = relive(lived, Math.max(judgedAt, evidence.at)).filter(({ ruleId }) => ruleId === evidence.ruleId);
  const found =
    told.find((one) => isSame(one.evidence, evidence))?.evidence ??
    told.findLast((one) => one.evidence.at === evidence.at)?.evidence ??
    null;
  return differencesOf(found, evidence);
}

/** At one instant, as a fold takes them: what is told of devices counts before all else where one has gone, and after it where one is back. */
function placeOfWord({ type }: TriageEvent): number {
  if (type === 'device-offline') return -1;
  return type === 'device-online' ? 1 : 0;
}

const isToldAlone = ({ type }: TriageEvent): boolean =>
  type === 'device-offline' || type === 'device-online' || type === 'refused';

/**
 * An alert about a device bears what was known of the device: that it had no connection when the first thing was missing. It is taken at its word only
 * where nothing else was kept of that device, as with alerts from before it was.
 */
function wordOf({ device, items, at }: Evidence, kept: readonly DeviceEvent[]): DeviceEvent[] {
  if (!device || kept.some(({ type, deviceId }) => type === 'device-offline' && deviceId === device.id)) return [];
  const metrics = items.flatMap(metricsOfItem);
  const questionnaires = items.flatMap((item) => (item.type === 'unanswered' ? item.questionnaire : []));
  return [{ type: 'device-offline', deviceId: device.id, at: at - 1, since: device.since, metrics, questionnaires }];
}

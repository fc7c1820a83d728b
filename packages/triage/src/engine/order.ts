import type { TriageEvent } from './event.ts';

/** Readings and answers before a close of the same instant: the person has seen them. Ticks last: nothing is missing that came in time. */
const RANK = {
  measurement: 0,
  answered: 1,
  'alert-closed': 2,
  tick: 3,
  'device-offline': 4,
  'device-online': 5,
  refused: 6,
} as const;

/** By where they stand in the one order in which events count: instant, kind, metric or response or rule or device, value. Zero: in the same place. */
export function comparePlaces(a: TriageEvent, b: TriageEvent): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.type !== b.type) return RANK[a.type] - RANK[b.type];
  const name = nameOf(a);
  const other = nameOf(b);
  if (name !== other) return name < other ? -1 : 1;
  return a.type === 'measurement' && b.type === 'measurement' ? a.value - b.value : 0;
}

function nameOf(event: TriageEvent): string {
  switch (event.type) {
    case 'measurement':
      return event.metric;
    case 'answered':
      return `${event.questionnaire} ${event.responseId}`;
    case 'alert-closed':
      return event.ruleId;
    case 'tick':
      return '';
    case 'refused':
      return `${event.metric ?? ''} ${event.code}`;
    default:
      return event.deviceId;
  }
}

/** Of two receptions of the same reading or response, the earlier first. */
export function compareEvents(a: TriageEvent, b: TriageEvent): number {
  return comparePlaces(a, b) || receivedAt(a) - receivedAt(b);
}

function receivedAt(event: TriageEvent): number {
  return 'receivedAt' in event ? (event.receivedAt ?? event.at) : event.at;
}

/** Each comes after the one before it, and none is the same as another. */
export function inOrder(events: readonly TriageEvent[]): boolean {
  for (let index = 1; index < events.length; index += 1) {
    const before = events[index - 1];
    const after = events[index];
    if (!before || !after || before.at < after.at) continue;
    if (comparePlaces(after, before) <= 0) return false;
  }
  return true;
}

/** Of sorted events that stand in the same place, the first. */
export function onceEach<Event extends TriageEvent>(sorted: readonly Event[]): Event[] {
  return sorted.filter((event, index) => {
    const before = sorted[index - 1];
    return !before || comparePlaces(event, before) !== 0;
  });
}

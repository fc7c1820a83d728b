import type { TriageEvent } from './event.ts';

/** Where an event stands in the one order in which events count: instant, kind, metric or rule, value. */
export type Place = readonly [at: number, rank: number, name: string, value: number];

/** Readings before a close of the same instant: the person has seen them. Ticks last: nothing is missing that came in time. */
const RANK = { measurement: 0, 'alert-closed': 1, tick: 2, 'device-offline': 3, 'device-online': 4 } as const;

function placeOf(event: TriageEvent): Place {
  switch (event.type) {
    case 'measurement':
      return [event.at, RANK.measurement, event.metric, event.value];
    case 'alert-closed':
      return [event.at, RANK['alert-closed'], event.ruleId, 0];
    case 'tick':
      return [event.at, RANK.tick, '', 0];
    default:
      return [event.at, RANK[event.type], event.deviceId, 0];
  }
}

/** Of two receptions of the same reading, the earlier first. */
export function compareEvents(a: TriageEvent, b: TriageEvent): number {
  return a.at - b.at || compareToPlace(a, placeOf(b)) || receivedAt(a) - receivedAt(b);
}

function receivedAt(event: TriageEvent): number {
  return event.type === 'measurement' ? (event.receivedAt ?? event.at) : event.at;
}

export function compareToPlace(event: TriageEvent, place: Place): number {
  if (event.at !== place[0]) return event.at - place[0];
  const rank = RANK[event.type];
  if (rank !== place[1]) return rank - place[1];
  const own = placeOf(event);
  if (own[2] !== place[2]) return own[2] < place[2] ? -1 : 1;
  return own[3] - place[3];
}

/** Each comes after the one before it, and none is the same as another. */
export function inOrder(events: readonly TriageEvent[]): boolean {
  for (let index = 1; index < events.length; index += 1) {
    const before = events[index - 1];
    const after = events[index];
    if (!before || !after || before.at < after.at) continue;
    if (compareToPlace(after, placeOf(before)) <= 0) return false;
  }
  return true;
}

/** Of sorted events that stand in the same place, the first. */
export function onceEach<Event extends TriageEvent>(sorted: readonly Event[]): Event[] {
  return sorted.filter((event, index) => {
    const before = sorted[index - 1];
    return !before || compareToPlace(event, placeOf(before)) !== 0;
  });
}

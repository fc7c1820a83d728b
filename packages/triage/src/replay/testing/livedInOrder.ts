import type { TriageEvent } from '../../engine/event.ts';
import type { CompiledProtocol } from '../../engine/rules/compile.ts';
import type { LivedHistory } from '../lived.ts';

/** An episode of which every reading and answer is given when it was taken, under one setting. */
export const livedInOrder = (
  protocol: CompiledProtocol,
  since: number,
  events: readonly TriageEvent[],
): LivedHistory => ({
  since,
  settings: [{ from: Number.NEGATIVE_INFINITY, protocol }],
  readings: events.flatMap((event) => (event.type === 'measurement' ? { ...event, givenAt: event.at } : [])),
  answers: events.flatMap((event) => (event.type === 'answered' ? { ...event, givenAt: event.at } : [])),
  closes: events.filter((event) => event.type === 'alert-closed'),
  ticks: [],
});

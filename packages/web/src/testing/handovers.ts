import {
  ago,
  exampleEpisode,
  exampleHandover,
  exampleSession,
  exampleWorklist,
  hospital,
  idOf,
  ingrid,
  municipality,
} from './examples.ts';
import type { Answers } from './render.tsx';

/** What is asked for one handover. */
export const HANDOVER = `GET /handovers/${idOf(300)}`;
/** What the pages of handovers ask for, with nothing offered. */
export const base = (): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
  'GET /teams': { teams: [municipality, hospital] },
  [`GET /episodes/${idOf(100)}`]: exampleEpisode(),
  [`GET /episodes/${idOf(100)}/handover-digest`]: exampleHandover().digest,
});
export const decided = (status: 'accepted' | 'declined' | 'withdrawn', more = {}) =>
  exampleHandover({ status, decidedBy: ingrid, decidedAt: ago(0), version: 2, ...more });
export const posted = (asked: { method: string; path: string; body: unknown }[]) =>
  asked.find(({ method }) => method === 'POST');

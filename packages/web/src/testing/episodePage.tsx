import { screen } from '@testing-library/react';
import {
  exampleEntry,
  exampleEpisode,
  exampleSession,
  exampleTrend,
  exampleWorklist,
  hospital,
  idOf,
  ingrid,
  municipality,
} from './examples.ts';
import { type Answers, renderApp } from './render.tsx';

/** The question that the patient page asks of the API about the example's patient. */
export const EPISODE = `GET /episodes/${idOf(100)}`;

/** What the API answers a patient page with. */
export const episodeAnswers = (episode = exampleEpisode()): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
  'GET /teams': { teams: [municipality, hospital] },
  [EPISODE]: episode,
  [`${EPISODE}/timeline`]: {
    entries: [
      exampleEntry({ alertId: idOf(401), data: { severity: 'red' } }),
      exampleEntry({ cursor: '4.1', kind: 'responsibility-began', team: municipality, practitioner: ingrid }),
    ],
    nextBefore: null,
  },
  [`${EPISODE}/trends`]: exampleTrend(),
});

/** The patient page of the example's patient, when it is there. */
export async function openEpisode(episode = exampleEpisode()) {
  const app = await renderApp(`/episodes/${idOf(100)}`, episodeAnswers(episode));
  await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
  return app;
}

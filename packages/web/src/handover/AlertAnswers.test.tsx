// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exampleEpisode, exampleHandover, exampleSession, exampleWorklist, idOf, NOW } from '../testing/examples.ts';
import { renderApp } from '../testing/render.tsx';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

/* A handover of a patient with an alert about a form: its line only counts several answers, so each stands below it. */

const answer = (linkId: string, colour: 'red' | 'yellow') => ({
  linkId,
  colour,
  question: { nb: `${linkId}?`, en: `${linkId}?` },
  answer: { nb: 'Mer enn vanlig', en: 'More than usual' },
});
const sleep = answer('Søvn', 'red');
const cough = answer('Hoste', 'yellow');
const title = { nb: 'Kolsplager i dag', en: 'COPD symptoms today' };
const summary = { nb: 'Kolsplager i dag: svar', en: 'COPD symptoms today: answers' };

async function offer(answers: (typeof sleep)[]) {
  const evidence = {
    at: NOW,
    review: null,
    items: [{ type: 'questionnaire', responseId: idOf(900), title, at: NOW, about: 'answers', colour: 'red', answers }],
  };
  const episode = exampleEpisode();
  const openAlerts = episode.openAlerts.slice(0, 1).map((alert) => ({ ...alert, summary, evidence }));
  const { digest } = exampleHandover();
  await renderApp(`/episodes/${idOf(100)}/handover`, {
    'GET /session': exampleSession(),
    'GET /worklist': exampleWorklist([]),
    'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
    'GET /teams': { teams: [] },
    [`GET /episodes/${idOf(100)}`]: { ...episode, openAlerts },
    [`GET /episodes/${idOf(100)}/handover-digest`]: digest,
    [`GET /episodes/${idOf(100)}/tasks`]: { tasks: [] },
  });
  return within(await screen.findByRole('region', { name: 'Dette følger med' }));
}

async function letter(answers: (typeof sleep)[] | undefined) {
  const handover = exampleHandover();
  const alerts = [{ alertId: idOf(402), severity: 'red' as const, summary, ...(answers ? { answers } : {}) }];
  await renderApp(`/handovers/${idOf(300)}`, {
    'GET /session': exampleSession(),
    'GET /worklist': exampleWorklist([]),
    'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
    'GET /teams': { teams: [] },
    [`GET /handovers/${idOf(300)}`]: {
      handover: { ...handover, digest: { ...handover.digest, alerts } },
      openRedAlerts: [],
    },
    [`GET /episodes/${idOf(100)}`]: exampleEpisode(),
  });
  return within(await screen.findByRole('region', { name: 'Åpne varsler' }));
}

describe.each([
  ['that is written', offer],
  ['that has come', letter],
])('an alert about a form in a handover %s', (_, open) => {
  it('has every coloured answer below it, red first where the form had it last', async () => {
    const region = await open(open === offer ? [cough, sleep] : [sleep, cough]);
    expect((await region.findAllByRole('term')).slice(0, 2).map((term) => term.textContent)).toEqual([
      'Søvn?',
      'Hoste?',
    ]);
    const [red, yellow] = region.getAllByRole('definition').map((definition) => definition.textContent);
    expect([red, yellow]).toEqual(['Mer enn vanligRød', 'Mer enn vanligGul']);
  });

  it('names a single one in its own line alone', async () => {
    const region = await open([sleep]);
    await region.findByText('Kolsplager i dag: svar');
    expect(region.queryByText('Søvn?')).toBeNull();
  });
});

it('a letter from before answers went with it says nothing of them', async () => {
  const region = await letter(undefined);
  await region.findByText('Kolsplager i dag: svar');
  expect(region.queryAllByRole('term')).toEqual([]);
});

// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EPISODE, episodeAnswers } from '../testing/episodePage.tsx';
import {
  ago,
  ahead,
  exampleHandover,
  examplePlan,
  HOUR,
  hospital,
  idOf,
  ingrid,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { HANDOVER } from '../testing/handovers.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';
import { detail } from '../testing/trials.ts';
import { exampleWhatIf } from '../testing/whatIf.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const BATCH = `GET /handover-batches/${idOf(500)}`;
const TRIAL = `GET /protocol-trials/${idOf(600)}`;
const answers = (): Answers => ({
  ...episodeAnswers(),
  'GET /tasks': { tasks: [] },
  [`${EPISODE}/handover-digest`]: exampleHandover().digest,
  [`${EPISODE}/measuring-plan`]: examplePlan(),
  [`${EPISODE}/protocols`]: { choices: [], history: [], limitsVersion: 2 },
  [`POST /episodes/${idOf(100)}/what-if`]: exampleWhatIf(),
  [HANDOVER]: { handover: exampleHandover(), openRedAlerts: [], unjudgedSince: null },
  [BATCH]: {
    id: idOf(500),
    fromTeam: municipality,
    toTeam: hospital,
    offeredBy: ingrid,
    offeredAt: ago(HOUR),
    deadlineAt: ahead(HOUR),
    reason: 'Natt',
    handovers: [exampleHandover()],
  },
  [TRIAL]: detail(),
});

/** The live feed has all that is on the screen fetched anew. */
async function fetchAnew({ sockets, say }: Awaited<ReturnType<typeof renderApp>>) {
  await waitFor(() => expect(sockets).toHaveLength(1));
  act(() => say({ type: 'reset' }));
  act(() => say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() }));
}

describe('a page whose subject is no longer to be seen, though an older answer is at hand', () => {
  it.each([
    ['the patient', `/episodes/${idOf(100)}`, EPISODE, 'Pasient 0', 'Fant ikke oppfølgingen'],
    ['limits', `/episodes/${idOf(100)}/limits`, EPISODE, 'Pasient 0', 'Fant ikke oppfølgingen'],
    ['the protocol', `/episodes/${idOf(100)}/protocol`, EPISODE, 'Pasient 0', 'Fant ikke oppfølgingen'],
    ['the measuring plan', `/episodes/${idOf(100)}/measuring-plan`, EPISODE, 'Pasient 0', 'Fant ikke oppfølgingen'],
    ['a pause', `/episodes/${idOf(100)}/pause`, EPISODE, 'Pasient 0', 'Fant ikke oppfølgingen'],
    ['an offer', `/episodes/${idOf(100)}/handover`, EPISODE, 'Pasient 0', 'Fant ikke oppfølgingen'],
    ['a handover', `/handovers/${idOf(300)}`, HANDOVER, 'Pasient 0', 'Fant ikke ansvarsoverføringen'],
    ['a handover of many', `/handover-batches/${idOf(500)}`, BATCH, 'Pasient 0', 'Fant ikke ansvarsoverføringen'],
    ['a trial', `/trials/${idOf(600)}`, TRIAL, 'Astrid Lyngvollset', 'Fant ikke siden'],
  ])('shows nothing of it any more: %s', async (_, page, asked, name, gone) => {
    const app = await renderApp(page, answers());
    await waitFor(() => expect(document.body.textContent).toContain(name));
    app.answers[asked] = problem(404, 'not-found');
    await fetchAnew(app);
    await screen.findByRole('heading', { name: gone });
    expect(document.body.textContent).not.toContain(name);
  });
});

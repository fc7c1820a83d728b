// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  ahead,
  DAY,
  exampleEpisode,
  exampleSession,
  exampleTrend,
  exampleWorklist,
  HOUR,
  idOf,
  ingrid,
  jonas,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const SET = `POST /episodes/${idOf(100)}/limits`;
const answers = (episode = exampleEpisode(), more: Answers = {}): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
  [EPISODE]: episode,
  [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
  [`${EPISODE}/trends`]: exampleTrend(),
  ...more,
});
const openForm = async (more: Answers = {}) => {
  const app = await renderApp(`/episodes/${idOf(100)}/limits`, answers(exampleEpisode(), more));
  await screen.findByRole('button', { name: 'Lagre grensene' });
  return app;
};
const field = (name: RegExp) => screen.getByRole('textbox', { name });

describe('the form of a patient’s own limits', () => {
  it('shows every number with its range and its standard, and what the patient has', async () => {
    await openForm();
    expect(field(/SpO₂, rød grense/)).toHaveProperty('value', '86');
    expect(field(/SpO₂, gul grense/)).toHaveProperty('value', '');
    screen.getByText(/Standard 88 %, tillatt 80–92 %/);
  });

  it('sends what differs from the standard, with a comma as a point, and says when a colleague must confirm', async () => {
    const app = await openForm({ [SET]: { outcome: 'set', version: 3 } });
    await userEvent.clear(field(/rød grense/));
    await userEvent.type(field(/rød grense/), '79,5');
    screen.getByText(/en kollega må bekrefte/);
    await userEvent.type(field(/gul grense/), '90');
    await userEvent.type(field(/^Grunn/), 'Ny normal');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    await waitFor(() =>
      expect(app.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
        values: { 'saturation-red': 79.5 },
        reason: 'Ny normal',
        basedOnVersion: 2,
      }),
    );
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
  });

  it('names the field of each fault and sends nothing', async () => {
    const app = await openForm();
    await userEvent.type(field(/gul grense/), 'nitti');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    await screen.findAllByText('SpO₂, gul grense: skriv et tall, eller la feltet stå tomt');
    expect(screen.getAllByText(/^Grunn: må fylles ut/)).toHaveLength(2);
    expect(app.asked.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('says why it was refused', async () => {
    await openForm({ [SET]: problem(409, 'conflict', { reason: 'proposal-pending' }) });
    await userEvent.type(field(/^Grunn/), 'Ny normal');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    await screen.findByText(/Et forslag venter på bekreftelse/);
  });
});

describe('limits on the patient page', () => {
  const proposal = (by = jonas) => ({
    id: idOf(900),
    values: [
      { name: 'saturation-red', text: { nb: 'SpO₂, rød grense', en: 'x' }, value: 78, standard: 88, beyond: true },
    ],
    reason: 'Svært lav normal',
    until: ahead(30 * DAY),
    proposedBy: by,
    proposedAt: ago(HOUR),
    deadlineAt: ahead(2 * DAY),
  });
  const openPatient = async (change: object, more: Answers = {}) => {
    const app = await renderApp(`/episodes/${idOf(100)}`, answers(exampleEpisode(change), more));
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    return { app, limits: within(screen.getByRole('region', { name: 'Individuelle grenser' })) };
  };

  it('that have ended say so, with the way to renew them', async () => {
    const ended = { ...exampleEpisode().limits, state: 'ended', until: ago(DAY) };
    const { limits } = await openPatient({ limits: ended });
    limits.getByText(/Protokollens egne grenser gjelder nå/);
    limits.getByRole('link', { name: 'Forny grensene' });
  });

  it('that wait are confirmed by a colleague of the author', async () => {
    const me = exampleSession().practitioner;
    const { app, limits } = await openPatient(
      { limitsProposal: proposal(me.id === jonas.id ? ingrid : jonas) },
      { [`POST /limits-proposals/${idOf(900)}/confirm`]: { status: 'confirmed', version: 3 } },
    );
    limits.getByText(/utenfor tillatt område/);
    await userEvent.click(limits.getByRole('button', { name: 'Bekreft grensene' }));
    await limits.findByText('Grensene er bekreftet og gjelder nå.');
    expect(app.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('that wait are only taken back by their author', async () => {
    const { limits } = await openPatient({ limitsProposal: proposal(exampleSession().practitioner) });
    limits.getByRole('button', { name: 'Trekk forslaget' });
    expect(limits.queryByRole('button', { name: 'Bekreft grensene' })).toBeNull();
  });
});

// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ago, exampleSession, exampleWorklist, HOUR, idOf, jonas, municipality } from '../testing/examples.ts';
import { type Answers, renderApp } from '../testing/render.tsx';

afterEach(cleanup);

const trial = (change: object = {}) => ({
  id: idOf(600),
  teamId: municipality.id,
  protocolId: 'copd',
  protocolVersion: 2,
  title: { nb: 'Kols', en: 'COPD' },
  days: 90,
  status: 'running',
  askedBy: jonas,
  askedAt: ago(HOUR),
  endedAt: null,
  total: 2,
  done: 1,
  ...change,
});
const load = (alerts: number) => ({ alerts, red: 0, perWeek: alerts / 4, hoursPerWeek: alerts / 10 });
const result = {
  readings: 60,
  present: load(3),
  proposed: load(1),
  gained: 0,
  lost: 2,
  changed: 0,
  events: 1,
  warnedPresent: 1,
  warnedProposed: 0,
};
const detail = (change: object = {}) => ({
  ...trial(change),
  sum: result,
  patients: [
    { episodeId: idOf(100), patientName: 'Astrid Lyngvollset', result, failure: null },
    { episodeId: idOf(101), patientName: 'Kåre Måkeneset', result: null, failure: null },
  ],
});
const common: Answers = {
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
};

describe('trials of a protocol', () => {
  it('are started for what the team could try', async () => {
    const app = await renderApp('/trials', {
      ...common,
      'GET /protocol-trials': {
        candidates: [
          { teamId: municipality.id, id: 'copd', version: 2, title: { nb: 'Kols', en: 'COPD' }, patients: 2 },
        ],
        trials: [trial({ status: 'done' })],
      },
      'POST /protocol-trials': trial({ status: 'queued' }),
      [`GET /protocol-trials/${idOf(600)}`]: detail(),
    });
    await screen.findByText('Kols, versjon 2 (2 pasienter)');
    screen.getByText(/Ferdig – Jonas/);
    await userEvent.click(screen.getByRole('button', { name: 'Start prøven' }));
    await screen.findByText('1 av 2 pasienter er spilt av.');
    expect(app.asked.find(({ method }) => method === 'POST')?.body).toEqual({
      teamId: municipality.id,
      protocolId: 'copd',
      protocolVersion: 2,
      days: 90,
    });
  });

  it('show what they have come to for each patient and in total, and are cancelled', async () => {
    const app = await renderApp(`/trials/${idOf(600)}`, {
      ...common,
      [`GET /protocol-trials/${idOf(600)}`]: detail(),
      [`POST /protocol-trials/${idOf(600)}/cancel`]: trial({ status: 'cancelled' }),
    });
    const found = within(await screen.findByRole('region', { name: 'Hva versjonen ville ha gitt' }));
    const rows = found.getAllByRole('row').map(({ textContent }) => textContent);
    expect(rows[1]).toBe('Alle som er spilt av310200,3 → 0,11 → 0 av 1');
    expect(rows[3]).toBe('Kåre MåkenesetVenter');
    app.answers[`GET /protocol-trials/${idOf(600)}`] = detail({ status: 'cancelled' });
    await userEvent.click(screen.getByRole('button', { name: 'Avbryt prøven' }));
    await screen.findByText('Prøven er avbrutt. Det som er funnet, står her.');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Avbryt prøven' })).toBeNull());
  });
});

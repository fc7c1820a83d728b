// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ago, DAY, exampleDevice, exampleSession, exampleWorklist, idOf } from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

const message = {
  id: idOf(600),
  deviceId: 'gw-1',
  topic: 'dho/v1/gw-1/measurements',
  receivedAt: ago(60_000),
  reasons: [
    {
      path: '/measurements/0/value',
      code: 'value-implausible',
      text: 'Oxygen saturation 140 % lies outside 50–100 %.',
    },
    { path: '', code: 'a-new-fault', text: 'Something new.' },
  ],
  excerpt: '{"queue"',
  bytes: 1312,
};
const base = (more: Answers = {}): Answers => ({
  'GET /session': exampleSession({ installation: 'production' }),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
  'GET /devices': {
    devices: [
      exampleDevice(1, { quarantined: 1, batteryPercent: 9 }),
      exampleDevice(2, {
        lastHeardAt: ago(2 * DAY),
        assignedTo: { episodeIds: [], patientName: 'Kåre' },
        firmware: null,
      }),
      exampleDevice(3, { assignedTo: null, batteryPercent: null, lastHeardAt: null }),
    ],
  },
  'GET /quarantine': { messages: [message], nextBefore: null },
  ...more,
});

afterEach(cleanup);

describe('equipment and ingest', () => {
  it('shows each device with its account, what needs somebody first', async () => {
    await renderApp('/devices', base());
    const table = await screen.findByRole('table', { name: 'Utstyr' });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent?.match(/gw-\d/)?.[0])).toEqual(['gw-2', 'gw-1', 'gw-3']);
    expect(rows[1]?.textContent).toMatch(/9.% lavt/);
    expect(rows[2]?.textContent).toContain('Ikke utlånt');
    expect(screen.queryByText(/Demonstrasjon/)).toBeNull();
  });

  it('shows why messages were quarantined, of one device or of all', async () => {
    const { asked, router } = await renderApp('/devices', base());
    await screen.findByText(/Usannsynlig verdi og a-new-fault/);
    expect(document.body.textContent).toContain('Oxygen saturation 140 % lies outside 50–100 %.');
    expect(document.body.textContent).toContain('hele meldingen');
    await userEvent.click(screen.getByRole('button', { name: 'Meldinger fra gw-1: 1' }));
    await screen.findByRole('heading', { name: 'Meldinger fra gw-1' });
    await waitFor(() => expect(asked.at(-1)?.query.get('deviceId')).toBe('gw-1'));
    await userEvent.click(screen.getByRole('button', { name: 'Vis fra alt utstyr' }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it('fetches older messages when asked', async () => {
    const { answers, asked } = await renderApp(
      '/devices',
      base({ 'GET /quarantine': { messages: [message], nextBefore: 'cursor' } }),
    );
    const more = await screen.findByRole('button', { name: 'Vis eldre' });
    answers['GET /quarantine'] = { messages: [{ ...message, id: idOf(601), deviceId: null }], nextBefore: null };
    await userEvent.click(more);
    await screen.findByText(/Ukjent utstyr/);
    expect(asked.at(-1)?.query.get('before')).toBe('cursor');
  });

  it('says when there is nothing, and when it cannot be fetched', async () => {
    const empty = base({ 'GET /devices': { devices: [] }, 'GET /quarantine': { messages: [], nextBefore: null } });
    const { unmount } = await renderApp('/devices', empty);
    await screen.findByText('Ingen meldinger i karantene.');
    await screen.findByText('Ingen av pasientene deres har utstyr registrert.');
    unmount();
    await renderApp('/devices', {
      ...empty,
      'GET /devices': problem(500, 'internal'),
      'GET /quarantine': problem(500, 'internal'),
    });
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Prøv igjen' })).toHaveLength(2));
  });
});

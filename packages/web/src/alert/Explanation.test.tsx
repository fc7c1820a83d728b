// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exampleEpisode, exampleSession, exampleTrend, exampleWorklist, idOf } from '../testing/examples.ts';
import { renderApp } from '../testing/render.tsx';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const explained = (rerun: object) => ({
  alertId: idOf(401),
  sentence: { nb: 'SpO₂ 84 %, grense 86 % satt av Silje 3. mars 2026', en: 'SpO₂ 84 %, limit 86 %' },
  protocol: { id: 'copd', version: 3, title: { nb: 'KOLS hjemme', en: 'COPD at home' } },
  limits: {
    version: 2,
    setBy: 'Silje',
    confirmedBy: 'Per',
    setAt: '2026-03-03T08:00:00.000Z',
    reason: 'Avtalt med lungelege',
  },
  judgedAt: '2026-03-04T08:00:00.000Z',
  given: { readings: 120, answers: 4, closes: 1, ticks: 3 },
  rerun: { identical: true, differences: [], found: null, ...rerun },
});

async function open(rerun: object) {
  const episode = exampleEpisode();
  const id = `/alerts/${episode.openAlerts[0]?.id}/explanation`;
  const app = await renderApp(`/episodes/${idOf(100)}`, {
    'GET /session': exampleSession(),
    'GET /worklist': exampleWorklist([]),
    'GET /handovers': { inbox: [], outbox: [] },
    [`GET /episodes/${idOf(100)}`]: episode,
    [`GET /episodes/${idOf(100)}/timeline`]: { entries: [], nextBefore: null },
    [`GET /episodes/${idOf(100)}/trends`]: exampleTrend(),
    [`GET ${id}`]: explained(rerun),
  });
  await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
  const asked = () => app.asked.filter(({ path }) => path === id).length;
  expect(asked()).toBe(0);
  await userEvent.click(screen.getByText('Forklar og vurder på nytt'));
  await screen.findByText(/satt av Silje 3\. mars 2026/);
  expect(asked()).toBe(1);
  return within(screen.getByRole('region', { name: /varsler/i }));
}

describe('an alert, explained', () => {
  it('is asked for when it is opened, and says who set the limit, how much was read, and that it is the same again', async () => {
    const alerts = await open({});
    alerts.getByText(/Individuelle grenser versjon 2, satt av Silje .* Bekreftet av Per\./);
    alerts.getByText('Samme regler på de samme dataene gir nøyaktig samme varsel.');
    alerts.getByText(
      'Regnet på 120 målinger, 4 besvarte skjema, 1 avsluttet varsel og 3 tidspunkter der noe kunne mangle.',
    );
  });

  it('says what differs', async () => {
    const found = { nb: 'SpO₂ 83 %, grense 86 %', en: 'SpO₂ 83 %, limit 86 %' };
    const alerts = await open({ identical: false, differences: ['severity', 'items'], found });
    alerts.getByText(/avviker i: alvorlighet og målinger og grenser\. Nå: SpO₂ 83 %/);
  });

  it('says that nothing is found', async () => {
    const alerts = await open({ identical: false });
    alerts.getByText(/finner reglene ikke dette varselet/);
  });
});

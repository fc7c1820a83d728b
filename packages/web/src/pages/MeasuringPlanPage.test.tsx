// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ahead,
  exampleEpisode,
  exampleItem,
  examplePlan,
  exampleSession,
  exampleTrend,
  exampleWorklist,
  HOUR,
  idOf,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';
import { nb } from '../texts/nb/index.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const PLAN = `${EPISODE}/measuring-plan`;
const SET = `POST /episodes/${idOf(100)}/measuring-plan`;
const answers = (more: Answers = {}): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
  [EPISODE]: exampleEpisode(),
  [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
  [`${EPISODE}/trends`]: exampleTrend(),
  [PLAN]: examplePlan(),
  ...more,
});
const openForm = async (more: Answers = {}) => {
  const app = await renderApp(`/episodes/${idOf(100)}/measuring-plan`, answers(more));
  await screen.findByRole('button', { name: 'Ta planen i bruk' });
  return app;
};
const sent = (app: Awaited<ReturnType<typeof openForm>>) =>
  app.asked.find(({ method, path }) => method === 'POST' && path.endsWith('/measuring-plan'))?.body;
const entry = (number: number) => screen.getByRole('group', { name: `Måling ${number}` });
const reason = () => screen.getByRole('textbox', { name: /^Begrunnelse/ });
const save = () => userEvent.click(screen.getByRole('button', { name: 'Ta planen i bruk' }));

describe('the form of the measuring plan', () => {
  it('begins with the plan in force, and sends what is chosen with its reason and version', async () => {
    const app = await openForm({ [SET]: examplePlan({ version: 3 }) });
    const first = within(entry(1));
    expect(first.getByRole('combobox', { name: 'Hva' })).toHaveProperty('value', 'oxygen-saturation');
    await userEvent.click(first.getByRole('checkbox', { name: 'søndag' }));
    await userEvent.click(first.getByRole('checkbox', { name: 'Også på helligdager' }));
    await userEvent.type(reason(), 'Fri på søndager');
    await save();
    await waitFor(() =>
      expect(sent(app)).toEqual({
        plan: {
          timeZone: 'Europe/Oslo',
          entries: [
            {
              metric: 'oxygen-saturation',
              days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
              from: '00:00',
              by: '20:00',
              graceMinutes: 240,
              onHolidays: 'not-asked',
            },
          ],
          holidays: [],
        },
        reason: 'Fri på søndager',
        basedOnVersion: 2,
      }),
    );
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
  });

  it('names the field of each fault, leads to it, and sends nothing', async () => {
    const app = await openForm();
    await userEvent.click(screen.getByRole('button', { name: 'Legg til en måling' }));
    const second = within(entry(2));
    for (const day of ['mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag', 'søndag']) {
      await userEvent.click(second.getByRole('checkbox', { name: day }));
    }
    await save();
    expect(screen.getAllByText('Måling 2: velg minst én dag')).toHaveLength(2);
    expect(screen.getAllByText('Begrunnelse: må fylles ut')).toHaveLength(2);
    expect(sent(app)).toBeUndefined();
    await userEvent.click(screen.getByRole('link', { name: 'Måling 2: velg minst én dag' }));
    expect(document.activeElement).toBe(second.getByRole('checkbox', { name: 'mandag' }));
  });

  it('says of two that wait at the same time which one is wrong', async () => {
    await openForm();
    await userEvent.click(screen.getByRole('button', { name: 'Legg til en måling' }));
    await userEvent.selectOptions(within(entry(2)).getByRole('combobox', { name: 'Hva' }), 'oxygen-saturation');
    await userEvent.type(reason(), 'x');
    await save();
    expect(screen.getAllByText('Måling 2: tiden overlapper en annen av samme slag')).toHaveLength(2);
  });

  it('says what no measurements mean, and can go back to the standard plan', async () => {
    const app = await openForm({ [SET]: examplePlan({ version: 3, origin: 'protocol' }) });
    await userEvent.click(screen.getByRole('button', { name: 'Fjern måling 1' }));
    screen.getByText(/statusen blir aldri grønn/);
    await userEvent.type(reason(), 'Tilbake til det vanlige');
    await userEvent.click(screen.getByRole('button', { name: 'Bruk standardplanen igjen' }));
    await waitFor(() =>
      expect(sent(app)).toEqual({ plan: null, reason: 'Tilbake til det vanlige', basedOnVersion: 2 }),
    );
  });

  it('says why it was refused', async () => {
    await openForm({ [SET]: problem(409, 'conflict', { reason: 'version-moved-on' }) });
    await userEvent.type(reason(), 'x');
    await save();
    await screen.findByText(nb.refusals['version-moved-on']);
  });

  it('is not shown to a team that may not change it', async () => {
    await renderApp(`/episodes/${idOf(100)}/measuring-plan`, answers({ [PLAN]: examplePlan({ mayChange: false }) }));
    await screen.findByText('Bare teamet som er ansvarlig, kan endre måleplanen.');
    expect(screen.queryByRole('button', { name: 'Ta planen i bruk' })).toBeNull();
  });
});

describe('the plan on the patient page', () => {
  it('shows what is due today, the week ahead, and a mark in words for each due time of two weeks', async () => {
    await renderApp(`/episodes/${idOf(100)}`, answers());
    const plan = within(await screen.findByRole('region', { name: 'Måleplan' }));
    await plan.findByText('Pasienten har sin egen plan.');
    plan.getByText(/venter/);
    plan.getByText('1 av 2 målt i tide');
    expect(plan.getAllByText(/innen .*: (målt|mangler)$/)).toHaveLength(2);
    plan.getByRole('link', { name: 'Endre måleplanen' });
  });

  it('is followed on the worklist by what is due next, where something is missing', async () => {
    const nextDue = { metric: 'oxygen-saturation', by: ahead(HOUR) } as const;
    const items = [exampleItem(0, { status: 'unknown', nextDue }), exampleItem(1, { status: 'green', nextDue })];
    await renderApp('/', answers({ 'GET /worklist': exampleWorklist(items) }));
    expect(await screen.findAllByText(/^Neste: .* innen/)).toHaveLength(1);
  });
});

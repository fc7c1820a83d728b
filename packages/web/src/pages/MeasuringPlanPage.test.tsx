// @vitest-environment happy-dom

import type { ReplayedAlertShown, WhatIfShown } from '@samvakt/contract';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  ahead,
  DAY,
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
import { exampleWhatIf } from '../testing/whatIf.ts';
import { nb } from '../texts/nb/index.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const PLAN = `${EPISODE}/measuring-plan`;
const SET = `POST /episodes/${idOf(100)}/measuring-plan`;
const WHAT_IF = `POST /episodes/${idOf(100)}/what-if`;
const missed = (at: string): ReplayedAlertShown => ({
  ruleId: 'saturation-missing',
  kind: 'missing',
  severity: 'yellow',
  openedAt: at,
  redAt: null,
  closedAt: at,
  metrics: ['oxygen-saturation'],
  summary: { nb: 'SpO₂ ikke målt innen 20:00', en: 'x' },
});
const whatIf = (change: Partial<WhatIfShown> = {}) =>
  exampleWhatIf({
    present: { alerts: 4, red: 0, perWeek: 0.93, hoursPerWeek: 0.1 },
    proposed: { alerts: 5, red: 0, perWeek: 1.2, hoursPerWeek: 0.1 },
    gained: [missed(ago(3 * DAY)), missed(ago(2 * DAY))],
    lost: [missed(ago(5 * DAY))],
    counts: { gained: 2, lost: 1, changed: 0, kept: 0 },
    ...change,
  });
const answers = (more: Answers = {}): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
  [EPISODE]: exampleEpisode(),
  [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
  [`${EPISODE}/trends`]: exampleTrend(),
  [PLAN]: examplePlan(),
  [WHAT_IF]: whatIf(),
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
const asked = (app: Awaited<ReturnType<typeof openForm>>) =>
  app.asked.filter(({ path }) => path.endsWith('/what-if')).map(({ body }) => body);
/** The answer comes after the question; until it is there the form says so, and sends nothing. */
const saveSeen = (app: Awaited<ReturnType<typeof openForm>>) =>
  waitFor(async () => {
    await save();
    expect(sent(app)).toBeDefined();
  });

describe('the form of the measuring plan', () => {
  it('begins with the plan in force, and sends what is chosen with its reason and version', async () => {
    const app = await openForm({ [SET]: examplePlan({ version: 3 }) });
    const first = within(entry(1));
    expect(first.getByRole('combobox', { name: 'Hva' })).toHaveProperty('value', 'oxygen-saturation');
    await userEvent.click(first.getByRole('checkbox', { name: 'søndag' }));
    await userEvent.click(first.getByRole('checkbox', { name: 'Også på helligdager' }));
    await userEvent.type(reason(), 'Fri på søndager');
    await saveSeen(app);
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
        shown: { replayId: idOf(900) },
      }),
    );
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    await screen.findByText('Måleplanen er tatt i bruk.');
  });

  it('adds a form of the protocol, once a week with days of grace, and sends it as such', async () => {
    const app = await openForm({ [SET]: examplePlan({ version: 3 }) });
    await userEvent.click(screen.getByRole('button', { name: 'Legg til et skjema' }));
    const form = within(screen.getByRole('group', { name: 'Skjema 2' }));
    expect(form.getByRole('combobox', { name: 'Hva' })).toHaveProperty('value', 'urn:example:copd');
    form.getByRole('option', { name: 'Kolsplager i dag' });
    await userEvent.click(form.getByRole('checkbox', { name: 'søndag' }));
    await userEvent.click(form.getByRole('checkbox', { name: 'torsdag' }));
    await userEvent.selectOptions(form.getByRole('combobox', { name: 'Når varsles det?' }), '3 døgn etter fristen');
    await userEvent.type(reason(), 'Torsdager passer best');
    await saveSeen(app);
    expect(sent(app)).toMatchObject({
      plan: {
        entries: [
          { metric: 'oxygen-saturation' },
          {
            questionnaire: 'urn:example:copd',
            days: ['thursday'],
            from: '00:00',
            by: '20:00',
            graceMinutes: 4320,
            onHolidays: 'asked',
          },
        ],
      },
    });
  });

  it('begins a form that is planned already on a day when it does not wait any more', async () => {
    await openForm();
    const day = (number: number, name: string) =>
      within(screen.getByRole('group', { name: `Skjema ${number}` })).getByRole('checkbox', { name });
    await userEvent.click(screen.getByRole('button', { name: 'Legg til et skjema' }));
    await userEvent.click(screen.getByRole('button', { name: 'Legg til et skjema' }));
    expect(day(2, 'søndag')).toHaveProperty('checked', true);
    // From Sunday until Tuesday evening it waits, and what is asked for on Thursday lasts until Saturday.
    expect(day(3, 'torsdag')).toHaveProperty('checked', true);
    expect(day(3, 'søndag')).toHaveProperty('checked', false);
  });

  it('says of a form that it still waits when it is asked for again', async () => {
    const app = await openForm();
    await userEvent.click(screen.getByRole('button', { name: 'Legg til et skjema' }));
    const form = within(screen.getByRole('group', { name: 'Skjema 2' }));
    await userEvent.click(form.getByRole('checkbox', { name: 'mandag' }));
    await userEvent.type(reason(), 'Ofte');
    await save();
    expect(screen.getAllByText(/^Skjema 2: skjemaet venter fortsatt når det spørres om igjen/)).toHaveLength(2);
    expect(sent(app)).toBeUndefined();
    await userEvent.click(screen.getByRole('button', { name: 'Fjern skjema 2' }));
    // The focus is not lost with the button that was pressed.
    expect(document.activeElement?.id).toMatch(/^measuring-plan-\d+-subject$/);
    expect(screen.queryByRole('group', { name: 'Skjema 2' })).toBeNull();
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

  it('shows what the plan that is written would have told, against the one in force, and asks again when it changes', async () => {
    const app = await openForm();
    const region = within(await screen.findByRole('region', { name: 'Hva endringen ville ha gitt' }));
    await region.findByText('Nye varsler (2)');
    region.getByText('Varsler som faller bort (1)');
    expect(asked(app)).toEqual([{ days: 30, plan: examplePlan().plan }]);
    await userEvent.click(region.getByRole('radio', { name: '90 dager' }));
    await waitFor(() => expect(asked(app)).toContainEqual({ days: 90, plan: examplePlan().plan }));
    await userEvent.click(within(entry(1)).getByRole('checkbox', { name: 'søndag' }));
    await waitFor(() =>
      expect(asked(app).at(-1)).toMatchObject({ days: 90, plan: { entries: [{ days: { length: 6 } }] } }),
    );
  });

  it('is not saved before what it would have told is on the screen', async () => {
    // Nothing answers but the first question: the next one is never on the screen.
    let questions = 0;
    const firstOnly = () => (questions++ === 0 ? whatIf() : new Promise<never>(() => undefined));
    const app = await openForm({ [WHAT_IF]: firstOnly });
    await within(screen.getByRole('region', { name: 'Hva endringen ville ha gitt' })).findByText('Nye varsler (2)');
    await userEvent.type(reason(), 'x');
    await userEvent.click(within(entry(1)).getByRole('checkbox', { name: 'søndag' }));
    await save();
    expect(screen.getAllByText(nb.whatIf.waitForIt)).not.toHaveLength(0);
    expect(sent(app)).toBeUndefined();
  });

  it('asks again where it was given up for a question that it had taken the place of', async () => {
    let refused = 0;
    const givenUp = () => {
      refused += 1;
      return refused === 1 ? problem(409, 'conflict') : whatIf();
    };
    await openForm({ [WHAT_IF]: givenUp });
    await screen.findByText('Nye varsler (2)');
    expect(refused).toBe(2);
  });

  it('asks of nothing that is no plan, and says so', async () => {
    const app = await openForm();
    await waitFor(() => expect(asked(app)).toHaveLength(1));
    await userEvent.clear(within(entry(1)).getByLabelText('Tidligst'));
    screen.getByText(nb.measuringPlan.noWhatIf);
    expect(within(screen.getByRole('region', { name: 'Hva endringen ville ha gitt' })).queryByRole('table')).toBeNull();
  });

  it('is saved without it where it cannot be shown, with a word why', async () => {
    const app = await openForm({
      [WHAT_IF]: problem(503, 'unavailable'),
      [SET]: examplePlan({ version: 3 }),
    });
    await userEvent.type(reason(), 'Sover lenge');
    const why = await screen.findByRole('textbox', { name: /^Hvorfor lagres det uten avspilling/ });
    await save();
    expect(screen.getAllByText(nb.measuringPlan.faults.withoutReplay)).not.toHaveLength(0);
    expect(sent(app)).toBeUndefined();
    await userEvent.type(why, 'For mange målinger');
    await save();
    await waitFor(() => expect(sent(app)).toMatchObject({ shown: { withoutReplay: 'For mange målinger' } }));
  });

  it('says what no measurements mean, and can go back to the standard plan', async () => {
    const app = await openForm({ [SET]: examplePlan({ version: 3, origin: 'protocol' }) });
    await userEvent.click(screen.getByRole('button', { name: 'Fjern måling 1' }));
    expect(document.activeElement?.id).toBe('measuring-plan-add');
    screen.getByText(/statusen blir aldri grønn/);
    await userEvent.type(reason(), 'Tilbake til det vanlige');
    await userEvent.click(screen.getByRole('button', { name: 'Bruk standardplanen igjen' }));
    screen.getByText(nb.measuringPlan.standardAgain);
    await waitFor(() => expect(asked(app)).toContainEqual({ days: 30, plan: null }));
    expect(sent(app)).toBeUndefined();
    await saveSeen(app);
    expect(sent(app)).toEqual({
      plan: null,
      reason: 'Tilbake til det vanlige',
      basedOnVersion: 2,
      shown: { replayId: idOf(900) },
    });
  });

  it('says why it was refused', async () => {
    const app = await openForm({ [SET]: problem(409, 'conflict', { reason: 'version-moved-on' }) });
    await userEvent.type(reason(), 'x');
    await saveSeen(app);
    await screen.findByText(nb.refusals['version-moved-on']);
  });

  it('is shown anew where what was shown is too old', async () => {
    const app = await openForm({ [SET]: problem(422, 'unprocessable', { reason: 'replay-not-shown' }) });
    await userEvent.type(reason(), 'x');
    await saveSeen(app);
    expect(await screen.findAllByText(nb.refusals['replay-not-shown'])).toHaveLength(1);
    await waitFor(() => expect(asked(app)).toHaveLength(2));
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
    // A measurement and a form.
    expect(plan.getAllByText(/^venter$/)).toHaveLength(2);
    // A plan is of weekdays, and so is what is due.
    plan.getByText('søn. 22. nov.');
    plan.getByText('1 av 2 målt i tide');
    expect(plan.getAllByText(/innen .*: (målt|mangler)$/)).toHaveLength(2);
    plan.getByRole('link', { name: 'Endre måleplanen' });
  });

  it('shows the forms of the plan beside the measurements, in words of their own', async () => {
    const plan = examplePlan();
    const title = { nb: 'Kolsplager i dag', en: 'COPD symptoms today' };
    const form = (by: string, state: 'answered' | 'waiting' | 'overdue') => ({
      questionnaire: 'urn:example:copd',
      title,
      opensAt: by,
      by,
      overdueAt: by,
      state,
      answeredAt: state === 'answered' ? by : null,
      responseId: state === 'answered' ? idOf(901) : null,
    });
    const occasions = [
      ...plan.occasions,
      form(ago(9 * DAY), 'answered'),
      form(ago(2 * DAY), 'overdue'),
      form(ahead(5 * DAY), 'waiting'),
    ];
    await renderApp(`/episodes/${idOf(100)}`, answers({ [PLAN]: { ...plan, forms: [], occasions } }));
    const panel = within(await screen.findByRole('region', { name: 'Måleplan' }));
    await panel.findByText('1 av 2 besvart i tide');
    panel.getByText('1 av 2 målt i tide');
    expect(panel.getByRole('list', { name: 'Kolsplager i dag' }).textContent).toMatch(/: besvart.*: mangler$/);
    panel.getByText(/Kolsplager i dag innen/);
    // Nothing is asked for beside the plan.
    expect(panel.queryByRole('heading', { name: 'Skjema' })).toBeNull();
  });

  it('says that the forms cannot be read, and not that none are asked for', async () => {
    const plan = { ...examplePlan(), forms: [], formsUnreadable: true as const };
    await renderApp(`/episodes/${idOf(100)}`, answers({ [PLAN]: plan }));
    const panel = within(await screen.findByRole('region', { name: 'Måleplan' }));
    await panel.findByText('Hvilke skjemaer pasienten blir bedt om, kan ikke leses. Feilen er logget.');
    panel.getByText('Pasienten har sin egen plan.');
    panel.getByRole('heading', { name: 'Skjema' });
  });

  it('says which forms an earlier version asks for, how often, by when, and that one is missing', async () => {
    const plan = examplePlan();
    const [form] = plan.forms;
    if (!form) throw new Error('the example asks for no form');
    const unanswered = {
      ...form,
      title: { nb: 'Hjerteplager', en: 'x' },
      everyMs: DAY,
      lastAnsweredAt: null,
      by: ago(DAY),
      state: 'overdue' as const,
    };
    await renderApp(`/episodes/${idOf(100)}`, answers({ [PLAN]: { ...plan, forms: [form, unanswered] } }));
    const panel = within(await screen.findByRole('region', { name: 'Måleplan' }));
    await panel.findByText('Pasienten har sin egen plan.');
    const lines = panel
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent?.replaceAll(/[\u00a0\u202f]/g, ' ') ?? '')
      .filter((text) => /plager/.test(text));
    expect(lines).toEqual([
      'Kolsplager i dag innen 26. nov. kl. 09:00: venterHver 7. dag. Sist besvart 19. nov. kl. 09:00.',
      'Hjerteplager innen 20. nov. kl. 09:00: manglerHver dag. Ikke besvart ennå.',
    ]);
  });

  it('says on both pages why there is nothing to plan where the version in force has no rule about it, and where to go', async () => {
    const none = {
      ...examplePlan(),
      version: 0,
      origin: 'none' as const,
      plan: null,
      metrics: [],
      questionnaires: [],
      forms: [],
      occasions: [],
    };
    await renderApp(`/episodes/${idOf(100)}`, answers({ [PLAN]: none }));
    await within(await screen.findByRole('region', { name: 'Måleplan' })).findByText(
      /ingen regel om planlagte målinger/,
    );
    cleanup();
    await renderApp(`/episodes/${idOf(100)}/measuring-plan`, answers({ [PLAN]: none }));
    await screen.findByText(/ingen regel om planlagte målinger/);
    const other = screen.getByRole('link', { name: 'Se andre versjoner av protokollen' });
    expect(other.getAttribute('href')).toBe(`/episodes/${idOf(100)}/protocol`);
    expect(screen.queryByRole('button', { name: 'Ta planen i bruk' })).toBeNull();
  });

  it('is followed on the worklist by what is due next, where something is missing', async () => {
    const nextDue = { metric: 'oxygen-saturation', by: ahead(HOUR) } as const;
    const title = { nb: 'Kolsplager i dag', en: 'x' };
    const form = { questionnaire: 'urn:example:copd', title, by: ahead(HOUR) } as const;
    const items = [
      exampleItem(0, { status: 'unknown', nextDue }),
      exampleItem(1, { status: 'green', nextDue }),
      exampleItem(2, { status: 'unknown', nextDue: form }),
    ];
    await renderApp('/', answers({ 'GET /worklist': exampleWorklist(items) }));
    expect(await screen.findAllByText(/^Neste: .* innen/)).toHaveLength(2);
    screen.getByText(/^Neste: Kolsplager i dag innen/);
  });
});

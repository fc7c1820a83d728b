// @vitest-environment happy-dom
import type { Pause, PausePreview } from '@samvakt/contract';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ago,
  ahead,
  DAY,
  exampleAlert,
  exampleEpisode,
  exampleHandover,
  exampleItem,
  examplePause,
  exampleSession,
  exampleWorklist,
  idOf,
  municipality,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

const EPISODE = idOf(100);
const PREVIEW = `GET /episodes/${EPISODE}/pauses/preview`;
const line = (change: Partial<PausePreview['held'][number]>): PausePreview['held'][number] => ({
  ruleId: 'saturation-low',
  severity: 'yellow',
  kind: 'clinical',
  meaning: { nb: 'Lav oksygenmetning', en: 'Low oxygen saturation' },
  count: 1,
  open: 0,
  newestAt: ago(DAY),
  ...change,
});
const preview = (change: Partial<PausePreview> = {}): PausePreview => ({
  since: ago(30 * DAY),
  until: ago(0),
  held: [],
  shown: [],
  complete: true,
  ...change,
});
const base = (change: Parameters<typeof exampleEpisode>[0] = {}): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
  'GET /teams': { teams: [municipality] },
  'GET /tasks': { tasks: [] },
  [`GET /episodes/${EPISODE}`]: exampleEpisode(change),
  [`GET /episodes/${EPISODE}/timeline`]: { entries: [], nextBefore: null },
  [PREVIEW]: preview({ held: [line({ count: 4, open: 1 })], shown: [line({ severity: 'red' })] }),
});
const posted = (asked: { method: string; path: string; body: unknown }[]) =>
  asked.filter(({ method }) => method === 'POST');

afterEach(cleanup);

describe('pausing alerts', () => {
  const open = async (answers = base()) => {
    const app = await renderApp(`/episodes/${EPISODE}/pause`, answers);
    await screen.findByRole('button', { name: 'Sett på pause' });
    return app;
  };
  const choose = (name: string | RegExp) => userEvent.click(screen.getByRole('radio', { name }));
  const lastDay = (day: string) => fireEvent.change(screen.getByLabelText('Siste dag'), { target: { value: day } });
  const set = () => userEvent.click(screen.getByRole('button', { name: 'Sett på pause' }));

  it('chooses nothing beforehand, and asks for nothing before it is known what to pause', async () => {
    const { asked } = await open();
    for (const radio of screen.getAllByRole<HTMLInputElement>('radio')) expect(radio.checked).toBe(false);
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /Hold tilbake røde/ }).checked).toBe(false);
    expect(asked.some(({ path }) => path.endsWith('/preview'))).toBe(false);
    await set();
    for (const name of [/^Hvorfor: /, /^Hva gjelder pausen: /, /^Starter: /, /^Siste dag: /])
      screen.getByRole('link', { name });
    expect(posted(asked)).toEqual([]);
  });

  it('shows what it would have hidden, and asks anew when what is paused changes', async () => {
    const { asked, answers } = await open();
    await choose(/^Hele oppfølgingen/);
    const shown = screen.getByRole('region', { name: 'Hva pausen ville ha skjult' });
    await within(shown).findByText('4 varsler');
    expect(shown.textContent).toMatch(/Lav oksygenmetning 4 ganger.*1 er åpent nå/);
    expect(shown.textContent).toMatch(/Røde varsler som fortsatt ville ha vært vist:.*1 gang/);
    answers[PREVIEW] = preview();
    await userEvent.click(screen.getByRole('checkbox', { name: /Hold tilbake røde/ }));
    await within(shown).findByText('Ingen varsler de siste 30 dagene ville ha vært skjult.');
    await choose(/^Bare noen målinger/);
    await userEvent.click(screen.getByRole('checkbox', { name: /^Oksygenmetning/ }));
    await waitFor(() => expect(asked.filter(({ path }) => path.endsWith('/preview'))).toHaveLength(3));
    const queries = asked.filter(({ path }) => path.endsWith('/preview')).map(({ query }) => Object.fromEntries(query));
    expect(queries).toEqual([
      { scope: 'episode', named: '', includesRed: 'false' },
      { scope: 'episode', named: '', includesRed: 'true' },
      { scope: 'metrics', named: 'oxygen-saturation', includesRed: 'true' },
    ]);
  });

  it('of measurements counts by itself, which is said where there is another one of measurements', async () => {
    const other = examplePause({ scope: { type: 'metrics', metrics: ['heart-rate'] } });
    await open(base({ pauses: [other] }));
    const said = /Hver pause regnes for seg/;
    await choose(/^Hele oppfølgingen/);
    await screen.findByText('4 varsler');
    expect(screen.queryByText(said)).toBeNull();
    await choose(/^Bare noen målinger/);
    await userEvent.click(screen.getByRole('checkbox', { name: /^Oksygenmetning/ }));
    await screen.findByText(said);
    cleanup();
    await open(base({ pauses: [examplePause({ scope: { type: 'rules', rules: ['saturation-low'] } })] }));
    await choose(/^Bare noen målinger/);
    await userEvent.click(screen.getByRole('checkbox', { name: /^Oksygenmetning/ }));
    await screen.findByText('4 varsler');
    expect(screen.queryByText(said)).toBeNull();
  });

  it('is not set before that has been shown', async () => {
    const { asked } = await open({ ...base(), [PREVIEW]: problem(500, 'internal') });
    await choose('På ferie');
    await choose(/^Hele oppfølgingen/);
    await choose('Nå');
    lastDay('2026-11-28');
    await screen.findByText('Feil i tjenesten. Feilen er logget.');
    await set();
    expect(screen.getAllByText('Se først hva pausen ville ha skjult.')).toHaveLength(2);
    expect(posted(asked)).toEqual([]);
  });

  it('sends what was chosen, from now to the end of the last day, and goes to the patient', async () => {
    const { asked, answers, router } = await open();
    answers[`POST /episodes/${EPISODE}/pauses`] = examplePause({ endsAt: '2026-11-28T22:59:00.000Z' });
    await choose('På ferie');
    await choose(/^Hele oppfølgingen/);
    await choose('Nå');
    lastDay('2026-11-28');
    screen.getByText('lørdag 28. november 2026 kl. 23:59');
    await screen.findByText('4 varsler');
    await set();
    await waitFor(() => expect(router.state.location.pathname).toBe(`/episodes/${EPISODE}`));
    expect(posted(asked)).toMatchObject([
      {
        path: `/episodes/${EPISODE}/pauses`,
        body: {
          scope: { type: 'episode' },
          includesRed: false,
          reason: 'holiday',
          note: '',
          endsAt: '2026-11-28T22:59:00.000Z',
        },
      },
    ]);
    expect(posted(asked)[0]?.body).not.toHaveProperty('startsAt');
    // It is said where one comes, with the focus, and no longer than one stays there.
    const said = await screen.findByText(/^Varslene er satt på pause til 28\. nov\. 2026 kl\. 23:59\.$/);
    expect(document.activeElement).toBe(said.closest('[data-outcome="success"]'));
    // Above all else: the page is scrolled to its beginning.
    const heading = screen.getByRole('heading', { level: 1 });
    expect(said.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
    await act(() => router.navigate({ to: '/tasks' }));
    await screen.findByRole('heading', { level: 1, name: 'Oppgaver' });
    await act(() => router.navigate({ to: '/episodes/$episodeId', params: { episodeId: EPISODE } }));
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    expect(screen.queryByText(/^Varslene er satt på pause/)).toBeNull();
  });

  it('may begin later, of some rules, with red and a reason in words', async () => {
    const { asked, answers } = await open();
    answers[`POST /episodes/${EPISODE}/pauses`] = examplePause({
      startsAt: '2026-11-24T23:00:00.000Z',
      endsAt: '2026-11-27T22:59:00.000Z',
    });
    await choose('På sykehus');
    await choose(/^Bare noen regler/);
    await set();
    screen.getByRole('link', { name: 'Velg minst én' });
    await userEvent.click(screen.getByRole('checkbox', { name: 'Betydning' }));
    await userEvent.click(screen.getByRole('checkbox', { name: /Hold tilbake røde/ }));
    await choose('Senere');
    fireEvent.change(screen.getByLabelText('Første dag'), { target: { value: '2026-11-25' } });
    lastDay('2026-12-30');
    await screen.findByText('4 varsler');
    await set();
    screen.getByRole('link', { name: /^Siste dag: pausen er for lang/ });
    screen.getByRole('link', { name: /^Merknad: skriv hvorfor/ });
    lastDay('2026-11-27');
    await userEvent.type(screen.getByRole('textbox', { name: /^Merknad/ }), 'Innlagt på post 4');
    await set();
    await waitFor(() => expect(posted(asked)).toHaveLength(1));
    expect(posted(asked)[0]?.body).toEqual({
      scope: { type: 'rules', rules: ['saturation-low'] },
      includesRed: true,
      reason: 'hospital',
      note: 'Innlagt på post 4',
      startsAt: '2026-11-24T23:00:00.000Z',
      endsAt: '2026-11-27T22:59:00.000Z',
    });
    await screen.findByText(/^Pausen er lagt inn: fra 25\. nov\. 2026 kl\. 00:00 til 27\. nov\. 2026 kl\. 23:59\.$/);
  });

  it('says what the rules refuse, at its field where it has one', async () => {
    const { answers } = await open();
    await choose('På ferie');
    await choose(/^Hele oppfølgingen/);
    await choose('Nå');
    lastDay('2026-11-28');
    await screen.findByText('4 varsler');
    answers[`POST /episodes/${EPISODE}/pauses`] = problem(409, 'conflict', { reason: 'already-paused' });
    await set();
    await screen.findByText(/^Det samme er allerede satt på pause/);
    answers[`POST /episodes/${EPISODE}/pauses`] = problem(422, 'unprocessable', { reason: 'pause-too-long' });
    await set();
    await waitFor(() => expect(screen.getAllByText(/^Pausen er for lang/)).toHaveLength(2));
    const english = screen.getByRole('button', { name: 'English' });
    await userEvent.click(english);
    expect(screen.getAllByText(/^The pause is too long/)).toHaveLength(2);
    expect(screen.queryByText(/^Pausen er for lang/)).toBeNull();
    expect(document.activeElement).toBe(english);
  });
});

describe('a patient whose alerts are paused', () => {
  const paused = (pause: Partial<Pause> = {}, more = {}) =>
    base({
      status: 'unknown',
      pauses: [examplePause(pause)],
      openAlerts: [exampleAlert(1, { severity: 'yellow', pausedUntil: ahead(7 * DAY) })],
      ...more,
    });
  const open = async (answers: Answers) => {
    const app = await renderApp(`/episodes/${EPISODE}`, answers);
    await screen.findByRole('region', { name: 'Pauser' });
    return { ...app, region: within(screen.getByRole('region', { name: 'Pauser' })) };
  };

  it('shows the pause with its end and reason, and the alerts apart, still there with all they have', async () => {
    const { region } = await open(paused({ note: 'Hos datteren' }));
    region.getByText(/^På pause til 28\. nov/);
    region.getByText('Hele oppfølgingen · På ferie · Hos datteren');
    region.getByText('Røde varsler vises som vanlig.');
    const alerts = within(screen.getByRole('region', { name: /Åpne varsler/ }));
    expect(alerts.getByText('1 varsel på pause').closest('details')?.textContent).toContain('Oksygenmetning 84 %');
    expect(alerts.queryByText('Ingen åpne varsler.')).toBeNull();
  });

  it('is ended early, at the version that was read', async () => {
    const { asked, answers, region } = await open(paused({ version: 3 }));
    answers[`POST /pauses/${idOf(700)}/end`] = examplePause({ endedAt: ago(0) });
    answers[`GET /episodes/${EPISODE}`] = exampleEpisode({ pauses: [] });
    await userEvent.click(region.getByRole('button', { name: 'Avslutt pausen nå' }));
    await screen.findByText(/^Pausen er avsluttet/);
    expect(posted(asked)).toMatchObject([{ path: `/pauses/${idOf(700)}/end`, body: { version: 3 } }]);
  });

  it('has its end moved', async () => {
    const { asked, answers, region } = await open(paused());
    answers[`POST /pauses/${idOf(700)}/change-end`] = examplePause({ endsAt: '2026-11-24T22:59:00.000Z', version: 2 });
    await userEvent.click(region.getByRole('button', { name: 'Endre slutt' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Endre slutt' }));
    fireEvent.change(dialog.getByLabelText('Siste dag'), { target: { value: '2026-12-30' } });
    await userEvent.click(dialog.getByRole('button', { name: 'Lagre ny slutt' }));
    dialog.getByText(/^Pausen er for lang/);
    fireEvent.change(dialog.getByLabelText('Siste dag'), { target: { value: '2026-11-24' } });
    await userEvent.click(dialog.getByRole('button', { name: 'Lagre ny slutt' }));
    await screen.findByText('Pausen varer nå til 24. nov. 2026 kl. 23:59.');
    expect(posted(asked)).toMatchObject([{ body: { version: 1, endsAt: '2026-11-24T22:59:00.000Z' } }]);
  });

  it('says when somebody else was first', async () => {
    const { answers, region } = await open(paused());
    answers[`POST /pauses/${idOf(700)}/end`] = problem(409, 'conflict', { reason: 'version-moved-on' });
    await userEvent.click(region.getByRole('button', { name: 'Avslutt pausen nå' }));
    await screen.findByText(/^Pausen er endret siden du leste den/);
  });

  it('says that what is known of the patient cannot be read, not that somebody else was first', async () => {
    const { answers, region } = await open(paused());
    answers[`POST /pauses/${idOf(700)}/end`] = problem(409, 'conflict', { reason: 'triage-unreadable' });
    await userEvent.click(region.getByRole('button', { name: 'Avslutt pausen nå' }));
    await screen.findByText(/kan ikke leses.*samvakt triage rebuild/);
  });

  it('leaves others than the accountable team to read', async () => {
    const { region } = await open(paused({ includesRed: true, startsAt: ahead(DAY) }, { access: 'invited' }));
    region.getByText(/^Planlagt pause fra 22\. nov/);
    region.getByText('Også røde varsler holdes tilbake.');
    expect(region.queryByRole('button')).toBeNull();
    expect(screen.queryByRole('link', { name: 'Sett varsler på pause' })).toBeNull();
  });
});

describe('elsewhere', () => {
  it('the worklist says what is paused, until when, and how many alerts wait', async () => {
    const { id, scopeText, includesRed, reason, note, startsAt, endsAt } = examplePause();
    const brief = { id, scopeText, includesRed, reason, note, startsAt, endsAt };
    const items = [
      exampleItem(1, { status: 'yellow', openAlerts: { red: 0, yellow: 1, paused: 2 }, pauses: [brief] }),
      exampleItem(2, { pauses: [{ ...brief, includesRed: true }] }),
      exampleItem(3),
    ];
    await renderApp('/', { ...base(), 'GET /worklist': exampleWorklist(items) });
    const [, first, second] = await screen.findAllByRole('row');
    expect(first?.textContent).toMatch(/På pause til 28\. nov.* · Hele oppfølgingen2 varsler venter/);
    expect(second?.textContent).toMatch(/På pause til 28\. nov.* · Hele oppfølgingen · også rødt/);
    await userEvent.type(screen.getByRole('searchbox'), 'på pause');
    expect(screen.getAllByRole('row')).toHaveLength(3);
  });

  it('a handover says which pauses go with it', async () => {
    const { id, scopeText, includesRed, reason, note, startsAt, endsAt } = examplePause();
    const handover = exampleHandover();
    const pauses = [{ id, scopeText, includesRed, reason, note, startsAt, endsAt }];
    await renderApp(`/handovers/${handover.id}`, {
      ...base(),
      [`GET /handovers/${handover.id}`]: {
        handover: { ...handover, digest: { ...handover.digest, pauses } },
        openRedAlerts: [],
      },
    });
    await screen.findByText('Pauser som følger med');
    screen.getByText(/^På pause til 28\. nov/);
    screen.getByText('Pausene fortsetter å gjelde når ansvaret er overført.');
  });
});

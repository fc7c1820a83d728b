// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ahead,
  DAY,
  exampleEpisode,
  exampleHandover,
  examplePause,
  exampleSession,
  exampleTask,
  hospital,
  idOf,
  jonas,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { base, decided, HANDOVER } from '../testing/handovers.ts';
import { REFUSALS } from '../testing/refusals.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

afterEach(cleanup);

/** As a browser does it: it asks the dialogue, and closes it where that has nothing against it. */
function byEscape(): void {
  const dialog = screen.getByRole<HTMLDialogElement>('dialog');
  if (fireEvent(dialog, new Event('cancel', { cancelable: true }))) dialog.close();
}

type App = Awaited<ReturnType<typeof renderApp>>;
const EPISODE = `/episodes/${idOf(100)}`;
const listOf = (tasks: object[]) => ({ tasks, computedAt: new Date(NOW).toISOString(), cursor: '7.1' });
const write = (field: HTMLElement, text: string) => fireEvent.input(field, { target: { value: text } });
const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));
const field = (name: RegExp) => screen.findByRole<HTMLTextAreaElement>('textbox', { name });
const posts = ({ asked }: App, path: string) =>
  asked.filter((one) => one.method === 'POST' && one.path === path).map(({ body }) => body);
/** Whatever is on the screen is fetched anew. */
const everythingAnew = ({ say }: App) =>
  act(() => {
    say({ type: 'reset' });
    say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
  });
const atTasks = (more: Answers = {}) =>
  renderApp('/tasks', { ...base(), 'GET /tasks': listOf([exampleTask(1)]), ...more });
const atPatient = (episode = exampleEpisode(), more: Answers = {}) =>
  renderApp(EPISODE, { ...base(), 'GET /tasks': listOf([]), [`GET ${EPISODE}`]: episode, ...more });

describe('what is written in a dialogue', () => {
  const DONE = `/tasks/${idOf(501)}/done`;
  const openTask = async (more?: Answers) => {
    const app = await atTasks(more);
    await userEvent.click(await screen.findByRole('button', { name: /^Utført/ }));
    write(await field(/Hvordan gikk det/), 'Snakket med henne');
    return app;
  };

  it.each(REFUSALS)('stays when %s, and it is said there; pressing again does it', async (_, refusal, said) => {
    const app = await openTask({ [`POST ${DONE}`]: refusal });
    await press('Marker som utført');
    const dialog = screen.getByRole('dialog');
    await within(dialog).findAllByText(said);
    expect((await field(/Hvordan gikk det/)).value).toBe('Snakket med henne');
    app.answers[`POST ${DONE}`] = exampleTask(1, { status: 'done', version: 2 });
    await press('Marker som utført');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(posts(app, DONE)).toEqual(Array(2).fill({ version: 1, note: 'Snakket med henne' }));
    screen.getByText('Oppgaven er utført.');
  });

  it('is not thrown away by Escape, by the cross or by cancelling, but by a yes', async () => {
    await openTask();
    for (const leave of [byEscape, () => press('Lukk'), () => press('Avbryt')]) {
      await leave();
      const question = await screen.findByRole('dialog', { name: 'Forkaste det du har skrevet?' });
      await userEvent.click(within(question).getByRole('button', { name: 'Skriv videre' }));
      await waitFor(() => expect(screen.queryByText('Forkaste det du har skrevet?')).toBeNull());
      expect((await field(/Hvordan gikk det/)).value).toBe('Snakket med henne');
    }
    await press('Avbryt');
    await userEvent.click(await screen.findByRole('button', { name: 'Forkast' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.queryByText('Det du skrev, er ikke sendt')).toBeNull();
  });

  it('is not asked about where nothing is written', async () => {
    await atTasks();
    await userEvent.click(await screen.findByRole('button', { name: /^Utført/ }));
    write(await field(/Hvordan gikk det/), '  ');
    await press('Avbryt');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('stays while the page is fetched anew, with the focus, and says when a colleague has closed the task', async () => {
    const app = await openTask();
    const note = await field(/Hvordan gikk det/);
    note.focus();
    app.answers['GET /tasks'] = listOf([
      exampleTask(1, { person: jonas, version: 2, may: { claim: false, close: true } }),
    ]);
    everythingAnew(app);
    await screen.findByText('Jonas Lyngmo har tatt oppgaven mens du skrev.');
    app.answers['GET /tasks'] = listOf([]);
    everythingAnew(app);
    await screen.findByText('Oppgaven er ikke åpen lenger.');
    expect(note.value).toBe('Snakket med henne');
    expect(document.activeElement).toBe(note);
    app.answers[`POST ${DONE}`] = problem(409, 'conflict', { reason: 'task-closed' });
    await press('Marker som utført');
    await screen.findByText('Oppgaven er allerede lukket.');
    expect(note.value).toBe('Snakket med henne');
  });

  it.each(REFUSALS)('of a new task stays when %s', async (_, refusal, said) => {
    const app = await atPatient(exampleEpisode({ openAlerts: [] }), {
      [`GET ${EPISODE}/tasks`]: listOf([]),
      [`POST ${EPISODE}/tasks`]: refusal,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Ny oppgave' }));
    write(await field(/Hva skal gjøres/), 'Ring henne');
    await press('Legg til oppgaven');
    await within(screen.getByRole('dialog')).findAllByText(said);
    expect((await field(/Hva skal gjøres/)).value).toBe('Ring henne');
    app.answers[`POST ${EPISODE}/tasks`] = exampleTask(1);
    await press('Legg til oppgaven');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('about a pause stays when it cannot be moved, and when the pause has ended meanwhile', async () => {
    const MOVE = `POST /pauses/${idOf(700)}/change-end`;
    const app = await atPatient(exampleEpisode({ openAlerts: [], pauses: [examplePause()] }));
    await userEvent.click(await screen.findByRole('button', { name: 'Endre slutt' }));
    app.answers[MOVE] = problem(500, 'internal');
    const day = screen.getByLabelText<HTMLInputElement>(/Siste dag/);
    fireEvent.change(day, { target: { value: ahead(2 * DAY).slice(0, 10) } });
    await press('Lagre ny slutt');
    await within(screen.getByRole('dialog')).findByText(/Feil i tjenesten/);
    expect(day.value).toBe(ahead(2 * DAY).slice(0, 10));
    app.answers[`GET ${EPISODE}`] = exampleEpisode({ openAlerts: [], pauses: [] });
    everythingAnew(app);
    await screen.findByText('Pausen er avsluttet i mellomtiden.');
    expect(day.isConnected).toBe(true);
  });
});

describe('a form that goes away under somebody’s hands', () => {
  it('leaves what was written in it, to be copied, and says so', async () => {
    const app = await renderApp(`/handovers/${idOf(300)}`, {
      ...base(),
      [HANDOVER]: { handover: exampleHandover(), openRedAlerts: [] },
    });
    write(await field(/^Det første dere gjør/), 'Ringer henne kl. 12');
    app.answers[HANDOVER] = { handover: decided('withdrawn'), openRedAlerts: [] };
    everythingAnew(app);
    const kept = await screen.findByRole('alert');
    expect(kept.textContent).toContain('Det du skrev, er ikke sendt');
    expect(kept.textContent).toContain('Ringer henne kl. 12');
    expect(kept.textContent).toContain('Pasient 0');
    expect(document.activeElement).toBe(kept);
    await userEvent.click(within(kept).getByRole('button', { name: 'Kopier teksten' }));
    expect(await navigator.clipboard.readText()).toContain('Ringer henne kl. 12');
    // It goes along to another page, and stays until it is thrown away.
    await userEvent.click(screen.getByRole('link', { name: /^Oppgaver/ }));
    await screen.findByRole('heading', { level: 1, name: 'Oppgaver' });
    await press('Forkast teksten');
    expect(screen.queryByText('Det du skrev, er ikke sendt')).toBeNull();
  });

  it.each([
    ['before the answer was lost', true],
    ['after the answer was lost', false],
  ])('says that nobody knows whether it was sent, where it went %s', async (_, first) => {
    const app = await renderApp(`/handovers/${idOf(300)}`, {
      ...base(),
      [HANDOVER]: { handover: exampleHandover(), openRedAlerts: [] },
    });
    await userEvent.click(await screen.findByRole('radio', { name: 'Stabil' }));
    write(await field(/^Det første dere gjør/), 'Ringer henne');
    const answer = Promise.withResolvers<object>();
    app.answers[`POST /handovers/${idOf(300)}/accept`] = () => answer.promise;
    await press('Ta imot ansvaret');
    const goes = async () => {
      app.answers[HANDOVER] = { handover: decided('accepted'), openRedAlerts: [] };
      everythingAnew(app);
      await waitFor(() => expect(screen.queryByRole('button', { name: 'Ta imot ansvaret' })).toBeNull());
    };
    if (first) await goes();
    answer.reject(new TypeError('failed to fetch'));
    await screen.findByText(/Det kan være utført likevel/);
    if (!first) await goes();
    const kept = await screen.findByRole('alert');
    expect(kept.textContent).toContain('Det er ikke sikkert at det du skrev, ble sendt');
    expect(kept.textContent).toContain('Ringer henne');
    expect(document.body.textContent).not.toContain('er ikke sendt');
  });

  it('leaves nothing where nothing was written, or where it was sent', async () => {
    const app = await renderApp(`/handovers/${idOf(300)}`, {
      ...base(),
      [HANDOVER]: { handover: exampleHandover(), openRedAlerts: [] },
    });
    await userEvent.click(await screen.findByRole('radio', { name: 'Stabil' }));
    write(await field(/^Det første dere gjør/), 'Ringer henne');
    app.answers[`POST /handovers/${idOf(300)}/accept`] = decided('accepted');
    app.answers[HANDOVER] = { handover: decided('accepted'), openRedAlerts: [] };
    await press('Ta imot ansvaret');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Ta imot ansvaret' })).toBeNull());
    expect(screen.queryByText('Det du skrev, er ikke sendt')).toBeNull();
  });
});

const openOffer = async (more: Answers = {}) => {
  const app = await renderApp(`${EPISODE}/handover`, { ...base(), ...more });
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Mottakende team' }), hospital.id);
  await userEvent.click(screen.getByRole('radio', { name: /Med en gang/ }));
  await press('Neste');
  write(await field(/^Situasjon/), 'Tung pust siden i går');
  return app;
};
const situation = () => field(/^Situasjon/);

describe('a letter that is being written', () => {
  it('stays, with the focus, while everything is fetched anew, and when that fails', async () => {
    const app = await openOffer();
    (await situation()).focus();
    app.answers['GET /teams'] = {
      teams: [municipality, hospital, { ...hospital, id: idOf(15), name: 'Ny poliklinikk' }],
    };
    everythingAnew(app);
    await screen.findByRole('option', { name: /Ny poliklinikk/, hidden: true });
    for (const key of Object.keys(app.answers)) app.answers[key] = problem(500, 'internal');
    everythingAnew(app);
    await waitFor(() => expect(app.asked.filter(({ path }) => path.endsWith('/handover-digest')).length).toBe(3));
    const field = await situation();
    expect(field.value).toBe('Tung pust siden i går');
    expect(document.activeElement).toBe(field);
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Mottakende team', hidden: true }).value).toBe(
      hospital.id,
    );
  });

  it('is not left by a link, by going back or by cancelling without a yes', async () => {
    const app = await openOffer();
    for (const leave of [
      () => userEvent.click(screen.getByRole('link', { name: /^Oppgaver/ })),
      () => press('Avbryt'),
    ]) {
      await leave();
      await screen.findByText('Det du har skrevet, er ikke lagret og blir borte.');
      await userEvent.click(screen.getByRole('button', { name: 'Bli her' }));
      expect(app.router.state.location.pathname).toBe(`${EPISODE}/handover`);
      expect((await situation()).value).toBe('Tung pust siden i går');
    }
    await userEvent.click(screen.getByRole('link', { name: /^Oppgaver/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Forlat siden' }));
    await screen.findByRole('heading', { level: 1, name: 'Oppgaver' });
    expect(screen.queryByText('Det du skrev, er ikke sendt')).toBeNull();
  });

  it('is not thrown away by signing out without a yes', async () => {
    const assign = vi.spyOn(window.location, 'assign').mockImplementation(() => undefined);
    const app = await openOffer({ 'POST /auth/logout': { url: '/goodbye' } });
    await press('Logg ut');
    await userEvent.click(await screen.findByRole('button', { name: 'Bli innlogget' }));
    expect(posts(app, '/auth/logout')).toEqual([]);
    await press('Logg ut');
    await userEvent.click(await screen.findByRole('button', { name: 'Forkast og logg ut' }));
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/goodbye'));
    assign.mockRestore();
  });
});

describe('a session that ends while somebody writes', () => {
  const out = problem(401, 'not-signed-in');
  const endSession = async (app: App) => {
    const before = { ...app.answers };
    for (const key of Object.keys(app.answers)) app.answers[key] = out;
    everythingAnew(app);
    await screen.findByRole('dialog', { name: 'Økten er avsluttet' });
    return before;
  };

  it('says so, shows nothing of the patient, and goes on with what was written when the same person has signed in', async () => {
    const app = await openOffer();
    const before = await endSession(app);
    expect(screen.getByRole('link', { name: 'Logg inn i en ny fane' }).getAttribute('target')).toBe('_blank');
    expect((await field(/^Situasjon/)).closest('[data-hidden]')).not.toBeNull();
    await press('Jeg har logget inn, fortsett');
    await screen.findByText('Du er ikke logget inn ennå.');
    Object.assign(app.answers, before);
    await press('Jeg har logget inn, fortsett');
    await waitFor(() => expect(screen.queryByText('Økten er avsluttet')).toBeNull());
    const kept = await situation();
    expect(kept.value).toBe('Tung pust siden i går');
    expect(kept.closest('[data-hidden]')).toBeNull();
  });

  it('is found by an act too, which says so where it was pressed', async () => {
    const app = await atTasks({ [`POST /tasks/${idOf(501)}/done`]: out });
    await userEvent.click(await screen.findByRole('button', { name: /^Utført/ }));
    write(await field(/Hvordan gikk det/), 'Snakket med henne');
    app.answers['GET /session'] = out;
    await press('Marker som utført');
    await screen.findByRole('dialog', { name: 'Økten er avsluttet' });
    app.answers['GET /session'] = exampleSession();
    // One comes back from the tab in which one has signed in.
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await waitFor(() => expect(screen.queryByText('Økten er avsluttet')).toBeNull());
    expect((await field(/Hvordan gikk det/)).value).toBe('Snakket med henne');
    await screen.findByText('Du er ikke logget inn.');
  });

  it('keeps nothing for another person', async () => {
    const reload = vi.spyOn(window.location, 'reload').mockImplementation(() => undefined);
    const app = await openOffer();
    const before = await endSession(app);
    Object.assign(app.answers, before, { 'GET /session': exampleSession({ practitioner: jonas }) });
    await press('Jeg har logget inn, fortsett');
    await waitFor(() => expect(reload).toHaveBeenCalled());
    expect(document.body.textContent).not.toContain('Tung pust');
    expect(screen.queryByRole('textbox')).toBeNull();
    reload.mockRestore();
  });

  it('ends on the sign-in page when what was written is given up', async () => {
    const app = await openOffer();
    await endSession(app);
    await press('Forkast det jeg har skrevet');
    await screen.findByRole('link', { name: 'Logg inn' });
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});

// @vitest-environment happy-dom
import type { Task } from '@samvakt/contract';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ago,
  ahead,
  exampleEpisode,
  exampleSession,
  exampleTask,
  exampleWorklist,
  HOUR,
  idOf,
  ingrid,
  jonas,
  NOW,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

const listOf = (tasks: Task[]) => ({ tasks, computedAt: new Date(NOW).toISOString(), cursor: '7.1' });
const base = (tasks: Task[]): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
  'GET /tasks': listOf(tasks),
});
const items = () => screen.getAllByRole('listitem').filter((item) => item.textContent?.includes('Oppgave '));

afterEach(cleanup);

describe('the tasks of a team', () => {
  it('stand as they came, overdue ones said and counted in the menu, and can be narrowed to one’s own', async () => {
    await renderApp(
      '/tasks',
      base([
        exampleTask(1, { dueAt: ago(HOUR), overdue: true, person: ingrid }),
        exampleTask(2, { origin: 'rule' }),
        exampleTask(3, { person: jonas }),
      ]),
    );
    await screen.findByText(/Oppgave 1/);
    expect(items().map((item) => item.textContent)).toEqual([
      expect.stringMatching(/fristen gikk ut for 1 t siden.*Tatt av deg.*fra Jonas Lyngmo/),
      expect.stringMatching(/frist.*Ingen har tatt den.*fra en regel/),
      expect.stringContaining('Tatt av Jonas Lyngmo'),
    ]);
    expect(screen.getByRole('link', { name: /Oppgaver/ }).textContent).toContain('1 over fristen');
    await userEvent.click(screen.getByRole('button', { name: 'Mine' }));
    expect(items()).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Ingen har tatt' }));
    expect(items()[0]?.textContent).toContain('Oppgave 2');
    // A colleague's is released before it is finished.
    await userEvent.click(screen.getByRole('button', { name: 'Alle' }));
    const held = within(items()[2] as HTMLElement);
    expect(held.queryByRole('button', { name: /^Utført/ })).toBeNull();
    expect(held.getByRole('button', { name: /^Slipp oppgaven/ })).not.toBeNull();
  });

  it('are claimed, and finished with a note; what was refused is said with the reason', async () => {
    const task = exampleTask(1);
    const { asked, answers } = await renderApp('/tasks', base([task]));
    await screen.findByText(/Oppgave 1/);
    answers[`POST /tasks/${task.id}/claim`] = exampleTask(1, { person: ingrid, version: 2 });
    answers['GET /tasks'] = listOf([exampleTask(1, { person: ingrid, version: 2 })]);
    await userEvent.click(screen.getByRole('button', { name: /^Ta oppgaven/ }));
    await screen.findByText('Du har tatt oppgaven.');
    answers[`POST /tasks/${task.id}/done`] = problem(409, 'conflict', { reason: 'task-closed' });
    await userEvent.click(screen.getByRole('button', { name: /^Utført/ }));
    await userEvent.type(screen.getByRole('textbox', { name: /Hvordan gikk det/ }), 'Snakket med henne');
    await userEvent.click(screen.getByRole('button', { name: 'Marker som utført' }));
    await screen.findByText('Oppgaven er allerede lukket.');
    expect(asked.at(-2)?.path === `/tasks/${task.id}/done` || asked.some(({ path }) => path.endsWith('/done'))).toBe(
      true,
    );
    expect(asked.find(({ path }) => path.endsWith('/done'))?.body).toEqual({ version: 2, note: 'Snakket med henne' });
  });

  it('are cancelled with a reason only', async () => {
    const task = exampleTask(1);
    const { asked } = await renderApp('/tasks', base([task]));
    await userEvent.click(await screen.findByRole('button', { name: /^Avlys: / }));
    await userEvent.click(screen.getByRole('button', { name: 'Avlys oppgaven' }));
    await screen.findByText('Må fylles ut');
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('say when there are none, and when they could not be fetched', async () => {
    await renderApp('/tasks', base([]));
    await screen.findByText('Teamet ditt har ingen åpne oppgaver nå.');
    cleanup();
    await renderApp('/tasks', { ...base([]), 'GET /tasks': problem(500, 'internal') });
    await screen.findByText('Noe gikk galt');
  });
});

describe('tasks and messages on the patient page', () => {
  const EPISODE = `GET /episodes/${idOf(100)}`;
  const open = (more: Answers = {}) =>
    renderApp(`/episodes/${idOf(100)}`, {
      ...base([]),
      [EPISODE]: exampleEpisode({ openAlerts: [] }),
      [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
      [`${EPISODE}/tasks`]: listOf([]),
      [`${EPISODE}/messages`]: { messages: [], cursor: '7.1' },
      ...more,
    });

  it('adds one, for oneself, with a due time that cannot be misread', async () => {
    const { asked, answers } = await open();
    answers[`POST /episodes/${idOf(100)}/tasks`] = exampleTask(1);
    await userEvent.click(await screen.findByRole('button', { name: 'Ny oppgave' }));
    await userEvent.click(screen.getByRole('button', { name: 'Legg til oppgaven' }));
    await screen.findByRole('link', { name: 'Må fylles ut' });
    await userEvent.type(screen.getByRole('textbox', { name: /Hva skal gjøres/ }), 'Ring henne');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Frist' }), '4');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Jeg tar den selv' }));
    await userEvent.click(screen.getByRole('button', { name: 'Legg til oppgaven' }));
    await screen.findByText('Oppgaven er lagt til.');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      id: expect.any(String),
      kind: 'call-back',
      text: 'Ring henne',
      dueAt: new Date(NOW + 4 * HOUR).toISOString(),
      personId: ingrid.id,
    });
  });

  it('sends the same task again, due when it was, until the answer is no; then it is another', async () => {
    // What never came to the act says nothing of whether the first attempt was done.
    const between = [
      [problem(503, 'unavailable', { mayBeDone: false }), /Det ble ikke utført/],
      [problem(403, 'forbidden'), /ikke lov til dette/],
      [problem(429, 'too-many-requests'), /For mange forespørsler/],
      [problem(422, 'unprocessable', { reason: 'id-of-another' }), /allerede lagret under samme id/],
    ] as const;
    const { asked, answers, time } = await open();
    const tasks = `/episodes/${idOf(100)}/tasks`;
    await userEvent.click(await screen.findByRole('button', { name: 'Ny oppgave' }));
    await userEvent.type(screen.getByRole('textbox', { name: /Hva skal gjøres/ }), 'Ring henne');
    const add = async (answer: Answers[string], said: RegExp | string) => {
      answers[`POST ${tasks}`] = answer;
      await userEvent.click(screen.getByRole('button', { name: 'Legg til oppgaven' }));
      await screen.findByText(said);
      time.advance(10 * 60_000);
    };
    await add(() => Promise.reject(new TypeError('failed to fetch')), /Det kan være utført likevel/);
    for (const [answer, said] of between) await add(answer, said);
    await add(problem(409, 'conflict', { reason: 'episode-ended' }), /avsluttet/);
    await add(exampleTask(1), 'Oppgaven er lagt til.');
    const sent = asked.filter(({ method, path }) => method === 'POST' && path === tasks).map(({ body }) => body);
    const [first, ...more] = sent as { id: string; dueAt: string }[];
    const anew = more.pop();
    expect(more).toEqual(between.map(() => first).concat(first));
    expect(anew?.id).not.toBe(first?.id);
    expect(anew?.dueAt).not.toBe(first?.dueAt);
  });

  it('cannot be added by a team that only reads', async () => {
    await open({ [EPISODE]: exampleEpisode({ access: 'former', openAlerts: [] }) });
    await screen.findByText('Ingen åpne oppgaver.');
    expect(screen.queryByRole('button', { name: 'Ny oppgave' })).toBeNull();
  });

  it('says of each message whether it was shown at home', async () => {
    const message = (number: number, more: object) => ({
      id: idOf(600 + number),
      kind: 'all-well',
      text: { nb: 'Alt ser bra ut.', en: 'All looks well.' },
      createdBy: ingrid,
      createdAt: ago(HOUR),
      expiresAt: ahead(HOUR),
      attempts: 2,
      lastSentAt: ago(60_000),
      shownAt: null,
      ...more,
    });
    await open({
      [`${EPISODE}/messages`]: {
        messages: [
          message(1, { delivery: 'shown', shownAt: ago(60_000) }),
          message(2, { delivery: 'sent' }),
          message(3, { delivery: 'not-shown' }),
          message(4, { delivery: 'no-device' }),
          message(5, { kind: 'measuring-plan', delivery: 'held' }),
        ],
        cursor: '7.1',
      },
    });
    const section = await screen.findByRole('region', { name: 'Meldinger til pasienten' });
    await within(section).findByText(/Vist hjemme/);
    for (const said of [/2 forsøk/, /Ikke levert innen/, /ingen hjemmesentral/, /Venter til pausen er over/])
      within(section).getByText(said);
  });
});

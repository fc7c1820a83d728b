// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, describe, expect, it } from 'vitest';
import { exampleHandover, exampleTask, idOf, NOW } from '../testing/examples.ts';
import { base, decided, HANDOVER } from '../testing/handovers.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';
import type { Said } from '../texts/said.ts';
import { createTyped, newWriting } from './typed.ts';

/*
 * What was sent and got no answer may be saved or not: nothing on the screen says that it was, nor that it was not.
 */

afterEach(cleanup);

const DONE = `POST /tasks/${idOf(501)}/done`;
const LOST = () => Promise.reject(new TypeError('failed to fetch'));
const IN_DOUBT = /Det er ikke kjent om det er lagret, helt eller delvis/;
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const write = (field: HTMLElement, text: string) => fireEvent.input(field, { target: { value: text } });
/** Whatever is on the screen is fetched anew. */
const everythingAnew = ({ say }: Awaited<ReturnType<typeof renderApp>>) =>
  act(() => {
    say({ type: 'reset' });
    say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
  });
const listOf = (tasks: object[]) => ({ tasks, computedAt: new Date(NOW).toISOString(), cursor: '7.1' });

async function openTask(more: Answers) {
  const app = await renderApp('/tasks', { ...base(), 'GET /tasks': listOf([exampleTask(1)]), ...more });
  await userEvent.click(await screen.findByRole('button', { name: /^Utført/ }));
  write(await screen.findByRole('textbox', { name: /Hvordan gikk det/ }), 'Snakket med henne');
  return app;
}
const question = () => screen.findByRole('dialog', { name: 'Forkaste det du har skrevet?' });

describe('what nobody knows whether it was sent', () => {
  it('is not said to be unsaved when it is about to be thrown away', async () => {
    await openTask({ [DONE]: LOST });
    await press('Marker som utført');
    await screen.findByText(/Det kan være utført likevel/);
    await press('Avbryt');
    const asked = await question();
    within(asked).getByText(IN_DOUBT);
    within(asked).getByText('Det du har skrevet, blir borte herfra.');
    expect(asked.textContent).not.toContain('ikke lagret');
    await act(() => i18next.changeLanguage('en'));
    within(asked).getByText(/^It is not known whether it was saved/);
  });

  it('is not said to be unsaved while it is on its way', async () => {
    const answer = Promise.withResolvers<object>();
    await openTask({ [DONE]: () => answer.promise });
    await press('Marker som utført');
    await press('Avbryt');
    within(await question()).getByText(IN_DOUBT);
    answer.resolve(exampleTask(1, { status: 'done', version: 2 }));
    await screen.findByText('Oppgaven er utført.');
  });

  it('is said to be unsaved where the act itself has said no', async () => {
    await openTask({ [DONE]: problem(422, 'unprocessable', { reason: 'not-the-owner-team' }) });
    await press('Marker som utført');
    await screen.findByText(/Bare teamet som eier oppgaven/);
    await press('Avbryt');
    within(await question()).getByText('Det du har skrevet, er ikke lagret og blir borte.');
    expect(screen.queryByText(IN_DOUBT)).toBeNull();
  });

  it('is not said to be unsent when the session ends after it', async () => {
    const app = await openTask({ [DONE]: LOST });
    await press('Marker som utført');
    await screen.findByText(/Det kan være utført likevel/);
    for (const key of Object.keys(app.answers)) app.answers[key] = problem(401, 'not-signed-in');
    await press('Marker som utført');
    const ended = await screen.findByRole('dialog', { name: 'Økten er avsluttet' });
    within(ended).getByText(/Det er ikke kjent om det du har skrevet, ble sendt, men det er ikke tapt/);
    expect(ended.textContent).not.toContain('ikke sendt');
  });

  it('is said so before one leaves the page or signs out', async () => {
    const HANDOVER_PAGE = `/handovers/${idOf(300)}`;
    const app = await renderApp(HANDOVER_PAGE, {
      ...base(),
      [HANDOVER]: { handover: exampleHandover(), openRedAlerts: [] },
      [`POST ${HANDOVER_PAGE}/accept`]: LOST,
    });
    await userEvent.click(await screen.findByRole('radio', { name: 'Stabil' }));
    write(await screen.findByRole('textbox', { name: /^Det første dere gjør/ }), 'Ringer henne');
    await press('Ta imot ansvaret');
    await screen.findByText(/Det kan være utført likevel/);
    await userEvent.click(screen.getByRole('link', { name: /^Oppgaver/ }));
    within(await screen.findByRole('dialog', { name: 'Forlate siden?' })).getByText(IN_DOUBT);
    await press('Bli her');
    await press('Logg ut');
    within(await screen.findByRole('dialog', { name: 'Logge ut?' })).getByText(IN_DOUBT);
    await press('Bli innlogget');
    expect(app.router.state.location.pathname).toBe(HANDOVER_PAGE);
  });

  it('is said beside what else is lost, also of a text whose form has gone', () => {
    const typed = createTyped();
    const loss: Said = () => 'Lest';
    const [sent, read] = [newWriting(), newWriting()];
    Object.assign(sent, { touched: true, mayBeDone: true, lines: [{ label: 'Merknad', text: 'Ringer' }] });
    Object.assign(read, { touched: true, loss });
    typed.add(sent);
    typed.add(read);
    void typed.ask('leave');
    expect(typed.state().question).toEqual({ kind: 'leave', loss, mayBeDone: true });
    typed.answer(false);
    typed.remove(sent);
    void typed.ask('leave');
    expect(typed.state().question).toEqual({ kind: 'leave', loss, mayBeDone: false });
    typed.answer(false);
    void typed.ask('signOut');
    expect(typed.state().question).toEqual({ kind: 'signOut', loss, mayBeDone: true });
  });
});

describe('a text that is thrown away', () => {
  it('gives the focus to the next, and the last to the heading of the page', async () => {
    const app = await renderApp(`/handovers/${idOf(300)}`, {
      ...base(),
      [HANDOVER]: { handover: exampleHandover(), openRedAlerts: [] },
    });
    for (const text of ['Ringer henne', 'Ringer legen']) {
      app.answers[HANDOVER] = { handover: exampleHandover(), openRedAlerts: [] };
      everythingAnew(app);
      write(await screen.findByRole('textbox', { name: /^Det første dere gjør/ }), text);
      app.answers[HANDOVER] = { handover: decided('withdrawn'), openRedAlerts: [] };
      everythingAnew(app);
      await screen.findByText(text, { selector: 'dd' });
    }
    const forget = async () => {
      const [first] = screen.getAllByRole('button', { name: 'Forkast teksten' });
      await userEvent.click(first as HTMLElement);
    };
    await forget();
    const [left, ...more] = screen.getAllByRole('alert');
    expect(more).toEqual([]);
    expect(left?.textContent).toContain('Ringer legen');
    expect(document.activeElement).toBe(left);
    await forget();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
  });
});

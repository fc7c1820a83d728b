// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ago, exampleHandover, exampleItem, exampleWorklist, idOf } from '../testing/examples.ts';
import { base } from '../testing/handovers.ts';
import { renderApp } from '../testing/render.tsx';

afterEach(cleanup);

const COUNT = 100;
/** Mixed as they never come from the API: five are red, ten yellow. */
const rows = Array.from({ length: COUNT }, (_, place) => {
  const number = place + 1;
  const status = number % 20 === 0 ? 'red' : number % 20 === 7 || number % 20 === 13 ? 'yellow' : 'green';
  return exampleItem(number, { status });
});
const digest = (alerts = exampleHandover().digest.alerts) => ({ ...exampleHandover().digest, alerts });

async function open() {
  const app = await renderApp('/handovers/several', {
    ...base(),
    'GET /worklist': exampleWorklist(rows),
    ...Object.fromEntries(rows.map(({ episodeId }) => [`GET /episodes/${episodeId}/handover-digest`, digest()])),
  });
  await screen.findByRole('button', { name: 'Send alle tilbudene' });
  return app;
}
const chooseAll = () => userEvent.click(screen.getByRole('button', { name: 'Velg alle uten åpen overføring' }));
const progress = () => screen.getByText(/lest gjennom$/, { selector: '[role="status"]' }).textContent;
const names = () =>
  [...document.querySelectorAll('li[data-episode]:not([hidden])')].map(
    (row) => row.querySelector('label')?.textContent ?? '',
  );
const focused = () => document.activeElement?.id ?? '';
const rowOf = (episodeId: string) => document.querySelector<HTMLElement>(`li[data-episode="${episodeId}"]`);
/** The box of the open one is there. */
const readable = async (episodeId: string) => {
  await waitFor(() => expect(rowOf(episodeId)?.querySelector('details[open] input[name^="read-"]')).not.toBeNull());
};
const [first = '', second = '', third = ''] = [100, 20, 40].map((number) => idOf(100 + number));

describe('a hundred that are handed over', () => {
  it('stand red first, and are filtered by status with nobody chosen forgotten', async () => {
    await open();
    expect(names()).toHaveLength(COUNT);
    expect(names().slice(0, 5)).toEqual(['Pasient 100', 'Pasient 20', 'Pasient 40', 'Pasient 60', 'Pasient 80']);
    await userEvent.click(screen.getByRole('button', { name: /^Gul/ }));
    expect(names()).toHaveLength(10);
    await userEvent.click(screen.getByRole('button', { name: 'Velg de 10 som vises' }));
    await userEvent.click(screen.getByRole('button', { name: /^Rød/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Velg de 5 som vises' }));
    expect(progress()).toBe('15 valgt, 0 av 15 lest gjennom');
    expect(names()).toHaveLength(5);
  });

  it('are passed by one button, once some are chosen', async () => {
    await open();
    expect(screen.queryByRole('button', { name: 'Gå videre til hvem og når' })).toBeNull();
    await chooseAll();
    await userEvent.click(screen.getByRole('button', { name: 'Gå videre til hvem og når' }));
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: '2. Hvem og når' }));
  });

  it('are gone through by keyboard, from one that is not read to the next, with the place kept', async () => {
    const { say, answers } = await open();
    await chooseAll();
    expect(progress()).toBe('100 valgt, 0 av 100 lest gjennom');
    await userEvent.click(screen.getByRole('button', { name: 'Neste uleste' }));
    await waitFor(() => expect(focused()).toBe(`offer-read-${first}`));
    await readable(first);
    await userEvent.keyboard('x');
    expect(progress()).toBe('100 valgt, 1 av 100 lest gjennom');
    await userEvent.keyboard('n');
    await waitFor(() => expect(focused()).toBe(`offer-read-${second}`));
    // What has been read is closed behind one.
    expect(rowOf(first)?.querySelector('details')?.open).toBe(false);
    await readable(second);
    await userEvent.keyboard('x');

    // Somebody far down turns red, and the one that was read first has another alert: nobody moves, and that one is unread again.
    const before = names();
    answers['GET /worklist'] = exampleWorklist(
      rows.map((row) => (row.episodeId === idOf(199) ? { ...row, status: 'red' } : row)),
    );
    const [alert] = exampleHandover().digest.alerts;
    answers[`GET /episodes/${first}/handover-digest`] = digest([
      ...exampleHandover().digest.alerts,
      ...(alert ? [{ ...alert, alertId: idOf(777) }] : []),
    ]);
    const change = { alertId: null, handoverId: null, deviceId: null, severity: 'red', occurredAt: ago(0) };
    say({ type: 'change', kind: 'alert-opened', cursor: '8.1', episodeId: first, ...change });
    await waitFor(() => expect(progress()).toBe('100 valgt, 1 av 100 lest gjennom'));
    await screen.findByRole('button', { name: /^Rød 6/ });
    expect(names()).toEqual(before);
    expect(focused()).toBe(`offer-read-${second}`);
    await userEvent.keyboard('n');
    await waitFor(() => expect(focused()).toBe(`offer-read-${third}`));
  });

  it('have nothing read anew but what has changed', async () => {
    const { say, asked } = await open();
    await chooseAll();
    await userEvent.click(screen.getByRole('button', { name: 'Neste uleste' }));
    await readable(first);
    await userEvent.keyboard('xn');
    await readable(second);
    await userEvent.keyboard('x');
    const digestsOf = (episodeId: string) => asked.filter(({ path }) => path.includes(`${episodeId}/handover-digest`));
    const change = { alertId: null, handoverId: null, deviceId: null, severity: 'red', occurredAt: ago(0) };
    say({ type: 'change', kind: 'alert-opened', cursor: '8.1', episodeId: second, ...change });
    await waitFor(() => expect(digestsOf(second)).toHaveLength(2));
    expect(digestsOf(first)).toHaveLength(1);
  });

  it('are not left behind by a press beside them: who has read somebody is asked first', async () => {
    const { router } = await open();
    await chooseAll();
    await userEvent.click(screen.getByRole('button', { name: 'Neste uleste' }));
    await readable(first);
    await userEvent.keyboard('x');
    await userEvent.click(screen.getByRole('link', { name: /^Oppgaver/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Bli her' }));
    expect(router.state.location.pathname).toBe('/handovers/several');
    expect(progress()).toBe('100 valgt, 1 av 100 lest gjennom');
    await userEvent.click(screen.getByRole('link', { name: /^Oppgaver/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Forlat siden' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/tasks'));
  });

  it('leave the filter when nobody unread is in it', async () => {
    await open();
    await chooseAll();
    await userEvent.click(screen.getByRole('button', { name: /^Ukjent/ }));
    screen.getByText('Ingen treff');
    await userEvent.click(screen.getByRole('button', { name: 'Neste uleste' }));
    await waitFor(() => expect(focused()).toBe(`offer-read-${first}`));
    expect(names()).toHaveLength(COUNT);
  });

  it('say in two lines what a hundred lack, and lead to the first', async () => {
    await open();
    await chooseAll();
    await userEvent.click(screen.getByRole('button', { name: /^Gul/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Send alle tilbudene' }));
    const summary = within(
      (await screen.findByRole('heading', { name: 'Rett dette før du sender' })).parentElement as HTMLElement,
    );
    summary.getByRole('link', { name: 'Velg hvor syke 100 av pasientene er' });
    await userEvent.click(summary.getByRole('link', { name: 'Les gjennom det som følger med for 100 pasienter' }));
    expect(focused()).toBe(`offer-read-${first}`);
    // What is led to must be there, whatever the filter.
    expect(names()).toHaveLength(COUNT);
  });

  it('are a hundred at the most, and whoever chooses more is told at once', async () => {
    const more = [...rows, exampleItem(COUNT + 1)];
    await renderApp('/handovers/several', { ...base(), 'GET /worklist': exampleWorklist(more) });
    await screen.findByRole('button', { name: 'Send alle tilbudene' });
    await chooseAll();
    screen.getByText('Velg høyst 100. Resten tilbys i en overføring til.');
    await userEvent.click(screen.getByRole('button', { name: 'Send alle tilbudene' }));
    expect(screen.getAllByText('Velg høyst 100. Resten tilbys i en overføring til.').length).toBeGreaterThan(1);
  });
});

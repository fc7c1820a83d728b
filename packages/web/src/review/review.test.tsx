// @vitest-environment happy-dom
import type { ReviewEpisodes, WorklistItem } from '@samvakt/contract';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ago, ahead, exampleItem, exampleSession, exampleWorklist, HOUR, idOf, NOW } from '../testing/examples.ts';
import { problem, renderApp } from '../testing/render.tsx';

afterEach(cleanup);

const open = async (items: WorklistItem[]) => {
  const app = await renderApp('/', {
    'GET /session': exampleSession(),
    'GET /worklist': exampleWorklist(items),
    'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
    'GET /tasks': { tasks: [], computedAt: new Date(NOW).toISOString(), cursor: '7.1' },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Velg flere grønne' }));
  return app;
};
const boxes = () => screen.getAllByRole('checkbox') as HTMLInputElement[];
const press = async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Sett gjennom, alt i orden' }));
  await userEvent.click(screen.getByRole('button', { name: 'Bekreft og send' }));
};
const sent = (asked: { path: string; body: unknown }[]) =>
  asked.filter(({ path }) => path === '/reviews').map(({ body }) => body as ReviewEpisodes);
const reviewed = (body: unknown) => ({
  results: (body as ReviewEpisodes).episodes.map(({ episodeId }) => ({ episodeId, result: 'reviewed', refusal: null })),
});

describe('choosing greens', () => {
  it('is possible for green rows without a pause and for no others', async () => {
    const pause = {
      id: idOf(700),
      scopeText: { nb: 'hele oppfølgingen', en: 'the whole follow-up' },
      reason: 'holiday' as const,
      includesRed: false,
      note: '',
      startsAt: ago(HOUR),
      endsAt: ahead(HOUR),
    };
    await open([
      exampleItem(1),
      exampleItem(2, { status: 'red' }),
      exampleItem(3, { status: 'yellow' }),
      exampleItem(4, { status: 'unknown' }),
      exampleItem(5, { pauses: [pause] }),
      exampleItem(6),
    ]);
    expect(boxes().map((box) => box.getAttribute('aria-label'))).toEqual(['Velg Pasient 1', 'Velg Pasient 6']);
    await userEvent.click(screen.getByRole('button', { name: 'Velg alle 2 grønne' }));
    screen.getByText('2 av 2 grønne valgt');
    await userEvent.click(screen.getByRole('button', { name: 'Velg ingen' }));
    screen.getByText('0 av 2 grønne valgt');
  });

  it('goes by keyboard: Space and X on the row, and not on one that is not green', async () => {
    await open([exampleItem(1, { status: 'red' }), exampleItem(2), exampleItem(3)]);
    screen.getByRole('link', { name: 'Pasient 1' }).focus();
    await userEvent.keyboard('x');
    screen.getByText('0 av 2 grønne valgt');
    await userEvent.keyboard('{ArrowDown}x{ArrowDown} ');
    screen.getByText('2 av 2 grønne valgt');
    await userEvent.keyboard('x');
    screen.getByText('1 av 2 grønne valgt');
  });
});

describe('choosing among a hundred', () => {
  const hundred = Array.from({ length: 100 }, (_, place) =>
    exampleItem(place + 1, place < 20 ? { status: 'yellow' } : {}),
  );

  it('goes from one that is not chosen to the next, with how many are chosen of how many', async () => {
    await open(hundred);
    screen.getByText('0 av 80 grønne valgt');
    screen.getByRole('link', { name: 'Pasient 1' }).focus();
    await userEvent.keyboard('nxnx');
    screen.getByText('2 av 80 grønne valgt');
    const [first, second] = boxes();
    expect([first?.checked, second?.checked]).toEqual([true, true]);
    // Back at the top, it goes past those that are chosen already; from a box as from a link.
    screen.getByRole('link', { name: 'Pasient 1' }).focus();
    await userEvent.keyboard('n');
    const third = document.activeElement;
    expect(third?.closest('tr')?.contains(boxes()[2] ?? null)).toBe(true);
    await userEvent.click(boxes()[2] as HTMLElement);
    await userEvent.keyboard('n');
    expect(document.activeElement?.closest('tr')?.contains(boxes()[3] ?? null)).toBe(true);
  });

  it('is kept while one looks at something else, and forgotten when it is ended', async () => {
    const { router } = await open(hundred);
    await userEvent.click(boxes()[5] as HTMLElement);
    screen.getByText('1 av 80 grønne valgt');
    await router.navigate({ to: '/tasks' });
    await waitFor(() => expect(screen.queryByText('1 av 80 grønne valgt')).toBeNull());
    await router.navigate({ to: '/' });
    await screen.findByText('1 av 80 grønne valgt');
    expect(boxes()[5]?.checked).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Avslutt valg' }));
    await router.navigate({ to: '/tasks' });
    await router.navigate({ to: '/' });
    await userEvent.click(await screen.findByRole('button', { name: 'Velg flere grønne' }));
    screen.getByText('0 av 80 grønne valgt');
  });
});

describe('saying that all is well', () => {
  it('sends few at a time within one act, with what was seen, and says who was left out and why', async () => {
    const items = Array.from({ length: 7 }, (_, number) => exampleItem(number + 1));
    const { asked, answers } = await open(items);
    answers['POST /reviews'] = (body) => ({
      results: (body as ReviewEpisodes).episodes.map(({ episodeId }) =>
        episodeId === idOf(103)
          ? { episodeId, result: 'refused', refusal: { reason: 'not-green', detail: 'It is red now.' } }
          : { episodeId, result: 'reviewed', refusal: null },
      ),
    });
    await userEvent.click(screen.getByRole('button', { name: 'Velg alle 7 grønne' }));
    await press();
    await screen.findByText('6 er registrert som sett gjennom.');
    screen.getByText('1 ble ikke med:');
    expect(screen.getAllByText(/Oppfølgingen er ikke grønn lenger/).length).toBe(2);
    expect(screen.getAllByText('Sett gjennom')).toHaveLength(6);
    const requests = sent(asked);
    expect(requests.map(({ episodes }) => episodes.length)).toEqual([5, 2]);
    expect(new Set(requests.map(({ actId }) => actId)).size).toBe(1);
    expect(requests[0]?.seenAt).toBe(new Date(NOW).toISOString());
    expect(requests[0]?.episodes[0]).toEqual({ episodeId: idOf(101), newestMeasurementAt: ago(12 * 60_000) });
  });

  it('asks first, and nothing is sent when it is not confirmed', async () => {
    const { asked } = await open([exampleItem(1)]);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Velg Pasient 1' }));
    await userEvent.click(screen.getByRole('button', { name: 'Sett gjennom, alt i orden' }));
    await userEvent.click(screen.getByRole('button', { name: 'Avbryt' }));
    expect(sent(asked)).toEqual([]);
  });

  it('goes on with the rest in the same act when the connection failed in the middle', async () => {
    const items = Array.from({ length: 6 }, (_, number) => exampleItem(number + 1));
    const { asked, answers } = await open(items);
    answers['POST /reviews'] = (body) =>
      sent(asked).length > 1 ? problem(503, 'unavailable', { mayBeDone: false }) : reviewed(body);
    await userEvent.click(screen.getByRole('button', { name: 'Velg alle 6 grønne' }));
    await press();
    await screen.findByText(/1 gjenstår/);
    answers['POST /reviews'] = reviewed;
    await userEvent.click(screen.getByRole('button', { name: 'Prøv resten igjen' }));
    await screen.findByText('6 er registrert som sett gjennom.');
    const requests = sent(asked);
    expect(new Set(requests.map(({ actId }) => actId)).size).toBe(1);
    expect(requests.at(-1)?.episodes.map(({ episodeId }) => episodeId)).toEqual([idOf(106)]);
  });

  it('says of whom nobody knows whether it was recorded when an answer was lost, and of the rest that they are left', async () => {
    const { asked, answers } = await open(Array.from({ length: 12 }, (_, number) => exampleItem(number + 1)));
    answers['POST /reviews'] = (body) =>
      sent(asked).length === 1 ? reviewed(body) : Promise.reject(new TypeError('failed to fetch'));
    await userEvent.click(screen.getByRole('button', { name: 'Velg alle 12 grønne' }));
    await press();
    await screen.findByText('5 er registrert som sett gjennom.');
    screen.getByText(/ikke kjent om de siste 5 ble registrert\. Prøv igjen; ingenting gjøres to ganger\. 2 gjenstår\./);
    expect(document.body.textContent).not.toContain('utført likevel');
    // They go first, in the same act; of the last two alone it is said alike.
    answers['POST /reviews'] = (body) =>
      sent(asked).length === 3 ? reviewed(body) : Promise.reject(new TypeError('failed to fetch'));
    await userEvent.click(screen.getByRole('button', { name: 'Prøv resten igjen' }));
    await screen.findByText(/ikke kjent om de siste 2 ble registrert/);
    expect(document.body.textContent).not.toContain('gjenstår');
    expect(new Set(sent(asked).map(({ actId }) => actId)).size).toBe(1);
  });

  it('drops what turns anything but green while one chooses', async () => {
    const { answers, say } = await open([exampleItem(1), exampleItem(2)]);
    await userEvent.click(screen.getByRole('button', { name: 'Velg alle 2 grønne' }));
    answers['GET /worklist'] = exampleWorklist([exampleItem(1, { status: 'yellow' }), exampleItem(2)]);
    say({
      type: 'change',
      cursor: '8.1',
      kind: 'alert-opened',
      occurredAt: ago(0),
      episodeId: idOf(101),
      alertId: null,
      handoverId: null,
      deviceId: null,
      severity: 'yellow',
    });
    await waitFor(() => screen.getByText('1 av 1 grønne valgt'));
  });
});

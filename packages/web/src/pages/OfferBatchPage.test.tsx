// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ago,
  exampleHandover,
  exampleItem,
  exampleWorklist,
  HOUR,
  hospital,
  idOf,
  ingrid,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { base, decided } from '../testing/handovers.ts';
import { problem, renderApp } from '../testing/render.tsx';

afterEach(cleanup);

/** All that a letter about one chosen patient needs, but the press that sends it. */
async function fillInLetter(): Promise<void> {
  await userEvent.selectOptions(screen.getByRole('combobox', { name: /^Hvor syk er/ }), 'stable');
  await userEvent.click(screen.getByText(/^Les gjennom det som følger med for/, { selector: 'summary' }));
  await userEvent.click(await screen.findByRole('checkbox', { name: /^Jeg har lest det som følger med for/ }));
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Mottakende team' }), hospital.id);
  await userEvent.click(screen.getByRole('radio', { name: /Med en gang/ }));
  for (const part of ['Situasjon', 'Bakgrunn', 'Vurdering', 'Råd'])
    await userEvent.type(screen.getByRole('textbox', { name: new RegExp(`^${part}`) }), part);
  await userEvent.click(screen.getByRole('checkbox', { name: /signerer overføringene/ }));
}

describe('a handover of several', () => {
  const rows = [
    exampleItem(1),
    exampleItem(2),
    exampleItem(3, {
      openHandover: {
        id: idOf(300),
        status: 'offered',
        toTeam: hospital,
        deadlineAt: new Date(NOW + HOUR).toISOString(),
        effectiveAt: null,
      },
    }),
  ];
  const batch = (more = {}) => ({
    id: idOf(600),
    fromTeam: municipality,
    toTeam: hospital,
    reason: 'Sommerstengt',
    offeredBy: ingrid,
    offeredAt: ago(HOUR),
    deadlineAt: new Date(NOW + HOUR).toISOString(),
    handovers: [
      exampleHandover({ id: idOf(301), batchId: idOf(600) }),
      decided('accepted', { id: idOf(302), batchId: idOf(600) }),
      decided('declined', { id: idOf(303), batchId: idOf(600) }),
    ],
    ...more,
  });

  it('is chosen on the list and sent together, each with its own severity', async () => {
    const { answers, asked, router } = await renderApp('/handovers/several', {
      ...base(),
      'GET /worklist': exampleWorklist(rows),
      ...Object.fromEntries(
        rows.map(({ episodeId }) => [`GET /episodes/${episodeId}/handover-digest`, exampleHandover().digest]),
      ),
    });
    const send = await screen.findByRole('button', { name: 'Send alle tilbudene' });
    await userEvent.click(send);
    expect(screen.getByRole('link', { name: 'Velg minst én pasient' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Velg alle uten åpen overføring' }));
    expect(screen.getByText(/^2 valgt, 0 av 2 lest gjennom/)).toBeTruthy();
    await userEvent.click(send);
    expect(screen.getAllByText(/^Velg hvor syk/).length).toBeGreaterThan(0);
    const severities = screen.getAllByRole('combobox', { name: /^Hvor syk er/ });
    expect(severities).toHaveLength(2);
    for (const one of severities) await userEvent.selectOptions(one, 'stable');
    // What goes with each is opened, read, and written to, before it can be signed.
    for (const [place, row] of rows.slice(0, 2).entries()) {
      expect(
        screen.queryByRole('checkbox', { name: `Jeg har lest det som følger med for ${row.patient.name}` }),
      ).toBeNull();
      const summary = screen.getByText(`Les gjennom det som følger med for ${row.patient.name}`, {
        selector: 'summary',
      });
      await userEvent.click(summary);
      const box = await screen.findByRole('checkbox', {
        name: `Jeg har lest det som følger med for ${row.patient.name}`,
      });
      const part = within(summary.closest('details') as HTMLElement);
      expect(part.getByRole('heading', { name: 'Åpne varsler' })).toBeTruthy();
      if (place === 0) await userEvent.type(part.getByRole('textbox', { name: /Åpne varsler/i }), 'Ring først');
      else await userEvent.click(send);
      if (place === 1) expect(screen.getAllByRole('link', { name: /^Les gjennom det som følger med/ })).toHaveLength(1);
      await userEvent.click(box);
    }
    expect(screen.getByText(/2 av 2 lest gjennom/)).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Mottakende team' }), hospital.id);
    await userEvent.click(screen.getByRole('radio', { name: /Med en gang/ }));
    for (const part of ['Situasjon', 'Bakgrunn', 'Vurdering', 'Råd']) {
      await userEvent.type(screen.getByRole('textbox', { name: new RegExp(`^${part}`) }), part);
    }
    await userEvent.click(screen.getByRole('checkbox', { name: /signerer overføringene/ }));
    // All or none: what stands in the way is named, and nothing was sent.
    answers['POST /handover-batches'] = problem(409, 'conflict', {
      reason: 'handover-already-open',
      detail: 'Pasient 2: A handover is open already.',
      each: rows.slice(0, 2).map(({ episodeId, patient }) => ({
        episodeId,
        reason: 'handover-already-open',
        detail: `${patient.name}: A handover is open already.`,
      })),
    });
    await userEvent.click(send);
    const names = rows.slice(0, 2).map(({ patient }) => patient.name);
    await screen.findByText(
      new RegExp(`Ingen av tilbudene er sendt\\. ${names.join(' og ')}: Det er allerede en åpen ansvarsoverføring`),
    );
    answers['POST /handover-batches'] = batch();
    answers[`GET /handover-batches/${idOf(600)}`] = batch();
    await userEvent.click(send);
    await waitFor(() => expect(router.state.location.pathname).toBe(`/handover-batches/${idOf(600)}`));
    expect(asked.filter(({ method }) => method === 'POST').at(-1)?.body).toMatchObject({
      toTeamId: hospital.id,
      isbar: { situation: 'Situasjon' },
      items: rows.slice(0, 2).map(({ episodeId }, place) => ({
        episodeId,
        illnessSeverity: 'stable',
        seenAlertIds: exampleHandover().digest.alerts.map(({ alertId }) => alertId),
        ...(place === 0 ? { comments: { alerts: 'Ring først' } } : {}),
      })),
    });
  });

  it('shows how far it has come, and leads to each', async () => {
    await renderApp(`/handover-batches/${idOf(600)}`, { ...base(), [`GET /handover-batches/${idOf(600)}`]: batch() });
    await screen.findByRole('heading', { level: 1, name: 'Samlet overføring til Lungepoliklinikken' });
    expect(document.body.textContent).toContain('2 av 3 besvart');
    expect(document.body.textContent).toContain('1 tatt imot, 1 avslått, 1 venter');
    expect(screen.getAllByRole('link', { name: 'Pasient 0' })).toHaveLength(3);
  });

  it('that is not ours is not there', async () => {
    await renderApp(`/handover-batches/${idOf(600)}`, base());
    await screen.findByRole('heading', { name: 'Fant ikke ansvarsoverføringen' });
  });

  it('keeps what was written of one whose tick is taken away, out of sight, until it is set again', async () => {
    await renderApp('/handovers/several', { ...base(), 'GET /worklist': exampleWorklist(rows) });
    const box = await screen.findByRole('checkbox', { name: 'Pasient 1' });
    const note = () => screen.queryByRole<HTMLInputElement>('textbox', { name: /om Pasient 1/ });
    expect(note()).toBeNull();
    await userEvent.click(box);
    await userEvent.type(note() as HTMLElement, 'Ring datteren først');
    await userEvent.click(box);
    expect(note()).toBeNull();
    screen.getByText(/^0 valgt/);
    await userEvent.click(screen.getByRole('button', { name: 'Send alle tilbudene' }));
    screen.getByRole('link', { name: 'Velg minst én pasient' });
    await userEvent.click(box);
    expect(note()?.value).toBe('Ring datteren først');
  });

  it('says of whom it lets go because a colleague was first, and what was written of them', async () => {
    const { answers, say } = await renderApp('/handovers/several', {
      ...base(),
      'GET /worklist': exampleWorklist(rows),
      ...Object.fromEntries(
        rows.map(({ episodeId }) => [`GET /episodes/${episodeId}/handover-digest`, exampleHandover().digest]),
      ),
    });
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Pasient 1' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Pasient 2' }));
    const goes = (items: ReturnType<typeof exampleItem>[]) => {
      answers['GET /worklist'] = exampleWorklist(items);
      act(() => {
        say({ type: 'reset' });
        say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
      });
    };
    const noteOf = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name: new RegExp(`om ${name}`) });
    await userEvent.type(noteOf('Pasient 1'), 'Ring datteren først');
    await userEvent.click(screen.getByText('Les gjennom det som følger med for Pasient 1', { selector: 'summary' }));
    await userEvent.type((await screen.findAllByRole('textbox', { name: /Åpne varsler/i }))[0] as HTMLElement, 'Kjent');
    await userEvent.type(noteOf('Pasient 2'), 'Ny maske');
    // Nothing is told while nobody has fallen out.
    expect(screen.queryByRole('button', { name: 'Kopier teksten' })).toBeNull();
    goes([exampleItem(2)]);
    await screen.findByText(/^Går ikke lenger med.*: Pasient 1\.$/);
    screen.getByText(/^1 valgt/);
    await screen.findByText(/^Det du skrev om dem, sendes ikke/);
    // Whoever goes on writing of the others is not disturbed.
    expect(document.activeElement).toBe(noteOf('Pasient 2'));
    expect(noteOf('Pasient 2').value).toBe('Ny maske');
    await userEvent.click(screen.getByRole('button', { name: 'Kopier teksten' }));
    expect(await navigator.clipboard.readText()).toMatch(
      /^Merknad om Pasient 1 .*:\nRing datteren først\n\nPasient 1: .*åpne varsler.*:\nKjent$/,
    );
    // One who comes back is written of anew; what was written stays until it is thrown away.
    goes([exampleItem(1), exampleItem(2)]);
    await screen.findByText(/^2 valgt/);
    expect(noteOf('Pasient 1').value).toBe('');
    screen.getByText('Ring datteren først');
    await userEvent.click(screen.getByRole('button', { name: 'Forkast teksten' }));
    expect(screen.queryByText('Ring datteren først')).toBeNull();
  });

  it('keeps what was written of whom it let go when the others are sent, and asks before it is left', async () => {
    const { answers, say, router } = await renderApp('/handovers/several', {
      ...base(),
      'GET /worklist': exampleWorklist(rows.slice(0, 2)),
      'POST /handover-batches': batch(),
      [`GET /handover-batches/${idOf(600)}`]: batch(),
      [`GET /episodes/${rows[1]?.episodeId}/handover-digest`]: exampleHandover().digest,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Velg alle uten åpen overføring' }));
    await userEvent.type(screen.getByRole('textbox', { name: /om Pasient 1/ }), 'Ring datteren først');
    answers['GET /worklist'] = exampleWorklist(rows.slice(1, 2));
    act(() => {
      say({ type: 'reset' });
      say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
    });
    await screen.findByText('Ring datteren først');
    await userEvent.click(screen.getByRole('link', { name: 'Dekning' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Bli her' }));
    await fillInLetter();
    await userEvent.click(screen.getByRole('button', { name: 'Send alle tilbudene' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/handover-batches/${idOf(600)}`));
    const left = (await screen.findByText('Det du skrev, er ikke sendt')).closest('[role="alert"]');
    expect(left?.textContent).toContain('Ring datteren først');
    expect(left?.textContent).not.toContain('Situasjon');
  });

  const OPEN = rows[2]?.openHandover ?? null;
  /** Two to choose from; `note`: what is written of the first. */
  const filledIn = async (note: string) => {
    const app = await renderApp('/handovers/several', {
      ...base(),
      'GET /worklist': exampleWorklist(rows.slice(0, 2)),
      [`GET /handover-batches/${idOf(600)}`]: batch(),
      [`GET /episodes/${rows[0]?.episodeId}/handover-digest`]: exampleHandover().digest,
    });
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Pasient 1' }));
    await userEvent.type(screen.getByRole('textbox', { name: /om Pasient 1/ }), note);
    await fillInLetter();
    /** The list as it stands when the first has been offered, and by the feed on the screen. */
    const isOffered = () => {
      app.answers['GET /worklist'] = exampleWorklist([exampleItem(1, { openHandover: OPEN }), exampleItem(2)]);
      act(() => {
        app.say({ type: 'reset' });
        app.say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
      });
    };
    return { ...app, isOffered, send: screen.getByRole('button', { name: 'Send alle tilbudene' }) };
  };
  const worklists = ({ asked }: { asked: { path: string }[] }) =>
    asked.filter(({ path }) => path === '/worklist').length;

  it('tells nothing as unsent that was sent, also when the feed says so before the answer', async () => {
    const app = await filledIn('Ring datteren først');
    const answered = Promise.withResolvers<object>();
    app.answers['POST /handover-batches'] = () => answered.promise;
    await userEvent.click(app.send);
    const before = worklists(app);
    app.isOffered();
    await waitFor(() => expect(worklists(app)).toBe(before + 1));
    await act(async () => undefined);
    // Meanwhile it stands as it was sent.
    screen.getByText(/^1 valgt/);
    expect(screen.queryByText(/^Går ikke lenger med/)).toBeNull();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: /om Pasient 1/ }).value).toBe('Ring datteren først');
    answered.resolve(batch());
    await screen.findByRole('heading', { level: 1, name: /^Samlet overføring til/ });
    await act(async () => undefined);
    expect(app.router.state.location.pathname).toBe(`/handover-batches/${idOf(600)}`);
    expect(screen.queryByText('Ring datteren først')).toBeNull();
    expect(screen.queryByText(/Det du skrev/)).toBeNull();
  });

  it('does not blame a colleague for what may be its own, when the answer was lost', async () => {
    const app = await filledIn('Ring datteren først');
    app.answers['POST /handover-batches'] = () => {
      app.isOffered();
      return Promise.reject(new TypeError('failed to fetch'));
    };
    await userEvent.click(app.send);
    await screen.findByText(/Det kan være utført likevel/);
    const told = await screen.findByText(/^Har nå en åpen ansvarsoverføring, som kan være din egen: Pasient 1\./);
    expect(within(told).getByRole('link').getAttribute('href')).toBe('/handovers');
    screen.getByText(/^Det er ikke sikkert at det du skrev om dem, ble sendt/);
    screen.getByText('Ring datteren først');
    expect(document.body.textContent).not.toMatch(/kollega har tilbudt|sendes ikke|er ikke sendt/);
    // Of another, who was never sent, a colleague may have been first.
    await userEvent.click(screen.getByRole('checkbox', { name: 'Pasient 2' }));
    app.answers['GET /worklist'] = exampleWorklist([exampleItem(1, { openHandover: OPEN })]);
    act(() => {
      app.say({ type: 'reset' });
      app.say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
    });
    await screen.findByText(/^Går ikke lenger med.*: Pasient 2\.$/);
    screen.getByText(/^Har nå en åpen ansvarsoverføring, som kan være din egen: Pasient 1\./);
  });

  it('lets go of whom a colleague has offered after a no, with what was written', async () => {
    const app = await filledIn('Ring datteren først');
    app.answers['POST /handover-batches'] = () => {
      app.isOffered();
      return problem(409, 'conflict', { reason: 'handover-already-open' });
    };
    await userEvent.click(app.send);
    await screen.findByText(/^Går ikke lenger med.*: Pasient 1\.$/);
    screen.getByText(/^Det du skrev om dem, sendes ikke/);
    screen.getByText('Ring datteren først');
  });

  it('keeps what was written of one whose tick was taken away when a colleague offers that one', async () => {
    const { isOffered } = await filledIn('Ring datteren først');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Pasient 1' }));
    isOffered();
    await screen.findByText('Ring datteren først');
    // Nobody who was chosen has fallen out.
    expect(screen.queryByText(/^Går ikke lenger med/)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Forkast teksten' }));
    expect(document.activeElement?.textContent).toBe('0 valgt');
  });

  it('says of the text that it is copied, until there is more of it', async () => {
    const { answers, say, isOffered } = await filledIn('Ring datteren først');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Pasient 2' }));
    await userEvent.type(screen.getByRole('textbox', { name: /om Pasient 2/ }), 'Ny maske');
    isOffered();
    await userEvent.click(await screen.findByRole('button', { name: 'Kopier teksten' }));
    await screen.findByText('Kopiert.');
    answers['GET /worklist'] = exampleWorklist([]);
    act(() => {
      say({ type: 'reset' });
      say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
    });
    await screen.findByText('Ny maske');
    expect(screen.queryByText('Kopiert.')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Kopier teksten' }));
    await screen.findByText('Kopiert.');
    expect(await navigator.clipboard.readText()).toMatch(/Ring datteren først(.|\n)*Ny maske/);
  });
});

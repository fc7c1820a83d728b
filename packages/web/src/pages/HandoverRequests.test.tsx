// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ago,
  exampleEpisode,
  exampleHandover,
  exampleRequest,
  HOUR,
  hospital,
  idOf,
  municipality,
} from '../testing/examples.ts';
import { base, HANDOVER, posted } from '../testing/handovers.ts';
import { renderApp } from '../testing/render.tsx';

afterEach(cleanup);

describe('a responsibility that is another team’s', () => {
  const theirs = exampleEpisode({
    access: 'former',
    accountable: { team: hospital, since: ago(HOUR), plannedUntil: null },
  });
  const open = async () => {
    const app = await renderApp(`/episodes/${idOf(100)}`, { ...base(), [`GET /episodes/${idOf(100)}`]: theirs });
    await screen.findByRole('heading', { level: 1, name: /Pasient 0/ });
    return app;
  };

  it('can be asked for, with a reason', async () => {
    const { answers, asked } = await open();
    answers[`POST /episodes/${idOf(100)}/handover-requests`] = exampleRequest();
    const send = screen.getByRole('button', { name: 'Send forespørselen', hidden: true });
    await userEvent.click(send);
    expect(posted(asked)).toBeUndefined();
    await userEvent.type(screen.getByRole('textbox', { name: /Hvorfor bør dere/, hidden: true }), 'Hun er hos oss');
    await userEvent.click(send);
    await screen.findByText('Forespørselen er sendt til Lungepoliklinikken.');
    expect(posted(asked)?.body).toEqual({ teamId: municipality.id, reason: 'Hun er hos oss' });
  });

  it('can be taken over where it is urgent, and not by one press alone', async () => {
    const { answers, asked, router } = await open();
    answers[`POST /episodes/${idOf(100)}/take-over`] = exampleHandover({ kind: 'emergency', status: 'accepted' });
    answers[HANDOVER] = { handover: exampleHandover({ kind: 'emergency', status: 'accepted' }), openRedAlerts: [] };
    const take = screen.getByRole('button', { name: 'Overta ansvaret nå', hidden: true });
    await userEvent.click(take);
    expect(posted(asked)).toBeUndefined();
    await userEvent.type(screen.getByRole('textbox', { name: 'Hva haster?', hidden: true }), 'Blå på leppene');
    await userEvent.click(screen.getByRole('radio', { name: 'Ustabil', hidden: true }));
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Det første dere gjør', hidden: true }),
      'Sender ambulanse',
    );
    await userEvent.click(screen.getByRole('checkbox', { name: 'Jeg bekrefter at det haster', hidden: true }));
    await userEvent.click(take);
    await waitFor(() => expect(router.state.location.pathname).toBe(`/handovers/${idOf(300)}`));
    expect(posted(asked)?.body).toEqual({
      teamId: municipality.id,
      reason: 'Blå på leppene',
      illnessSeverity: 'unstable',
      firstAction: 'Sender ambulanse',
    });
  });
});

describe('requests for the responsibility', () => {
  const open = async (requests: object) => {
    const app = await renderApp('/handovers', {
      ...base(),
      'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [], ...requests } },
    });
    await screen.findByRole('heading', { level: 1, name: 'Ansvarsoverføringer' });
    return app;
  };

  it('to us lead to an offer, or are refused with a reason', async () => {
    const { answers, asked } = await open({ toUs: [exampleRequest()] });
    const box = await screen.findByRole('region', { name: /Forespørsler til oss/ });
    expect(within(box).getByRole('link', { name: 'Lag tilbud' }).getAttribute('href')).toContain(
      `/episodes/${idOf(100)}/handover?request=${idOf(500)}`,
    );
    answers[`POST /handover-requests/${idOf(500)}/refuse`] = exampleRequest({ status: 'refused' });
    await userEvent.type(
      within(box).getByRole('textbox', { name: /Hvorfor avslår dere/, hidden: true }),
      'Hun skal hjem',
    );
    await userEvent.click(within(box).getByRole('button', { name: 'Avslå forespørselen', hidden: true }));
    await screen.findByText('Forespørselen er avslått.');
    expect(posted(asked)?.body).toEqual({ version: 1, reason: 'Hun skal hjem' });
  });

  it('from us can be taken back', async () => {
    const { answers, asked } = await open({
      fromUs: [exampleRequest({ team: municipality, accountableTeam: hospital })],
    });
    answers[`POST /handover-requests/${idOf(500)}/withdraw`] = exampleRequest({ status: 'withdrawn' });
    await userEvent.click(await screen.findByRole('button', { name: /^Trekk tilbake/ }));
    await screen.findByText('Forespørselen er trukket tilbake.');
    expect(posted(asked)?.body).toEqual({ version: 1 });
  });
});

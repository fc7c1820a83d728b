// @vitest-environment happy-dom
import type { Notification } from '@samvakt/contract';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  DAY,
  exampleHandover,
  exampleItem,
  exampleSession,
  exampleWorklist,
  HOUR,
  hospital,
  idOf,
  jonas,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

const green = exampleItem(1, {
  patient: { id: idOf(201), name: 'Gerd Grønn', birthDate: '1948-05-03', gender: 'female' },
});
const yellow = exampleItem(2, {
  patient: { id: idOf(202), name: 'Guri Gul', birthDate: '1951-01-30', gender: 'female' },
  status: 'yellow',
  condition: 'diabetes',
  reason: { nb: 'Blodsukker 14,2', en: 'Glucose 14.2' },
  since: ago(2 * HOUR),
  openAlerts: { red: 0, yellow: 2, paused: 0 },
  claimedBy: jonas,
  openHandover: {
    id: idOf(300),
    status: 'offered',
    toTeam: hospital,
    deadlineAt: ago(HOUR),
    effectiveAt: null,
  },
});
const base = (items = [green, yellow]): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist(items),
  'GET /handovers': { inbox: [exampleHandover()], outbox: [], requests: { toUs: [], fromUs: [] } },
});
const names = () =>
  within(screen.getByRole('table'))
    .getAllByRole('rowheader')
    .map((cell) => cell.querySelector('a')?.textContent);

afterEach(cleanup);

describe('application', () => {
  it('asks who is not signed in to sign in, and to come back to the same page', async () => {
    await renderApp('/devices?device=gw-1', { 'GET /session': problem(401, 'not-signed-in') });
    const link = await screen.findByRole('link', { name: 'Logg inn' });
    expect(link.getAttribute('href')).toBe('/auth/login?returnTo=%2Fdevices%3Fdevice%3Dgw-1');
  });

  it('says what is wrong when the session cannot be read, and tries again', async () => {
    const { answers } = await renderApp('/', { 'GET /session': problem(500, 'internal') });
    await screen.findByText('Feil i tjenesten. Feilen er logget.');
    Object.assign(answers, base());
    await userEvent.click(screen.getByRole('button', { name: 'Prøv igjen' }));
    await screen.findByRole('heading', { name: 'Arbeidsliste', level: 1 });
  });

  it('shows who is signed in, where, and that the people are not real', async () => {
    await renderApp('/', base());
    const header = await screen.findByRole('banner');
    expect(header.textContent).toContain('Ingrid Havn');
    expect(header.textContent).toContain('Sykepleier · Oppfølgingsteamet');
    expect(header.textContent).toContain('Demonstrasjon – syntetiske personer');
    expect(screen.getByRole('contentinfo').textContent).toContain('ikke en nødtjeneste');
    expect((await screen.findByRole('link', { name: /Ansvarsoverføringer/ })).textContent).toContain(
      '1 venter på svar',
    );
  });

  it('speaks English when asked, and remembers it', async () => {
    await renderApp('/', base());
    await userEvent.click(await screen.findByRole('button', { name: 'English' }));
    await screen.findByRole('heading', { name: 'Worklist' });
    expect(document.documentElement.lang).toBe('en');
    expect(localStorage.getItem('samvakt.language')).toBe('en');
    localStorage.clear();
  });

  it('knows a page that is none', async () => {
    await renderApp('/nowhere', base());
    await screen.findByRole('heading', { name: 'Fant ikke siden' });
    expect(screen.getByRole('link', { name: 'Til arbeidslisten' })).toBeTruthy();
  });

  it('signs out at the API and leaves for where it says', async () => {
    const assign = vi.spyOn(window.location, 'assign').mockImplementation(() => undefined);
    const { asked } = await renderApp('/', { ...base(), 'POST /auth/logout': { url: '/goodbye' } });
    await userEvent.click(await screen.findByRole('button', { name: 'Logg ut' }));
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/goodbye'));
    expect(asked.some(({ method, path }) => method === 'POST' && path === '/auth/logout')).toBe(true);
    assign.mockRestore();
  });
});

describe('worklist', () => {
  it('shows status as a word, and all that a row must say, worst first', async () => {
    await renderApp('/', base());
    await screen.findByRole('table');
    expect(names()).toEqual(['Guri Gul', 'Gerd Grønn']);
    const row = screen.getByRole('row', { name: /Guri Gul/ });
    for (const text of [
      'Gul',
      '75 år',
      'f. 1951',
      'Diabetes',
      'Blodsukker 14,2',
      'Jonas Lyngmo',
      'svarfristen er ute',
      '+ 1 varsel til',
    ]) {
      expect(row.textContent).toContain(text);
    }
    expect(document.title).toBe('Arbeidsliste – Samvakt');
  });

  it('does not say that nothing was measured, where that is not known', async () => {
    await renderApp('/', {
      ...base(),
      'GET /worklist': exampleWorklist([exampleItem(1, { newestMeasurementAt: null })]),
    });
    const row = await screen.findByRole('row', { name: /Pasient 1/ });
    expect(row.textContent).toContain('Siste måling: Ingen kjent');
  });

  it('is filtered by status and by text', async () => {
    await renderApp('/', base());
    await userEvent.click(await screen.findByRole('button', { name: /Grønn 1/ }));
    await waitFor(() => expect(names()).toEqual(['Gerd Grønn']));
    await userEvent.click(screen.getByRole('button', { name: /Alle 2/ }));
    await userEvent.type(screen.getByRole('searchbox'), 'blodsukker');
    await waitFor(() => expect(names()).toEqual(['Guri Gul']));
    await userEvent.type(screen.getByRole('searchbox'), ' xyz');
    await screen.findByText('Ingen treff');
    await userEvent.click(screen.getByRole('button', { name: 'Vis alle' }));
    await waitFor(() => expect(names()).toHaveLength(2));
  });

  it('is walked through by keys', async () => {
    await renderApp('/', base());
    await screen.findByRole('table');
    await userEvent.keyboard('j');
    expect(document.activeElement?.textContent).toBe('Guri Gul');
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toBe('Gerd Grønn');
    await userEvent.keyboard('k');
    expect(document.activeElement?.textContent).toBe('Guri Gul');
  });

  it('has the focus on the row one comes back from', async () => {
    await renderApp('/', base());
    await userEvent.click(await screen.findByRole('link', { name: 'Gerd Grønn' }));
    await screen.findByRole('heading', { name: 'Fant ikke oppfølgingen' });
    await userEvent.click(screen.getByRole('link', { name: 'Til arbeidslisten' }));
    await screen.findByRole('table');
    expect(document.activeElement?.textContent).toBe('Gerd Grønn');
  });

  it('leaves letters alone while one writes', async () => {
    await renderApp('/', base());
    const search = await screen.findByRole('searchbox');
    await userEvent.type(search, 'jk');
    expect(document.activeElement).toBe(search);
  });

  it('says so when it is empty, and when it cannot be fetched', async () => {
    const { unmount } = await renderApp('/', base([]));
    await screen.findByText('Ingen oppfølginger');
    unmount();
    await renderApp('/', { ...base(), 'GET /worklist': problem(500, 'internal') });
    await screen.findByRole('button', { name: 'Prøv igjen' });
  });

  it('says so when it has grown old', async () => {
    const stale = exampleWorklist([green], { computedAt: new Date(NOW - DAY).toISOString() });
    await renderApp('/', { ...base(), 'GET /worklist': stale });
    await screen.findByText(/Listen er ikke oppdatert siden/);
  });
});

describe('live', () => {
  const red = {
    ...green,
    status: 'red' as const,
    openAlerts: { red: 1, yellow: 0, paused: 0 },
    reason: { nb: 'SpO₂ 82 %', en: 'x' },
    redAlerts: [{ id: idOf(401), summary: { nb: 'SpO₂ 82 %', en: 'x' } }],
  };
  const opened = {
    type: 'change',
    cursor: '8.1',
    kind: 'alert-opened',
    occurredAt: ago(0),
    episodeId: green.episodeId,
    alertId: idOf(401),
    handoverId: null,
    deviceId: null,
    severity: 'red',
  };

  it('resumes where the worklist was taken, and shows and announces a new red', async () => {
    const { sockets, say, answers } = await renderApp('/', base());
    await screen.findByRole('table');
    expect(sockets[0]?.cursor).toBe('7.1');
    act(() => sockets[0]?.socket.onopen?.());
    expect(screen.getByText('Direkte')).toBeTruthy();
    answers['GET /worklist'] = exampleWorklist([red, yellow], { cursor: '8.1' });
    act(() => say(opened));
    await waitFor(() => expect(names()).toEqual(['Gerd Grønn', 'Guri Gul']));
    const loud = document.querySelector('[data-announcements="assertive"]');
    await waitFor(() => expect(loud?.textContent).toBe('Nytt rødt varsel: Gerd Grønn. SpO₂ 82 %'));
    const notices = screen.getByRole('complementary', { name: 'Nye hendelser' });
    await userEvent.click(within(notices).getByRole('button', { name: 'Lukk meldingen om Gerd Grønn' }));
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.title).toBe('(1 rød) Arbeidsliste – Samvakt');
  });

  it('tells of a second red on a red patient in the second’s own words', async () => {
    const { say, answers } = await renderApp('/', { ...base(), 'GET /worklist': exampleWorklist([red, yellow]) });
    await screen.findByRole('table');
    const second = { id: idOf(402), summary: { nb: 'Puls 140/min', en: 'x' } };
    const worse = { ...red, openAlerts: { ...red.openAlerts, red: 2 }, redAlerts: [...red.redAlerts, second] };
    answers['GET /worklist'] = exampleWorklist([worse, yellow], { cursor: '8.1' });
    act(() => say({ ...opened, alertId: idOf(402) }));
    const loud = document.querySelector('[data-announcements="assertive"]');
    await waitFor(() => expect(loud?.textContent).toBe('Nytt rødt varsel: Gerd Grønn. Puls 140/min'));
    const notices = screen.getByRole('complementary', { name: 'Nye hendelser' });
    expect(notices.textContent).toContain('Puls 140/min');
    expect(notices.textContent).not.toContain('SpO₂ 82 %');
  });

  it('shows that a claim has ended, also to a nurse on another page, until somebody has the alert', async () => {
    const list = (...notifications: Notification[]) => ({
      notifications,
      unseen: notifications.length,
      computedAt: ago(0),
      cursor: '8.1',
    });
    const ended: Notification = {
      id: idOf(700),
      kind: 'claim-ended',
      at: ago(0),
      severity: 'red',
      to: { type: 'team', team: municipality },
      step: null,
      claimUntil: ago(0),
      accountableTeam: municipality,
      standing: true,
      about: {
        episodeId: red.episodeId,
        alertId: idOf(401),
        patient: red.patient,
        condition: 'copd',
        meaning: { nb: 'SpO₂ under grensen', en: 'SpO₂ below the limit' },
      },
      seenAt: null,
    };
    const { say, answers } = await renderApp('/', { ...base(), 'GET /notifications': list() });
    await screen.findByRole('table');
    answers['GET /notifications'] = list(ended);
    act(() => say({ ...opened, kind: 'notification-sent' }));
    const notices = await screen.findByRole('complementary', { name: 'Nye hendelser' });
    expect(notices.textContent).toContain('Varselet er åpent igjen');
    expect(notices.textContent).toContain('SpO₂ under grensen');
    expect(within(notices).getByRole('link', { name: red.patient.name }).getAttribute('href')).toBe(
      `/episodes/${red.episodeId}`,
    );
    answers['GET /notifications'] = list({ ...ended, standing: false });
    act(() => say({ ...opened, kind: 'notification-sent' }));
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
  });

  it('announces an offer that has come', async () => {
    const { say, answers } = await renderApp('/', {
      ...base(),
      'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
    });
    await screen.findByRole('table');
    answers['GET /handovers'] = base()['GET /handovers'] ?? {};
    act(() => say({ ...opened, kind: 'handover-offered', handoverId: idOf(300), severity: null }));
    await screen.findByText('Nytt tilbud om ansvarsoverføring');
    expect(document.querySelector('[data-announcements="polite"]')?.textContent).toContain(
      'Pasient 0, fra Lungepoliklinikken',
    );
  });

  it('says when the connection is lost, when the screen is stale, and when all is well again', async () => {
    const { sockets, time } = await renderApp('/', base());
    await screen.findByRole('table');
    act(() => sockets[0]?.socket.onopen?.());
    act(() => sockets[0]?.socket.onclose?.());
    expect(screen.getByText('Kobler til igjen')).toBeTruthy();
    act(() => time.advance(30_000));
    expect(screen.getByText('Ikke oppdatert')).toBeTruthy();
    expect(screen.getByText(/Ingen kontakt med tjenesten siden kl. 09:00/)).toBeTruthy();
    act(() => sockets.at(-1)?.socket.onopen?.());
    const polite = document.querySelector('[data-announcements="polite"]');
    expect(polite?.textContent).toBe(
      'Forbindelsen er brutt. Skjermen oppdateres ikke.Forbindelsen er tilbake. Alt er oppdatert.',
    );
  });

  it('fetches everything anew after a reset', async () => {
    const { say, asked } = await renderApp('/', base());
    await screen.findByRole('table');
    const before = asked.filter(({ path }) => path === '/worklist').length;
    act(() => say({ type: 'reset' }));
    act(() => say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() }));
    await waitFor(() => expect(asked.filter(({ path }) => path === '/worklist').length).toBe(before + 1));
  });

  it('ends on the sign-in page when the session has ended', async () => {
    const { say, answers } = await renderApp('/', base());
    await screen.findByRole('table');
    for (const key of Object.keys(answers)) answers[key] = problem(401, 'not-signed-in');
    act(() => say(opened));
    await screen.findByRole('link', { name: 'Logg inn' });
    expect(screen.queryByText('Guri Gul')).toBeNull();
  });
});

// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EPISODE, episodeAnswers, openEpisode } from '../testing/episodePage.tsx';
import {
  ago,
  ahead,
  DAY,
  exampleEpisode,
  exampleHandover,
  exampleItem,
  exampleTrend,
  exampleWorklist,
  HOUR,
  hospital,
  idOf,
  municipality,
} from '../testing/examples.ts';
import { FakeChart } from '../testing/fakeChart.ts';
import { problem, renderApp } from '../testing/render.tsx';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));

const region = (name: string | RegExp) => screen.getByRole('region', { name });

beforeEach(() => {
  FakeChart.made.length = 0;
});
afterEach(cleanup);

describe('patient page', () => {
  it('says whom it is about, how it stands, and who is accountable since when and until when', async () => {
    await openEpisode(
      exampleEpisode({ accountable: { team: municipality, since: ago(18 * DAY), plannedUntil: ahead(DAY) } }),
    );
    expect(document.body.textContent).toContain('038548 12345');
    expect(document.body.textContent).toContain('Rød');
    const accountable = region('Ansvarlig nå').textContent;
    for (const text of [
      'Oppfølgingsteamet',
      'Ditt team',
      'Fjordvik kommune',
      '3. nov. kl. 09:00',
      '22. nov. kl. 09:00',
      'Ingen åpen',
    ]) {
      expect(accountable).toContain(text);
    }
    expect(document.title).toBe('Pasient 0 – KOLS – Samvakt');
  });

  it('that cannot be shown bears the name that the worklist has, says that nothing follows from that, and whom to ask', async () => {
    const app = await renderApp(`/episodes/${idOf(100)}`, {
      ...episodeAnswers(exampleEpisode()),
      'GET /worklist': exampleWorklist([{ ...exampleItem(0), episodeId: idOf(100) }]),
      [EPISODE]: problem(500, 'internal'),
    });
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    screen.getByText(/Det sier ingenting om hvordan det går\. Finn telefonnummeret i journalen/);
    expect(document.body.textContent).not.toContain('Laster');
    app.answers[EPISODE] = exampleEpisode();
    await userEvent.click(screen.getByRole('button', { name: 'Prøv igjen' }));
    await screen.findByRole('region', { name: 'Ansvarlig nå' });
  });

  it('that cannot be shown and is on no list says that', async () => {
    await renderApp(`/episodes/${idOf(100)}`, {
      ...episodeAnswers(exampleEpisode()),
      [EPISODE]: problem(500, 'internal'),
    });
    await screen.findByRole('heading', { level: 1, name: 'Pasienten kan ikke vises' });
  });

  it('says what of the patient’s own settings cannot be read, what to do, and nothing of them as if it were known', async () => {
    await renderApp(`/episodes/${idOf(100)}`, {
      ...episodeAnswers(exampleEpisode({ status: 'unknown', limits: null, unreadable: ['limits', 'pauses'] })),
    });
    const title = await screen.findByRole('heading', { name: 'Noe av det som er satt for pasienten, kan ikke leses' });
    const said = title.closest('[data-unreadable]')?.textContent;
    for (const text of ['Individuelle grenser', 'Pauser av varsler', 'blir ikke vurdert', 'Ring pasienten'])
      expect(said).toContain(text);
    expect(said).not.toContain('Måleplanen');
    const limits = region('Individuelle grenser').textContent;
    expect(limits).toContain('Det er ikke kjent hvilke grenser som gjelder');
    expect(limits).not.toContain('Standardgrensene i protokollen gjelder');
    expect(screen.queryByRole('link', { name: 'Endre grensene' })).toBeNull();
  });

  it('says that what the team has declared of its hours cannot be read', async () => {
    await renderApp(`/episodes/${idOf(100)}`, {
      ...episodeAnswers(exampleEpisode({ cover: null, uncovered: null, watchUnreadable: true })),
    });
    expect(await screen.findByText('Åpningstid og dekning kan ikke leses. Feilen er logget.')).toBeTruthy();
  });

  it('has an hour in which nobody would act on red beside who is accountable, and on the form of a take-over, which it does not stop', async () => {
    const uncovered = {
      teamId: hospital.id,
      teamName: hospital.name,
      from: ahead(DAY),
      until: ahead(2 * DAY),
      timeZone: 'Europe/Oslo',
      date: '2026-11-27',
      localFrom: '15:30',
      untilDate: '2026-11-30',
      localUntil: '08:00',
      why: 'week' as const,
      holiday: null,
      patients: 2,
    };
    const accountable = { team: hospital, since: ago(DAY), plannedUntil: null };
    const own = {
      team: municipality,
      version: 1,
      openingHours: { kind: 'always' },
      cover: null,
      setAt: null,
      setBy: null,
      reason: null,
      lead: null,
      mayChange: false,
      now: { by: 'own-team', until: null },
      patients: 0,
      uncovered: { ...uncovered, teamId: municipality.id, teamName: municipality.name },
      planned: [],
      holidays: [],
      covers: [],
    };
    await renderApp(`/episodes/${idOf(100)}`, {
      ...episodeAnswers(exampleEpisode({ access: 'supporting', accountable, uncovered })),
      [`GET /teams/${municipality.id}/hours`]: own,
    });
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    const line = document.querySelector('[data-uncovered]');
    expect(line?.textContent).toContain(
      'Ingen tar rødt for Lungepoliklinikken fredag 27. november kl. 15:30 til mandag 30. november kl. 08:00 (slik er det hver uke).',
    );
    expect(within(line as HTMLElement).queryByRole('link')).toBeNull();
    await userEvent.click(screen.getByText('Overta i en nødsituasjon'));
    await screen.findByText('Overtakelsen stoppes ikke av dette, men noen må ta timen etterpå.', { exact: false });
    expect((screen.getByRole('button', { name: /^Overta/ }) as HTMLButtonElement).disabled).toBe(false);
  });

  it('says what else the patient is followed for, by whom and how to reach them', async () => {
    await openEpisode();
    const history = region('Ansvar gjennom tiden');
    expect(history.textContent).toContain('Lungepoliklinikken');
    expect(history.textContent).toContain('Storfjell sykehus HF');
    const call = within(history).getByRole('link', { name: 'Ring Lungepoliklinikken: 00 00 20 01' });
    expect(call.getAttribute('href')).toBe('tel:00002001');
  });

  it('shows what no rule judges here, and says so, and who judges it', async () => {
    const { metrics } = exampleEpisode();
    const followed = { episodeId: exampleEpisode().id, condition: 'hypertension', team: hospital };
    await openEpisode(
      exampleEpisode({
        metrics: metrics.map((one) => (one.metric === 'steps' ? { ...one, judgedIn: [followed] } : one)),
      }),
    );
    const steps = screen.getByRole('figure', { name: /Skritt/ });
    expect(steps.textContent).toContain('Vurderes ikke her. Følges av Lungepoliklinikken (Høyt blodtrykk).');
    expect(screen.getByRole('figure', { name: /^Oksygenmetning|SpO₂/ }).textContent).not.toContain('Vurderes ikke');
  });

  it('says when no follow-up judges what is shown', async () => {
    await openEpisode();
    expect(screen.getByRole('figure', { name: /Skritt/ }).textContent).toContain('Ingen oppfølging vurderer den');
  });

  it('says when a handover is open, and that accountability has not moved', async () => {
    await openEpisode(
      exampleEpisode({
        openHandover: exampleHandover({ fromTeam: municipality, toTeam: hospital, deadlineAt: ago(HOUR) }),
      }),
    );
    const text = region('Ansvarlig nå').textContent;
    expect(text).toContain('Ansvarsoverføring er tilbudt til Lungepoliklinikken');
    expect(text).toContain('Svarfristen er ute.');
    expect(text).toContain('Ansvaret ligger hos Oppfølgingsteamet til tilbudet er tatt imot.');
    expect(screen.queryByRole('link', { name: 'Tilby ansvarsoverføring' })).toBeNull();
  });

  it.each([
    ['invited', /fått tilbud om å overta/],
    ['former', /Kun lesetilgang/],
  ] as const)('%s access reads and does not act', async (access, notice) => {
    await openEpisode(exampleEpisode({ access, accountable: { team: hospital, since: ago(DAY), plannedUntil: null } }));
    expect(screen.getByText(notice)).toBeTruthy();
    expect(screen.getByText('Ikke ditt team')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Ta varselet/ })).toBeNull();
  });

  it('shows plan, limits, rules, equipment, history and what else the patient is followed for', async () => {
    await openEpisode(exampleEpisode({ endedAt: ago(HOUR) }));
    expect(region('Plan').textContent).toContain('Mer tungpust');
    expect(region('Individuelle grenser').textContent).toContain('Avtalt med lungelege');
    expect(region('Individuelle grenser').textContent).toContain('SpO₂, rød grense86');
    expect(region('Individuelle grenser').textContent).toContain('Oksygenmetning under 86 %');
    expect(region('Utstyr').textContent).toMatch(/batteri 82.%/);
    expect(region('Utstyr').textContent).toContain('aldri hørt fra');
    expect(region('Ansvar gjennom tiden').textContent).toContain('Høyt blodtrykk: Lungepoliklinikken');
    expect(document.body.textContent).toContain('Oppfølgingen er avsluttet');
    await waitFor(() => expect(region('Tidslinje').textContent).toContain('Varsel åpnet (rødt)'));
    expect(region('Tidslinje').textContent).toContain('Ingrid Havn, Sykepleier');
  });

  it('manages without plan, limits, equipment and telephone', async () => {
    const patient = { ...exampleEpisode().patient, phone: null };
    await openEpisode(
      exampleEpisode({ patient, limits: null, devices: [], plan: { goal: '', selfManagement: [] }, openAlerts: [] }),
    );
    for (const text of [
      'Telefon er ikke registrert',
      'Ikke satt',
      'Ikke noe utstyr er utlånt.',
      'Ingen åpne varsler.',
    ]) {
      expect(document.body.textContent).toContain(text);
    }
    expect(document.body.textContent).toContain('Standardgrensene i protokollen gjelder.');
  });

  it('knows no episode that it may not see', async () => {
    await renderApp(`/episodes/${idOf(100)}`, { ...episodeAnswers(), [EPISODE]: problem(404, 'not-found') });
    await screen.findByRole('heading', { name: 'Fant ikke oppfølgingen' });
  });

  it('says when it cannot be fetched', async () => {
    await renderApp(`/episodes/${idOf(100)}`, { ...episodeAnswers(), [EPISODE]: problem(500, 'internal') });
    await screen.findByRole('button', { name: 'Prøv igjen' });
  });
});

describe('trends', () => {
  const charts = () => FakeChart.made.filter(({ destroyed }) => !destroyed);

  it('are told in words, and in a table with limits and events', async () => {
    await openEpisode();
    const chart = await screen.findAllByRole('img', {
      name: /Oksygenmetning \(SpO₂\) siste 7 dager: 6 målinger, fra 84.% til 90.%/,
    });
    expect(chart).toHaveLength(1);
    const figure = screen.getByRole('figure', { name: /Oksygenmetning/ });
    const details = figure.querySelector('details');
    if (!details) throw new Error('there is no table');
    details.open = true;
    act(() => void details.dispatchEvent(new Event('toggle')));
    await waitFor(() => expect(within(figure).getAllByRole('row')).toHaveLength(4));
    expect(figure.textContent).toContain('Rød grense: under 86');
    expect(figure.textContent).toContain('Varsel 21. nov. 2026 kl. 08:53: Oksygenmetning 84 %');
  });

  it('are set into the standing chart when measurements come, and built anew when the span changes', async () => {
    const { answers, say } = await openEpisode();
    await waitFor(() => expect(charts().length).toBe(2));
    const [first] = charts();
    await waitFor(() => expect(first?.data.length).toBe(1));
    answers[`${EPISODE}/trends`] = exampleTrend({ buckets: [{ at: ago(HOUR), min: 80, max: 80, mean: 80, count: 1 }] });
    act(() =>
      say({
        type: 'change',
        cursor: '8.1',
        kind: 'measurements-received',
        occurredAt: ago(0),
        episodeId: idOf(100),
        alertId: null,
        handoverId: null,
        deviceId: null,
        severity: null,
      }),
    );
    await waitFor(() => expect(first?.data.length).toBeGreaterThan(1));
    expect(charts()).toContain(first);
    expect(first?.scales.y?.min).toBeLessThan(80);
    await userEvent.click(screen.getByRole('radio', { name: '30 d' }));
    await waitFor(() => expect(first?.destroyed).toBe(true));
  });

  it('have the unit with every value of their tables', async () => {
    await openEpisode();
    const [table] = await screen.findAllByText('Vis som tabell');
    await userEvent.click(table as HTMLElement);
    const shown = await screen.findByRole('table', { name: 'Oksygenmetning (SpO₂), siste 7 dager' });
    const [, first] = within(shown).getAllByRole('row');
    const [, mean, min, max] = within(first as HTMLElement).getAllByRole('cell');
    for (const cell of [mean, min, max]) expect(cell?.textContent).toMatch(/^\d+\u00a0%$/);
  });

  it('say what lies under the pointer', async () => {
    await openEpisode();
    await waitFor(() => expect(charts().length).toBe(2));
    const [setCursor] = charts()[0]?.options.hooks?.setCursor ?? [];
    act(() => setCursor?.({ cursor: { idx: 0 } } as never));
    await screen.findByText(/\(88.%–90.%\)/);
  });

  it('say when there is nothing to show, and when it cannot be fetched', async () => {
    const answers = episodeAnswers();
    answers[`${EPISODE}/trends`] = exampleTrend({ buckets: [] });
    const { unmount } = await renderApp(`/episodes/${idOf(100)}`, answers);
    await waitFor(() => expect(screen.getAllByText('Ingen målinger siste 7 dager.')).toHaveLength(2));
    unmount();
    await renderApp(`/episodes/${idOf(100)}`, { ...answers, [`${EPISODE}/trends`]: problem(500, 'internal') });
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Prøv igjen' })).toHaveLength(2));
  });
});

// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  ahead,
  DAY,
  exampleAlert,
  exampleEntry,
  exampleEpisode,
  exampleEvidence,
  exampleHandover,
  exampleSession,
  exampleTrend,
  exampleWorklist,
  HOUR,
  hospital,
  idOf,
  ingrid,
  jonas,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { FakeChart } from '../testing/fakeChart.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));

const EPISODE = `GET /episodes/${idOf(100)}`;
const withEpisode = (episode = exampleEpisode()): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
  'GET /teams': { teams: [municipality, hospital] },
  [EPISODE]: episode,
  [`${EPISODE}/timeline`]: {
    entries: [
      exampleEntry({ alertId: idOf(401), data: { severity: 'red' } }),
      exampleEntry({ cursor: '4.1', kind: 'responsibility-began', team: municipality, practitioner: ingrid }),
    ],
    nextBefore: null,
  },
  [`${EPISODE}/trends`]: exampleTrend(),
});
const open = async (episode = exampleEpisode()) => {
  const app = await renderApp(`/episodes/${idOf(100)}`, withEpisode(episode));
  await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
  return app;
};
const region = (name: string | RegExp) => screen.getByRole('region', { name });

beforeEach(() => {
  FakeChart.made.length = 0;
});
afterEach(cleanup);

describe('patient page', () => {
  it('says whom it is about, how it stands, and who is accountable since when and until when', async () => {
    await open(exampleEpisode({ accountable: { team: municipality, since: ago(18 * DAY), plannedUntil: ahead(DAY) } }));
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
      ...withEpisode(exampleEpisode({ access: 'supporting', accountable, uncovered })),
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
    await open();
    const history = region('Ansvar gjennom tiden');
    expect(history.textContent).toContain('Lungepoliklinikken');
    expect(history.textContent).toContain('Storfjell sykehus HF');
    const call = within(history).getByRole('link', { name: 'Ring Lungepoliklinikken: 00 00 20 01' });
    expect(call.getAttribute('href')).toBe('tel:00002001');
  });

  it('shows what no rule judges here, and says so, and who judges it', async () => {
    const { metrics } = exampleEpisode();
    const followed = { episodeId: exampleEpisode().id, condition: 'hypertension', team: hospital };
    await open(
      exampleEpisode({
        metrics: metrics.map((one) => (one.metric === 'steps' ? { ...one, judgedIn: [followed] } : one)),
      }),
    );
    const steps = screen.getByRole('figure', { name: /Skritt/ });
    expect(steps.textContent).toContain('Vurderes ikke her. Følges av Lungepoliklinikken (Høyt blodtrykk).');
    expect(screen.getByRole('figure', { name: /^Oksygenmetning|SpO₂/ }).textContent).not.toContain('Vurderes ikke');
  });

  it('says when no follow-up judges what is shown', async () => {
    await open();
    expect(screen.getByRole('figure', { name: /Skritt/ }).textContent).toContain('Ingen oppfølging vurderer den');
  });

  it('says when a handover is open, and that accountability has not moved', async () => {
    await open(
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
    await open(exampleEpisode({ access, accountable: { team: hospital, since: ago(DAY), plannedUntil: null } }));
    expect(screen.getByText(notice)).toBeTruthy();
    expect(screen.getByText('Ikke ditt team')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Ta varselet/ })).toBeNull();
  });

  it('shows plan, limits, rules, equipment, history and what else the patient is followed for', async () => {
    await open(exampleEpisode({ endedAt: ago(HOUR) }));
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
    await open(
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
    await renderApp(`/episodes/${idOf(100)}`, { ...withEpisode(), [EPISODE]: problem(404, 'not-found') });
    await screen.findByRole('heading', { name: 'Fant ikke oppfølgingen' });
  });

  it('says when it cannot be fetched', async () => {
    await renderApp(`/episodes/${idOf(100)}`, { ...withEpisode(), [EPISODE]: problem(500, 'internal') });
    await screen.findByRole('button', { name: 'Prøv igjen' });
  });
});

describe('alerts', () => {
  const act = async (name: RegExp) => userEvent.click(await screen.findByRole('button', { name }));
  const outcome = async (tone: string) => {
    await waitFor(() => expect(document.querySelector(`[data-outcome="${tone}"]`)).not.toBeNull());
    return document.querySelector(`[data-outcome="${tone}"]`)?.textContent;
  };

  it('show what was found, what it rests on and what to do', async () => {
    await open(
      exampleEpisode({
        openAlerts: [
          exampleAlert(1, { late: true, conditionClearedAt: ago(HOUR) }),
          exampleAlert(2, {
            severity: 'yellow',
            kind: 'missing',
            summary: { nb: 'FEV1 mangler', en: 'x' },
            evidence: exampleEvidence([{ type: 'missing', metric: 'fev1', lastAt: NOW - DAY, since: 0, dueAt: NOW }]),
          }),
          exampleAlert(3, {
            severity: 'yellow',
            kind: 'review',
            summary: { nb: 'Uventet verdi', en: 'x' },
            evidence: exampleEvidence([], {
              code: 'no-rule',
              metric: 'glucose',
              reading: { at: NOW, value: 4 },
              detail: null,
            }),
          }),
          exampleAlert(4, { severity: 'yellow', summary: { nb: 'Fra før', en: 'x' }, evidence: {} }),
        ].map((alert) => ({ ...alert, evidence: JSON.parse(JSON.stringify(alert.evidence)) })),
        recentAlerts: [
          exampleAlert(9, { status: 'resolved', outcome: 'false-reading', resolvedBy: jonas, resolvedAt: ago(HOUR) }),
        ],
      }),
    );
    const red = screen.getByRole('article', { name: 'Oksygenmetning 84 %' });
    for (const text of [
      'Rødt varsel',
      'Ring pasienten nå',
      'under 86',
      'Funnet i data som kom sent',
      'venter på at en person',
    ]) {
      expect(red.textContent).toContain(text);
    }
    expect(screen.getByRole('article', { name: 'FEV1 mangler' }).textContent).toContain('Skulle ha kommet 09:00');
    expect(screen.getByRole('article', { name: 'Uventet verdi' }).textContent).toContain('Ingen regel kunne vurdere');
    expect(screen.getByRole('article', { name: 'Fra før' }).textContent).toContain('denne skjermen ikke kan vise');
    expect(document.body.textContent).toContain('Feilmåling, Jonas Lyngmo');
    expect(screen.getAllByRole('article')[0]).toBe(red);
  });

  it('are claimed, and said to be only when the API has said so', async () => {
    const { answers, asked } = await open();
    const claimed = exampleAlert(1, { status: 'claimed', claimedBy: ingrid, claimedAt: ago(0), version: 2 });
    answers[`POST /alerts/${idOf(401)}/claim`] = () => {
      answers[EPISODE] = exampleEpisode({ openAlerts: [claimed] });
      return claimed;
    };
    await act(/^Ta varselet: Oksygenmetning/);
    expect(await outcome('success')).toContain('Du har tatt varselet.');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ version: 1 });
    await screen.findByText(/Tatt av deg/);
    answers[`POST /alerts/${idOf(401)}/release`] = exampleAlert(1, { version: 3 });
    await act(/^Slipp varselet/);
    await screen.findByText(/Varselet er sluppet/);
  });

  it('say what happened when a colleague was first, and show it', async () => {
    const { answers } = await open();
    answers[`POST /alerts/${idOf(401)}/claim`] = () => {
      answers[EPISODE] = exampleEpisode({
        openAlerts: [exampleAlert(1, { status: 'claimed', claimedBy: jonas, claimedAt: ago(0), version: 2 })],
      });
      return problem(409, 'conflict', { reason: 'version-moved-on' });
    };
    await act(/^Ta varselet/);
    expect(await outcome('warning')).toContain('tatt av Jonas Lyngmo');
    expect(screen.queryByRole('button', { name: /^Lukk varselet/ })).toBeNull();
    expect(screen.getByRole('button', { name: /^Slipp varselet/ })).toBeTruthy();
    answers[`POST /alerts/${idOf(401)}/release`] = () => {
      answers[EPISODE] = exampleEpisode({ openAlerts: [] });
      return problem(409, 'conflict');
    };
    await act(/^Slipp varselet/);
    await screen.findByText(/ikke åpent lenger/);
  });

  it('tell every other refusal in the words of the screen', async () => {
    const { answers } = await open();
    answers[`POST /alerts/${idOf(401)}/claim`] = problem(403, 'forbidden', { reason: 'not-the-accountable-team' });
    await act(/^Ta varselet/);
    expect(await outcome('danger')).toBe('Bare det ansvarlige teamet kan gjøre dette.');
  });

  it('are resolved with an outcome, and with a reason where nothing was done', async () => {
    const { answers, asked } = await open();
    answers[`POST /alerts/${idOf(401)}/resolve`] = exampleAlert(1, { status: 'resolved', outcome: 'no-action-needed' });
    await act(/^Lukk varselet: /);
    const dialog = await screen.findByRole('dialog');
    const submit = within(dialog).getByRole('button', { name: 'Lukk varselet' });
    await userEvent.click(submit);
    expect(within(dialog).getAllByText('Velg hva som ble gjort').length).toBeGreaterThan(1);
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Ingen tiltak nødvendig' }));
    await userEvent.click(submit);
    expect(within(dialog).getAllByText('Skriv hvorfor ingen tiltak er nødvendige').length).toBeGreaterThan(1);
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.type(within(dialog).getByRole('textbox'), 'Kald finger');
    await userEvent.click(submit);
    expect(await outcome('success')).toContain('Varselet er lukket: Ingen tiltak nødvendig.');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      version: 1,
      outcome: 'no-action-needed',
      note: 'Kald finger',
    });
  });

  it('bear notes', async () => {
    const { answers, asked } = await open();
    const note = { id: idOf(500), writtenBy: ingrid, writtenAt: ago(0), text: 'Ringte' };
    answers[`POST /alerts/${idOf(401)}/notes`] = () => {
      answers[EPISODE] = exampleEpisode({ openAlerts: [exampleAlert(1, { notes: [note] })] });
      return exampleAlert(1, { notes: [note] });
    };
    await act(/^Skriv notat/);
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lagre notat' }));
    expect(within(dialog).getAllByText('Må fylles ut').length).toBeGreaterThan(0);
    await userEvent.type(within(dialog).getByRole('textbox'), 'Ringte');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lagre notat' }));
    expect(await outcome('success')).toContain('Notatet er lagret.');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ text: 'Ringte' });
    await screen.findByText('Ringte');
  });
});

describe('trends', () => {
  const charts = () => FakeChart.made.filter(({ destroyed }) => !destroyed);

  it('are told in words, and in a table with limits and events', async () => {
    await open();
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
    const { answers, say } = await open();
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

  it('say what lies under the pointer', async () => {
    await open();
    await waitFor(() => expect(charts().length).toBe(2));
    const [setCursor] = charts()[0]?.options.hooks?.setCursor ?? [];
    act(() => setCursor?.({ cursor: { idx: 0 } } as never));
    await screen.findByText(/\(88.%–90.%\)/);
  });

  it('say when there is nothing to show, and when it cannot be fetched', async () => {
    const answers = withEpisode();
    answers[`${EPISODE}/trends`] = exampleTrend({ buckets: [] });
    const { unmount } = await renderApp(`/episodes/${idOf(100)}`, answers);
    await waitFor(() => expect(screen.getAllByText('Ingen målinger siste 7 dager.')).toHaveLength(2));
    unmount();
    await renderApp(`/episodes/${idOf(100)}`, { ...answers, [`${EPISODE}/trends`]: problem(500, 'internal') });
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Prøv igjen' })).toHaveLength(2));
  });
});

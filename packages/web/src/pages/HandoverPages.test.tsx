// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ago,
  exampleAlert,
  exampleEpisode,
  exampleHandover,
  exampleSession,
  exampleWorklist,
  HOUR,
  hospital,
  idOf,
  ingrid,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

const HANDOVER = `GET /handovers/${idOf(300)}`;
const base = (): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
  'GET /teams': { teams: [municipality, hospital] },
  [`GET /episodes/${idOf(100)}`]: exampleEpisode(),
});
const decided = (status: 'accepted' | 'declined' | 'withdrawn', more = {}) =>
  exampleHandover({ status, decidedBy: ingrid, decidedAt: ago(0), version: 2, ...more });
const posted = (asked: { method: string; path: string; body: unknown }[]) =>
  asked.find(({ method }) => method === 'POST');

afterEach(cleanup);

describe('offering a handover', () => {
  const open = async () => {
    const app = await renderApp(`/episodes/${idOf(100)}/handover`, base());
    await screen.findByRole('option', { name: /Lungepoliklinikken/ });
    return app;
  };
  const fill = async () => {
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Mottakende team' }), hospital.id);
    await userEvent.click(screen.getByRole('radio', { name: /Må følges tett/ }));
    for (const part of ['Situasjon', 'Bakgrunn', 'Vurdering', 'Råd']) {
      await userEvent.type(screen.getByRole('textbox', { name: new RegExp(`^${part}`) }), part);
    }
  };
  const send = () => userEvent.click(screen.getByRole('button', { name: 'Send tilbudet' }));

  it('is not offered to the team that has it, and shows what goes with it', async () => {
    await open();
    expect(screen.queryByRole('option', { name: /Oppfølgingsteamet/ })).toBeNull();
    expect(screen.getByRole('region', { name: 'Dette følger med' }).textContent).toContain('Oksygenmetning 84 %');
  });

  it('lists all faults on top, each leading to its field', async () => {
    const { asked } = await open();
    await send();
    const links = ['Mottakende team', 'Hvor syk er pasienten nå', 'Situasjon', 'Bakgrunn', 'Vurdering', 'Råd'].map(
      (name) => screen.getByRole('link', { name: new RegExp(`^${name}:`) }),
    );
    expect(links).toHaveLength(6);
    await userEvent.click(screen.getByRole('link', { name: /^Vurdering:/ }));
    expect(document.activeElement?.id).toBe('offer-assessment');
    expect(posted(asked)).toBeUndefined();
  });

  it('sends what was written, with a deadline ahead, and goes to the offer', async () => {
    const { asked, answers, router } = await open();
    answers[`POST /episodes/${idOf(100)}/handovers`] = exampleHandover({ fromTeam: municipality, toTeam: hospital });
    answers[HANDOVER] = { handover: exampleHandover({ fromTeam: municipality, toTeam: hospital }), openRedAlerts: [] };
    await fill();
    await send();
    await waitFor(() => expect(router.state.location.pathname).toBe(`/handovers/${idOf(300)}`));
    expect(posted(asked)?.body).toEqual({
      toTeamId: hospital.id,
      isbar: {
        illnessSeverity: 'watcher',
        situation: 'Situasjon',
        background: 'Bakgrunn',
        assessment: 'Vurdering',
        recommendation: 'Råd',
        contingency: '',
      },
      deadlineAt: new Date(NOW + 4 * HOUR).toISOString(),
    });
  });

  it('says when one is open already, and what the rules refuse at its field', async () => {
    const { answers } = await open();
    answers[`POST /episodes/${idOf(100)}/handovers`] = problem(409, 'conflict', { reason: 'handover-already-open' });
    await fill();
    await send();
    await screen.findByText('Det er allerede en åpen ansvarsoverføring for denne pasienten.');
    answers[`POST /episodes/${idOf(100)}/handovers`] = problem(422, 'unprocessable', { reason: 'deadline-not-ahead' });
    await send();
    await waitFor(() => expect(screen.getAllByText('Svarfristen må være fram i tid.')).toHaveLength(2));
  });
});

describe('the list of handovers', () => {
  it('has those to us and from us, open ones first by their deadline', async () => {
    await renderApp('/handovers', {
      ...base(),
      'GET /handovers': {
        inbox: [
          decided('declined', { id: idOf(301), patient: { ...exampleHandover().patient, name: 'Avslått' } }),
          exampleHandover({ patient: { ...exampleHandover().patient, name: 'Åpen' } }),
          exampleHandover({
            id: idOf(303),
            deadlineAt: ago(HOUR),
            patient: { ...exampleHandover().patient, name: 'For sen' },
          }),
        ],
        outbox: [],
        requests: { toUs: [], fromUs: [] },
      },
    });
    const inbox = await screen.findByRole('region', { name: /Til oss/ });
    expect(
      within(inbox)
        .getAllByRole('link')
        .map((link) => link.textContent),
    ).toEqual(['For sen', 'Åpen', 'Avslått']);
    expect(inbox.textContent).toContain('2 venter på svar');
    expect(inbox.textContent).toContain('Svarfristen gikk ut');
    expect(screen.getByRole('region', { name: /Fra oss/ }).textContent).toContain('Vi har ikke tilbudt noen.');
  });
});

describe('receiving a handover', () => {
  const open = async (handover = exampleHandover(), openRedAlerts = [exampleAlert(1)]) => {
    const app = await renderApp(`/handovers/${idOf(300)}`, { ...base(), [HANDOVER]: { handover, openRedAlerts } });
    await screen.findByRole('heading', { level: 1, name: /Pasient 0/ });
    return app;
  };
  const accept = () => userEvent.click(screen.getByRole('button', { name: 'Ta imot ansvaret' }));
  const readBack = async (severity: string) => {
    await userEvent.click(screen.getByRole('radio', { name: severity }));
    const action = screen.getByRole('textbox', { name: /Det første dere gjør/ });
    await userEvent.clear(action);
    await userEvent.type(action, 'Ringer nå');
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: /Vi overtar: Oksygenmetning/ });
    if (!box.checked) await userEvent.click(box);
  };

  it('shows the whole content, and that the sender is accountable still', async () => {
    await open();
    for (const text of ['Økende tungpust', 'Må følges tett', 'Puls 112 /min', 'FEV1', 'Ikke oppgitt']) {
      expect(document.body.textContent).toContain(text);
    }
    expect(document.body.textContent).toContain('Ansvaret ligger hos Lungepoliklinikken til tilbudet er tatt imot.');
  });

  it('demands the read-back before anything is sent', async () => {
    const { asked } = await open();
    await accept();
    expect(screen.getAllByText('Bekreft alle åpne røde varsler')).toHaveLength(2);
    expect(screen.getByRole('link', { name: /Det første dere gjør/ })).toBeTruthy();
    expect(posted(asked)).toBeUndefined();
  });

  it('warns of a red alert that the sender did not know', async () => {
    await open();
    expect(document.body.textContent).toContain('Et nytt rødt varsel er åpnet etter at tilbudet ble sendt.');
  });

  it('sends the read-back, is told when it differs, and then takes over', async () => {
    const { answers, asked } = await open();
    answers[`POST /handovers/${idOf(300)}/accept`] = problem(422, 'unprocessable', { reason: 'severity-differs' });
    await readBack('Stabil');
    await accept();
    await waitFor(() => expect(screen.getAllByText(/Stemmer ikke med det avsenderen oppga/)).toHaveLength(2));
    answers[`POST /handovers/${idOf(300)}/accept`] = () => {
      const taken = decided('accepted', {
        readBack: { illnessSeverity: 'watcher', firstAction: 'Ringer nå', redAlertIds: [idOf(401)] },
      });
      answers[HANDOVER] = { handover: taken, openRedAlerts: [] };
      return taken;
    };
    await readBack('Må følges tett');
    await accept();
    await screen.findByText('Ansvaret er tatt imot. Oppfølgingsteamet er ansvarlig fra 09:00.');
    expect(asked.filter(({ method }) => method === 'POST').at(-1)?.body).toEqual({
      version: 1,
      readBack: { illnessSeverity: 'watcher', firstAction: 'Ringer nå', redAlertIds: [idOf(401)] },
    });
    expect(document.body.textContent).toContain('Overtok 1 rødt varsel ved navn');
    expect(document.body.textContent).toContain('Ansvaret ligger nå hos Oppfølgingsteamet.');
  });

  it('has nothing to tick where no red alert is open', async () => {
    await open(exampleHandover(), []);
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(document.body.textContent).toContain('Ingen åpne røde varsler.');
  });

  it('is declined with a reason only', async () => {
    const { answers, asked } = await open();
    answers[`POST /handovers/${idOf(300)}/decline`] = decided('declined', { decisionReason: 'Fullt' });
    const decline = screen.getByRole('button', { name: 'Avslå tilbudet', hidden: true });
    await userEvent.click(decline);
    expect(posted(asked)).toBeUndefined();
    await userEvent.type(screen.getByRole('textbox', { name: /Hvorfor avslår dere/, hidden: true }), 'Fullt');
    await userEvent.click(decline);
    await screen.findByText('Tilbudet er avslått. Ansvaret ligger hos Lungepoliklinikken.');
    expect(posted(asked)?.body).toEqual({ version: 1, reason: 'Fullt' });
  });

  it('says what happened when the offer was decided meanwhile', async () => {
    const { answers } = await open();
    answers[`POST /handovers/${idOf(300)}/accept`] = () => {
      answers[HANDOVER] = { handover: decided('withdrawn'), openRedAlerts: [] };
      return problem(409, 'conflict');
    };
    await readBack('Må følges tett');
    await accept();
    await screen.findByText(/Du ser det nå slik det er: trukket tilbake/);
  });

  it('can be withdrawn by the sender, reason or none', async () => {
    const own = exampleHandover({ fromTeam: municipality, toTeam: hospital });
    const { answers, asked } = await open(own, []);
    answers[`POST /handovers/${idOf(300)}/withdraw`] = decided('withdrawn', {
      fromTeam: municipality,
      toTeam: hospital,
    });
    expect(screen.queryByRole('button', { name: 'Ta imot ansvaret' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Trekk tilbudet tilbake', hidden: true }));
    await screen.findByText('Tilbudet er trukket tilbake. Ansvaret ligger hos Oppfølgingsteamet.');
    expect(posted(asked)?.body).toEqual({ version: 1 });
  });

  it('shows how an old one ended', async () => {
    await open(exampleHandover({ status: 'expired' }), []);
    expect(document.body.textContent).toContain('Gikk ut uten svar');
    cleanup();
    await open(decided('declined', { decisionReason: 'Må vurderes av lege' }), []);
    expect(document.body.textContent).toContain('Må vurderes av lege');
  });

  it('knows no handover that is not ours', async () => {
    await renderApp(`/handovers/${idOf(300)}`, base());
    await screen.findByRole('heading', { name: 'Fant ikke ansvarsoverføringen' });
  });
});

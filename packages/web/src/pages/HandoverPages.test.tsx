// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { toLocalInput } from '../handover/localTime.ts';
import {
  ago,
  exampleAlert,
  exampleHandover,
  HOUR,
  hospital,
  idOf,
  ingrid,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { base, decided, HANDOVER, posted } from '../testing/handovers.ts';
import { problem, renderApp } from '../testing/render.tsx';

afterEach(cleanup);

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

  it('shows the trends of the last days with their unit', async () => {
    await open();
    const row = within(screen.getByRole('table', { name: 'Siste 14 dager' })).getByRole('row', {
      name: /^Oksygenmetning/,
    });
    const [, range] = within(row).getAllByRole('cell');
    expect(range?.textContent).toBe('83 – 93\u00a0%');
  });

  it('says in the letter and before accepting that something could not be judged, each as it knows it', async () => {
    const said = /^Noe som kom inn .*kunne ikke vurderes, og ingen vet hva det sier/;
    const offered = exampleHandover();
    const since = '2026-03-02T07:00:00.000Z';
    await open({ ...offered, digest: { ...offered.digest, unjudgedSince: since } });
    expect(within(screen.getByRole('region', { name: 'Dette følger med' })).getByText(said)).toBeTruthy();
    expect(within(screen.getByRole('region', { name: 'Ta imot ansvaret' })).queryByText(said)).toBeNull();
    cleanup();
    await renderApp(`/handovers/${idOf(300)}`, {
      ...base(),
      [HANDOVER]: { handover: offered, openRedAlerts: [], unjudgedSince: since },
    });
    const accept = await screen.findByRole('region', { name: 'Ta imot ansvaret' });
    expect(within(accept).getByText(said).textContent).toMatch(/2\. mars/);
    expect(within(screen.getByRole('region', { name: 'Dette følger med' })).queryByText(said)).toBeNull();
  });

  it.each([
    ['isbar', 'Innhold'],
    ['digest', 'Dette følger med'],
  ] as const)('that cannot be read in its %s says so, is not accepted, and can be declined', async (part, region) => {
    await open(exampleHandover({ unreadable: [part] }));
    const said = within(screen.getByRole('region', { name: region }));
    expect(said.getByText('Dette kan ikke leses. Feilen er logget.')).toBeTruthy();
    const accept = screen.getByRole('region', { name: 'Ta imot ansvaret' });
    expect(accept.textContent).toContain('Ring Lungepoliklinikken: de kan trekke tilbudet');
    expect(within(accept).queryByRole('button')).toBeNull();
    expect(screen.getByText('Avslå tilbudet', { selector: 'summary, summary *' })).toBeTruthy();
  });

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
    expect(screen.queryByRole('checkbox', { name: /Vi overtar/ })).toBeNull();
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

  it('says what is missing in the language that is chosen while it stands, with the name of each field', async () => {
    await open();
    await accept();
    const english = screen.getByRole('button', { name: 'English' });
    await userEvent.click(english);
    expect(screen.getAllByText('Confirm all open red alerts')).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'The first thing you will do: must be filled in' })).toBeTruthy();
    expect(screen.queryByText(/må fylles ut|velg ett/)).toBeNull();
    expect(document.activeElement).toBe(english);
  });

  it('that is not declined as it was meant says why, and then leaves whoever writes on in peace', async () => {
    const { answers } = await open();
    answers[`POST /handovers/${idOf(300)}/decline`] = problem(422, 'unprocessable', { reason: 'proposal-not-ahead' });
    await userEvent.type(screen.getByRole('textbox', { name: /Hvorfor avslår dere/, hidden: true }), 'Fullt');
    const propose = screen.getByRole('checkbox', { name: /Foreslå noe annet/, hidden: true });
    await userEvent.click(propose);
    await userEvent.type(screen.getByRole('textbox', { name: /på plass/, hidden: true }), 'Etter visitten');
    await userEvent.click(screen.getByRole('button', { name: 'Avslå tilbudet', hidden: true }));
    await screen.findAllByText('Det foreslåtte tidspunktet må være fram i tid.');
    // The form beside it, which accepts, has nothing wrong with it.
    expect(document.querySelector('[aria-labelledby="accept"]')?.textContent).not.toContain('Det foreslåtte');
    await userEvent.click(propose);
    expect(document.activeElement).toBe(propose);
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

describe('a handover of another kind', () => {
  const open = async (handover: ReturnType<typeof exampleHandover>, openRedAlerts = [exampleAlert(1)]) => {
    const app = await renderApp(`/handovers/${idOf(300)}`, { ...base(), [HANDOVER]: { handover, openRedAlerts } });
    await screen.findByRole('heading', { level: 1, name: /Pasient 0/ });
    return app;
  };
  const readBack = { illnessSeverity: 'watcher' as const, firstAction: 'Ringer nå', redAlertIds: [] };
  const scheduled = (more = {}) =>
    exampleHandover({
      status: 'scheduled',
      version: 2,
      decidedBy: ingrid,
      decidedAt: ago(HOUR),
      effectiveAt: new Date(NOW + 20 * HOUR).toISOString(),
      readBack,
      ...more,
    });

  it('is declined with a counter-proposal, which says its conditions', async () => {
    const { answers, asked } = await open(exampleHandover());
    answers[`POST /handovers/${idOf(300)}/decline`] = decided('declined');
    await userEvent.type(screen.getByRole('textbox', { name: /Hvorfor avslår dere/, hidden: true }), 'Fullt');
    await userEvent.click(screen.getByRole('checkbox', { name: /Foreslå noe annet/, hidden: true }));
    const decline = screen.getByRole('button', { name: 'Avslå tilbudet', hidden: true });
    await userEvent.click(decline);
    expect(posted(asked)).toBeUndefined();
    await userEvent.type(screen.getByRole('textbox', { name: /på plass/, hidden: true }), 'Etter visitten');
    const earliest = toLocalInput(NOW + 26 * HOUR);
    fireEvent.change(screen.getByLabelText(/^Tidligst/), { target: { value: earliest } });
    await userEvent.click(decline);
    await waitFor(() => expect(posted(asked)).toBeDefined());
    expect(posted(asked)?.body).toEqual({
      version: 1,
      reason: 'Fullt',
      proposal: { earliestAt: new Date(NOW + 26 * HOUR).toISOString(), conditions: 'Etter visitten' },
    });
  });

  it('shows the sender the counter-proposal, and leads with one press to a new offer of it', async () => {
    const counterProposal = { earliestAt: null, conditions: 'Ny inhalator først' };
    const more = { fromTeam: municipality, toTeam: hospital, counterProposal, decisionReason: 'Fullt' };
    await open(decided('declined', more));
    expect(document.body.textContent).toContain('Ny inhalator først');
    const link = screen.getByRole('link', { name: 'Lag nytt tilbud av forslaget' });
    expect(link.getAttribute('href')).toContain(`/episodes/${idOf(100)}/handover?proposal=${idOf(300)}`);
  });

  it('that is scheduled says who is accountable until when, and can be called off with a reason', async () => {
    const { answers, asked } = await open(scheduled(), []);
    expect(document.body.textContent).toMatch(/Ansvaret flyttes til Oppfølgingsteamet .* Lungepoliklinikken ansvarlig/);
    answers[`POST /handovers/${idOf(300)}/call-off`] = scheduled({ status: 'called-off' });
    await userEvent.type(screen.getByRole('textbox', { name: /Hvorfor avlyses/, hidden: true }), 'Hun blir her');
    await userEvent.click(screen.getByRole('button', { name: 'Avlys overføringen', hidden: true }));
    await screen.findByText('Overføringen er avlyst. Ansvaret ligger hos Lungepoliklinikken.');
    expect(posted(asked)?.body).toEqual({ version: 2, reason: 'Hun blir her' });
  });

  it('that has passed its time is the receiver’s, and names the red alerts that nobody has named', async () => {
    await open(
      scheduled({
        status: 'accepted',
        effectiveAt: ago(HOUR),
        redAlertsSinceAcceptance: [idOf(401)],
      }),
    );
    expect(document.body.textContent).toContain('1 rødt varsel ble åpnet etter at overføringen ble avtalt');
    expect(document.body.textContent).toContain('Oksygenmetning 84 %');
    expect(document.body.textContent).toContain('Ansvaret ligger nå hos Oppfølgingsteamet.');
  });

  it('taken in an emergency asks the team that had it for its word', async () => {
    const taken = exampleHandover({
      kind: 'emergency',
      status: 'accepted',
      fromTeam: municipality,
      toTeam: hospital,
      decidedBy: ingrid,
      decidedAt: ago(HOUR),
      decisionReason: 'Kom med ambulanse',
      readBack,
    });
    const { answers, asked } = await open(taken, []);
    expect(document.body.textContent).toContain('Lungepoliklinikken overtok ansvaret i en nødsituasjon');
    answers[`POST /handovers/${idOf(300)}/review`] = taken;
    const save = screen.getByRole('button', { name: 'Lagre etterkontrollen' });
    await userEvent.click(save);
    expect(posted(asked)).toBeUndefined();
    await userEvent.click(screen.getByRole('radio', { name: 'Ja' }));
    await userEvent.type(screen.getByRole('textbox', { name: /Begrunnelse og hva vi lærer/ }), 'Riktig');
    await userEvent.click(save);
    await screen.findByText('Etterkontrollen er lagret.');
    expect(posted(asked)?.body).toEqual({ version: 1, verdict: 'agreed', text: 'Riktig' });
  });
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { toLocalInput } from '../handover/localTime.ts';
import {
  ago,
  exampleAlert,
  exampleEpisode,
  exampleHandover,
  exampleItem,
  exampleRequest,
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
  [`GET /episodes/${idOf(100)}/handover-digest`]: exampleHandover().digest,
});
const decided = (status: 'accepted' | 'declined' | 'withdrawn', more = {}) =>
  exampleHandover({ status, decidedBy: ingrid, decidedAt: ago(0), version: 2, ...more });
const posted = (asked: { method: string; path: string; body: unknown }[]) =>
  asked.find(({ method }) => method === 'POST');

afterEach(cleanup);

describe('offering a handover', () => {
  const open = async (search = '', more: Answers = {}) => {
    const app = await renderApp(`/episodes/${idOf(100)}/handover${search}`, { ...base(), ...more });
    await screen.findByRole('option', { name: /Lungepoliklinikken/ });
    return app;
  };
  const next = () => userEvent.click(screen.getByRole('button', { name: 'Neste' }));
  const fillWhen = async () => {
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Mottakende team' }), hospital.id);
    await userEvent.click(screen.getByRole('radio', { name: /Med en gang/ }));
  };
  const fillLetter = async () => {
    await userEvent.click(screen.getByRole('radio', { name: /Må følges tett/ }));
    for (const part of ['Situasjon', 'Bakgrunn', 'Vurdering', 'Råd']) {
      await userEvent.type(screen.getByRole('textbox', { name: new RegExp(`^${part}`) }), part);
    }
  };
  const sign = () => userEvent.click(screen.getByRole('checkbox', { name: /Jeg har lest sammendraget/ }));
  const fill = async () => {
    await fillWhen();
    await next();
    await fillLetter();
    await next();
    await sign();
    await next();
  };
  const send = () => userEvent.click(screen.getByRole('button', { name: 'Send tilbudet' }));
  const letter = {
    illnessSeverity: 'watcher',
    situation: 'Situasjon',
    background: 'Bakgrunn',
    assessment: 'Vurdering',
    recommendation: 'Råd',
    contingency: '',
    actions: [],
    ifThen: [],
  };

  it('is not offered to the team that has it, and shows what goes with it', async () => {
    await open();
    expect(screen.queryByRole('option', { name: /Oppfølgingsteamet/ })).toBeNull();
    expect(screen.getByRole('region', { name: 'Dette følger med' }).textContent).toContain('Oksygenmetning 84 %');
  });

  it('lists the faults of each step on top, each leading to its field, and goes no further', async () => {
    const { asked } = await open();
    await next();
    expect(screen.getByRole('link', { name: /^Mottakende team:/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: /^Når skal ansvaret flyttes/ })).toBeTruthy();
    await fillWhen();
    await next();
    await next();
    const links = ['Hvor syk er pasienten nå', 'Situasjon', 'Bakgrunn', 'Vurdering', 'Råd'].map((name) =>
      screen.getByRole('link', { name: new RegExp(`^${name}:`) }),
    );
    expect(links).toHaveLength(5);
    await userEvent.click(screen.getByRole('link', { name: /^Vurdering:/ }));
    expect(document.activeElement?.id).toBe('offer-assessment');
    await fillLetter();
    await next();
    await next();
    expect(screen.getByRole('link', { name: /bekreft at du signerer/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Send tilbudet' })).toBeNull();
    expect(posted(asked)).toBeUndefined();
  });

  it('sends what was written and seen, with a deadline ahead, and goes to the offer', async () => {
    const { asked, answers, router } = await open();
    answers[`POST /episodes/${idOf(100)}/handovers`] = exampleHandover({ fromTeam: municipality, toTeam: hospital });
    answers[HANDOVER] = { handover: exampleHandover({ fromTeam: municipality, toTeam: hospital }), openRedAlerts: [] };
    await fill();
    await screen.findByText(/Dette sendes til Lungepoliklinikken/);
    await send();
    await waitFor(() => expect(router.state.location.pathname).toBe(`/handovers/${idOf(300)}`));
    expect(posted(asked)?.body).toEqual({
      toTeamId: hospital.id,
      isbar: letter,
      deadlineAt: new Date(NOW + 4 * HOUR).toISOString(),
      seenAlertIds: [idOf(402)],
    });
  });

  it('says what is to be done, by whom and when, and what to do if something happens; an empty line is none', async () => {
    const { asked, answers } = await open();
    answers[`POST /episodes/${idOf(100)}/handovers`] = exampleHandover({ fromTeam: municipality, toTeam: hospital });
    await fillWhen();
    await next();
    await fillLetter();
    for (let line = 0; line < 3; line += 1) {
      await userEvent.click(screen.getByRole('button', { name: 'Legg til noe som skal gjøres' }));
    }
    await userEvent.click(screen.getByRole('button', { name: 'Legg til hvis–så' }));
    const line = (number: number) =>
      within(screen.getAllByRole('group', { name: `Linje ${number}` })[0] as HTMLElement);
    await userEvent.type(line(1).getByRole('textbox', { name: 'Hva skal gjøres' }), 'Fjernes');
    await userEvent.type(line(2).getByRole('textbox', { name: 'Hva skal gjøres' }), 'Hent oksymeteret');
    await userEvent.selectOptions(line(2).getByRole('combobox', { name: 'Type' }), 'check-device');
    await userEvent.selectOptions(line(2).getByRole('combobox', { name: 'Hvem' }), 'sender');
    await userEvent.selectOptions(line(2).getByRole('combobox', { name: 'Innen' }), '48');
    await userEvent.click(line(1).getByRole('button', { name: 'Fjern linje 1' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Hvis' }), 'SpO₂ under 85');
    await next();
    // Half a line is no instruction.
    await screen.findByRole('link', { name: /Hvis …, så …/ });
    await userEvent.type(screen.getByRole('textbox', { name: 'Så' }), 'Ring 113');
    await next();
    await sign();
    await next();
    expect(document.body.textContent).toMatch(/Sjekk utstyret: Hent oksymeteret.*Avsender.*Hvis SpO₂ under 85/);
    await send();
    await waitFor(() => expect(posted(asked)).toBeDefined());
    expect(posted(asked)?.body).toMatchObject({
      isbar: {
        actions: [
          {
            kind: 'check-device',
            text: 'Hent oksymeteret',
            owner: 'sender',
            dueAt: new Date(NOW + 48 * HOUR).toISOString(),
          },
        ],
        ifThen: [{ condition: 'SpO₂ under 85', response: 'Ring 113' }],
      },
    });
  });

  it('may be for later and for a time, within bounds, with own words to the digest', async () => {
    const { asked, answers } = await open();
    answers[`POST /episodes/${idOf(100)}/handovers`] = exampleHandover();
    const write = (label: RegExp, at: number) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value: toLocalInput(at) } });
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Mottakende team' }), hospital.id);
    await userEvent.click(screen.getByRole('radio', { name: /På et avtalt tidspunkt/ }));
    await userEvent.click(screen.getByRole('checkbox', { name: /midlertidig/ }));
    write(/^Ansvaret flyttes/, NOW + 91 * 24 * HOUR);
    write(/^Tilbys tilbake/, NOW + 100 * 24 * HOUR);
    await next();
    expect(screen.getAllByText(/høyst 90 dager fram i tid/)).toHaveLength(2);
    write(/^Ansvaret flyttes/, NOW + 48 * HOUR);
    await next();
    await fillLetter();
    await next();
    await userEvent.type(screen.getByRole('textbox', { name: /åpne varsler/ }), 'Ligger alltid lavt');
    await sign();
    await next();
    expect(document.body.textContent).toContain('er ansvarlig til');
    await send();
    await waitFor(() => expect(posted(asked)).toBeDefined());
    expect(posted(asked)?.body).toMatchObject({
      effectiveAt: new Date(NOW + 48 * HOUR).toISOString(),
      returnAt: new Date(NOW + 100 * 24 * HOUR).toISOString(),
      comments: { alerts: 'Ligger alltid lavt' },
    });
  });

  it('says when one is open already, and leads back to the step of what the rules refuse', async () => {
    const { answers } = await open();
    answers[`POST /episodes/${idOf(100)}/handovers`] = problem(409, 'conflict', { reason: 'handover-already-open' });
    await fill();
    await send();
    await screen.findByText('Det er allerede en åpen ansvarsoverføring for denne pasienten.');
    answers[`POST /episodes/${idOf(100)}/handovers`] = problem(422, 'unprocessable', { reason: 'deadline-not-ahead' });
    await send();
    await waitFor(() => expect(screen.getAllByText('Svarfristen må være fram i tid.')).toHaveLength(2));
    expect(screen.getByRole('heading', { level: 2, name: /Hvem og når/ })).toBeTruthy();
  });

  it('is made of a counter-proposal: the same letter, at the time that was proposed, to be read and signed anew', async () => {
    const earliestAt = new Date(NOW + 26 * HOUR).toISOString();
    const declinedOne = decided('declined', {
      fromTeam: municipality,
      toTeam: hospital,
      counterProposal: { earliestAt, conditions: 'Etter visitten i morgen' },
    });
    const { asked, answers } = await open(`?proposal=${idOf(300)}`, {
      [HANDOVER]: { handover: declinedOne, openRedAlerts: [] },
    });
    answers[`POST /episodes/${idOf(100)}/handovers`] = exampleHandover();
    expect(document.body.textContent).toContain('Etter visitten i morgen');
    await next();
    await userEvent.click(screen.getByRole('radio', { name: /Må følges tett/ }));
    await next();
    await sign();
    await next();
    await send();
    await waitFor(() => expect(posted(asked)).toBeDefined());
    expect(posted(asked)?.body).toMatchObject({
      toTeamId: hospital.id,
      effectiveAt: earliestAt,
      isbar: { situation: 'Økende tungpust', recommendation: 'Ring daglig' },
    });
  });

  it('is made of a request, to the team that asked', async () => {
    const { asked, answers } = await open(`?request=${idOf(500)}`, {
      'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [exampleRequest()], fromUs: [] } },
    });
    answers[`POST /episodes/${idOf(100)}/handovers`] = exampleHandover();
    expect(document.body.textContent).toContain('Hun er innlagt hos oss');
    await userEvent.click(screen.getByRole('radio', { name: /Med en gang/ }));
    await next();
    await fillLetter();
    await next();
    await sign();
    await next();
    await send();
    await waitFor(() => expect(posted(asked)).toBeDefined());
    expect(posted(asked)?.body).toMatchObject({ toTeamId: hospital.id, requestId: idOf(500) });
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
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { toLocalInput } from '../handover/localTime.ts';
import { exampleHandover, exampleRequest, HOUR, hospital, idOf, municipality, NOW } from '../testing/examples.ts';
import { base, decided, HANDOVER, posted } from '../testing/handovers.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

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

  it('that answers a request stays as it is written when the request is taken back, says so, and answers it no more', async () => {
    const requests = (toUs: object[]) => ({ inbox: [], outbox: [], requests: { toUs, fromUs: [] } });
    const { asked, answers, say } = await open(`?request=${idOf(500)}`, {
      'GET /handovers': requests([exampleRequest()]),
    });
    answers[`POST /episodes/${idOf(100)}/handovers`] = exampleHandover();
    await userEvent.click(screen.getByRole('radio', { name: /Med en gang/ }));
    await next();
    await fillLetter();
    answers['GET /handovers'] = requests([exampleRequest({ status: 'withdrawn' })]);
    say({ type: 'reset' });
    say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
    await screen.findByText('Forespørselen er ikke åpen lenger. Det du skriver, sendes som et vanlig tilbud.');
    await next();
    await sign();
    await next();
    await send();
    await waitFor(() => expect(posted(asked)).toBeDefined());
    expect(posted(asked)?.body).toMatchObject({ toTeamId: hospital.id, isbar: letter });
    expect(posted(asked)?.body).not.toHaveProperty('requestId');
  });
});

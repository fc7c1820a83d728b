// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ago, DAY, hospital, ingrid } from '../testing/examples.ts';
import { problem, renderApp } from '../testing/render.tsx';
import { at, base, exampleDeclaration, OFFICE, open, uncovered } from '../testing/teamPage.ts';

afterEach(cleanup);

describe('the team’s page', () => {
  it('says what is planned, from when and by whom, and lets the lead take it back with a reason', async () => {
    const planned = [
      {
        version: 4,
        from: '2026-12-20T23:00:00.000Z',
        openingHours: { ...OFFICE, week: [] },
        cover: null,
        reason: 'Stengt i julen',
        setBy: ingrid,
        setAt: ago(DAY),
      },
    ];
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration({ version: 4, planned })));
    const list = () => document.querySelector('[data-planned]')?.textContent ?? '';
    await waitFor(() => expect(list()).toContain('Fra mandag 21. desember 2026 kl. 00:00'));
    expect(list()).toContain('Stengt hele uken');
    expect(list()).toContain(`Planlagt av ${ingrid.name}`);
    expect(list()).toContain('Stengt i julen');
    answers[`POST ${at}/hours/planned/4/withdraw`] = exampleDeclaration({ version: 5 });
    await userEvent.click(screen.getByText(/^Trekk endringen fra mandag/, { selector: 'summary' }));
    const button = screen.getByRole('button', { name: /^Trekk endringen fra mandag/ });
    await userEvent.click(button);
    expect(asked.some(({ method, path }) => method === 'POST' && path.endsWith('/withdraw'))).toBe(false);
    await userEvent.type(screen.getByLabelText(/Hvorfor trekkes den/), 'Vi holder åpent');
    answers[`GET ${at}/hours`] = exampleDeclaration({ version: 5 });
    await userEvent.click(button);
    await screen.findByText('Den planlagte endringen er trukket. Det som gjelder før den, fortsetter.');
    expect(asked.find(({ method, path }) => method === 'POST' && path.endsWith('/withdraw'))?.body).toEqual({
      version: 4,
      reason: 'Vi holder åpent',
    });
    await waitFor(() => expect(document.querySelector('[data-planned]')).toBeNull());
  });

  it('sends from when hours shall hold, says until when, and refuses a time that has been', async () => {
    const later = { version: 4, openingHours: OFFICE, cover: null, reason: null, setBy: null, setAt: null };
    const planned = [{ ...later, from: '2027-01-31T23:00:00.000Z' }];
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration({ version: 4, planned })));
    answers[`POST ${at}/hours`] = exampleDeclaration({ version: 5, planned });
    await open('Endre åpningstid og dekning');
    await userEvent.type(screen.getByLabelText('Hvorfor endres åpningstid eller dekning?'), 'Sommer');
    // The form of the escalation asks the same; that of hours is the first.
    const [radio] = screen.getAllByRole('radio', { name: 'Fra et senere tidspunkt' });
    if (radio === undefined) throw new Error('nothing asks from when');
    await userEvent.click(radio);
    const from = screen.getByLabelText('Gjelder fra');
    fireEvent.change(from, { target: { value: '2020-01-01T00:00' } });
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Velg et tidspunkt som ikke har vært ennå.', { selector: 'a' });
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.change(from, { target: { value: '2027-01-01T00:00' } });
    await screen.findByText(/Gjelder til mandag 1. februar 2027 kl. 00:00. Da begynner/);
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText(/^Lagret. Det gjelder fra fredag 1. januar 2027/);
    expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
      version: 4,
      // Midnight in Oslo, whatever the clock of the machine.
      from: '2026-12-31T23:00:00.000Z',
      reason: 'Sommer',
    });
  });

  it('sends hours and cover in one act, and names the hour of a refusal in its own language', async () => {
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration()));
    await open('Endre åpningstid og dekning');
    const until = screen.getByLabelText('Fredag, til');
    await userEvent.clear(until);
    await userEvent.type(until, '14:00');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Skriv hvorfor.', { selector: 'a' });
    expect(asked.some(({ method, path }) => method === 'POST' && path === `${at}/hours`)).toBe(false);
    await userEvent.type(screen.getByLabelText('Hvorfor endres åpningstid eller dekning?'), 'Kortere fredag');
    answers[`POST ${at}/hours`] = problem(422, 'unprocessable', { reason: 'hour-not-covered', uncovered });
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText(
      'Ingen tar rødt for Oppfølgingsteamet fredag 27. november kl. 14:00 til 15:30 (slik er det hver uke).',
    );
    // What was written stands, so that cover can be added.
    await userEvent.click(screen.getByRole('radio', { name: /Pasienten er bedt om å ringe/ }));
    answers[`POST ${at}/hours`] = exampleDeclaration({ version: 4 });
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Lagret. Det gjelder fra nå.');
    expect(asked.filter(({ method, path }) => method === 'POST' && path === `${at}/hours`).at(-1)?.body).toMatchObject({
      version: 3,
      reason: 'Kortere fredag',
      cover: { kind: 'patient-calls', numbers: [{ number: '116117' }, { number: '113' }] },
      openingHours: {
        kind: 'weekly',
        holidays: 'closed',
        week: [
          { days: ['monday', 'tuesday', 'wednesday', 'thursday'], from: '08:00', until: '15:30' },
          { days: ['friday'], from: '08:00', until: '14:00' },
        ],
        exceptions: [{ date: '2026-12-24', intervals: [{ from: '08:00', until: '12:00' }] }],
      },
    });
  });

  it('takes more times in a day, dates of their own, and asks for what is missing', async () => {
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration()));
    await open('Endre åpningstid og dekning');
    await userEvent.click(screen.getByRole('button', { name: 'Legg til tid: Lørdag' }));
    await userEvent.click(screen.getByRole('button', { name: 'Legg til dato' }));
    await userEvent.type(screen.getByLabelText('Hvorfor endres åpningstid eller dekning?'), 'Lørdagsvakt');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Alle tider må fylles ut.', { selector: 'a' });
    await screen.findByText('Velg en dato som ikke står der fra før.', { selector: 'a' });
    await userEvent.type(screen.getByLabelText('Lørdag, fra'), '10:00');
    await userEvent.type(screen.getByLabelText('Lørdag, til'), '14:00');
    await userEvent.click(screen.getByRole('button', { name: 'Fjern Dato' }));
    await userEvent.click(screen.getByRole('button', { name: 'Fjern torsdag 24. desember' }));
    answers[`POST ${at}/hours`] = exampleDeclaration({ version: 4 });
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Lagret. Det gjelder fra nå.');
    expect(asked.filter(({ method }) => method === 'POST').at(-1)?.body).toMatchObject({
      openingHours: { week: [{}, { days: ['saturday'], from: '10:00', until: '14:00' }], exceptions: [] },
      cover: { kind: 'team', teamId: hospital.id },
    });
  });

  it('says who was first when two change it at once, reads anew, and keeps what was written until one has read it', async () => {
    const { answers, asked } = await renderApp('/team', base(exampleDeclaration()));
    await open('Endre åpningstid og dekning');
    await userEvent.type(screen.getByLabelText('Hvorfor endres åpningstid eller dekning?'), 'x');
    const detail = 'Jonas Lyngmo has changed hours or cover';
    answers[`POST ${at}/hours`] = problem(409, 'conflict', { reason: 'version-moved-on', detail });
    answers[`GET ${at}/hours`] = exampleDeclaration({ version: 4, reason: 'Sommertid' });
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Noen andre har endret dette. Les det som står nå, og prøv igjen.');
    // Who, when and why stands on the page in its own words.
    await screen.findByText(/Sist endret av Jonas Lyngmo .*: Sommertid/);
    expect(screen.queryByText(detail)).toBeNull();
    const english = screen.getByRole('button', { name: 'English' });
    await userEvent.click(english);
    screen.getByText('Somebody else has changed this. Read what stands now, and try again.');
    screen.getByText(/Last changed by Jonas Lyngmo .*: Sommertid/);
    expect(document.activeElement).toBe(english);
    await userEvent.click(screen.getByRole('button', { name: 'Norsk' }));
    const why = () => screen.getByLabelText<HTMLInputElement>('Hvorfor endres åpningstid eller dekning?');
    expect(why().value).toBe('x');
    screen.getByText(/Noen andre har endret dette mens du skrev/);
    await userEvent.click(screen.getByRole('button', { name: 'Jeg har lest det, behold det jeg skrev' }));
    expect(why().value).toBe('x');
    answers[`POST ${at}/hours`] = exampleDeclaration({ version: 5 });
    answers[`GET ${at}/hours`] = exampleDeclaration({ version: 5 });
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Lagret. Det gjelder fra nå.');
    const versions = asked.flatMap(({ method, body }) =>
      method === 'POST' ? [(body as { version: number }).version] : [],
    );
    expect(versions).toEqual([3, 4]);
    // What is saved is saved: the form begins with what holds now.
    await waitFor(() => expect(why().value).toBe(''));
    expect(screen.queryByText(/Noen andre har endret dette mens du skrev/)).toBeNull();
  });

  it('begins anew with what holds now when a colleague has changed it and nothing is written, or one asks for it', async () => {
    const { answers, say } = await renderApp('/team', base(exampleDeclaration()));
    await open('Endre åpningstid og dekning');
    const anew = (version: number) => {
      answers[`GET ${at}/hours`] = exampleDeclaration({ version, openingHours: { kind: 'always' } });
      say({ type: 'reset' });
      say({ type: 'alive', cursor: '99.1', serverTime: ago(0) });
    };
    anew(4);
    await waitFor(() =>
      expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Hele døgnet/ }).checked).toBe(true),
    );
    await userEvent.type(screen.getByLabelText('Hvorfor endres åpningstid eller dekning?'), 'x');
    anew(5);
    await userEvent.click(await screen.findByRole('button', { name: 'Begynn med det som gjelder nå' }));
    expect(screen.getByLabelText<HTMLInputElement>('Hvorfor endres åpningstid eller dekning?').value).toBe('');
    expect(screen.queryByText('Det du skrev, er ikke sendt')).toBeNull();
  });

  it('withdraws from covering another team, with a reason', async () => {
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration()));
    await open('Trekk dekningen for Lungepoliklinikken');
    const send = screen.getByRole('button', { name: 'Trekk dekningen for Lungepoliklinikken' });
    await userEvent.click(send);
    await screen.findByText('Skriv hvorfor.');
    await userEvent.type(screen.getByLabelText('Hvorfor dere trekker dere'), 'Ikke bemannet');
    answers[`POST /teams/${hospital.id}/cover/withdraw`] = exampleDeclaration({ covers: [] });
    await userEvent.click(send);
    await screen.findByText('Dekningen for Lungepoliklinikken er trukket.');
    expect(asked.filter(({ method }) => method === 'POST').at(-1)?.body).toEqual({
      version: 5,
      reason: 'Ikke bemannet',
      from: null,
    });
  });

  it.each([
    [
      'of another team’s settings, who was first as the platform has it',
      { status: 409, code: 'conflict', reason: 'version-moved-on', detail: 'Siri Nes has changed hours or cover' },
      ['Noen andre har endret dette. Les det som står nå, og prøv igjen.', 'Siri Nes has changed hours or cover'],
      ['Somebody else has changed this. Read what stands now, and try again.', 'Siri Nes has changed hours or cover'],
    ],
    [
      'what the rule’s code says, in the screen’s words alone',
      { status: 422, code: 'unprocessable', reason: 'not-covering', detail: 'No team covers for that team.' },
      ['Teamet dekker ikke for dette teamet lenger.'],
      ['The team no longer covers for this team.'],
    ],
    [
      'a rule that is about a handover elsewhere, of what is set here',
      { status: 409, code: 'conflict', reason: 'already-in-effect', detail: 'The change has held since 2026.' },
      ['Endringen gjelder allerede. Gjør en ny endring i stedet.'],
      ['The change holds already. Make another one instead.'],
    ],
    [
      'the platform’s own sentence where no rule is named',
      { status: 422, code: 'unprocessable', detail: 'Something of its own.' },
      ['Noe må rettes før dette kan gjennomføres.', 'Something of its own.'],
      ['Something must be corrected before this can be done.', 'Something of its own.'],
    ],
    [
      'of a failure on the platform’s side nothing but the screen’s own words',
      { status: 503, code: 'unavailable', mayBeDone: false, detail: 'The database does not answer now.' },
      ['Tjenesten er ikke tilgjengelig akkurat nå. Det ble ikke utført. Prøv igjen om litt.'],
      ['The service is not available right now. It was not done. Try again in a moment.'],
    ],
  ])('says of a refusal in either language: %s', async (_, { status, code, ...more }, norwegian, english) => {
    const { answers } = await renderApp('/team', base(exampleDeclaration()));
    await open('Trekk dekningen for Lungepoliklinikken');
    await userEvent.type(screen.getByLabelText('Hvorfor dere trekker dere'), 'Ikke bemannet');
    answers[`POST /teams/${hospital.id}/cover/withdraw`] = problem(status, code, more);
    await userEvent.click(screen.getByRole('button', { name: 'Trekk dekningen for Lungepoliklinikken' }));
    const said = async () => {
      const box = await waitFor(() => document.querySelector('[data-outcome]') ?? expect.fail('nothing is said'));
      return [...box.querySelectorAll('p')].map(({ textContent }) => textContent);
    };
    expect(await said()).toEqual(norwegian);
    await userEvent.click(screen.getByRole('button', { name: 'English' }));
    expect(await said()).toEqual(english);
  });

  it('changes the escalation, and never leaves red to nobody', async () => {
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration()));
    await open('Endre eskaleringen');
    const step = (place: number) => within(document.querySelector(`[data-step="${place}"]`) as HTMLElement);
    await userEvent.selectOptions(step(2).getByLabelText('Gjelder'), 'yellow');
    await userEvent.type(screen.getByLabelText('Hvorfor endres eskaleringen?'), 'Roligere');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre eskaleringen' }));
    await screen.findByText('Minst ett trinn må varsle hele teamet om rødt.', { selector: 'a' });
    await userEvent.selectOptions(step(2).getByLabelText('Gjelder'), 'both');
    await userEvent.clear(step(2).getByLabelText('Minutter etter forrige trinn'));
    await userEvent.click(screen.getByRole('button', { name: 'Lagre eskaleringen' }));
    await screen.findByText(/Minutter er hele tall/, { selector: 'a' });
    await userEvent.type(step(2).getByLabelText('Minutter etter forrige trinn'), '5');
    answers[`POST ${at}/escalation-policy`] = answers[`GET ${at}/escalation-policy`] ?? {};
    await userEvent.click(screen.getByRole('button', { name: 'Lagre eskaleringen' }));
    await screen.findByText(/Eskaleringen er lagret/);
    expect(asked.filter(({ method }) => method === 'POST').at(-1)?.body).toMatchObject({
      version: 0,
      reason: 'Roligere',
      policy: { steps: [{ afterMs: 0 }, { afterMs: 300_000, severities: ['red', 'yellow'] }], rounds: 3 },
    });
  });
});

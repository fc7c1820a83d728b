// @vitest-environment happy-dom
import type { Declaration, WatchWeek } from '@samvakt/contract';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ago,
  ahead,
  DAY,
  exampleSession,
  exampleWorklist,
  HOUR,
  hospital,
  ingrid,
  jonas,
  municipality,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

const OFFICE: Declaration['openingHours'] = {
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
  holidays: 'closed',
  exceptions: [{ date: '2026-12-24', intervals: [{ from: '08:00', until: '12:00' }] }],
};
const exampleDeclaration = (change: Partial<Declaration> = {}): Declaration => ({
  team: municipality,
  version: 3,
  openingHours: OFFICE,
  cover: { kind: 'team', teamId: hospital.id },
  setAt: ago(2 * DAY),
  setBy: jonas,
  reason: 'Avtalt i møtet',
  planned: [],
  lead: ingrid,
  mayChange: true,
  now: { by: 'covering-team', team: hospital, until: ahead(HOUR), backAt: ahead(HOUR) },
  patients: 7,
  uncovered: null,
  holidays: [{ date: '2026-12-25', name: { nb: 'Første juledag', en: 'Christmas Day' }, team: 'closed' }],
  covers: [{ team: hospital, version: 5, from: null, next: { from: ahead(DAY), until: ahead(2 * DAY) } }],
  ...change,
});
const week = (date: string, change: Partial<WatchWeek['days'][number]> = {}): WatchWeek => ({
  timeZone: 'Europe/Oslo',
  days: [
    {
      date,
      holiday: null,
      exception: false,
      hours: 24,
      spans: [
        { from: ago(0), until: ahead(HOUR), localFrom: '00:00', localUntil: '08:00', by: 'nobody', team: null },
        {
          from: ahead(HOUR),
          until: ahead(9 * HOUR),
          localFrom: '08:00',
          localUntil: '15:30',
          by: 'own-team',
          team: null,
        },
        {
          from: ahead(9 * HOUR),
          until: ahead(DAY),
          localFrom: '15:30',
          localUntil: '24:00',
          by: 'covering-team',
          team: hospital,
        },
      ],
      ...change,
    },
  ],
});
const uncovered = {
  teamId: municipality.id,
  teamName: municipality.name,
  from: ahead(DAY),
  until: ahead(DAY + HOUR),
  timeZone: 'Europe/Oslo',
  date: '2026-11-27',
  localFrom: '14:00',
  untilDate: '2026-11-27',
  localUntil: '15:30',
  why: 'week',
  holiday: null,
  patients: 7,
};
const at = `/teams/${municipality.id}`;
const base = (declaration: Declaration): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /teams': { teams: [municipality, hospital] },
  [`GET ${at}/hours`]: declaration,
  [`GET ${at}/watch`]: week('2026-11-21'),
  [`GET ${at}/hours/history`]: {
    versions: [
      {
        version: 3,
        from: ago(2 * DAY),
        until: null,
        openingHours: OFFICE,
        cover: declaration.cover,
        coveringTeam: hospital,
        act: 'hours-changed',
        reason: 'Avtalt i møtet',
        setBy: jonas,
        setAt: ago(2 * DAY),
        plannedFrom: null,
        neverHeld: false,
        withdraws: null,
      },
      {
        version: 2,
        from: null,
        until: ago(2 * DAY),
        openingHours: { kind: 'always' },
        cover: null,
        coveringTeam: null,
        act: 'registered',
        reason: null,
        setBy: null,
        setAt: null,
        plannedFrom: null,
        neverHeld: false,
        withdraws: null,
      },
    ],
  },
  [`GET ${at}/escalation-policy`]: {
    version: 0,
    newest: 0,
    planned: [],
    policy: {
      steps: [
        { afterMs: 0, target: 'on-duty', severities: ['red'] },
        { afterMs: 600_000, target: 'team', severities: ['red', 'yellow'] },
      ],
      rounds: 3,
      answerMs: 900_000,
    },
    setBy: null,
    setAt: null,
  },
  [`GET ${at}/duty`]: {
    team: municipality,
    now: null,
    planned: [],
    lead: ingrid,
    members: [ingrid, jonas],
    computedAt: ago(0),
  },
});
const panel = async () => screen.findByRole('region', { name: municipality.name });
const open = async (name: string) => userEvent.click(await screen.findByText(name));

afterEach(cleanup);

describe('the team’s page', () => {
  it('is found from the menu, and says hours, cover, who acts now, the week, the holidays and whom the team covers', async () => {
    await renderApp('/', base(exampleDeclaration()));
    await userEvent.click(await screen.findByRole('link', { name: 'Team' }));
    await screen.findByRole('heading', { level: 1, name: 'Team og åpningstider' });
    const text = () => document.querySelector('section[data-team]')?.textContent ?? '';
    await waitFor(() => expect(text()).toContain('15:30–24:00 Lungepoliklinikken (dekker)'));
    for (const said of [
      'Mandag–Fredag 08:00–15:30; stengt på helligdager',
      'Avtalt dekning: Lungepoliklinikken',
      '7 pasienter følges',
      'Sist endret av Jonas Lyngmo',
      'Avtalt i møtet',
      '00:00–08:00 Ingen',
      '08:00–15:30 Teamet selv',
      'fredag 25. desember: Første juledag, stengt',
      'Lungepoliklinikken, neste gang 22. nov. kl. 09:00 til 23. nov. kl. 09:00',
    ]) {
      expect(text()).toContain(said);
    }
  });

  it('goes from week to week, and says of a day that it is shorter, a holiday, or has times of its own', async () => {
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration()));
    await panel();
    answers[`GET ${at}/watch`] = week('2026-11-28', {
      holiday: { nb: 'Skjærtorsdag', en: 'x' },
      exception: true,
      hours: 23,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Neste uke' }));
    await screen.findByText('Skjærtorsdag');
    expect(screen.getByText('Døgnet har 23 timer: klokken stilles')).toBeTruthy();
    expect(screen.getByText('Egne tider denne dagen')).toBeTruthy();
    expect(
      asked
        .filter(({ path }) => path.endsWith('/watch'))
        .at(-1)
        ?.query.get('from'),
    ).toBe('2026-11-28');
  });

  it('is for reading to those who do not lead, and says who does', async () => {
    await renderApp('/team', base(exampleDeclaration({ mayChange: false, lead: jonas })));
    expect((await panel()).textContent).toContain('Teamleder: Jonas Lyngmo');
    await screen.findByRole('heading', { name: 'Vakt og leder' });
    for (const act of ['Endre åpningstid og dekning', 'Endre eskaleringen', /Trekk dekningen/]) {
      expect(screen.queryByText(act)).toBeNull();
    }
  });

  it('has what nobody covers above everything until it is mended', async () => {
    await renderApp(
      '/team',
      base(
        exampleDeclaration({ uncovered: { ...uncovered, why: 'holiday', holiday: { nb: 'Skjærtorsdag', en: 'x' } } }),
      ),
    );
    const warning = (await panel()).querySelector('[data-uncovered]');
    expect(warning?.textContent).toContain(
      'Ingen tar rødt for Oppfølgingsteamet fredag 27. november kl. 14:00 til 15:30 (helligdag: Skjærtorsdag).',
    );
    expect(warning?.textContent).toContain('Det gjelder 7 pasienter.');
  });

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

  it('tells who changed what and when, from the beginning', async () => {
    await renderApp('/team', base(exampleDeclaration()));
    await open('Hvem endret hva, og når');
    const history = document.querySelector('[data-history]') as HTMLElement;
    await waitFor(() => expect(within(history).getAllByRole('listitem')).toHaveLength(2));
    const [newest, first] = within(history).getAllByRole('listitem');
    expect(newest?.textContent).toContain('Jonas Lyngmo, 19. nov. 2026 kl. 09:00');
    expect(newest?.textContent).toContain('Dekning: Lungepoliklinikken');
    expect(first?.textContent).toContain('Registrert med teamet');
    expect(first?.textContent).toContain('Gjaldt begynnelsen til 19. nov. 2026 kl. 09:00');
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

  it('says what is wrong when it cannot be read', async () => {
    await renderApp('/team', { ...base(exampleDeclaration()), [`GET ${at}/hours`]: problem(500, 'internal') });
    await screen.findByRole('button', { name: 'Prøv igjen' });
  });
});

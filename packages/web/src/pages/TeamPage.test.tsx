// @vitest-environment happy-dom
import type { Declaration, WatchWeek } from '@samvakt/contract';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
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
  lead: ingrid,
  mayChange: true,
  now: { by: 'covering-team', team: hospital, until: ahead(HOUR), backAt: ahead(HOUR) },
  patients: 7,
  uncovered: null,
  holidays: [{ date: '2026-12-25', name: { nb: 'Første juledag', en: 'Christmas Day' }, team: 'closed' }],
  covers: [{ team: hospital, version: 5, next: { from: ahead(DAY), until: ahead(2 * DAY) } }],
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
      },
    ],
  },
  [`GET ${at}/escalation-policy`]: {
    version: 0,
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

  it('says who was first when two change it at once, and reads anew', async () => {
    const { answers } = await renderApp('/team', base(exampleDeclaration()));
    await open('Endre åpningstid og dekning');
    await userEvent.type(screen.getByLabelText('Hvorfor endres åpningstid eller dekning?'), 'x');
    const detail = 'Jonas Lyngmo has changed hours or cover';
    answers[`POST ${at}/hours`] = problem(409, 'conflict', { reason: 'version-moved-on', detail });
    answers[`GET ${at}/hours`] = exampleDeclaration({ version: 4, reason: 'Sommertid' });
    await userEvent.click(screen.getByRole('button', { name: 'Lagre åpningstid og dekning' }));
    await screen.findByText('Noen andre har endret dette. Les det som står nå, og prøv igjen.');
    expect(screen.getByText(detail)).toBeTruthy();
    await screen.findByText(/Sommertid/);
    expect(screen.getByLabelText('Hvorfor endres åpningstid eller dekning?').getAttribute('value')).toBe('');
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
    });
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

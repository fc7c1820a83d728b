// @vitest-environment happy-dom

import type { ReplayedAlertShown, Team, WhatIfShown } from '@samvakt/contract';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  ahead,
  DAY,
  exampleEpisode,
  exampleSession,
  exampleTrend,
  exampleWorklist,
  HOUR,
  hospital,
  idOf,
  ingrid,
  jonas,
} from '../testing/examples.ts';
import { FakeChart } from '../testing/fakeChart.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';
import { exampleWhatIf } from '../testing/whatIf.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const SET = `POST /episodes/${idOf(100)}/limits`;
const replayed = (severity: 'red' | 'yellow', openedAt: string): ReplayedAlertShown => ({
  ruleId: 'saturation-low',
  kind: 'clinical',
  severity,
  openedAt,
  redAt: null,
  closedAt: null,
  metrics: ['oxygen-saturation'],
  summary: { nb: 'SpO₂ 86 %, grense 88 %', en: 'x' },
});
const WHAT_IF = `POST /episodes/${idOf(100)}/what-if`;
const whatIf = (change: Partial<WhatIfShown> = {}) =>
  exampleWhatIf({
    present: { alerts: 4, red: 2, perWeek: 0.93, hoursPerWeek: 0.2 },
    proposed: { alerts: 3, red: 0, perWeek: 0.7, hoursPerWeek: 0.1 },
    lost: [replayed('red', ago(3 * DAY))],
    changed: [
      {
        before: { ...replayed('red', ago(5 * DAY)), redAt: ago(5 * DAY) },
        after: replayed('yellow', ago(5 * DAY + 2 * HOUR)),
      },
    ],
    // Far below what is in force and what was measured: the curve must reach down to it.
    bands: [
      {
        metric: 'oxygen-saturation',
        bands: [{ ruleId: 'saturation', severity: 'red', from: null, until: 61, origin: 'limits' }],
      },
    ],
    counts: { gained: 0, lost: 1, changed: 1, kept: 0 },
    events: [
      {
        alertId: idOf(700),
        at: ago(2 * DAY),
        outcome: 'sent-to-hospital',
        presentMinutes: 1440,
        proposedMinutes: null,
      },
    ],
    ...change,
  });
const answers = (episode = exampleEpisode(), more: Answers = {}): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
  [EPISODE]: episode,
  [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
  [`${EPISODE}/trends`]: exampleTrend(),
  [WHAT_IF]: whatIf(),
  ...more,
});
const openForm = async (more: Answers = {}, episode = exampleEpisode()) => {
  const app = await renderApp(`/episodes/${idOf(100)}/limits`, answers(episode, more));
  await screen.findByRole('button', { name: 'Lagre grensene' });
  return app;
};
/** The replay of what is written now is on the screen. */
const replayOf = async (app: Awaited<ReturnType<typeof openForm>>, values: object) =>
  waitFor(() => expect(app.asked.findLast(({ path }) => path.endsWith('/what-if'))?.body).toMatchObject({ values }));
/** The answer comes after the question; until it is there the form says so, and sends nothing. */
const save = async (app: Awaited<ReturnType<typeof openForm>>) =>
  waitFor(async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    expect(app.asked.some(({ path }) => path.endsWith('/limits'))).toBe(true);
  });
const field = (name: RegExp) => screen.getByRole('textbox', { name });

describe('the form of a patient’s own limits', () => {
  it('shows every number with its range and its standard, and what the patient has', async () => {
    await openForm();
    expect(field(/SpO₂, rød grense/)).toHaveProperty('value', '86');
    expect(field(/SpO₂, gul grense/)).toHaveProperty('value', '');
    screen.getByText(/Standard 88 %, tillatt 80 til 92 %/);
  });

  it('says with both numbers that a limit will have no effect, in both languages, and saves it all the same', async () => {
    const app = await openForm({ [SET]: { outcome: 'set', version: 3 } }, { ...exampleEpisode(), limits: null });
    await userEvent.type(field(/SpO₂, gul grense/), '88');
    screen.getByText(
      'SpO₂, gul grense 88 % får ingen virkning: SpO₂, rød grense er 88 %, og varsler på de samme målingene, like tidlig eller tidligere.',
    );
    await act(async () => void (await i18next.changeLanguage('en')));
    screen.getByText(
      'SpO₂, yellow limit 88 % will have no effect: SpO₂, red limit is 88 % and alerts on the same readings, as early or earlier.',
    );
    await act(async () => void (await i18next.changeLanguage('nb')));
    await userEvent.type(field(/^Grunn/), 'Avtalt');
    await replayOf(app, { 'saturation-yellow': 88 });
    await save(app);
    expect(app.asked.find(({ path }) => path.endsWith('/limits'))?.body).toMatchObject({
      values: { 'saturation-yellow': 88 },
    });
    await screen.findByText('Grensene er lagret og gjelder nå.');
  });

  it('sends what differs from the standard, with a comma as a point, and says when a colleague must confirm', async () => {
    const deadlineAt = '2026-11-24T08:00:00.000Z';
    const app = await openForm({ [SET]: { outcome: 'proposed', proposalId: idOf(950), deadlineAt } });
    await userEvent.clear(field(/rød grense/));
    await userEvent.type(field(/rød grense/), '79,5');
    screen.getByText(/en kollega må bekrefte/);
    await userEvent.type(field(/gul grense/), '90');
    await userEvent.type(field(/^Grunn/), 'Ny normal');
    await replayOf(app, { 'saturation-red': 79.5 });
    await save(app);
    await waitFor(() =>
      expect(app.asked.find(({ method, path }) => method === 'POST' && path.endsWith('/limits'))?.body).toMatchObject({
        values: { 'saturation-red': 79.5 },
        reason: 'Ny normal',
        basedOnVersion: 2,
        shown: { replayId: idOf(900) },
      }),
    );
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    const said =
      'Forslaget er sendt, og ingenting er endret ennå. En kollega i teamet må bekrefte innen 24. nov. 2026 kl. 09:00.';
    expect(document.activeElement).toBe((await screen.findByText(said)).closest('[data-outcome]'));
  });

  it('lets a number that may have a few values only be chosen, and says when a colleague must confirm', async () => {
    const episode = exampleEpisode();
    const scale = {
      name: 'news2-saturation-scale',
      text: { nb: 'NEWS2, metningsskala', en: 'NEWS2, saturation scale' },
      unit: '{scale}',
      min: 1,
      max: 1,
      standard: 1,
      own: null,
      yellowOf: [],
      overtakenBy: [],
      choices: [
        { value: 1, text: { nb: 'Skala 1', en: 'Scale 1' } },
        { value: 2, text: { nb: 'Skala 2', en: 'Scale 2' } },
      ],
    };
    const numbers = [...episode.protocol.numbers, scale];
    const app = await openForm(
      { [SET]: { outcome: 'proposed', proposalId: idOf(900), deadlineAt: ahead(3 * DAY) } },
      exampleEpisode({ protocol: { ...episode.protocol, numbers } }),
    );
    const choice = screen.getByRole('combobox', { name: 'NEWS2, metningsskala' });
    expect(choice).toHaveProperty('value', '1');
    await userEvent.selectOptions(choice, 'Skala 2');
    screen.getByText(/en kollega må bekrefte/);
    await userEvent.type(field(/^Grunn/), 'Hyperkapni');
    await replayOf(app, { 'news2-saturation-scale': 2 });
    await save(app);
    await waitFor(() =>
      expect(app.asked.find(({ method, path }) => method === 'POST' && path.endsWith('/limits'))?.body).toMatchObject({
        values: { 'news2-saturation-scale': 2 },
      }),
    );
  });

  it('names the field of each fault and sends nothing', async () => {
    const app = await openForm();
    await userEvent.type(field(/gul grense/), 'nitti');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    await screen.findAllByText('SpO₂, gul grense: skriv et tall, eller la feltet stå tomt');
    expect(screen.getAllByText(/^Grunn: må fylles ut/)).toHaveLength(2);
    expect(app.asked.some(({ method, path }) => method === 'POST' && path.endsWith('/limits'))).toBe(false);
  });

  it('says its faults in the language that is chosen while they stand, and leaves the focus at the choice', async () => {
    const app = await openForm();
    await userEvent.type(field(/gul grense/), '87');
    await userEvent.type(field(/rød grense/), '{Control>}a{/Control}nitti');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    // On top, at its field, and where it would have been replayed.
    expect(screen.getAllByText('SpO₂, rød grense: skriv et tall, eller la feltet stå tomt')).toHaveLength(3);
    const english = screen.getByRole('button', { name: 'English' });
    await userEvent.click(english);
    expect(screen.getAllByText('SpO₂, red limit: write a number, or leave the field empty')).toHaveLength(3);
    expect(screen.getAllByText('Reason: must be filled in')).toHaveLength(2);
    expect(screen.queryByText(/skriv et tall|fylles ut/)).toBeNull();
    expect(document.activeElement).toBe(english);
    await userEvent.click(screen.getByRole('button', { name: 'Norsk' }));
    expect(screen.getAllByText('Grunn: må fylles ut')).toHaveLength(2);
    expect(app.asked.some(({ method, path }) => method === 'POST' && path.endsWith('/limits'))).toBe(false);
  });

  it('says once at its field that a number is out of reach', async () => {
    await openForm();
    await userEvent.type(field(/rød grense/), '{Control>}a{/Control}9');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    // On top, at its field, and where it would have been replayed.
    expect(screen.getAllByText(/^SpO₂, rød grense: så langt utenfor/)).toHaveLength(3);
  });

  it('says before it is sent which numbers keep it from being replayed', async () => {
    await openForm();
    await userEvent.clear(field(/gul grense/));
    await userEvent.type(field(/gul grense/), '85');
    const whatIf = within(screen.getByRole('region', { name: 'Hva endringen ville ha gitt' }));
    whatIf.getByText('Rett opp tallene for å se hva endringen ville ha gitt.');
    whatIf.getByText('SpO₂, gul grense kan ikke være lavere enn SpO₂, rød grense');
    await userEvent.clear(field(/gul grense/));
    await userEvent.type(field(/gul grense/), '90');
    expect(whatIf.queryByText(/kan ikke være lavere/)).toBeNull();
  });

  it('is not saved before exactly what is written has been replayed on the screen', async () => {
    const app = await openForm({ [SET]: { outcome: 'set', version: 3 } });
    await screen.findByText('Varsler som faller bort (1)');
    await userEvent.type(field(/^Grunn/), 'Ny normal');
    const replay = Promise.withResolvers<object>();
    app.answers[WHAT_IF] = () => replay.promise;
    await userEvent.type(field(/gul grense/), '91');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    await screen.findByText('Se først hva endringen ville ha gitt. Avspillingen er ikke ferdig.');
    expect(app.asked.some(({ path }) => path.endsWith('/limits'))).toBe(false);
    replay.resolve(whatIf());
    await replayOf(app, { 'saturation-yellow': 91 });
    await save(app);
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
  });

  it('is saved without the replay where that cannot be shown, with a word why', async () => {
    const app = await openForm({
      [SET]: { outcome: 'set', version: 3 },
      [WHAT_IF]: problem(422, 'unprocessable', { detail: 'There are more readings than one replay may take.' }),
    });
    await userEvent.type(field(/^Grunn/), 'Ny normal');
    await screen.findByText(/Avspillingen kan ikke vises nå/);
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    expect(await screen.findAllByText(/^Hvorfor lagres det uten avspilling\?: må fylles ut/)).toHaveLength(2);
    await userEvent.type(field(/^Hvorfor lagres det uten/), 'For mange målinger');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    await waitFor(() =>
      expect(app.asked.find(({ path }) => path.endsWith('/limits'))?.body).toMatchObject({
        shown: { withoutReplay: 'For mange målinger' },
      }),
    );
  });

  it('says why it was refused', async () => {
    await openForm({ [SET]: problem(409, 'conflict', { reason: 'proposal-pending' }) });
    await userEvent.type(field(/^Grunn/), 'Ny normal');
    await screen.findByText('Varsler som faller bort (1)');
    await userEvent.click(screen.getByRole('button', { name: 'Lagre grensene' }));
    await screen.findByText(/Et forslag venter på bekreftelse/);
  });
});

describe('what the written limits would have given', () => {
  it('says from when it was replayed, where that is not the whole follow-up', async () => {
    await openForm({ [WHAT_IF]: whatIf({ replayedFrom: ago(100 * DAY) }) });
    await screen.findByText(
      /^Oppfølgingen har for mange målinger til å spilles av i sin helhet\. Den er spilt av fra /,
    );
  });

  const panel = async () => within(await screen.findByRole('region', { name: 'Hva endringen ville ha gitt' }));

  it('is compared with the present, in numbers, in nursing time with its assumption, and against what really happened', async () => {
    await openForm();
    const found = await panel();
    await found.findByText('Varsler som faller bort (1)');
    found.getByText('Varsler som endres (1)');
    found.getByText('Åpnes 2 t tidligere. Blir ikke rødt.');
    await waitFor(() => expect(FakeChart.made.at(-1)?.scales.y?.min).toBeLessThan(61));
    found.getByText(/Antatt tid per varsel: rødt 20 min, gult 10 min/);
    found.getByText(/nå .* i forveien, med endringen ikke varslet/);
    found.getByText(/ingen varsler ha kommet før minst én av hendelsene/);
    expect(found.getAllByRole('row').map(({ textContent }) => textContent)).toContain('Timer sykepleie per uke0,20,1');
  });

  it('has on the curve what both raise alike, also where nothing differs', async () => {
    const none = { gained: 0, lost: 0, changed: 0 };
    const kept = [replayed('yellow', ago(6 * DAY)), replayed('red', ago(4 * DAY))];
    await openForm({ [WHAT_IF]: whatIf({ counts: { ...none, kept: 2 }, lost: [], changed: [], kept }) });
    const found = await panel();
    await found.findByText('Ingen varsler ville ha vært annerledes.');
    await userEvent.click(found.getByText('Varsler som er de samme (2)'));
    expect(found.getAllByText(/SpO₂ 86 %, grense 88 %/)).toHaveLength(2);
    await found.findByRole('img', { name: /Varsler: 0 nye, 0 endrede, 0 bortfalte, 2 som nå/ });
    await waitFor(() => expect(FakeChart.made.at(-1)?.scales.y?.min).toBeLessThan(61));
  });

  it('is asked anew when what is written has settled, and for another time', async () => {
    const app = await openForm({
      [WHAT_IF]: whatIf({ counts: { gained: 0, lost: 0, changed: 0, kept: 0 }, lost: [], changed: [] }),
    });
    const found = await panel();
    await found.findByText('Ingen varsler ville ha vært annerledes.');
    const asked = () => app.asked.filter(({ path }) => path.endsWith('/what-if')).map(({ body }) => body);
    expect(asked()).toEqual([{ days: 30, values: { 'saturation-red': 86 } }]);
    // At once, as no typing is: each key could have settled by itself.
    await userEvent.click(field(/gul grense/));
    await userEvent.paste('91');
    await waitFor(() => expect(asked()).toHaveLength(2));
    expect(asked()[1]).toEqual({ days: 30, values: { 'saturation-red': 86, 'saturation-yellow': 91 } });
    await userEvent.click(found.getByRole('radio', { name: '90 dager' }));
    await waitFor(() => expect(asked().at(-1)).toMatchObject({ days: 90 }));
  });

  it('says why there is no answer', async () => {
    await openForm({ [WHAT_IF]: problem(503, 'unavailable') });
    const found = await panel();
    await found.findByRole('button', { name: /Prøv igjen/ });
  });
});

describe('limits on the patient page', () => {
  const proposal = (by = jonas) => ({
    id: idOf(900),
    values: [
      {
        name: 'saturation-red',
        text: { nb: 'SpO₂, rød grense', en: 'x' },
        unit: '%',
        value: 78,
        standard: 88,
        beyond: true,
      },
    ],
    reason: 'Svært lav normal',
    until: ahead(30 * DAY),
    proposedBy: by,
    formerTeam: null as Team | null,
    proposedAt: ago(HOUR),
    deadlineAt: ahead(2 * DAY),
  });
  const openPatient = async (change: object, more: Answers = {}) => {
    const app = await renderApp(`/episodes/${idOf(100)}`, answers(exampleEpisode(change), more));
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    return { app, limits: within(screen.getByRole('region', { name: 'Individuelle grenser' })) };
  };

  it('that have ended say so, with the way to renew them', async () => {
    const ended = { ...exampleEpisode().limits, state: 'ended', until: ago(DAY) };
    const { limits } = await openPatient({ limits: ended });
    limits.getByText(/Protokollens egne grenser gjelder nå/);
    expect(limits.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual([
      'SpO₂, rød grense',
      '86\u00a0%',
      '88\u00a0%',
    ]);
    limits.getByRole('link', { name: 'Forny grensene' });
  });

  it('that a person of another team proposed before the handover are told as that, and looked through', async () => {
    const { limits } = await openPatient({ limitsProposal: { ...proposal(), formerTeam: hospital } });
    limits.getByText(
      /Foreslått av Jonas .* i Lungepoliklinikken .*, før ansvaret gikk videre\. Én i teamet som nå har/,
    );
    limits.getByRole('button', { name: 'Se gjennom og bekreft' });
  });

  it('that wait and cannot be read are declined, and not looked through', async () => {
    const { limits } = await openPatient({ limitsProposal: { ...proposal(), values: [], until: null } });
    limits.getByText(/kan ikke leses og kan derfor ikke bekreftes/);
    limits.getByRole('button', { name: 'Avslå' });
    expect(limits.queryByRole('button', { name: 'Se gjennom og bekreft' })).toBeNull();
  });

  it('that wait are confirmed by a colleague of the author', async () => {
    const me = exampleSession().practitioner;
    const { app, limits } = await openPatient(
      { limitsProposal: proposal(me.id === jonas.id ? ingrid : jonas) },
      { [`POST /limits-proposals/${idOf(900)}/confirm`]: { status: 'confirmed', version: 3 } },
    );
    limits.getByText(/utenfor tillatt område/);
    expect(limits.queryByRole('button', { name: 'Bekreft grensene' })).toBeNull();
    const posted = () => app.asked.filter(({ method }) => method === 'POST');
    expect(posted()).toEqual([]);
    await userEvent.click(limits.getByRole('button', { name: 'Se gjennom og bekreft' }));
    await limits.findByText('Varsler som faller bort (1)');
    expect(posted()).toMatchObject([{ body: { days: 30, values: { 'saturation-red': 78 } } }]);
    await userEvent.click(limits.getByRole('button', { name: 'Bekreft grensene' }));
    await limits.findByText('Grensene er bekreftet og gjelder nå.');
    expect(posted().at(-1)?.body).toEqual({ shown: { replayId: idOf(900) } });
  });

  it('that wait are confirmed without the replay only with a word why', async () => {
    const me = exampleSession().practitioner;
    const { app, limits } = await openPatient(
      { limitsProposal: proposal(me.id === jonas.id ? ingrid : jonas) },
      {
        [WHAT_IF]: problem(503, 'unavailable'),
        [`POST /limits-proposals/${idOf(900)}/confirm`]: { status: 'confirmed', version: 3 },
      },
    );
    await userEvent.click(limits.getByRole('button', { name: 'Se gjennom og bekreft' }));
    const why = await limits.findByRole('textbox', { name: /^Hvorfor lagres det uten avspilling/ });
    await userEvent.click(limits.getByRole('button', { name: 'Bekreft grensene' }));
    const confirmed = () => app.asked.find(({ path }) => path.endsWith('/confirm'))?.body;
    expect(confirmed()).toBeUndefined();
    await userEvent.type(why, 'Legen haster');
    await userEvent.click(limits.getByRole('button', { name: 'Bekreft grensene' }));
    await waitFor(() => expect(confirmed()).toEqual({ shown: { withoutReplay: 'Legen haster' } }));
  });

  it('that wait are only taken back by their author', async () => {
    const { limits } = await openPatient({ limitsProposal: proposal(exampleSession().practitioner) });
    limits.getByRole('button', { name: 'Trekk forslaget' });
    expect(limits.queryByRole('button', { name: 'Bekreft grensene' })).toBeNull();
  });

  it('that wait are taken back by their author also when another team has become accountable', async () => {
    const me = exampleSession().practitioner;
    const withdraw = `POST /limits-proposals/${idOf(900)}/withdraw`;
    const { app, limits } = await openPatient(
      { access: 'former', limitsProposal: { ...proposal(me), formerTeam: hospital } },
      { [withdraw]: { status: 'withdrawn', version: null } },
    );
    limits.getByText(/Du foreslo dette før ansvaret gikk videre\..*Ser du en feil, kan du trekke forslaget/);
    await userEvent.click(limits.getByRole('button', { name: 'Trekk forslaget' }));
    await limits.findByText('Forslaget er trukket.');
    expect(app.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(limits.queryByRole('button', { name: 'Se gjennom og bekreft' })).toBeNull();
  });
});

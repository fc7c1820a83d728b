// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  DAY,
  exampleAlert,
  exampleEpisode,
  exampleSession,
  exampleTrend,
  exampleWorklist,
  HOUR,
  idOf,
  jonas,
  municipality,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';
import { exampleWhatIf } from '../testing/whatIf.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const ADOPT = `POST /episodes/${idOf(100)}/protocol`;
const WHAT_IF = `POST /episodes/${idOf(100)}/what-if`;
const text = (nb: string) => ({ nb, en: nb });
const whatIf = exampleWhatIf();
const nothing = { added: [], removed: [], changed: [], numbers: [], observes: { added: [], removed: [] }, others: [] };
const choice = (version: number, change: object = {}) => ({
  id: 'copd',
  version,
  title: text('KOLS hjemme'),
  registeredAt: ago(DAY),
  difference: {
    ...nothing,
    added: [{ id: 'pulse', meaning: text('Høy puls'), condition: text('Gul: puls over 110 /min.') }],
    changed: [
      {
        id: 'low',
        meaning: text('Lav oksygen'),
        before: text('Rød: SpO₂ under 86 %.'),
        after: text('Rød: SpO₂ under 84 %.'),
        also: [],
      },
      {
        id: 'weight',
        meaning: text('Vekten øker'),
        before: text('Gul: vekt opp.'),
        after: text('Gul: vekt opp.'),
        also: [{ what: text('Hva du gjør'), before: text('Ring'), after: text('Ring i dag') }],
      },
      {
        id: 'rounded',
        meaning: text('Høyt blodsukker'),
        before: text('Gul: over 10.'),
        after: text('Gul: over 10.'),
        also: [],
      },
    ],
    numbers: [
      {
        name: 'saturation-yellow',
        before: { value: 90, min: 84, max: 94, unit: '%', text: text('SpO₂, gul grense'), choices: null },
        after: { value: 91, min: 85, max: 95, unit: '%', text: text('SpO₂, gul grense'), choices: null },
      },
      {
        name: 'scale',
        before: {
          value: 1,
          min: 1,
          max: 1,
          unit: '',
          text: text('Skala'),
          choices: [{ value: 1, text: text('vanlig') }],
        },
        after: {
          ...{ value: 1, min: 1, max: 1, unit: '', text: text('Metningsskala') },
          choices: [
            { value: 1, text: text('vanlig') },
            { value: 2, text: text('kols') },
          ],
        },
      },
      {
        name: 'gone',
        before: { value: 3, min: 1, max: 5, unit: 'kg', text: text('Vektøkning'), choices: null },
        after: null,
      },
    ],
    others: [{ what: text('Skjema'), before: null, after: text('Kolsplager i dag') }],
  },
  wouldNotHold: [],
  uncovered: null,
  ...change,
});
const given = (change: object = {}) => ({
  choices: [choice(4), choice(2, { difference: nothing })],
  history: [],
  limitsVersion: 2,
  ...change,
});
const answers = (more: Answers = {}): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
  [EPISODE]: exampleEpisode(),
  [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
  [`${EPISODE}/trends`]: exampleTrend(),
  [`${EPISODE}/protocols`]: given(),
  [WHAT_IF]: whatIf,
  [ADOPT]: { number: 1 },
  ...more,
});
const open = async (more: Answers = {}) => {
  const app = await renderApp(`/episodes/${idOf(100)}/protocol`, answers(more));
  await screen.findByRole('button', { name: 'Sett versjonen i verk' });
  return app;
};
const choose = (name: RegExp) => userEvent.click(screen.getByRole('radio', { name }));
const save = () => userEvent.click(screen.getByRole('button', { name: 'Sett versjonen i verk' }));
const sent = (app: Awaited<ReturnType<typeof open>>) =>
  app.asked.find(({ method, path }) => method === 'POST' && path.endsWith('/protocol'))?.body;

describe('the form of another protocol version', () => {
  it('says what differs in words, replays it, and saves it with a reason on what was shown', async () => {
    const app = await open();
    expect(app.asked.some(({ path }) => path.endsWith('/what-if'))).toBe(false);
    await choose(/versjon 4/);
    const differs = within(screen.getByRole('region', { name: 'Hva som er annerledes' }));
    differs.getByText('Høy puls');
    differs.getByText('Etter: Rød: SpO₂ under 84 %.');
    differs.getByText('SpO₂, gul grense: 90 % (tillatt 84 til 94) → 91 % (tillatt 85 til 95)');
    differs.getByText('Gul: vekt opp. Vurderingen er den samme. Dette er endret:');
    differs.getByText('Hva du gjør: Ring → Ring i dag');
    differs.getByText(/^Gul: over 10\. Regelen er endret i noe som ikke synes i ordene/);
    differs.getByText(
      'Metningsskala: «Skala» 1 (tillatt 1 til 1), ett av: 1 vanlig → «Metningsskala» 1 (tillatt 1 til 1), ett av: 1 vanlig og 2 kols',
    );
    differs.getByText('Vektøkning: 3 kg (tillatt 1 til 5) → finnes ikke');
    differs.getByRole('heading', { name: 'Annet som er endret' });
    differs.getByText('Skjema: finnes ikke → Kolsplager i dag');
    await screen.findByText('Ingen varsler ville ha vært annerledes.');
    await userEvent.type(screen.getByRole('textbox', { name: /^Grunn/ }), 'Avtalt med lungelege');
    await save();
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    await screen.findByText('Versjon 4 er satt i verk.');
    expect(sent(app)).toEqual({
      protocol: { id: 'copd', version: 4 },
      reason: 'Avtalt med lungelege',
      basedOn: 0,
      limitsVersion: 2,
      giveUp: [],
      shown: { replayId: idOf(900) },
    });
  });

  it('names what is missing, each with its field, and sends nothing', async () => {
    const app = await open({ [WHAT_IF]: problem(503, 'unavailable') });
    await save();
    await screen.findByRole('link', { name: 'Velg ett alternativ' });
    await choose(/versjon 4/);
    await screen.findByText(/Avspillingen kan ikke vises nå/);
    await save();
    await screen.findByRole('link', { name: /^Grunn: må fylles ut/ });
    screen.getByRole('link', { name: /^Hvorfor lagres det uten avspilling\?: må fylles ut/ });
    expect(sent(app)).toBeUndefined();
  });

  it('asks that own numbers which would not hold are given up one by one', async () => {
    const wouldNotHold = [
      { name: 'saturation-red', text: text('SpO₂, rød grense'), unit: '%', value: 86, why: 'unknown-number' },
    ];
    const app = await open({ [`${EPISODE}/protocols`]: given({ choices: [choice(4, { wouldNotHold })] }) });
    await choose(/versjon 4/);
    await screen.findByText('Ingen varsler ville ha vært annerledes.');
    await userEvent.type(screen.getByRole('textbox', { name: /^Grunn/ }), 'Avtalt');
    await save();
    await screen.findByRole('link', { name: /Kryss av for hver av pasientens egne grenser/ });
    await userEvent.click(screen.getByRole('checkbox', { name: /Gi opp SpO₂, rød grense: 86\s%/ }));
    await save();
    await waitFor(() => expect(sent(app)).toMatchObject({ giveUp: ['saturation-red'] }));
  });

  it('does not offer to save where an hour would be nobody’s, and says what is in force and was', async () => {
    const uncovered = {
      teamId: municipality.id,
      teamName: 'Hjemmeoppfølging',
      from: '2026-03-02T19:00:00.000Z',
      until: '2026-03-03T07:00:00.000Z',
      timeZone: 'Europe/Oslo',
      date: '2026-03-02',
      localFrom: '20:00',
      localUntil: '08:00',
      untilDate: '2026-03-03',
      why: 'week',
      holiday: null,
      patients: 1,
    };
    const history = [
      {
        number: 1,
        from: { id: 'copd', version: 2 },
        to: { id: 'copd', version: 3 },
        at: ago(5 * DAY),
        by: jonas,
        reason: 'Roligere',
        givenUp: { low: 86 },
        withoutReplay: null,
      },
    ];
    const app = await open({ [`${EPISODE}/protocols`]: given({ choices: [choice(4, { uncovered })], history }) });
    screen.getByText(/copd versjon 2 → copd versjon 3, Jonas/);
    screen.getByText(/Roligere/);
    await choose(/versjon 4/);
    await screen.findByText(/Hjemmeoppfølging.*mandag 2\. mars kl\. 20:00/);
    await screen.findByText('Ingen varsler ville ha vært annerledes.');
    await userEvent.type(screen.getByRole('textbox', { name: /^Grunn/ }), 'Avtalt');
    await save();
    await waitFor(() => expect(document.activeElement?.textContent).toContain('ingen følger opp røde varsler'));
    expect(sent(app)).toBeUndefined();
  });

  it('says what happened when a colleague was faster, and shows it', async () => {
    const app = await open({ [ADOPT]: problem(409, 'conflict', { reason: 'version-moved-on' }) });
    await choose(/versjon 4/);
    await screen.findByText('Ingen varsler ville ha vært annerledes.');
    await userEvent.type(screen.getByRole('textbox', { name: /^Grunn/ }), 'Avtalt');
    const asked = app.asked.filter(({ path }) => path.endsWith('/protocols')).length;
    await save();
    await waitFor(() =>
      expect(app.asked.filter(({ path }) => path.endsWith('/protocols')).length).toBeGreaterThan(asked),
    );
    expect(document.querySelector('[data-outcome="warning"]')).not.toBeNull();
  });
});

describe('the patient page', () => {
  const page = async (more: Answers) => {
    const app = await renderApp(`/episodes/${idOf(100)}`, answers(more));
    await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
    return app;
  };

  it('says which version is in force since when and by whom, and quietly that a newer one is registered', async () => {
    const episode = exampleEpisode();
    const inForce = { number: 1, since: ago(HOUR), by: jonas, reason: 'Roligere', withoutReplay: null, newer: 4 };
    await page({ [EPISODE]: { ...episode, protocol: { ...episode.protocol, inForce } } });
    screen.getByText('KOLS hjemme, versjon 3');
    screen.getByText(/satt i verk av Jonas .* Grunn: Roligere\./);
    screen.getByText('Versjon 4 er registrert, men ikke satt i verk for denne pasienten.');
    screen.getByRole('link', { name: 'Bytt protokollversjon' });
  });

  it('says beside an open alert of an earlier version what the version in force says', async () => {
    const older = exampleAlert(1, { protocol: { id: 'copd', version: 2 } });
    await page({
      [EPISODE]: exampleEpisode({ openAlerts: [older, exampleAlert(2, { ruleId: 'other' })] }),
      [`${EPISODE}/protocol/verdicts`]: {
        protocol: { id: 'copd', version: 3 },
        verdicts: [{ alertId: older.id, verdict: 'yellow', holdsNow: false }],
      },
    });
    expect(await screen.findAllByText(/Versjon 3, som gjelder nå, ville også varslet om dette: gult\./)).toHaveLength(
      1,
    );
    screen.getByText(/Det gjelder ikke lenger nå\./);
  });
});

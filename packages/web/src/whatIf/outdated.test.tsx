// @vitest-environment happy-dom
import type { PresentSetting } from '@samvakt/contract';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  DAY,
  exampleEpisode,
  examplePlan,
  exampleSession,
  exampleSetting,
  exampleTrend,
  exampleWorklist,
  idOf,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';
import { exampleWhatIf } from '../testing/whatIf.ts';
import { nb } from '../texts/nb/index.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const WHAT_IF = `POST /episodes/${idOf(100)}/what-if`;
const text = (said: string) => ({ nb: said, en: said });
const whatIf = (setting: PresentSetting, replay: number) => exampleWhatIf({ replayId: idOf(replay), against: setting });
const nothing = { added: [], removed: [], changed: [], numbers: [], observes: { added: [], removed: [] }, others: [] };
const version = {
  id: 'copd',
  version: 4,
  title: text('KOLS hjemme'),
  registeredAt: ago(DAY),
  difference: nothing,
  wouldNotHold: [],
  uncovered: null,
};

/** Each form with its address, the button that saves, and what is sent of the setting that it was decided upon. */
const FORMS = {
  limits: {
    path: 'limits',
    button: 'Lagre grensene',
    basedOn: ({ limitsVersion }: PresentSetting) => ({ basedOnVersion: limitsVersion }),
  },
  'measuring plan': {
    path: 'measuring-plan',
    button: 'Ta planen i bruk',
    basedOn: ({ planVersion }: PresentSetting) => ({ basedOnVersion: planVersion }),
  },
  'protocol version': {
    path: 'protocol',
    button: 'Sett versjonen i verk',
    basedOn: ({ adoption, limitsVersion }: PresentSetting) => ({ basedOn: adoption, limitsVersion }),
  },
} as const;

const CHANGES = [
  ['measuring-plan-set', { planVersion: 3 }, 'måleplanen'],
  ['limits-set', { limitsVersion: 3 }, 'individuelle grenser'],
  ['protocol-adopted', { adoption: 1, protocolVersion: 5 }, 'protokollversjonen'],
  ['pause-set', { pausesVersion: 1 }, 'pauser'],
] as const;

async function open(form: keyof typeof FORMS) {
  const { path, button } = FORMS[form];
  let replays = 0;
  const server = { setting: exampleSetting() };
  const answers: Answers = {
    'GET /session': exampleSession(),
    'GET /worklist': exampleWorklist([]),
    'GET /handovers': { inbox: [], outbox: [] },
    [EPISODE]: () => exampleEpisode({ setting: server.setting }),
    [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
    [`${EPISODE}/trends`]: exampleTrend(),
    [`${EPISODE}/measuring-plan`]: () => examplePlan({ version: server.setting.planVersion }),
    [`${EPISODE}/protocols`]: { choices: [version], history: [], limitsVersion: 2 },
    [`POST /episodes/${idOf(100)}/${path}`]: problem(409, 'conflict', { reason: 'version-moved-on' }),
    [WHAT_IF]: () => {
      replays += 1;
      return whatIf(server.setting, 900 + replays);
    },
  };
  const app = await renderApp(`/episodes/${idOf(100)}/${path}`, answers);
  await screen.findByRole('button', { name: button });
  if (form === 'protocol version') await userEvent.click(screen.getByRole('radio', { name: /versjon 4/ }));
  if (form === 'limits') await userEvent.type(screen.getByRole('textbox', { name: /gul grense/ }), '91');
  await userEvent.type(screen.getByRole('textbox', { name: /^(Grunn|Begrunnelse)/ }), 'Avtalt');
  const region = () => screen.getByRole('region', { name: 'Hva endringen ville ha gitt' });
  await waitFor(() => {
    expect(region().querySelector('[data-outdated="false"][aria-busy="false"]')).not.toBeNull();
    within(region()).getByText(nb.whatIf.same);
  });
  const save = () => userEvent.click(screen.getByRole('button', { name: button }));
  const sent = () => app.asked.findLast(({ method, path: at }) => method === 'POST' && at.endsWith(`/${path}`))?.body;
  const say = (kind: string) =>
    act(async () => {
      const about = { episodeId: idOf(100), alertId: null, handoverId: null, deviceId: null, severity: null };
      app.say({ type: 'change', kind, cursor: '8.1', occurredAt: ago(0), ...about });
      app.time.advance(3_000);
    });
  return { app, server, region, save, sent, say, replays: () => replays };
}

describe.each(Object.keys(FORMS) as (keyof typeof FORMS)[])('the replay beside the form of the %s', (form) => {
  it.each(CHANGES)(
    'of another setting says so after %s, and nothing is saved on it before it has run anew',
    async (...row) => {
      const [kind, change, what] = row;
      const { server, region, save, sent, say, replays } = await open(form);
      const before = replays();
      server.setting = exampleSetting(change);
      await say(kind);
      await within(region()).findByText(new RegExp(`en annen innstilling.*Endret siden: ${what}\\.`));
      expect(region().querySelector('[data-outdated="true"]')).not.toBeNull();
      await save();
      expect(screen.getAllByText(nb.whatIf.runItAnew)).not.toHaveLength(0);
      expect(sent()).toBeUndefined();
      expect(replays()).toBe(before);

      await userEvent.click(within(region()).getByRole('button', { name: nb.whatIf.runAnew }));
      await waitFor(() => expect(replays()).toBe(before + 1));
      await waitFor(async () => {
        await save();
        expect(sent()).toMatchObject({
          ...FORMS[form].basedOn(server.setting),
          shown: { replayId: idOf(900 + before + 1) },
        });
      });
      expect(within(region()).queryByText(/en annen innstilling/)).toBeNull();
    },
  );

  it('that finds another setting than the page has heard of says so too', async () => {
    const { app, server, region, save, sent, replays } = await open(form);
    // The connection is lost: nobody says anything. What is asked next is answered of what is in force.
    server.setting = exampleSetting({ planVersion: 3 });
    await userEvent.click(within(region()).getByRole('radio', { name: '90 dager' }));
    await within(region()).findByText(/Endret siden: måleplanen\./);
    await save();
    expect(sent()).toBeUndefined();
    const before = replays();
    await userEvent.click(within(region()).getByRole('button', { name: nb.whatIf.runAnew }));
    await waitFor(() => expect(replays()).toBe(before + 1));
    await waitFor(() => expect(within(region()).queryByText(/Endret siden/)).toBeNull());
    expect(app.asked.filter(({ path }) => path === `/episodes/${idOf(100)}`).length).toBeGreaterThan(1);
  });

  it('refused by the platform is asked for anew', async () => {
    const { app, server, region, save, sent } = await open(form);
    server.setting = exampleSetting({ pausesVersion: 1 });
    const path = `POST /episodes/${idOf(100)}/${FORMS[form].path}`;
    app.answers[path] = problem(422, 'unprocessable', { reason: 'replay-not-shown' });
    await waitFor(async () => {
      await save();
      expect(sent()).toBeDefined();
    });
    await within(region()).findByText(/Endret siden: pauser\./);
    expect(screen.getAllByText(nb.refusals['replay-not-shown'])).not.toHaveLength(0);
  });
});

it('is told in the language that the screen has', async () => {
  const { server, region, say } = await open('limits');
  server.setting = exampleSetting({ limitsInForce: false, planVersion: 3 });
  await say('limits-ended');
  await within(region()).findByText(/Endret siden: individuelle grenser og måleplanen\./);
  await act(() => i18next.changeLanguage('en'));
  const english = screen.getByRole('region', { name: 'What the change would have given' });
  within(english).getByText(/Changed since: individual limits and the measuring plan\./);
  await act(() => i18next.changeLanguage('nb'));
});

it.each([
  ['no number', '91x'],
  ['so far beyond that nobody can have it', '911'],
  ['turned round with the red one', '70'],
])('what is %s is not replayed, and the page says so', async (_, value) => {
  const { region, replays } = await open('limits');
  const before = replays();
  // At once: what stands there between two keys could be replayed.
  fireEvent.change(screen.getByRole('textbox', { name: /gul grense/ }), { target: { value } });
  expect(replays()).toBe(before);
  within(region()).getByText(nb.limits.noWhatIf);
  expect(within(region()).queryByRole('table')).toBeNull();
});

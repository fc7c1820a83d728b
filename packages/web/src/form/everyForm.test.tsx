// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ahead,
  DAY,
  exampleEpisode,
  exampleHandover,
  examplePlan,
  exampleRequest,
  exampleTrend,
  HOUR,
  hospital,
  idOf,
  jonas,
  municipality,
  NOW,
} from '../testing/examples.ts';
import { base, decided, HANDOVER } from '../testing/handovers.ts';
import { REFUSALS } from '../testing/refusals.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';
import { exampleDeclaration, at as TEAM, base as teamPage } from '../testing/teamPage.ts';
import { detail, patient } from '../testing/trials.ts';
import { exampleWhatIf } from '../testing/whatIf.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

type App = Awaited<ReturnType<typeof renderApp>>;

/** One form of the screens: where it stands, what is written in it, and what sends it. */
interface Scene {
  readonly name: string;
  readonly at: string;
  readonly answers?: Answers;
  /** What else is filled in, before the text. */
  readonly fill?: () => Promise<unknown>;
  /** The name of the field for text. */
  readonly field: RegExp | string;
  readonly button: string | RegExp;
  /** Where it is sent. */
  readonly post: string;
  /** What is said instead of that it may be done, of one that is sent in parts. */
  readonly inDoubt?: string;
}

const EPISODE = `/episodes/${idOf(100)}`;
const hidden = true;
const choose = (name: RegExp | string) => userEvent.click(screen.getByRole('radio', { name, hidden }));
const tick = (name: RegExp | string) => userEvent.click(screen.getByRole('checkbox', { name, hidden }));
const write = (name: RegExp | string, text: string) =>
  fireEvent.input(screen.getByRole('textbox', { name, hidden }), { target: { value: text } });
const theirs = { access: 'former', accountable: { team: hospital, since: ahead(-HOUR), plannedUntil: null } } as const;
const handover = (change: Parameters<typeof exampleHandover>[0] = {}): Answers => ({
  [HANDOVER]: { handover: exampleHandover(change), openRedAlerts: [] },
});
const ours = { fromTeam: municipality, toTeam: hospital };
const POLICY = {
  steps: [
    { afterMs: 0, target: 'on-duty', severities: ['red'] },
    { afterMs: 600_000, target: 'team', severities: ['red', 'yellow'] },
  ],
  rounds: 3,
  answerMs: 900_000,
};
const replayed: Answers = { [`POST ${EPISODE}/what-if`]: exampleWhatIf(), [`GET ${EPISODE}/trends`]: exampleTrend() };

const SCENES: readonly Scene[] = [
  {
    name: 'accepting a handover',
    at: `/handovers/${idOf(300)}`,
    answers: handover(),
    fill: () => choose('Stabil'),
    field: /^Det første dere gjør/,
    button: 'Ta imot ansvaret',
    post: `/handovers/${idOf(300)}/accept`,
  },
  {
    name: 'declining one',
    at: `/handovers/${idOf(300)}`,
    answers: handover(),
    field: /^Hvorfor avslår dere/,
    button: 'Avslå tilbudet',
    post: `/handovers/${idOf(300)}/decline`,
  },
  {
    name: 'withdrawing one',
    at: `/handovers/${idOf(300)}`,
    answers: handover(ours),
    field: /^Begrunnelse/,
    button: 'Trekk tilbudet tilbake',
    post: `/handovers/${idOf(300)}/withdraw`,
  },
  {
    name: 'calling one off',
    at: `/handovers/${idOf(300)}`,
    answers: {
      [HANDOVER]: {
        handover: decided('accepted', { status: 'scheduled', effectiveAt: ahead(DAY) }),
        openRedAlerts: [],
      },
    },
    field: /^Hvorfor avlyses/,
    button: /^Avlys/,
    post: `/handovers/${idOf(300)}/call-off`,
  },
  {
    name: 'answering a take-over',
    at: `/handovers/${idOf(300)}`,
    answers: { [HANDOVER]: { handover: decided('accepted', { kind: 'emergency', ...ours }), openRedAlerts: [] } },
    fill: () => userEvent.click(screen.getAllByRole('radio')[0] as HTMLElement),
    field: /^Begrunnelse og hva/,
    button: 'Lagre etterkontrollen',
    post: `/handovers/${idOf(300)}/review`,
  },
  {
    name: 'taking over',
    at: EPISODE,
    answers: { [`GET ${EPISODE}`]: exampleEpisode(theirs) },
    fill: async () => {
      write('Det første dere gjør', 'Sender ambulanse');
      await choose('Ustabil');
      await tick(/haster/);
    },
    field: /^Hva haster/,
    button: 'Overta ansvaret nå',
    post: `${EPISODE}/take-over`,
  },
  {
    name: 'asking for the responsibility',
    at: EPISODE,
    answers: { [`GET ${EPISODE}`]: exampleEpisode(theirs) },
    field: /^Hvorfor bør dere/,
    button: 'Send forespørselen',
    post: `${EPISODE}/handover-requests`,
  },
  {
    name: 'refusing a request',
    at: '/handovers',
    answers: { 'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [exampleRequest()], fromUs: [] } } },
    field: /^Hvorfor avslår dere/,
    button: 'Avslå forespørselen',
    post: `/handover-requests/${idOf(500)}/refuse`,
  },
  {
    name: 'asking a team in',
    at: EPISODE,
    fill: async () => {
      await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Team', hidden }), hospital.id);
      await userEvent.click(
        screen.getAllByRole('radio', { name: /Støtter|Deltar|Orienter|Informer/, hidden })[0] as HTMLElement,
      );
    },
    field: /^Hvorfor$/,
    button: 'La teamet delta',
    post: `${EPISODE}/relations`,
  },
  {
    name: 'setting limits',
    at: `${EPISODE}/limits`,
    answers: replayed,
    fill: async () => write(/gul grense/, '90'),
    field: /^Grunn/,
    button: 'Lagre grensene',
    post: `${EPISODE}/limits`,
  },
  {
    name: 'declining proposed limits',
    at: EPISODE,
    answers: {
      [`GET ${EPISODE}`]: exampleEpisode({
        limitsProposal: {
          id: idOf(900),
          values: [],
          reason: 'Ny normal',
          until: ahead(9 * DAY),
          proposedBy: jonas,
          formerTeam: null,
          proposedAt: ahead(-HOUR),
          deadlineAt: ahead(DAY),
        },
      }),
    },
    fill: () => userEvent.click(screen.getByRole('button', { name: 'Avslå' })),
    field: 'Hvorfor avslås forslaget?',
    button: 'Avslå',
    post: `/limits-proposals/${idOf(900)}/decline`,
  },
  {
    name: 'setting the measuring plan',
    at: `${EPISODE}/measuring-plan`,
    answers: { ...replayed, [`GET ${EPISODE}/measuring-plan`]: examplePlan() },
    field: /^Begrunnelse/,
    button: 'Ta planen i bruk',
    post: `${EPISODE}/measuring-plan`,
  },
  {
    name: 'putting a protocol version in force',
    at: `${EPISODE}/protocol`,
    answers: {
      ...replayed,
      [`GET ${EPISODE}/protocols`]: {
        choices: [
          {
            id: 'copd',
            version: 4,
            title: { nb: 'KOLS hjemme', en: 'x' },
            registeredAt: ahead(-DAY),
            difference: {
              added: [],
              removed: [],
              changed: [],
              numbers: [],
              observes: { added: [], removed: [] },
              others: [],
            },
            wouldNotHold: [],
            uncovered: null,
          },
        ],
        history: [],
        limitsVersion: 2,
      },
    },
    fill: () => choose(/versjon 4/),
    field: /^Grunn/,
    button: 'Sett versjonen i verk',
    post: `${EPISODE}/protocol`,
  },
  {
    name: 'pausing',
    at: `${EPISODE}/pause`,
    answers: {
      [`GET ${EPISODE}/pauses/preview`]: {
        since: ahead(-30 * DAY),
        until: ahead(0),
        held: [],
        shown: [],
        complete: true,
      },
    },
    fill: async () => {
      await choose('På ferie');
      await choose(/^Hele oppfølgingen/);
      await choose('Nå');
      fireEvent.change(screen.getByLabelText('Siste dag'), { target: { value: '2026-11-28' } });
    },
    field: /^Merknad/,
    button: 'Sett på pause',
    post: `${EPISODE}/pauses`,
  },
  {
    name: 'putting the version of a trial in force',
    at: `/trials/${idOf(600)}`,
    answers: {
      [`GET /protocol-trials/${idOf(600)}`]: {
        ...detail({ status: 'done', endedAt: ahead(-HOUR) }),
        patients: [patient(100, 'Astrid Lyngvollset')],
      },
    },
    field: /^Grunn/,
    button: 'Sett versjonen i verk',
    post: `/protocol-trials/${idOf(600)}/adoptions`,
    inDoubt: 'Det er ikke kjent om den siste ble registrert',
  },
  {
    name: 'setting the escalation policy',
    at: '/team',
    answers: teamPage(exampleDeclaration()),
    field: 'Hvorfor endres eskaleringen?',
    button: 'Lagre eskaleringen',
    post: `${TEAM}/escalation-policy`,
  },
  {
    name: 'setting opening hours',
    at: '/team',
    answers: teamPage(exampleDeclaration()),
    field: 'Hvorfor endres åpningstid eller dekning?',
    button: 'Lagre åpningstid og dekning',
    post: `${TEAM}/hours`,
  },
  {
    name: 'withdrawing planned hours',
    at: '/team',
    answers: teamPage(
      exampleDeclaration({
        planned: [
          {
            version: 4,
            from: ahead(30 * DAY),
            openingHours: { kind: 'always' },
            cover: null,
            reason: 'Prøves ut',
            setBy: jonas,
            setAt: ahead(-DAY),
          },
        ],
      }),
    ),
    field: 'Hvorfor trekkes den?',
    button: /^Trekk endringen/,
    post: `${TEAM}/hours/planned/4/withdraw`,
  },
  {
    name: 'withdrawing a planned escalation policy',
    at: '/team',
    answers: {
      ...teamPage(exampleDeclaration()),
      [`GET ${TEAM}/escalation-policy`]: {
        version: 1,
        newest: 2,
        planned: [
          {
            version: 2,
            from: ahead(30 * DAY),
            policy: POLICY,
            reason: 'Prøves ut',
            setBy: jonas,
            setAt: ahead(-DAY),
          },
        ],
        policy: POLICY,
        setBy: null,
        setAt: null,
      },
    },
    field: 'Hvorfor trekkes den?',
    button: /^Trekk endringen/,
    post: `${TEAM}/escalation-policy/planned/2/withdraw`,
  },
  {
    name: 'withdrawing from covering a team',
    at: '/team',
    answers: teamPage(exampleDeclaration()),
    field: 'Hvorfor dere trekker dere',
    button: /^Trekk dekningen for/,
    post: `/teams/${hospital.id}/cover/withdraw`,
  },
];

const open = async ({ at, answers, fill, field, button }: Scene): Promise<App> => {
  const app = await renderApp(at, {
    ...base(),
    'GET /tasks': { tasks: [], computedAt: new Date(NOW).toISOString(), cursor: '7.1' },
    ...answers,
  });
  await screen.findAllByRole('button', { name: button, hidden });
  await fill?.();
  write(field, 'Etter samtale med fastlegen');
  return app;
};
/** The feed says that anything may have changed, and all that is on the screen is fetched anew. */
async function anew({ asked, say }: App): Promise<void> {
  const worklists = () => asked.filter(({ path }) => path === '/worklist').length;
  const before = worklists();
  act(() => {
    say({ type: 'reset' });
    say({ type: 'alive', cursor: '99.1', serverTime: new Date(NOW).toISOString() });
  });
  await waitFor(() => expect(worklists()).toBe(before + 1));
  await act(async () => undefined);
}
const sent = ({ asked }: App, { post }: Scene) =>
  asked.filter(({ method, path }) => method === 'POST' && path === post).length;

describe.each(SCENES)('what is written when $name', (scene) => {
  const text = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: scene.field, hidden });
  const press = () =>
    userEvent.click(screen.getAllByRole('button', { name: scene.button, hidden }).at(-1) as HTMLElement);
  /** A replay may still be on its way: then the form says so, and nothing is sent. */
  const send = (app: App) => {
    const before = sent(app, scene);
    return waitFor(async () => {
      await press();
      expect(sent(app, scene)).toBe(before + 1);
    });
  };

  it('stays through every refusal, which is said, and through what the feed has fetched anew; leaving asks', async () => {
    const app = await open(scene);
    for (const [, refusal, said] of REFUSALS) {
      app.answers[`POST ${scene.post}`] = refusal;
      await send(app);
      const { source } = said;
      const maybe = 'Det kan være utført likevel';
      await screen.findAllByText(new RegExp(source.replace(maybe, scene.inDoubt ?? maybe)));
      expect(text().value).toBe('Etter samtale med fastlegen');
    }
    text().focus();
    await anew(app);
    for (const key of Object.keys(app.answers)) if (key !== 'GET /session') app.answers[key] = problem(500, 'internal');
    await anew(app);
    expect(text().value).toBe('Etter samtale med fastlegen');
    expect(document.activeElement).toBe(text());
    await userEvent.click(screen.getByRole('link', { name: 'Dekning' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Bli her' }));
    expect(app.router.state.location.pathname).toBe(scene.at);
    expect(text().value).toBe('Etter samtale med fastlegen');
  });
});

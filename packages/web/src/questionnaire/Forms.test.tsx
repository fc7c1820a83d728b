// @vitest-environment happy-dom
import type { AlertToRead, AnsweredQuestion, QuestionnaireResponse } from '@samvakt/contract';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ago,
  DAY,
  exampleAlert,
  exampleEpisode,
  exampleEvidence,
  exampleSession,
  exampleTrend,
  exampleWorklist,
  HOUR,
  idOf,
  ingrid,
  jonas,
  NOW,
  saturationItem,
} from '../testing/examples.ts';
import { type Answers, problem, renderApp } from '../testing/render.tsx';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const FORMS = `${EPISODE}/questionnaire-responses`;
const TITLE = { nb: 'Kolsplager i dag', en: 'COPD symptoms today' };

const question = (linkId: string, change: Partial<AnsweredQuestion> = {}): AnsweredQuestion => ({
  linkId,
  group: null,
  question: { nb: `Spørsmål ${linkId}?`, en: `Question ${linkId}?` },
  answer: { nb: `Svar ${linkId}`, en: `Answer ${linkId}` },
  mark: 'green',
  ...change,
});
const breathing = { nb: 'Pusten', en: 'Breathing' };
const QUESTIONS = [
  question('effort', { group: breathing, mark: 'none' }),
  question('change', { group: breathing, mark: 'red' }),
  question('sleep', { mark: 'yellow' }),
  question('cough'),
  question('more', { mark: 'unjudged' }),
  question('left', { answer: null, mark: 'none' }),
];
const toRead = (change: Partial<AlertToRead> = {}): AlertToRead => ({
  id: idOf(401),
  severity: 'red',
  status: 'open',
  claimedBy: null,
  resolvedBy: null,
  resolvedAt: null,
  outcome: null,
  ...change,
});
const form = (number: number, change: Partial<QuestionnaireResponse> = {}): QuestionnaireResponse => ({
  id: idOf(900 + number),
  questionnaire: { url: 'urn:test:form', version: '3' },
  title: TITLE,
  answeredAt: ago(number * DAY + HOUR),
  receivedAt: ago(number * DAY),
  colour: 'green',
  contact: false,
  isScored: true,
  score: { total: 4, max: 24 },
  questions: QUESTIONS,
  review: { state: 'not-needed', by: null, at: null, alerts: [] },
  ...change,
});
const page = (responses: QuestionnaireResponse[], nextBefore: string | null = null) => ({ responses, nextBefore });

async function open(forms: Answers[string], episode = exampleEpisode(), more: Answers = {}) {
  const app = await renderApp(`/episodes/${idOf(100)}`, {
    'GET /session': exampleSession(),
    'GET /worklist': exampleWorklist([]),
    'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
    'GET /teams': { teams: [] },
    [EPISODE]: episode,
    [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
    [`${EPISODE}/trends`]: exampleTrend(),
    [FORMS]: forms,
    ...more,
  });
  await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
  return app;
}
const section = (name = 'Skjema') => within(screen.getByRole('region', { name }));
const textOf = (element: Element | null | undefined) => element?.textContent?.replaceAll(/[\u00a0\u202f]/g, ' ') ?? '';
const items = async () => section().findAllByRole('listitem');

describe('the forms on the patient page', () => {
  it('say that none has been answered', async () => {
    await open(page([]));
    await section().findByText('Ingen skjema er besvart ennå.');
  });

  it('are loading until they have come, and say so when they cannot be fetched, and are asked for again', async () => {
    const { answers } = await open(problem(500, 'internal'));
    await section().findByRole('alert');
    expect(section().queryByText('Ingen skjema er besvart ennå.')).toBeNull();
    answers[FORMS] = page([form(1)]);
    await userEvent.click(section().getByRole('button', { name: 'Prøv igjen' }));
    expect(await items()).toHaveLength(1);
  });

  it('tell of each how it was judged in a word, when it was answered, its score, and a wish for contact', async () => {
    await open(
      page([
        form(0, { colour: 'red', contact: true }),
        form(7, { colour: 'green', score: null }),
        form(14, { colour: 'yellow', isScored: false, score: null }),
      ]),
    );
    const [newest, older, oldest] = await items();
    expect(textOf(newest)).toMatch(/Kolsplager i dag.*Rød.*Ønsker å bli kontaktet.*Besvart 08:00.*Skår 4 av 24/);
    expect(textOf(older)).toMatch(/Grønn.*Besvart 14\. nov\. kl\. 08:00.*Ingen skår: noe er ikke besvart/);
    expect(textOf(older)).not.toContain('kontaktet');
    expect(textOf(oldest)).toContain('Gul');
    expect(textOf(oldest)).not.toMatch(/skår/i);
  });

  it('are opened and closed, and show every question with its answer, in order and under its heading', async () => {
    await open(page([form(0, { colour: 'red' })]));
    const [shown] = await items();
    const summary = section().getByText('Vis alle svar');
    expect(textOf(shown)).not.toContain('Svar change');
    await userEvent.click(summary);
    await section().findByText('Skjul svarene');
    const pairs = [...(shown?.querySelectorAll('dt') ?? [])].map((dt) => [textOf(dt), textOf(dt.nextElementSibling)]);
    expect(pairs).toEqual([
      ['Spørsmål effort?', 'Svar effort'],
      ['Spørsmål change?', 'Svar changeRød'],
      ['Spørsmål sleep?', 'Svar sleepGul'],
      ['Spørsmål cough?', 'Svar coughGrønn'],
      ['Spørsmål more?', 'Svar moreIngen regel vurderer svaret. Les det selv.'],
      ['Spørsmål left?', 'Ikke besvart'],
    ]);
    expect(section().getByRole('heading', { level: 4 }).textContent).toBe('Pusten');
    expect(textOf(shown)).toContain('Mottatt 09:00');
    expect(textOf(shown)).toContain('Versjon 3');
    await userEvent.click(section().getByText('Skjul svarene'));
    await waitFor(() => expect(textOf(shown)).not.toContain('Svar change'));
  });

  it('name each disclosure, so that it is told from the others', async () => {
    await open(page([form(0), form(7)]));
    await items();
    expect(section().getAllByText('Vis alle svar').map(textOf)).toEqual([
      'Vis alle svar: Kolsplager i dag, besvart 08:00',
      'Vis alle svar: Kolsplager i dag, besvart 14. nov. kl. 08:00',
    ]);
  });

  it('say who has reviewed what was not green, what came of it, who is at it, and what nobody has reviewed', async () => {
    const closed = toRead({
      status: 'resolved',
      resolvedBy: jonas,
      resolvedAt: ago(HOUR),
      outcome: 'contacted-patient',
    });
    await open(
      page([
        form(0, { colour: 'red', review: { state: 'waiting', by: null, at: null, alerts: [toRead()] } }),
        form(1, {
          colour: 'red',
          review: {
            state: 'waiting',
            by: null,
            at: null,
            alerts: [toRead({ status: 'claimed', claimedBy: ingrid })],
          },
        }),
        form(2, {
          colour: 'yellow',
          review: { state: 'reviewed', by: jonas, at: ago(HOUR), alerts: [closed] },
        }),
        form(3, { colour: 'yellow', review: { state: 'waiting', by: null, at: null, alerts: [] } }),
        form(4),
      ]),
    );
    const lines = (await items()).map((item) => textOf(item.querySelector('[data-review]')));
    expect(lines).toEqual([
      'Ikke gjennomgått ennå. Se varselet',
      'Ikke gjennomgått ennå. Ingrid Havn har varselet. Se varselet',
      'Gjennomgått av Jonas Lyngmo 08:00: Snakket med pasienten',
      'Ikke gjennomgått ennå',
      '',
    ]);
    expect(section().getAllByRole('link', { name: 'Se varselet' })[0]?.getAttribute('href')).toBe('#alerts');
  });

  it('come page by page, none twice', async () => {
    const { answers, asked } = await open(page([form(0), form(1)], idOf(901)));
    expect(await items()).toHaveLength(2);
    answers[FORMS] = page([form(2)]);
    await userEvent.click(section().getByRole('button', { name: 'Vis eldre skjema' }));
    await waitFor(async () => expect(await items()).toHaveLength(3));
    expect(
      asked
        .filter(({ path }) => path.endsWith('responses'))
        .at(-1)
        ?.query.get('before'),
    ).toBe(idOf(901));
    expect(section().queryByRole('button', { name: 'Vis eldre skjema' })).toBeNull();
  });

  it('speak English too', async () => {
    await open(page([form(0, { colour: 'red', contact: true })]));
    await items();
    await act(() => i18next.changeLanguage('en'));
    const english = section('Forms');
    await userEvent.click(english.getByText('Show all answers'));
    await english.findByText('Answer change');
    expect(textOf(english.getByRole('listitem'))).toMatch(
      /COPD symptoms today.*Red.*Wants to be contacted.*Score 4 of 24/,
    );
    await act(() => i18next.changeLanguage('nb'));
  });

  it('are fetched again when another is answered', async () => {
    const { answers, say, time } = await open(page([]));
    await section().findByText('Ingen skjema er besvart ennå.');
    answers[FORMS] = page([form(0)]);
    const heard = { kind: 'questionnaire-answered', episodeId: idOf(100), alertId: null, handoverId: null };
    const change = { cursor: '8.1', occurredAt: ago(0), deviceId: null, severity: null };
    await act(async () => {
      say({ type: 'change', ...heard, ...change });
      time.advance(1_000);
    });
    expect(await items()).toHaveLength(1);
  });
});

describe('the evidence of an alert from a form', () => {
  const answered = (about: 'answers' | 'contact', answers: object[] = []) => ({
    type: 'questionnaire',
    questionnaire: 'urn:test:form',
    version: '3',
    responseId: idOf(900),
    title: TITLE,
    at: NOW - HOUR,
    about,
    colour: 'red',
    answers,
  });
  const card = (evidence: Record<string, unknown>) =>
    exampleEpisode({ openAlerts: [exampleAlert(1, { summary: { nb: 'Skjemavarsel', en: 'x' }, evidence })] });
  const article = () => within(screen.getByRole('article', { name: 'Skjemavarsel' }));
  const ONE = `${FORMS}/${idOf(900)}`;

  it('is the answers that raised it with their colours, and the whole form when it is asked for', async () => {
    const marked = [
      { linkId: 'change', colour: 'red', question: { nb: 'Pusten?', en: 'x' }, answer: { nb: 'Mye tyngre', en: 'x' } },
      { linkId: 'cough', colour: 'yellow', question: { nb: 'Hoste?', en: 'x' }, answer: { nb: 'Mer', en: 'x' } },
    ];
    const { asked } = await open(page([]), card(exampleEvidence([answered('answers', marked)])), {
      [ONE]: form(0, { colour: 'red', contact: true }),
    });
    const pairs = screen.getAllByRole('term').flatMap((dt) => {
      const text = textOf(dt);
      return text.endsWith('?') ? [[text, textOf(dt.nextElementSibling)]] : [];
    });
    expect(pairs).toEqual([
      ['Pusten?', 'Mye tyngreRød'],
      ['Hoste?', 'MerGul'],
    ]);
    expect(textOf(article().getByText(/Skjema besvart/))).toContain('Kolsplager i dag: Skjema besvart 08:00');
    const reads = () => asked.filter(({ path }) => path.endsWith(idOf(900))).length;
    expect(reads(), 'a look is logged, so it is not made before it is asked for').toBe(0);
    await userEvent.click(article().getByText('Vis alle svar'));
    await article().findByText('Svar sleep');
    expect(reads()).toBe(1);
    expect(textOf(screen.getByRole('article'))).toMatch(/Skår 4 av 24.*Ønsker å bli kontaktet/);
  });

  it('says that the patient wants to be contacted', async () => {
    await open(page([]), card(exampleEvidence([answered('contact')])));
    expect(textOf(screen.getByRole('article'))).toContain('Skjema besvart 08:00. Ønsker å bli kontaktet');
  });

  it.each([
    ['a newer form', [answered('answers')], 'Et nyere skjema (09:00) sier ikke dette.'],
    ['measurements', [saturationItem], 'Målingene er innenfor igjen siden 09:00.'],
    ['measurements, of what rests on both', [saturationItem, answered('answers')], 'Målingene er innenfor igjen'],
  ])('says in words of its own that it would not be raised by %s', async (_, items, sentence) => {
    const { openAlerts } = card(exampleEvidence(items));
    const cleared = openAlerts.map((alert) => ({ ...alert, conditionClearedAt: ago(0) }));
    await open(page([]), exampleEpisode({ openAlerts: cleared }));
    expect(textOf(screen.getByRole('article'))).toContain(sentence);
    expect(textOf(screen.getByRole('article'))).toContain('Varselet venter på at en person lukker det.');
  });

  it('says when the form cannot be fetched, and asks again', async () => {
    const { answers } = await open(page([]), card(exampleEvidence([answered('answers')])), {
      [ONE]: problem(500, 'internal'),
    });
    await userEvent.click(article().getByText('Vis alle svar'));
    await article().findByRole('alert');
    answers[ONE] = form(0);
    await userEvent.click(article().getByRole('button', { name: 'Prøv igjen' }));
    await article().findByText('Svar cough');
  });

  it.each([
    [null, 'Kolsplager i dag: Ikke besvart siden oppfølgingen begynte. Skulle ha kommet 09:00.'],
    [NOW - DAY, 'Kolsplager i dag: Sist besvart 20. nov. kl. 09:00. Skulle ha kommet 09:00.'],
  ])('says that a form is missing, and when it was last answered', async (lastAt, sentence) => {
    const missing = { type: 'unanswered', questionnaire: 'urn:test:form', title: TITLE, lastAt, since: 0, dueAt: NOW };
    await open(page([]), card(exampleEvidence([missing])));
    expect(textOf(screen.getByRole('article'))).toContain(sentence);
    expect(article().queryByText('Vis alle svar')).toBeNull();
  });

  it.each([
    [null, 'Kolsplager i dag: Aldri besvart. Planen ba om svar innen 09:00.'],
    [NOW - DAY, 'Kolsplager i dag: Sist besvart 20. nov. kl. 09:00. Planen ba om svar innen 09:00.'],
  ])('says by when the plan asked for the form that is missing', async (lastAt, sentence) => {
    const planned = { opensAt: NOW - DAY, by: NOW, version: null };
    const missing = {
      type: 'unanswered',
      questionnaire: 'urn:test:form',
      title: TITLE,
      lastAt,
      since: 0,
      dueAt: NOW,
      planned,
    };
    await open(page([]), card(exampleEvidence([missing])));
    expect(textOf(screen.getByRole('article'))).toContain(sentence);
  });

  it('is the form that nobody judged, with the reason, and the way to all of it', async () => {
    const response = { questionnaire: 'urn:test:form', version: '3', responseId: idOf(900), title: TITLE, at: NOW };
    const review = { code: 'unjudged-answers', metric: null, reading: null, detail: null, response };
    await open(page([]), card(exampleEvidence([], review)), { [ONE]: form(0) });
    expect(textOf(screen.getByRole('article'))).toContain('Kolsplager i dag: Skjema besvart 09:00.');
    await userEvent.click(article().getByText('Vis alle svar'));
    await article().findByText('Svar more');
  });
});

import {
  type ClinicPatient,
  copdForm,
  createClock,
  type Home,
  type Platform,
  type Said,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, HOUR, lineOf, MINUTE, openAlertsOf, spo2, timelineOf } from './clinic.ts';

/*
 * The form of the week. Solveig answers that she had to sit up to breathe: the whole form is red, and a nurse reads all of it and closes its alert with
 * what was done. Gunvor is well and wants to be called. Torbjørg does not answer.
 */
const BEGINNING = Date.parse('2026-03-02T08:00:00Z');
const clock = createClock(BEGINNING);
let platform: Platform;
let ingrid: SignedIn;
let mona: SignedIn;
let solveig: ClinicPatient;
let gunvor: ClinicPatient;
let torbjorg: ClinicPatient;
let homes: Map<ClinicPatient, Home>;

beforeAll(async () => {
  platform = await startPlatform({ clock: clock.now, since: BEGINNING });
  const { teams, people, follow } = platform.clinic;
  const one = (givenName: string) =>
    follow({ givenName, familyName: 'Myklevoll', condition: 'copd', teamId: teams.followUp.id, since: BEGINNING });
  solveig = await one('Solveig');
  gunvor = await one('Gunvor');
  torbjorg = await one('Torbjørg');
  homes = new Map();
  for (const patient of [solveig, gunvor, torbjorg]) homes.set(patient, await platform.home(patient));
  ingrid = await platform.signIn(people.ingrid);
  mona = await platform.signIn(people.mona);
});
afterAll(() => platform?.stop());

/** The patient measures and answers now; returns when the platform has answered for both. */
async function sends(patient: ClinicPatient, said?: Said): Promise<void> {
  const home = homes.get(patient) ?? expect.unreachable('the patient has a home');
  await home.measure(spo2(94, clock.now()));
  await home.gateway.enqueueResponse(copdForm(clock.now(), said));
  await home.gateway.drained();
  expect(home.receipts.at(-1)).toMatchObject({ status: 'accepted', counts: { received: 1, stored: 1 } });
}

const formsOf = async (person: SignedIn, { episodeId }: ClinicPatient) =>
  (await person.get(`/episodes/${episodeId}/questionnaire-responses`)).body.responses;
const alertsOf = ({ episodeId }: ClinicPatient) => openAlertsOf(ingrid, episodeId);

it('an ordinary form is green, and needs nobody', async () => {
  for (const patient of [solveig, gunvor, torbjorg]) await sends(patient);
  expect(await lineOf(ingrid, solveig.episodeId)).toMatchObject({ status: 'green' });
  expect(await formsOf(ingrid, solveig)).toMatchObject([
    { colour: 'green', contact: false, answeredAt: '2026-03-02T08:00:00.000Z', review: { state: 'not-needed' } },
  ]);
});

it('one red answer makes the whole form red, and raises a red alert that counts the answers and has each of them', async () => {
  clock.advance(7 * DAY);
  await sends(solveig, { sleep: 'sat-up', cough: 'more', more: 'Naboen sov her i natt' });
  expect(await lineOf(ingrid, solveig.episodeId)).toMatchObject({ status: 'red' });
  expect(await alertsOf(solveig)).toMatchObject([
    {
      ruleId: 'form-answers',
      severity: 'red',
      summary: {
        nb: 'Kolsplager i dag: 1 rødt og 1 gult svar',
        en: 'COPD symptoms today: 1 red and 1 yellow answer',
      },
    },
  ]);
  const [{ id, evidence }] = await alertsOf(solveig);
  const [cough, sleep] = [
    { linkId: 'cough', colour: 'yellow', answer: { nb: 'Mer enn vanlig' } },
    { linkId: 'sleep', colour: 'red', answer: { nb: 'Jeg måtte sitte oppe for å få puste' } },
  ];
  expect(evidence.items).toMatchObject([{ answers: [cough, sleep] }]);
  const { sentence } = (await ingrid.get(`/alerts/${id}/explanation`)).body;
  expect(sentence.nb).toBe(
    'Kolsplager i dag: rødt: Hvordan sov du i natt? Jeg måtte sitte oppe for å få puste; gult: Hvor mye hoster du? Mer enn vanlig',
  );
  const { body: digest } = await ingrid.get(`/episodes/${solveig.episodeId}/handover-digest`);
  expect(digest.alerts).toMatchObject([{ alertId: id, answers: [sleep, cough] }]);
});

it('the nurse reads the whole form: every question, also what raised nothing and what no rule can judge', async () => {
  const [form, older] = await formsOf(ingrid, solveig);
  expect(form).toMatchObject({ colour: 'red', contact: false, score: { total: 6, max: 24 } });
  const said = form.questions.map(({ linkId, answer, mark }: (typeof form.questions)[number]) => [
    linkId,
    answer?.nb ?? null,
    mark,
  ]);
  expect(said).toEqual([
    ['breathless-when', 'Bare hardt arbeid eller trening', 'none'],
    ['breathless-change', 'Som vanlig, eller lettere', 'green'],
    ['cough', 'Mer enn vanlig', 'yellow'],
    ['sputum-amount', 'Ikke noe, eller som vanlig', 'green'],
    ['sputum-colour', 'Klart eller hvitt, eller ikke noe', 'green'],
    ['sleep', 'Jeg måtte sitte oppe for å få puste', 'red'],
    ['reliever', 'Som vanlig, eller sjeldnere', 'green'],
    ['condition', '3', 'green'],
    ['more', 'Naboen sov her i natt', 'unjudged'],
    ['contact', 'Nei', 'none'],
  ]);
  const [alert] = await alertsOf(solveig);
  expect(form.review).toMatchObject({ state: 'waiting', by: null, alerts: [{ id: alert.id, status: 'open' }] });
  expect(older.review.state).toBe('not-needed');
});

it('who does not follow her sees no form', async () => {
  const [{ id }] = await formsOf(ingrid, solveig);
  for (const rest of ['', `/${id}`]) {
    const { status } = await mona.get(`/episodes/${solveig.episodeId}/questionnaire-responses${rest}`);
    expect(status).toBe(404);
  }
});

it('a better form does not take the red one’s place: the alert waits for a person', async () => {
  clock.advance(HOUR);
  await sends(solveig);
  expect(await alertsOf(solveig)).toMatchObject([
    { ruleId: 'form-answers', severity: 'red', conditionClearedAt: expect.any(String) },
  ]);
  expect((await formsOf(ingrid, solveig)).map((form: { review: { state: string } }) => form.review.state)).toEqual([
    'not-needed',
    'waiting',
    'not-needed',
  ]);
});

it('the nurse calls, and closes the alert with what came of it: the form says by whom it was reviewed', async () => {
  clock.advance(10 * MINUTE);
  const [{ id, version }] = await alertsOf(solveig);
  const closed = await ingrid.post(`/alerts/${id}/resolve`, { version, outcome: 'contacted-patient', note: 'Ringt.' });
  expect(closed.status).toBe(200);
  const [, form] = await formsOf(ingrid, solveig);
  expect(form.review).toMatchObject({
    state: 'reviewed',
    by: { name: 'Ingrid Havn' },
    at: new Date(clock.now()).toISOString(),
    alerts: [{ id, outcome: 'contacted-patient' }],
  });
  expect(await lineOf(ingrid, solveig.episodeId)).toMatchObject({ status: 'green' });
  const told = await timelineOf(ingrid, solveig.episodeId);
  expect(told.filter((kind) => /^(questionnaire|alert)-/.test(kind))).toEqual([
    'questionnaire-answered',
    'questionnaire-answered',
    'alert-opened',
    'questionnaire-answered',
    'alert-condition-cleared',
    'alert-resolved',
  ]);
});

it('who is well and wants to be called gets an alert of that alone, and is called', async () => {
  await sends(gunvor, { contact: true });
  expect(await lineOf(ingrid, gunvor.episodeId)).toMatchObject({ status: 'yellow' });
  const [alert, ...others] = await alertsOf(gunvor);
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ ruleId: 'form-contact', severity: 'yellow' });
  const [form] = await formsOf(ingrid, gunvor);
  expect(form).toMatchObject({ colour: 'yellow', contact: true, review: { state: 'waiting' } });
  const answered = form.questions.filter(({ mark }: { mark: string }) => mark === 'red' || mark === 'yellow');
  expect(answered).toMatchObject([{ linkId: 'contact', answer: { nb: 'Ja' }, mark: 'yellow' }]);
  const act = { version: alert.version, outcome: 'contacted-patient' };
  expect((await ingrid.post(`/alerts/${alert.id}/resolve`, act)).status).toBe(200);
  expect((await formsOf(ingrid, gunvor))[0].review).toMatchObject({ state: 'reviewed', by: { name: 'Ingrid Havn' } });
});

it('a form that does not come is missed when the Sunday of the plan and its two days of grace have passed, and the next one ends it', async () => {
  const home = homes.get(torbjorg) ?? expect.unreachable('she has a home');
  const measures = async (at: number) => {
    clock.set(at);
    await home.measure(spo2(94, at));
    return alertsOf(torbjorg);
  };
  /** Two days after Sunday, at midnight in Norway. */
  const missed = Date.parse('2026-03-10T23:00:00Z');
  const missing = (alerts: { ruleId: string }[]) => alerts.filter(({ ruleId }) => ruleId === 'form-missing');
  const plan = async () => (await ingrid.get(`/episodes/${torbjorg.episodeId}/measuring-plan`)).body;
  const due = async () =>
    (await plan()).occasions.flatMap((one: { questionnaire?: string; by: string; state: string }) =>
      one.questionnaire === undefined ? [] : [`${one.by} ${one.state}`],
    );
  // The plan is the one thing that asks for the form.
  expect((await plan()).forms).toEqual([]);
  expect(await due()).toEqual(['2026-03-08T19:00:00.000Z waiting', '2026-03-15T19:00:00.000Z waiting']);
  expect(missing(await measures(missed - MINUTE))).toEqual([]);
  expect(missing(await measures(missed + MINUTE))).toMatchObject([
    { kind: 'missing', severity: 'yellow', openedAt: new Date(missed).toISOString() },
  ]);
  expect(await due()).toEqual(['2026-03-08T19:00:00.000Z overdue', '2026-03-15T19:00:00.000Z waiting']);
  expect(await formsOf(ingrid, torbjorg)).toHaveLength(1);
  await sends(torbjorg);
  expect(missing(await alertsOf(torbjorg))).toEqual([]);
  // Answered too late is answered, and the Sunday was missed all the same.
  expect(await due()).toEqual(['2026-03-08T19:00:00.000Z overdue', '2026-03-15T19:00:00.000Z waiting']);
  expect(await formsOf(ingrid, torbjorg)).toHaveLength(2);
  expect(platform.logged).toEqual([]);
});

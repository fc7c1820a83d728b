import { randomUUID } from 'node:crypto';
import { QuestionnaireResponseListSchema, QuestionnaireResponseSchema } from '@samvakt/contract';
import { createClock, type Said, type TestDatabase } from '@samvakt/harness';
import { registerQuestionnaire } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerForm } from '../testing/answeredForm.ts';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, MINUTE, type World } from '../testing/world.ts';

/* The protocol of this world asks for no form, so each one asks for a review: what nothing asks for is never silently green. */

const clock = createClock(BEGINNING + 10 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let nurse: Client;
let loans = 0;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 90 * DAY, sessionAbsoluteMs: 90 * DAY },
  }));
  nurse = await api.signedIn(world.kari);
});
afterAll(() => api.stop());

async function followed() {
  const from = clock.now() - 8 * DAY;
  const patient = await world.follow([{ teamId: world.homeTeam, from }]);
  const deviceId = `forms-${++loans}`;
  await world.lend(deviceId, world.municipality, { patientId: patient.patientId, from, until: null });
  const answer = (said: Said = {}, at = clock.now()) =>
    answerForm(api.database, { deviceId, at, receivedAt: clock.now(), said });
  return { ...patient, deviceId, answer };
}

const path = (episodeId: string, rest = '') => `/api/v1/episodes/${episodeId}/questionnaire-responses${rest}`;
const list = async (client: Client, episodeId: string, query = '') => {
  const { status, body } = await client.get(path(episodeId, query));
  expect(status, JSON.stringify(body)).toBe(200);
  return QuestionnaireResponseListSchema.parse(body);
};
const one = async (episodeId: string, responseId: string) =>
  QuestionnaireResponseSchema.parse((await nurse.get(path(episodeId, `/${responseId}`))).body);

describe('the forms of a follow-up', () => {
  test('are none before one is answered', async () => {
    const { episodeId } = await followed();
    expect(await list(nurse, episodeId)).toEqual({ responses: [], nextBefore: null });
  });

  test('are shown whole: every question with its answer in both languages, as it was judged', async () => {
    const { episodeId, answer } = await followed();
    const at = clock.now() - 2 * HOUR;
    const said = { sleep: 'sat-up', cough: 'more', more: 'Æ e sliten', contact: true };
    const id = await answer(said, at);
    const { responses } = await list(nurse, episodeId);
    expect(responses).toMatchObject([
      {
        id,
        questionnaire: { url: 'urn:samvakt:questionnaire:copd-symptoms', version: '2' },
        title: { nb: 'Kolsplager i dag', en: 'COPD symptoms today' },
        answeredAt: new Date(at).toISOString(),
        receivedAt: new Date(clock.now()).toISOString(),
        colour: 'red',
        contact: true,
        score: { total: expect.any(Number), max: expect.any(Number) },
      },
    ]);
    const questions = new Map(responses[0]?.questions.map((question) => [question.linkId, question]));
    expect([...questions.keys()]).toEqual([
      'breathless-when',
      'breathless-change',
      'cough',
      'sputum-amount',
      'sputum-colour',
      'sleep',
      'reliever',
      'condition',
      'more',
      'contact',
    ]);
    expect(questions.get('sleep')).toEqual({
      linkId: 'sleep',
      group: null,
      question: { nb: 'Hvordan sov du i natt?', en: 'How did you sleep last night?' },
      answer: { nb: 'Jeg måtte sitte oppe for å få puste', en: 'I had to sit up to breathe' },
      mark: 'red',
    });
    const marks = [...questions].map(([linkId, { mark }]) => `${linkId} ${mark}`);
    expect(marks).toEqual([
      'breathless-when none',
      'breathless-change green',
      'cough yellow',
      'sputum-amount green',
      'sputum-colour green',
      'sleep red',
      'reliever green',
      'condition green',
      'more unjudged',
      'contact yellow',
    ]);
    expect(questions.get('cough')?.group).toEqual({ nb: 'Hoste og slim', en: 'Cough and sputum' });
    expect(questions.get('more')?.answer).toEqual({ nb: 'Æ e sliten', en: 'Æ e sliten' });
    expect(await one(episodeId, id)).toEqual(responses[0]);
  });

  test('show what was not answered, and a wish that was not made, as nothing judged', async () => {
    const { episodeId, answer } = await followed();
    await answer({ contact: false });
    const [form] = (await list(nurse, episodeId)).responses;
    expect(form).toMatchObject({ colour: 'green', contact: false });
    expect(form?.questions.slice(-2)).toMatchObject([
      { linkId: 'more', answer: null, mark: 'none' },
      { linkId: 'contact', answer: { nb: 'Nei', en: 'No' }, mark: 'none' },
    ]);
  });

  test('come latest first, page by page, and none twice', async () => {
    const { episodeId, answer } = await followed();
    const answeredAt = [5, 1, 3, 2, 4].map((days) => clock.now() - days * DAY);
    for (const at of answeredAt) await answer({ cough: 'more' }, at);
    const latestFirst = answeredAt.toSorted((a, b) => b - a).map((at) => new Date(at).toISOString());
    const seen: string[] = [];
    let before: string | null = '';
    while (before !== null) {
      const query: string = before === '' ? '?limit=2' : `?limit=2&before=${before}`;
      const page: Awaited<ReturnType<typeof list>> = await list(nurse, episodeId, query);
      expect(page.responses.length).toBeLessThanOrEqual(2);
      seen.push(...page.responses.map((form) => form.answeredAt));
      before = page.nextBefore;
    }
    expect(seen).toEqual(latestFirst);
    const other = await followed();
    const others = await other.answer();
    for (const cursor of [others, randomUUID()]) {
      expect(await list(nurse, episodeId, `?before=${cursor}`)).toEqual({ responses: [], nextBefore: null });
    }
    expect((await nurse.get(path(episodeId, '?before=1'))).status).toBe(422);
    expect((await nurse.get(path(episodeId, '?limit=51'))).status).toBe(422);
  });

  test('are shown in the words of the version that was answered', async () => {
    const { rows } = await db.pool.query(`select body from questionnaire where url like '%copd-symptoms'`);
    const resource = { ...rows[0].body, version: '3', title: 'Ny utgave' };
    await registerQuestionnaire(db.pool, { resource, registeredAt: clock.now() });
    const { episodeId, deviceId, answer } = await followed();
    await answer({}, clock.now() - HOUR);
    await answerForm(api.database, { deviceId, at: clock.now(), version: '3' });
    const { responses } = await list(nurse, episodeId);
    expect(responses.map(({ title, questionnaire }) => [title.nb, questionnaire.version])).toEqual([
      ['Ny utgave', '3'],
      ['Kolsplager i dag', '2'],
    ]);
  });
});

describe('whether somebody has reviewed a form', () => {
  const close = async (alertId: string) => {
    const { rows } = await db.pool.query('select version from alert where id = $1', [alertId]);
    const act = { version: rows[0].version, outcome: 'contacted-patient' };
    expect((await nurse.post(`/api/v1/alerts/${alertId}/resolve`, act)).status).toBe(200);
  };

  test('waits while its alert stands, and is by whoever closed it', async () => {
    const { episodeId, answer } = await followed();
    const id = await answer({ sleep: 'sat-up' });
    const waiting = await one(episodeId, id);
    expect(waiting.review).toMatchObject({ state: 'waiting', by: null, at: null, alerts: [{ status: 'open' }] });
    const alertId = waiting.review.alerts[0]?.id ?? '';
    const { body } = await nurse.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
    expect(body.status).toBe('claimed');
    expect((await one(episodeId, id)).review).toMatchObject({
      state: 'waiting',
      alerts: [{ status: 'claimed', claimedBy: { name: 'Kari Test' } }],
    });
    clock.advance(MINUTE);
    await close(alertId);
    expect((await one(episodeId, id)).review).toMatchObject({
      state: 'reviewed',
      by: { name: 'Kari Test' },
      at: new Date(clock.now()).toISOString(),
      alerts: [{ id: alertId, outcome: 'contacted-patient', resolvedBy: { name: 'Kari Test' } }],
    });
  });

  test('is asked of each form by itself: a close covers what had come by then, and no more', async () => {
    const { episodeId, answer } = await followed();
    const [first, second] = [await answer({ cough: 'more' }, clock.now() - DAY), await answer({ sleep: 'sat-up' })];
    const [alert, ...others] = (await one(episodeId, second)).review.alerts;
    expect(others).toEqual([]);
    expect((await one(episodeId, first)).review.alerts).toMatchObject([{ id: alert?.id }]);
    await close(alert?.id ?? '');
    clock.advance(HOUR);
    const third = await answer({ cough: 'more' });
    const states = (await list(nurse, episodeId)).responses.map(({ id, review }) => [id, review.state]);
    expect(states).toEqual([
      [third, 'waiting'],
      [second, 'reviewed'],
      [first, 'reviewed'],
    ]);
  });
});

describe('who may read the forms', () => {
  test('is whoever may see the patient; every look is logged, a stranger’s too', async () => {
    const { episodeId, answer } = await followed();
    const id = await answer();
    const stranger = await api.signedIn(world.rita);
    for (const at of [path(episodeId), path(episodeId, `/${id}`)]) {
      expect((await nurse.get(at)).status).toBe(200);
      const refused = await stranger.get(at);
      expect([refused.status, refused.body]).toEqual([404, { status: 404, code: 'not-found', title: 'Not found' }]);
    }
    const { rows } = await db.pool.query(
      `select allowed, count(*)::int as count from access_log where action = 'read answered forms' and practitioner_id = any ($1)
         and (episode_id = $2 or not allowed and detail like '%' || $2 || '%') group by allowed order by allowed`,
      [[world.kari.id, world.rita.id], episodeId],
    );
    expect(rows).toEqual([
      { allowed: false, count: 2 },
      { allowed: true, count: 2 },
    ]);
  });

  test('sees no form of another patient by way of one’s own', async () => {
    const [own, other] = [await followed(), await followed()];
    const id = await other.answer();
    expect((await nurse.get(path(own.episodeId, `/${id}`))).status).toBe(404);
    expect((await nurse.get(path(own.episodeId, `/${randomUUID()}`))).status).toBe(404);
  });
});

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  type Answer,
  answersTopic,
  COPD_SYMPTOMS,
  decodeAnswers,
  encodeResponse,
  findQuestionnaire,
  HEART_FAILURE_SYMPTOMS,
  type OutgoingResponse,
  QUESTIONNAIRES,
  questionsOf,
  type Receipt,
} from '@samvakt/contract';
import { createTestDatabase, type FollowedPatient, registerPopulation, type TestDatabase } from '@samvakt/harness';
import { findProtocol } from '@samvakt/triage';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveAlert } from '../alert/act.ts';
import { type Database, openDatabase } from '../database.ts';
import { adoptProtocol } from '../protocol/adopt.ts';
import { judgeByVersionInForce } from '../protocol/verdicts.ts';
import {
  QuestionnaireRefusedError,
  QuestionnaireVersionError,
  registerQuestionnaire,
} from '../questionnaire/register.ts';
import { registerProtocol } from '../registration/protocol.ts';
import { explainAlert } from '../replay/explain.ts';
import { applyTick } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import type { ReceivedMessage } from './received.ts';
import { refuseMessage } from './refuse.ts';
import { storeBatch } from './storeBatch.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;
const startedAt = Date.parse('2026-03-01T08:00:00Z');
const memory = createTriageMemory();
const form = findQuestionnaire(COPD_SYMPTOMS);
if (!form) throw new Error('the form is not shipped');

let db: TestDatabase;
let database: Database;
let patients: readonly FollowedPatient[];
let practitionerId: string;
let patient: FollowedPatient;
let now = startedAt;
let used = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  const protocol = findProtocol('copd');
  if (!protocol) throw new Error('the protocol is not shipped');
  ({ patients, practitionerId } = await registerPopulation(database, { patients: 60, startedAt, protocol }));
});
afterAll(async () => {
  await database.stop();
  await db.end();
});
beforeEach(() => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
  now += HOUR;
});

/** An ordinary day, but for what is said. */
function answers(said: Record<string, string | boolean> = {}, of = form): Answer[] {
  return questionsOf(of?.questionnaire.items ?? []).flatMap((question): Answer[] => {
    const { linkId, type } = question;
    const own = said[linkId];
    if (type === 'choice') return [{ linkId, type, code: String(own ?? question.options[0]?.code) }];
    if (type === 'integer') return [{ linkId, type, value: 2 }];
    if (own === undefined) return [];
    return type === 'boolean' ? [{ linkId, type, value: own === true }] : [{ linkId, type: 'text', text: String(own) }];
  });
}

/** The same answers, but for one, which is in words. */
const asText =
  (linkId: string) =>
  (answer: Answer): Answer =>
    answer.linkId === linkId ? { linkId, type: 'text', text: 'to' } : answer;

const anId = () => ({ queue: randomUUID(), number: 1 });

function message(
  id: { queue: string; number: number },
  said: Record<string, string | boolean> = {},
  rest: Partial<OutgoingResponse> = {},
  deviceId = patient.deviceId,
): ReceivedMessage {
  const text = encodeResponse(id, {
    url: COPD_SYMPTOMS,
    version: '1',
    authoredAt: now,
    answers: answers(said),
    ...rest,
  });
  const payload = Buffer.from(text);
  const decoded = decodeAnswers({ payload, receivedAt: now });
  return { topic: answersTopic(deviceId), deviceId, payload, receivedAt: now, decoded };
}

const store = (...messages: ReceivedMessage[]): Promise<Receipt[]> =>
  database
    .transaction((client) => storeBatch(client, messages, { now, memory }))
    .then((receipts) => receipts.map(({ receipt }) => receipt));

const rows = async (text: string, ...values: unknown[]) => (await db.pool.query(text, values)).rows;
const alerts = () =>
  rows(
    'select id, rule_id, kind, severity, status from alert where episode_id = $1 order by opened_at, rule_id',
    patient.episodeId,
  );
const one = { received: 1, stored: 1, duplicates: 0, rejected: 0 };

describe('a response', () => {
  test('is stored whole and item by item, accounted for, judged, and told to the feed', async () => {
    const id = anId();
    const said = { sleep: 'sat-up', more: 'Æ e sliten', contact: true };
    const given = message(id, said);
    expect(await store(given)).toEqual([{ ...id, status: 'accepted', counts: one, faults: [] }]);
    const [kept] = await rows('select * from questionnaire_response where patient_id = $1', patient.patientId);
    expect(kept.body).toEqual(JSON.parse(Buffer.from(given.payload).toString()));
    expect(kept).toMatchObject({ authored_at: new Date(now), result: { colour: 'red', contact: 'yellow' } });
    const items = await rows(
      'select link_id, code, number, truth, text, colour from questionnaire_answer where response_id = $1 order by place',
      kept.id,
    );
    expect(items).toHaveLength(answers(said).length);
    expect(items).toContainEqual({
      link_id: 'sleep',
      code: 'sat-up',
      number: null,
      truth: null,
      text: null,
      colour: 'red',
    });
    expect(items).toContainEqual({
      link_id: 'more',
      code: null,
      number: null,
      truth: null,
      text: 'Æ e sliten',
      colour: null,
    });
    expect(items).toContainEqual({
      link_id: 'contact',
      code: null,
      number: null,
      truth: true,
      text: null,
      colour: null,
    });
    expect(await alerts()).toMatchObject([
      { rule_id: 'form-answers', severity: 'red', status: 'open' },
      { rule_id: 'form-contact', severity: 'yellow', status: 'open' },
    ]);
    const [change] = await rows(
      `select data from change where episode_id = $1 and kind = 'questionnaire-answered'`,
      patient.episodeId,
    );
    expect(change.data).toMatchObject({ responseId: kept.id, colour: 'red', contact: true });
  });

  test('is known to the verdicts of another protocol version', async () => {
    const shipped = findProtocol('copd');
    if (!shipped) throw new Error('the protocol is not shipped');
    const next = { ...shipped, version: shipped.version + 1 };
    await registerProtocol(db.pool, { protocol: next, registeredAt: now });
    await store(message(anId(), { sleep: 'sat-up', contact: true }));
    const open = await alerts();
    const { episodeId } = patient;
    await database.transaction((client) =>
      adoptProtocol(client, {
        episodeId,
        protocol: { id: next.id, version: next.version },
        reason: 'A test',
        basedOn: 0,
        limitsVersion: 0,
        giveUp: [],
        shown: null,
        practitionerId: null,
        now: now + 60_000,
      }),
    );
    const told = await judgeByVersionInForce(db.pool, { episodeId, now: now + 120_000 });
    // Of the same instant, in the order of their ids.
    const byId = Object.fromEntries(told?.verdicts.map(({ alertId, ...verdict }) => [alertId, verdict]) ?? []);
    expect(open).toHaveLength(2);
    for (const { id, severity } of open) expect(byId[id]).toEqual({ verdict: severity, holdsNow: true });
  });

  test('that comes again gets the same receipt and changes nothing, in the same batch and under another number', async () => {
    const id = anId();
    const [first, second] = await store(message(id, { cough: 'more' }), message(id, { cough: 'more' }));
    expect(second).toEqual(first);
    expect(await store(message(id, { cough: 'more' }))).toEqual([first]);
    const [again] = await store(message(anId(), { cough: 'more' }));
    expect(again).toMatchObject({ status: 'accepted', counts: { received: 1, stored: 0, duplicates: 1, rejected: 0 } });
    expect(await rows('select from questionnaire_response where patient_id = $1', patient.patientId)).toHaveLength(1);
    expect(await alerts()).toHaveLength(1);
  });

  test('under a number that was used for other answers is a conflict, and kept', async () => {
    const id = anId();
    await store(message(id));
    const [receipt] = await store(message(id, { cough: 'more' }));
    expect(receipt).toMatchObject({ status: 'rejected', faults: [{ code: 'message-conflict' }] });
    const [kept] = await rows('select reasons from quarantine where device_id = $1', patient.deviceId);
    expect(kept.reasons[0].text).toContain('other answers');
    expect(await alerts()).toMatchObject([{ rule_id: 'review:refused' }]);
  });

  test('that cannot be taken, under a number that was used for others, is a conflict too', async () => {
    const id = anId();
    const [first] = await store(message(id));
    const [receipt] = await store(message(id, {}, { url: 'urn:test:nowhere' }));
    expect(receipt).toMatchObject({
      status: 'rejected',
      counts: { received: 1, rejected: 1 },
      faults: [{ code: 'message-conflict' }],
    });
    expect(await alerts()).toMatchObject([{ rule_id: 'review:refused' }]);
    expect(await store(message(id))).toEqual([first]);
  });

  test.each<[string, () => ReceivedMessage, string, string]>([
    [
      'to an unknown form',
      () => message(anId(), {}, { url: 'urn:test:nowhere' }),
      '/questionnaire',
      'questionnaire-unknown',
    ],
    [
      'with a question that is not asked',
      () => message(anId(), {}, { answers: [...answers(), { linkId: 'socks', type: 'text', text: 'blå' }] }),
      '/item/8',
      'question-unknown',
    ],
    [
      'with a text where a number is asked for',
      () => message(anId(), {}, { answers: answers().map(asText('condition')) }),
      '/item/7/answer/0',
      'answer-invalid',
    ],
    ['of long ago', () => message(anId(), {}, { authoredAt: now - 401 * DAY }), '/authored', 'time-too-old'],
    ['to an unknown version', () => message(anId(), {}, { version: '99' }), '/questionnaire', 'questionnaire-unknown'],
    [
      'with an answer that is no option',
      () => message(anId(), { sleep: 'dreamt' }),
      '/item/5/answer/0',
      'answer-invalid',
    ],
    [
      'without a required answer',
      () => message(anId(), {}, { answers: answers().slice(1) }),
      '/item',
      'answer-missing',
    ],
    ['from the future', () => message(anId(), {}, { authoredAt: now + HOUR }), '/authored', 'time-in-future'],
    [
      'from before the loan',
      () => message(anId(), {}, { authoredAt: startedAt - 30 * DAY }),
      '/authored',
      'device-unassigned',
    ],
  ])(
    '%s is refused, with its place and reason, kept in quarantine, and never in silence',
    async (_, given, path, code) => {
      const [receipt] = await store(given());
      expect(receipt).toMatchObject({
        status: 'rejected',
        counts: { received: 1, stored: 0, duplicates: 0, rejected: 1 },
        faults: [{ path, code }],
      });
      const [kept] = await rows('select reasons, payload from quarantine where device_id = $1', patient.deviceId);
      expect(kept.reasons).toEqual(receipt?.faults);
      expect(kept.payload.toString()).toContain('QuestionnaireResponse');
      expect(await rows('select from questionnaire_response where patient_id = $1', patient.patientId)).toEqual([]);
      // Of a device that nobody had then it is nobody's news; everything else asks somebody to look.
      const asked = code === 'device-unassigned' ? [] : [{ rule_id: 'review:refused', kind: 'review', status: 'open' }];
      expect((await alerts()).filter(({ kind }) => kind !== 'missing')).toMatchObject(asked);
    },
  );

  const FORM = 'urn:samvakt:questionnaire:copd-symptoms';
  test.each<[string, () => ReceivedMessage, string[]]>([
    ['of which all is well', () => message(anId()), []],
    [
      'with a note that no rule judges',
      () => message(anId(), { more: 'Æ e sliten' }),
      [`review:questionnaire:${FORM}`],
    ],
    [
      'with a note beside a yellow answer, which is read with it',
      () => message(anId(), { more: 'Æ e sliten', cough: 'more' }),
      ['form-answers'],
    ],
    ['in which the patient wants to be contacted', () => message(anId(), { contact: true }), ['form-contact']],
    [
      'that the protocol does not ask for, of which all is well',
      () =>
        message(
          anId(),
          {},
          {
            url: HEART_FAILURE_SYMPTOMS,
            answers: answers({ 'chest-pain': false }, findQuestionnaire(HEART_FAILURE_SYMPTOMS)),
          },
        ),
      [`review:questionnaire:${HEART_FAILURE_SYMPTOMS}`],
    ],
    [
      'four minutes ahead of the platform’s clock, with a note',
      () => message(anId(), { more: 'Æ e sliten' }, { authoredAt: now + 4 * MINUTE }),
      [`review:questionnaire:${FORM}`],
    ],
  ])('%s is taken, and asks for what it says', async (_, given, ruleIds) => {
    expect(await store(given())).toMatchObject([{ status: 'accepted', faults: [] }]);
    const open = (await alerts()).filter(({ kind, status }) => kind !== 'missing' && status === 'open');
    expect(open.map(({ rule_id }) => rule_id)).toEqual(ruleIds);
  });
});

describe('the alert of a form', () => {
  /** Which rules' alerts ask somebody to read which response, by the day on which it was answered. */
  const toRead = () =>
    rows(
      `select array_agg(alert.rule_id order by alert.rule_id) filter (where alert.id is not null) as rules
       from questionnaire_response_judged as judged join questionnaire_response as response on response.id = judged.response_id
         left join questionnaire_response_alert as asked on asked.response_id = response.id
         left join alert on alert.id = asked.alert_id and alert.episode_id = judged.episode_id
       where judged.episode_id = $1 group by response.id order by response.authored_at, rules`,
      patient.episodeId,
    ).then((found) => found.map(({ rules }) => rules));

  test('is kept with every form that waits for it, and with no other', async () => {
    await store(message(anId(), { cough: 'more' }));
    now += HOUR;
    await store(message(anId(), { sleep: 'sat-up', contact: true }));
    now += HOUR;
    await store(message(anId()));
    now += HOUR;
    await store(message(anId(), { more: 'Æ e sliten' }));
    expect(await toRead()).toEqual([
      ['form-answers'],
      ['form-answers', 'form-contact'],
      null,
      ['review:questionnaire:urn:samvakt:questionnaire:copd-symptoms'],
    ]);
    expect((await alerts()).filter(({ kind }) => kind !== 'missing')).toHaveLength(3);
  });

  test.each([
    ['at one instant', 0],
    ['one after the other', 1000],
  ])(
    'is that of each form alone where a red one and one with a note come in one batch, answered %s',
    async (_, apart) => {
      // Which of one instant comes first is by chance of their ids: tried until it has been either way.
      for (let time = 0; time < 6; time += 1) {
        patient = patients[used++] ?? expect.unreachable('more patients are needed');
        const note = message(anId(), { more: 'Æ e sliten' });
        const red = message(anId(), { sleep: 'sat-up' }, { authoredAt: now - apart });
        await store(note, red);
        const review = 'review:questionnaire:urn:samvakt:questionnaire:copd-symptoms';
        expect((await toRead()).toSorted()).toEqual([['form-answers'], [review]]);
      }
    },
  );

  test('is found from the feed for forms that were judged before it was kept', async () => {
    await store(message(anId(), { cough: 'more' }));
    now += HOUR;
    await store(message(anId(), { sleep: 'sat-up', contact: true }));
    now += HOUR;
    // In a batch of its own: of two forms of one instant it is their ids that say which came first, and whether the other was there to be read with it.
    await store(message(anId(), { more: 'Æ e sliten' }));
    const kept = await toRead();
    await rows('delete from questionnaire_response_alert');
    await rows('delete from questionnaire_response_judged');
    const migration = await readFile(new URL('../../migrations/027.do.form-reviews.sql', import.meta.url), 'utf8');
    await db.pool.query(migration.slice(migration.indexOf('insert into')));
    expect(await toRead()).toEqual(kept);
    expect(kept.flat()).toContain('form-answers');
  });

  test('opens again for a form that waited in a batch while a person closed it', async () => {
    await store(message(anId(), { cough: 'more' }));
    const alert = (await alerts()).find(({ rule_id }) => rule_id === 'form-answers');
    now += HOUR;
    const authoredAt = now - 5000;
    const waiting = message(anId(), { sleep: 'sat-up' }, { authoredAt });
    now += 2000;
    const act = { alertId: alert.id, version: 1, outcome: 'contacted-patient', practitionerId, now } as const;
    await database.transaction((client) => resolveAlert(client, act));
    now += 2000;
    await store(waiting);
    const opened = (await alerts()).filter(({ rule_id }) => rule_id === 'form-answers');
    expect(opened).toMatchObject([{ status: 'resolved' }, { severity: 'red', status: 'open' }]);
    expect((await explainAlert(db.pool, opened[1].id))?.rerun).toMatchObject({ identical: true });
    expect(await toRead()).toEqual([['form-answers'], ['form-answers']]);
  });

  test('is kept once when the form comes again', async () => {
    await store(message(anId(), { cough: 'more' }));
    await store(message(anId(), { cough: 'more' }));
    expect(await toRead()).toEqual([['form-answers']]);
  });

  test('is judged again to the same, from the answers that triage was given', async () => {
    await store(message(anId(), { cough: 'more' }));
    now += HOUR;
    await store(message(anId(), { cough: 'more', 'sputum-colour': 'bloody' }));
    const alert = (await alerts()).find(({ rule_id }) => rule_id === 'form-answers');
    const explained = await explainAlert(db.pool, alert.id);
    expect(explained?.given).toMatchObject({ readings: 0, answers: 2 });
    expect(explained?.rerun).toMatchObject({ identical: true });
    for (const table of ['questionnaire_response_judged', 'questionnaire_response_alert']) {
      await rows(
        `delete from ${table} where response_id in (select id from questionnaire_response where patient_id = $1)`,
        patient.patientId,
      );
    }
    await rows(
      'delete from questionnaire_answer where response_id in (select id from questionnaire_response where patient_id = $1)',
      patient.patientId,
    );
    await rows('delete from questionnaire_response where patient_id = $1', patient.patientId);
    expect((await explainAlert(db.pool, alert.id))?.rerun.identical).toBe(false);
  });

  test('that is missing opens at its deadline', async () => {
    await store(message(anId()));
    now += 10 * DAY;
    const { episodeId } = patient;
    await database.transaction((client) => applyTick(client, { episodeId, now, memory }));
    expect(await alerts()).toContainEqual(expect.objectContaining({ rule_id: 'form-missing', kind: 'missing' }));
    now -= 10 * DAY;
  });
});

test('a response that the store would not take is set aside with a receipt and an account', async () => {
  const id = anId();
  const given = message(id);
  const answer = await database.transaction((client) =>
    refuseMessage(client, given, { now, reason: 'SQLSTATE 22003', memory }),
  );
  expect(answer?.receipt).toMatchObject({ ...id, status: 'rejected', counts: { received: 1, rejected: 1 } });
});

describe('registering a questionnaire', () => {
  const [shipped] = QUESTIONNAIRES;
  test('again does nothing; another content under the same version is refused', async () => {
    const resource = shipped?.resource ?? {};
    await registerQuestionnaire(db.pool, { resource, registeredAt: now });
    await expect(
      registerQuestionnaire(db.pool, { resource: { ...resource, title: 'Noe annet' }, registeredAt: now }),
    ).rejects.toThrow(QuestionnaireVersionError);
  });
  test('that holds something unsupported names the item', async () => {
    const item = [{ linkId: 'when', type: 'date', text: 'When?' }];
    const refused = registerQuestionnaire(db.pool, { resource: { ...shipped?.resource, item }, registeredAt: now });
    await expect(refused).rejects.toThrow(QuestionnaireRefusedError);
    await expect(refused).rejects.toThrow(/when: the type "date" is not supported/);
  });
});

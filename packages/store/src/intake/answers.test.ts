import { type Answer, findQuestionnaire, HEART_FAILURE_SYMPTOMS } from '@samvakt/contract';
import { findProtocol } from '@samvakt/triage';
import { describe, expect, test } from 'vitest';
import { anId, DAY, HOUR } from '../../test/onePatientEach.ts';
import { oneRespondentEach } from '../../test/oneRespondentEach.ts';
import { adoptProtocol } from '../protocol/adopt.ts';
import { judgeByVersionInForce } from '../protocol/verdicts.ts';
import { registerProtocol } from '../registration/protocol.ts';
import type { ReceivedMessage } from './received.ts';
import { refuseMessage } from './refuse.ts';

const MINUTE = 60_000;
const on = oneRespondentEach(21);
const { answers, message, send, alerts } = on;
const rows = async (text: string, ...values: unknown[]) => (await on.db.pool.query(text, values)).rows;

/** The same answers, but for one, which is in words. */
const asText =
  (linkId: string) =>
  (answer: Answer): Answer =>
    answer.linkId === linkId ? { linkId, type: 'text', text: 'to' } : answer;

const one = { received: 1, stored: 1, duplicates: 0, rejected: 0 };

describe('a response', () => {
  test('is stored whole and item by item, accounted for, judged, and told to the feed', async () => {
    const id = anId();
    const said = { sleep: 'sat-up', more: 'Æ e sliten', contact: true };
    const given = message(said, {}, id);
    expect(await send(given)).toEqual([{ ...id, status: 'accepted', counts: one, faults: [] }]);
    const [kept] = await rows('select * from questionnaire_response where patient_id = $1', on.patientId);
    expect(kept.body).toEqual(JSON.parse(Buffer.from(given.payload).toString()));
    expect(kept).toMatchObject({ authored_at: new Date(on.now), result: { colour: 'red', contact: 'yellow' } });
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
      on.episodeId,
    );
    expect(change.data).toMatchObject({ responseId: kept.id, colour: 'red', contact: true });
  });

  test('is known to the verdicts of another protocol version', async () => {
    const shipped = findProtocol('copd');
    if (!shipped) throw new Error('the protocol is not shipped');
    const next = { ...shipped, version: shipped.version + 1 };
    await registerProtocol(on.db.pool, { protocol: next, registeredAt: on.now });
    await send(message({ sleep: 'sat-up', contact: true }));
    const open = await alerts();
    const { episodeId } = on;
    await on.database.transaction((client) =>
      adoptProtocol(client, {
        episodeId,
        protocol: { id: next.id, version: next.version },
        reason: 'A test',
        basedOn: 0,
        limitsVersion: 0,
        giveUp: [],
        shown: null,
        practitionerId: null,
        now: on.now + 60_000,
      }),
    );
    const told = await judgeByVersionInForce(on.db.pool, { episodeId, now: on.now + 120_000 });
    // Of the same instant, in the order of their ids.
    const byId = Object.fromEntries(told?.verdicts.map(({ alertId, ...verdict }) => [alertId, verdict]) ?? []);
    expect(open).toHaveLength(2);
    for (const { id, severity } of open) expect(byId[id]).toEqual({ verdict: severity, holdsNow: true });
  });

  test('that comes again gets the same receipt and changes nothing, in the same batch and under another number', async () => {
    const id = anId();
    const [first, second] = await send(message({ cough: 'more' }, {}, id), message({ cough: 'more' }, {}, id));
    expect(second).toEqual(first);
    expect(await send(message({ cough: 'more' }, {}, id))).toEqual([first]);
    const [again] = await send(message({ cough: 'more' }));
    expect(again).toMatchObject({ status: 'accepted', counts: { received: 1, stored: 0, duplicates: 1, rejected: 0 } });
    expect(await rows('select from questionnaire_response where patient_id = $1', on.patientId)).toHaveLength(1);
    expect(await alerts()).toHaveLength(1);
  });

  test('under a number that was used for other answers is a conflict, and kept', async () => {
    const id = anId();
    await send(message({}, {}, id));
    const [receipt] = await send(message({ cough: 'more' }, {}, id));
    expect(receipt).toMatchObject({ status: 'rejected', faults: [{ code: 'message-conflict' }] });
    const [kept] = await rows('select reasons from quarantine where device_id = $1', on.deviceId);
    expect(kept.reasons[0].text).toContain('other answers');
    expect(await alerts()).toMatchObject([{ rule_id: 'review:refused' }]);
  });

  test('that cannot be taken, under a number that was used for others, is a conflict too', async () => {
    const id = anId();
    const [first] = await send(message({}, {}, id));
    const [receipt] = await send(message({}, { url: 'urn:test:nowhere' }, id));
    expect(receipt).toMatchObject({
      status: 'rejected',
      counts: { received: 1, rejected: 1 },
      faults: [{ code: 'message-conflict' }],
    });
    expect(await alerts()).toMatchObject([{ rule_id: 'review:refused' }]);
    expect(await send(message({}, {}, id))).toEqual([first]);
  });

  test.each<[string, () => ReceivedMessage, string, string]>([
    ['to an unknown form', () => message({}, { url: 'urn:test:nowhere' }), '/questionnaire', 'questionnaire-unknown'],
    [
      'with a question that is not asked',
      () => message({}, { answers: [...answers(), { linkId: 'socks', type: 'text', text: 'blå' }] }),
      '/item/8',
      'question-unknown',
    ],
    [
      'with a text where a number is asked for',
      () => message({}, { answers: answers().map(asText('condition')) }),
      '/item/7/answer/0',
      'answer-invalid',
    ],
    ['of long ago', () => message({}, { authoredAt: on.now - 401 * DAY }), '/authored', 'time-too-old'],
    ['to an unknown version', () => message({}, { version: '99' }), '/questionnaire', 'questionnaire-unknown'],
    ['with an answer that is no option', () => message({ sleep: 'dreamt' }), '/item/5/answer/0', 'answer-invalid'],
    ['without a required answer', () => message({}, { answers: answers().slice(1) }), '/item', 'answer-missing'],
    ['from the future', () => message({}, { authoredAt: on.now + HOUR }), '/authored', 'time-in-future'],
    ['from before the loan', () => message({}, { authoredAt: on.now - 30 * DAY }), '/authored', 'device-unassigned'],
  ])(
    '%s is refused, with its place and reason, kept in quarantine, and never in silence',
    async (_, given, path, code) => {
      const [receipt] = await send(given());
      expect(receipt).toMatchObject({
        status: 'rejected',
        counts: { received: 1, stored: 0, duplicates: 0, rejected: 1 },
        faults: [{ path, code }],
      });
      const [kept] = await rows('select reasons, payload from quarantine where device_id = $1', on.deviceId);
      expect(kept.reasons).toEqual(receipt?.faults);
      expect(kept.payload.toString()).toContain('QuestionnaireResponse');
      expect(await rows('select from questionnaire_response where patient_id = $1', on.patientId)).toEqual([]);
      // Of a device that nobody had then it is nobody's news; everything else asks somebody to look.
      const asked = code === 'device-unassigned' ? [] : [{ rule_id: 'review:refused', kind: 'review', status: 'open' }];
      expect((await alerts()).filter(({ kind }) => kind !== 'missing')).toMatchObject(asked);
    },
  );

  const FORM = 'urn:samvakt:questionnaire:copd-symptoms';
  test.each<[string, () => ReceivedMessage, string[]]>([
    ['of which all is well', () => message(), []],
    ['with a note that no rule judges', () => message({ more: 'Æ e sliten' }), [`review:questionnaire:${FORM}`]],
    [
      'with a note beside a yellow answer, which is read with it',
      () => message({ more: 'Æ e sliten', cough: 'more' }),
      ['form-answers'],
    ],
    ['in which the patient wants to be contacted', () => message({ contact: true }), ['form-contact']],
    [
      'that the protocol does not ask for, of which all is well',
      () =>
        message(
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
      () => message({ more: 'Æ e sliten' }, { authoredAt: on.now + 4 * MINUTE }),
      [`review:questionnaire:${FORM}`],
    ],
  ])('%s is taken, and asks for what it says', async (_, given, ruleIds) => {
    expect(await send(given())).toMatchObject([{ status: 'accepted', faults: [] }]);
    const open = (await alerts()).filter(({ kind, status }) => kind !== 'missing' && status === 'open');
    expect(open.map(({ rule_id }) => rule_id)).toEqual(ruleIds);
  });
});

test('a response that the store would not take is set aside with a receipt and an account', async () => {
  const id = anId();
  const given = message({}, {}, id);
  const answer = await on.database.transaction((client) =>
    refuseMessage(client, given, { now: on.now, reason: 'SQLSTATE 22003', tell: on.memory }),
  );
  expect(answer?.receipt).toMatchObject({ ...id, status: 'rejected', counts: { received: 1, rejected: 1 } });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswers } from './decode.ts';
import { judgeAnswers } from './judgeAnswers.ts';
import { questionsOf } from './questionnaire.ts';
import { type Answer, encodeResponse, idOfResponse, isResponseText, ResponseEnvelopeSchema } from './response.ts';
import { COPD_SYMPTOMS, findQuestionnaire } from './shipped/shipped.ts';

// Not in the ECMAScript library that this room is compiled against.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const shipped = findQuestionnaire(COPD_SYMPTOMS);
if (!shipped) throw new Error('the form is not shipped');
const { questionnaire } = shipped;
const id = { queue: 'f937529c-e7a3-46b2-914f-fc992753c124', number: 12 };
const receivedAt = Date.parse('2026-03-01T12:00:00Z');
const authoredAt = receivedAt - 60_000;

const ordinary: Answer[] = questionsOf(questionnaire.items).flatMap((question): Answer[] => {
  if (!question.required) return [];
  if (question.type === 'choice')
    return [{ linkId: question.linkId, type: 'choice', code: question.options[0]?.code ?? '' }];
  return question.type === 'integer' ? [{ linkId: question.linkId, type: 'integer', value: 3 }] : [];
});
const text = encodeResponse(id, { url: COPD_SYMPTOMS, version: '2', authoredAt, answers: ordinary });

const decodeText = (payload: string) => decodeAnswers({ payload: new TextEncoder().encode(payload), receivedAt });
const decodeWith = (rest: object) => decodeText(JSON.stringify({ ...JSON.parse(text), ...rest }));
function judged(payload: string) {
  const decoded = decodeText(payload);
  if (!decoded.readable || !decoded.response) throw new Error(JSON.stringify(decoded.faults));
  return judgeAnswers(questionnaire, decoded.response);
}
const answering = (linkId: string, answer: unknown) =>
  JSON.stringify({
    ...JSON.parse(text),
    item: [...JSON.parse(text).item.filter((item: { linkId: string }) => item.linkId !== linkId), { linkId, answer }],
  });

describe('a response', () => {
  it('is read back as it was written, and known from a message of measurements', () => {
    const decoded = decodeText(text);
    expect(decoded).toMatchObject({ readable: true, envelope: { ...id, sentAt: null }, readings: [], faults: [] });
    expect(decoded.readable && decoded.response).toMatchObject({ url: COPD_SYMPTOMS, version: '2', authoredAt, text });
    expect(judged(text)).toEqual({ answers: ordinary, faults: [] });
    expect(ResponseEnvelopeSchema.safeParse(JSON.parse(text)).success).toBe(true);
    expect(isResponseText(text)).toBe(true);
    expect(isResponseText(JSON.stringify({ ...id, measurements: [] }))).toBe(false);
    expect(idOfResponse(JSON.parse(text))).toEqual(id);
    expect(idOfResponse({})).toBeNull();
  });

  it('may put its items in groups, in any order; the answers come in the order of the questions', () => {
    const { item } = JSON.parse(text);
    const grouped = JSON.stringify({ ...JSON.parse(text), item: [{ linkId: 'breathing', item: item.toReversed() }] });
    expect(judged(grouped)).toEqual({ answers: ordinary, faults: [] });
  });

  it('never says whose it is', () => {
    const decoded = decodeWith({ subject: { reference: 'Patient/someone-else' } });
    expect(decoded.faults).toEqual([]);
    expect(JSON.stringify(decoded.readable && decoded.response?.items)).not.toContain('someone-else');
  });

  it.each<[string, object, string, string]>([
    ['that is not finished', { status: 'in-progress' }, '/status', 'response-refused'],
    ['with a modifier', { modifierExtension: [{}] }, '/modifierExtension', 'response-refused'],
    ['to no questionnaire', { questionnaire: undefined }, '/questionnaire', 'questionnaire-unknown'],
    ['to no version', { questionnaire: COPD_SYMPTOMS }, '/questionnaire', 'questionnaire-unknown'],
    ['without a time', { authored: undefined }, '/authored', 'time-invalid'],
    ['from more than 5 minutes ahead', { authored: '2026-03-01T12:06:00Z' }, '/authored', 'time-in-future'],
    ['more than 400 days old', { authored: '2025-01-24T12:00:00Z' }, '/authored', 'time-too-old'],
    ['whose items are no list', { item: {} }, '/item', 'response-invalid'],
    ['with an item that is none', { item: [7] }, '/item/0', 'response-invalid'],
    ['with answers that are no list', { item: [{ linkId: 'x', answer: {} }] }, '/item/0/answer', 'response-invalid'],
  ])('%s is refused, with its place and reason', (_, rest, path, code) => {
    const decoded = decodeWith(rest);
    expect(decoded.readable && decoded.response).toBeNull();
    expect(decoded.faults.map((fault) => [fault.path, fault.code])).toContainEqual([path, code]);
  });

  it.each<[string, string, object | null]>([
    ['no JSON', 'not json', null],
    ['another resource', JSON.stringify({ ...JSON.parse(text), resourceType: 'Observation' }), id],
    ['no id of the message', JSON.stringify({ ...JSON.parse(text), identifier: undefined }), null],
    ['more bytes than a message may have', `"${'x'.repeat(300_000)}"`, null],
  ])('cannot be read when it is %s', (_, payload, known) => {
    expect(decodeText(payload)).toMatchObject({ readable: false, id: known });
  });

  it.each<[string, string, unknown, string, string]>([
    ['an answer that is no option', 'sleep', [{ valueCoding: { code: 'dreamt' } }], '/answer/0', 'answer-invalid'],
    [
      'an option of another system',
      'sleep',
      [{ valueCoding: { system: 'urn:odd', code: 'usual' } }],
      '/answer/0',
      'answer-invalid',
    ],
    ['a text where an option is asked for', 'sleep', [{ valueString: 'usual' }], '/answer/0', 'answer-invalid'],
    ['a number beyond the scale', 'condition', [{ valueInteger: 11 }], '/answer/0', 'answer-invalid'],
    ['half a number', 'condition', [{ valueInteger: 1.5 }], '/answer/0', 'answer-invalid'],
    ['neither yes nor no', 'contact', [{ valueBoolean: 'yes' }], '/answer/0', 'answer-invalid'],
    ['an empty text', 'more', [{ valueString: '' }], '/answer/0', 'answer-invalid'],
    ['a text that cannot be kept', 'more', [{ valueString: 'a\u0000b' }], '/answer/0', 'answer-invalid'],
    [
      'two answers',
      'sleep',
      [{ valueCoding: { code: 'usual' } }, { valueCoding: { code: 'woken' } }],
      '/answer',
      'answer-invalid',
    ],
    ['an answer that is no object', 'sleep', [7], '/answer/0', 'answer-invalid'],
    [
      'an answer with a modifier',
      'sleep',
      [{ valueCoding: { code: 'usual' }, modifierExtension: [] }],
      '/answer/0',
      'answer-invalid',
    ],
    ['items below an answer', 'sleep', [{ valueCoding: { code: 'usual' }, item: [] }], '/answer/0', 'answer-invalid'],
    ['a question that is not asked', 'colour-of-socks', [{ valueString: 'blue' }], '', 'question-unknown'],
  ])('with %s is refused whole', (_, linkId, answer, at, code) => {
    const payload = answering(linkId, answer);
    const index = JSON.parse(payload).item.length - 1;
    expect(judged(payload).faults.map((fault) => [fault.path, fault.code])).toEqual([[`/item/${index}${at}`, code]]);
    expect(judged(payload).answers).toBeNull();
  });

  it.each(['sleep', 'condition'])('without an answer to the required %s is refused', (linkId) => {
    const { faults } = judged(answering(linkId, []));
    expect(faults.map((fault) => fault.code)).toEqual(['answer-missing']);
    expect(faults[0]?.text).toContain(linkId);
  });

  it('is read or refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (item) => {
        const decoded = decodeWith({ item });
        if (!decoded.readable) return;
        expect(decoded.response === null).toBe(decoded.faults.length > 0);
        if (!decoded.response) return;
        const { answers, faults } = judgeAnswers(questionnaire, decoded.response);
        expect(answers === null).toBe(faults.length > 0);
      }),
    );
  });
});

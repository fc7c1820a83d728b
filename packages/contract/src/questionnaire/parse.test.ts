import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWER_RULE, CONTACT_REQUEST, ITEM_WEIGHT, ONLY_OBSERVED } from './extension.ts';
import { parseQuestionnaire } from './parse.ts';
import { parseCanonical, questionsOf } from './questionnaire.ts';
import { QUESTIONNAIRES } from './shipped/shipped.ts';

const contact = {
  linkId: 'contact',
  type: 'boolean',
  text: 'Call me',
  extension: [{ url: CONTACT_REQUEST, valueCode: 'yellow' }],
};
const ruled = (...when: object[]) => ({
  url: ANSWER_RULE,
  extension: [{ url: 'colour', valueCode: 'red' }, ...when, { url: 'source', valueString: 'assumption' }],
});
const pain = {
  linkId: 'pain',
  type: 'choice',
  text: 'Pain?',
  required: true,
  answerOption: [
    { valueCoding: { system: 'urn:x', code: 'no', display: 'No' } },
    {
      valueCoding: { system: 'urn:x', code: 'yes', display: 'Yes' },
      extension: [{ url: ITEM_WEIGHT, valueDecimal: 2 }],
    },
  ],
  extension: [ruled({ url: 'answer', valueCode: 'yes' })],
};
const whole = {
  resourceType: 'Questionnaire',
  url: 'urn:test:form',
  version: '2',
  title: 'A form',
  status: 'active',
  language: 'en',
  item: [pain, contact],
};
const asking = (item: object) => ({ ...whole, item: [item, contact] });
const refusals = (document: unknown) =>
  parseQuestionnaire(document).faults.map(({ linkId, text }) => `${linkId}: ${text}`);

describe('a FHIR Questionnaire', () => {
  it('is read with its questions, options, scores and rules', () => {
    const { questionnaire, faults } = parseQuestionnaire(whole);
    expect(faults).toEqual([]);
    expect(questionnaire).toEqual({
      url: 'urn:test:form',
      version: '2',
      title: { nb: 'A form', en: 'A form' },
      items: [
        {
          type: 'choice',
          linkId: 'pain',
          text: { nb: 'Pain?', en: 'Pain?' },
          required: true,
          observed: null,
          rules: [{ colour: 'red', source: 'assumption', when: { options: ['yes'] } }],
          options: [
            { system: 'urn:x', code: 'no', text: { nb: 'No', en: 'No' }, score: null },
            { system: 'urn:x', code: 'yes', text: { nb: 'Yes', en: 'Yes' }, score: 2 },
          ],
        },
        {
          type: 'boolean',
          linkId: 'contact',
          text: { nb: 'Call me', en: 'Call me' },
          required: false,
          observed: null,
          rules: [],
          contact: 'yellow',
        },
      ],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['another resource', { resourceType: 'Patient' }, /null: resourceType is "Patient"/],
    ['nothing at all', null, /not a FHIR Questionnaire/],
    ['a draft', { ...whole, status: 'draft' }, /only an active/],
    ['no version', { ...whole, version: undefined }, /version/],
    ['a url that holds the version mark', { ...whole, url: 'urn:a|b' }, /url/],
    ['no title', { ...whole, title: '' }, /title is missing/],
    ['no items', { ...whole, item: [] }, /asks nothing/],
    ['a modifier extension', { ...whole, modifierExtension: [] }, /modifierExtension/],
    ['an unsupported type', asking({ ...pain, type: 'decimal' }), /pain: the type "decimal" is not supported/],
    [
      'a display',
      asking({ linkId: 'hello', type: 'display', text: 'Hello' }),
      /hello: the type "display" is not supported/,
    ],
    ['a condition', asking({ ...pain, enableWhen: [] }), /pain: enableWhen is not supported/],
    ['a value set', asking({ ...pain, answerValueSet: 'x' }), /pain: answerValueSet is not supported/],
    ['repetition', asking({ ...pain, repeats: true }), /pain: repeats is not supported/],
    ['an initial value', asking({ ...pain, initial: [] }), /pain: initial is not supported/],
    [
      'an extension it does not know',
      asking({ ...pain, extension: [{ url: 'urn:odd' }] }),
      /pain: the extension "urn:odd"/,
    ],
    ['items below a question', asking({ ...pain, item: [contact] }), /pain: items below a question/],
    ['a question without text', asking({ ...pain, text: ' ' }), /pain: text is missing/],
    ['an item without linkId', asking({ type: 'text', text: 'x' }), /linkId/],
    ['a linkId that stands twice', { ...whole, item: [pain, pain, contact] }, /pain: this linkId stands twice/],
    ['one option', asking({ ...pain, answerOption: pain.answerOption.slice(1) }), /pain: a choice needs/],
    [
      'an option that is no coding',
      asking({ ...pain, answerOption: [...pain.answerOption, { valueString: 'x' }] }),
      /pain: the answerOption/,
    ],
    [
      'an option that answers by itself',
      asking({ ...pain, answerOption: pain.answerOption.map((option) => ({ ...option, initialSelected: true })) }),
      /initialSelected/,
    ],
    [
      'two options of one code',
      asking({ ...pain, answerOption: [...pain.answerOption, ...pain.answerOption] }),
      /same code/,
    ],
    [
      'a rule about no option',
      asking({ ...pain, extension: [ruled({ url: 'answer', valueCode: 'perhaps' })] }),
      /pain: an answer-rule is about answers/,
    ],
    [
      'a rule of two kinds',
      asking({ ...pain, extension: [ruled({ url: 'answer', valueCode: 'yes' }, { url: 'is', valueBoolean: true })] }),
      /pain: an answer-rule needs/,
    ],
    [
      'a rule without a source',
      asking({
        ...pain,
        extension: [
          {
            url: ANSWER_RULE,
            extension: [
              { url: 'colour', valueCode: 'red' },
              { url: 'answer', valueCode: 'yes' },
            ],
          },
        ],
      }),
      /pain: an answer-rule needs/,
    ],
    [
      'a scale beyond ten',
      asking({
        linkId: 'n',
        type: 'integer',
        text: 'N',
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/maxValue', valueInteger: 100 }],
      }),
      /n: 100 is not a whole number from 0 to 10/,
    ],
    [
      'a text with a rule',
      asking({ linkId: 't', type: 'text', text: 'T', extension: [ruled({ url: 'is', valueBoolean: true })] }),
      /t: a text cannot be judged/,
    ],
    [
      'rules and the word that it is only observed',
      asking({ ...pain, extension: [...pain.extension, { url: ONLY_OBSERVED, valueString: 'why' }] }),
      /pain: it is both judged and only observed/,
    ],
    [
      'no word why it is only observed',
      asking({ ...pain, extension: [{ url: ONLY_OBSERVED }] }),
      /pain: only-observed must say why/,
    ],
    [
      'a green wish to be contacted',
      { ...whole, item: [{ ...contact, extension: [{ url: CONTACT_REQUEST, valueCode: 'green' }] }] },
      /contact: contact-request/,
    ],
    ['nobody asked whether to be contacted', { ...whole, item: [pain] }, /whether the patient wants to be contacted/],
    ['something asked after that', { ...whole, item: [contact, pain] }, /contact: the last question must be/],
  ])('is refused with %s, which is named', (_, document, reason) => {
    expect(refusals(document).join('\n')).toMatch(reason);
  });

  it('is read or refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (item, extension) => {
        const { questionnaire, faults } = parseQuestionnaire({
          ...whole,
          item: [{ ...pain, item, extension }, item, contact],
        });
        expect(questionnaire === null).toBe(faults.length > 0);
      }),
    );
  });
});

describe('the shipped forms', () => {
  it.each(QUESTIONNAIRES.map((shipped) => [shipped.questionnaire.url, shipped] as const))(
    '%s: what is asked comes last in the words of a question, for an alert says the answer right after them',
    (_, { questionnaire }) => {
      const judged = questionsOf(questionnaire.items).filter(
        ({ rules, type }) => rules.length > 0 && type !== 'integer',
      );
      const words = judged.flatMap(({ text }) => [text.nb, text.en]);
      expect(words.filter((text) => text.includes('?') && !text.endsWith('?'))).toEqual([]);
    },
  );

  it.each(QUESTIONNAIRES.map((shipped) => [shipped.questionnaire.url, shipped] as const))(
    '%s',
    (_, { resource, questionnaire }) => {
      expect(parseQuestionnaire(JSON.parse(JSON.stringify(resource))).questionnaire).toEqual(questionnaire);
      const questions = questionsOf(questionnaire.items);
      expect(questions.at(-1)).toMatchObject({ linkId: 'contact', contact: 'yellow', required: false });
      for (const question of questions) {
        expect(question.text.nb).not.toBe(question.text.en);
        for (const { source } of question.rules) expect(source).toMatch(/assumption/);
        if (question.type !== 'choice') continue;
        const judged = question.rules.flatMap(({ when }) => ('options' in when ? when.options : []));
        const all = question.options.map(({ code }) => code);
        expect(question.observed === null ? judged.sort() : all.sort()).toEqual(all.sort());
        expect(question.options.every(({ score, text }) => score !== null && text.nb !== text.en)).toBe(true);
      }
    },
  );
});

describe('a canonical', () => {
  it.each(['urn:a|1', 'https://example.org/Questionnaire/x|2026.1'])('%s names both', (text) => {
    const [url, version] = text.split('|');
    expect(parseCanonical(text)).toEqual({ url, version });
  });
  it.each([undefined, 7, '', 'urn:a', '|1', 'urn:a|', 'no uri|1', 'urn:a|a b'])('%j does not', (text) => {
    expect(parseCanonical(text)).toBeNull();
  });
});

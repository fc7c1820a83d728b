import type { LocalizedText } from '../../api/scalars.ts';
import { SAMVAKT_ANSWER } from '../../metrics/coding.ts';
import {
  ANSWER_RULE,
  CONTACT_REQUEST,
  MAX_VALUE,
  MIN_VALUE,
  ONLY_OBSERVED,
  ORDINAL_VALUE,
  TRANSLATION,
} from '../extension.ts';
import type { Colour } from '../questionnaire.ts';

/*
 * The forms that come with the platform are written down shortly and turned into FHIR here: bokmål is the resource's language, English its translation.
 */

type Json = Readonly<Record<string, unknown>>;

/** Options from the best to the worst; `colour` null: the question is only observed. */
interface WrittenOption {
  readonly code: string;
  readonly score: number;
  readonly text: LocalizedText;
  readonly colour: Colour | null;
}

const inEnglish = (en: string): Json => ({
  extension: [
    {
      url: TRANSLATION,
      extension: [
        { url: 'lang', valueCode: 'en' },
        { url: 'content', valueString: en },
      ],
    },
  ],
});

const head = (linkId: string, { nb, en }: LocalizedText, type: string): Json => ({
  linkId,
  text: nb,
  _text: inEnglish(en),
  type,
});

const rule = (colour: Colour, source: string, when: readonly Json[]): Json => ({
  url: ANSWER_RULE,
  extension: [{ url: 'colour', valueCode: colour }, ...when, { url: 'source', valueString: source }],
});

/** A choice whose options bear their colours; `source` says where these come from, or why the question is only observed. */
export function choice(linkId: string, text: LocalizedText, source: string, options: readonly WrittenOption[]): Json {
  const rules = (['green', 'yellow', 'red'] as const).flatMap((colour) => {
    const own = options.filter((option) => option.colour === colour);
    return own.length > 0
      ? [
          rule(
            colour,
            source,
            own.map(({ code }) => ({ url: 'answer', valueCode: code })),
          ),
        ]
      : [];
  });
  return {
    ...head(linkId, text, 'choice'),
    extension: rules.length > 0 ? rules : [{ url: ONLY_OBSERVED, valueString: source }],
    required: true,
    answerOption: options.map(({ code, score, text: { nb, en } }) => ({
      valueCoding: { system: SAMVAKT_ANSWER, code, display: nb, _display: inEnglish(en) },
      extension: [{ url: ORDINAL_VALUE, valueDecimal: score }],
    })),
  };
}

/** A scale from 0 to 10, where 10 is worst: yellow and red from these numbers on. */
export function scale(
  linkId: string,
  text: LocalizedText,
  source: string,
  { yellow, red }: { readonly yellow: number; readonly red: number },
): Json {
  const span = (from: number, to: number) => [
    { url: 'from', valueInteger: from },
    { url: 'to', valueInteger: to },
  ];
  return {
    ...head(linkId, text, 'integer'),
    extension: [
      { url: MIN_VALUE, valueInteger: 0 },
      { url: MAX_VALUE, valueInteger: 10 },
      rule('green', source, span(0, yellow - 1)),
      rule('yellow', source, span(yellow, red - 1)),
      rule('red', source, span(red, 10)),
    ],
    required: true,
  };
}

/** A question that is answered with no on an ordinary day; a yes bears the colour. */
export function yesNo(linkId: string, text: LocalizedText, source: string, yes: Colour): Json {
  return {
    ...head(linkId, text, 'boolean'),
    extension: [
      rule(yes, source, [{ url: 'is', valueBoolean: true }]),
      rule('green', source, [{ url: 'is', valueBoolean: false }]),
    ],
    required: true,
  };
}

export function group(linkId: string, text: LocalizedText, item: readonly Json[]): Json {
  return { ...head(linkId, text, 'group'), item };
}

/** Whatever the patient wants to add. No rule can judge it: somebody reads it. */
export function freeText(linkId: string, text: LocalizedText): Json {
  return head(linkId, text, 'text');
}

/** The last question of every form; a yes is yellow whatever the rest. It is not read at once, and says so. */
export const wantsContact: Json = {
  ...head(
    'contact',
    {
      nb: 'Jeg ønsker å bli kontaktet. Svaret leses ikke med en gang: er det akutt, ring 113.',
      en: 'I want to be contacted. This is not read at once: in an emergency call 113.',
    },
    'boolean',
  ),
  extension: [{ url: CONTACT_REQUEST, valueCode: 'yellow' }],
};

export function questionnaire(
  { url, version, title }: { readonly url: string; readonly version: string; readonly title: LocalizedText },
  item: readonly Json[],
): Json {
  return {
    resourceType: 'Questionnaire',
    url,
    version,
    title: title.nb,
    _title: inEnglish(title.en),
    language: 'nb',
    status: 'active',
    subjectType: ['Patient'],
    publisher: 'Samvakt',
    copyright: 'Own wording, free to use. Not a validated instrument.',
    item,
  };
}

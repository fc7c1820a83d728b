import { SEVERITIES } from '@samvakt/contract';
import type { AnsweredItem, EvidenceItem, ReviewReason } from '../engine/alerts/finding.ts';
import type { Severity } from '../protocol/schema.ts';
import { instantText, type Language, listText, say } from './terms.ts';

/** How the coloured answers of a form are told. */
export type ToldAnswers = (answers: AnsweredItem['answers'], language: Language) => string;

export function answersText({ title, about, answers }: AnsweredItem, language: Language, told: ToldAnswers): string {
  const form = title[language];
  if (about === 'contact') {
    return say(language, `pasienten ber om kontakt («${form}»)`, `the patient asks to be contacted (“${form}”)`);
  }
  return `${form}: ${told(answers, language)}`;
}

/** “1 rødt og 4 gule svar”; of a single one which: “Hvordan sov du i natt? Jeg våknet av hosten (gult svar)”. */
export const countedText: ToldAnswers = (answers, language) => {
  const [first] = answers;
  if (first && answers.length === 1) {
    const colour = colourText(first.colour, 1, language);
    return `${first.question[language]} ${first.answer[language]} (${colour} ${say(language, 'svar', 'answer')})`;
  }
  const counts = SEVERITIES.flatMap((severity) => {
    const count = answers.filter(({ colour }) => colour === severity).length;
    return count === 0 ? [] : [{ count, text: `${count} ${colourText(severity, count, language)}` }];
  });
  const texts = counts.map(({ text }) => text);
  return `${listText(texts, language)} ${say(language, 'svar', counts.at(-1)?.count === 1 ? 'answer' : 'answers')}`;
};

/** “rødt: Hvordan sov du i natt? Jeg måtte sitte oppe; gult: …”. */
export const namedText: ToldAnswers = (answers, language) =>
  [...answers]
    .sort((a, b) => SEVERITIES.indexOf(a.colour) - SEVERITIES.indexOf(b.colour))
    .map(
      ({ colour, question, answer }) => `${colourText(colour, 1, language)}: ${question[language]} ${answer[language]}`,
    )
    .join('; ');

function colourText(colour: Severity, count: number, language: Language): string {
  const words = {
    red: say(language, count === 1 ? 'rødt' : 'røde', 'red'),
    yellow: say(language, count === 1 ? 'gult' : 'gule', 'yellow'),
  };
  return words[colour];
}

export function unansweredText(
  { title, lastAt, planned }: Extract<EvidenceItem, { type: 'unanswered' }>,
  language: Language,
): string {
  const form = title[language];
  if (planned) {
    const by = instantText(planned.by, language);
    const due = say(
      language,
      `skjemaet «${form}» skulle vært besvart innen ${by}`,
      `the form “${form}” was to be answered by ${by}`,
    );
    if (lastAt === null) return say(language, `${due}, aldri besvart`, `${due}, never answered`);
    const last = instantText(lastAt, language);
    return say(language, `${due}, sist besvart ${last}`, `${due}, last answered ${last}`);
  }
  if (lastAt === null) {
    return say(
      language,
      `skjemaet «${form}» er ikke besvart siden oppfølgingen begynte`,
      `the form “${form}” has not been answered since the follow-up began`,
    );
  }
  const since = instantText(lastAt, language);
  return say(
    language,
    `skjemaet «${form}» er ikke besvart siden ${since}`,
    `the form “${form}” has not been answered since ${since}`,
  );
}

export function responseText(
  code: ReviewReason['code'],
  form: string,
  detail: string | null,
  language: Language,
): string {
  switch (code) {
    case 'not-asked':
      return say(
        language,
        `Skjemaet «${form}» er besvart, men protokollen spør ikke etter det`,
        `The form “${form}” has been answered, but the protocol does not ask for it`,
      );
    case 'unjudged-answers':
      return say(
        language,
        `Skjemaet «${form}» har svar som ingen regel vurderer`,
        `The form “${form}” has answers that no rule judges`,
      );
    default: {
      const why = detail ? ` (${detail})` : '';
      return say(language, `Skjemaet «${form}»: regelen feilet${why}`, `The form “${form}”: the rule failed${why}`);
    }
  }
}

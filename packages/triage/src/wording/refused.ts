import { type Language, say } from './terms.ts';

/** Why something that was sent could not be used, as one who knows no codes says it. `code`: a fault code of the contract. */
export function refusalText(code: string | null, language: Language): string {
  switch (code) {
    case 'unit-unknown':
      return say(language, 'ukjent enhet', 'unknown unit');
    case 'value-implausible':
      return say(language, 'en verdi som ikke kan stemme', 'a value that cannot be right');
    case 'value-invalid':
      return say(language, 'ikke et tall', 'not a number');
    case 'choice-unknown':
      return say(language, 'et ukjent svar', 'an unknown answer');
    case 'metric-unknown':
      return say(language, 'ukjent måletype', 'an unknown kind of measurement');
    case 'time-invalid':
    case 'time-in-future':
    case 'time-too-old':
      return say(language, 'klokken i utstyret kan være feil', 'the clock of the device may be wrong');
    case 'observation-refused':
      return say(language, 'trukket tilbake eller uferdig', 'withdrawn or unfinished');
    case 'response-invalid':
    case 'response-refused':
    case 'questionnaire-unknown':
    case 'question-unknown':
    case 'answer-missing':
    case 'answer-invalid':
      return say(language, 'svar på et skjema', 'answers to a form');
    case 'json-invalid':
    case 'envelope-invalid':
      return say(language, 'meldingen kan ikke leses', 'the message cannot be read');
    case 'format-unknown':
      return say(language, 'meldingen har et ukjent format', 'the message is in an unknown format');
    case 'payload-too-large':
      return say(language, 'meldingen er for stor', 'the message is too large');
    case 'too-many-measurements':
      return say(language, 'for mange målinger i én melding', 'too many measurements in one message');
    case 'message-conflict':
      return say(language, 'meldingsnummeret er brukt før', 'its message number was used before');
    case 'store-refused':
      return say(language, 'lagringen mislyktes', 'it could not be stored');
    default:
      return say(language, 'innholdet kan ikke leses', 'it cannot be read');
  }
}

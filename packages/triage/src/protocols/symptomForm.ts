import type { LocalizedText } from '@samvakt/contract';
import type { ProtocolInput } from '../protocol/schema.ts';

const ASSUMPTION = 'assumption: how often a form is answered is agreed with the patient';
const AMBUFLEX =
  'red is attended to, yellow clarified by telephone, and a clinician reviews every form that is not green, as in the Danish AmbuFlex';

/**
 * The three rules of a symptom form that is planned: what its answers say, whether the patient wants to be contacted, and that it is
 * missing. None of the first two closes by itself.
 */
export function rulesOfForm(questionnaire: string, name: LocalizedText): ProtocolInput['rules'] {
  return [
    {
      id: 'form-answers',
      kind: 'clinical',
      text: { nb: `Gult eller rødt svar i ${name.nb}`, en: `Yellow or red answer in the ${name.en}` },
      action: {
        nb: 'Rød: ring pasienten nå. Gul: ring og avklar samme dag. Les hele skjemaet.',
        en: 'Red: call the patient now. Yellow: call and clarify the same day. Read the whole form.',
      },
      source: AMBUFLEX,
      levels: {
        red: { when: { type: 'questionnaire', questionnaire, about: 'answers', atLeast: 'red' } },
        yellow: { when: { type: 'questionnaire', questionnaire, about: 'answers', atLeast: 'yellow' } },
      },
    },
    {
      id: 'form-contact',
      kind: 'clinical',
      text: { nb: 'Pasienten ønsker å bli kontaktet', en: 'The patient wants to be contacted' },
      action: { nb: 'Ring pasienten.', en: 'Call the patient.' },
      source: AMBUFLEX,
      levels: {
        red: { when: { type: 'questionnaire', questionnaire, about: 'contact', atLeast: 'red' } },
        yellow: { when: { type: 'questionnaire', questionnaire, about: 'contact', atLeast: 'yellow' } },
      },
    },
    {
      id: 'form-missing',
      kind: 'missing',
      text: { nb: `Planlagt skjema mangler: ${name.nb}`, en: `A planned form is missing: the ${name.en}` },
      action: {
        nb: 'Spør hvordan det går, og om skjemaet er vanskelig.',
        en: 'Ask how the patient is, and whether the form is difficult.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: { yellow: { when: { type: 'overdue', questionnaire } } },
    },
  ];
}

import type { Alert, LocalizedText } from '@samvakt/contract';
import { describeFinding, type Evidence, type Protocol } from '@samvakt/triage';

/** The same sentence in both languages. */
export const inBoth = (say: (language: 'nb' | 'en') => string): LocalizedText => ({ nb: say('nb'), en: say('en') });

/** The engine asks for these reviews itself; no rule of the protocol has words for them. */
const REVIEW = {
  meaning: {
    nb: 'Målingen kunne ikke vurderes av protokollen. Ikke vurdert er ikke det samme som i orden.',
    en: 'The protocol could not judge the reading. Not judged is not the same as well.',
  },
  action: {
    nb: 'Se på målingen selv og vurder om pasienten skal kontaktes.',
    en: 'Look at the reading yourself and consider contacting the patient.',
  },
} as const;

/** What was sent and lies in quarantine: there is no reading to look at. */
const REFUSED = {
  meaning: {
    nb: 'Noe fra pasienten ble sendt og kunne ikke brukes. Ingen vet hva det sier om pasienten.',
    en: 'Something of the patient was sent and could not be used. Nobody knows what it says of the patient.',
  },
  action: {
    nb: 'Ring pasienten: hør hvordan det går, be om å måle eller svare på nytt, og se på utstyret. Det som ble sendt, ligger på siden «Utstyr og mottak» med begrunnelse.',
    en: 'Call the patient: ask how they are, ask them to measure or answer again, and check the equipment. What was sent lies on the equipment page with the reason.',
  },
} as const;

/** One for a device that is offline, in the place of one for each thing that is missing. */
const DEVICE = {
  meaning: {
    nb: 'Utstyret har ikke forbindelse, så det som måles kommer ikke fram. Det sier ingenting om hvordan pasienten har det.',
    en: 'The device has no connection, so what is measured does not arrive. It says nothing of how the patient is.',
  },
  action: {
    nb: 'Ring pasienten: hør hvordan det går, og om utstyret har strøm og nett.',
    en: 'Call the patient: ask how they are, and whether the device has power and a network.',
  },
} as const;

/** What was found, what it means and what to do, in the words of the protocol version that found it. */
export function findingWords(
  protocol: Protocol,
  alert: { ruleId: string; evidence: unknown },
): Pick<Alert, 'summary' | 'meaning' | 'action'> {
  // Written by the engine and kept as it was: the column has no other writer.
  const evidence = alert.evidence as Evidence;
  return {
    summary: inBoth((language) => describeFinding(protocol, evidence, language)),
    ...ruleWords(protocol, alert.ruleId, wordsOfEngine(evidence)),
  };
}

type Words = Pick<Alert, 'meaning' | 'action'>;

function wordsOfEngine({ device, review }: Evidence): Words {
  if (device) return DEVICE;
  return review?.code === 'refused' ? REFUSED : REVIEW;
}

/** What a rule means and what to do; `otherwise` where the protocol has no words for it. */
export function ruleWords(protocol: Protocol, ruleId: string, otherwise: Words = REVIEW): Words {
  const rule = protocol.rules.find((one) => one.id === ruleId);
  return { meaning: rule?.text ?? otherwise.meaning, action: rule?.action ?? otherwise.action };
}

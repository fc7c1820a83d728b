import { deviceOfAlert } from '../engine/alerts/offline.ts';
import { type Protocol, titleOf } from '../protocol/schema.ts';
import type { StatusReason } from '../status/episodeStatus.ts';
import { scoreName } from './score.ts';
import { capitalized, instantText, type Language, nameOf, say } from './terms.ts';

/** Why an episode has its status, in one line. */
export function describeStatus(protocol: Protocol, reason: StatusReason, language: Language): string {
  switch (reason.code) {
    case 'alert': {
      if (deviceOfAlert(reason.ruleId) !== null) {
        return say(language, 'Utstyret har ikke forbindelse', 'The device has no connection');
      }
      const rule = protocol.rules.find(({ id }) => id === reason.ruleId);
      return rule?.text[language] ?? say(language, 'En måling kunne ikke vurderes', 'A reading could not be judged');
    }
    case 'missing': {
      const name = nameOf(reason.metric, language);
      if (reason.lastAt === null) return say(language, `Ingen måling av ${name} ennå`, `No ${name} yet`);
      const since = instantText(reason.lastAt, language);
      return say(language, `Ingen måling av ${name} siden ${since}`, `No ${name} since ${since}`);
    }
    case 'unanswered': {
      const form = titleOf(protocol, reason.questionnaire)[language];
      if (reason.lastAt === null) {
        return say(language, `Skjemaet «${form}» er ikke besvart ennå`, `The form “${form}” has not been answered yet`);
      }
      const since = instantText(reason.lastAt, language);
      return say(
        language,
        `Skjemaet «${form}» er ikke besvart siden ${since}`,
        `The form “${form}” has not been answered since ${since}`,
      );
    }
    case 'paused': {
      const until = instantText(reason.until, language);
      const paused = say(language, `På pause til ${until}`, `Paused until ${until}`);
      return `${paused}: ${whatIsPaused(protocol, reason, language)}`;
    }
    case 'no-total': {
      const score = scoreName(reason.score);
      const at = instantText(reason.at, language);
      return say(
        language,
        `${score} kan ikke regnes ut av siste måling (${at}): en del mangler`,
        `${score} cannot be computed of the latest reading (${at}): a part is missing`,
      );
    }
    case 'unjudged': {
      const since = instantText(reason.since, language);
      return say(
        language,
        `Noe som kom ${since}, kunne ikke vurderes. Hør med pasienten, og meld fra om feilen.`,
        `Something that came ${since} could not be judged. Ask the patient, and report the fault.`,
      );
    }
    case 'nothing-required':
      return say(language, 'Protokollen krever ingen målinger', 'The protocol requires no readings');
    case 'as-expected':
      return capitalized(say(language, 'som forventet', 'as expected'));
  }
}

function whatIsPaused(
  protocol: Protocol,
  { hidden, metric, questionnaire }: Extract<StatusReason, { code: 'paused' }>,
  language: Language,
): string {
  if (hidden === 1) return say(language, '1 varsel venter', '1 alert is waiting');
  if (hidden > 1) return say(language, `${hidden} varsler venter`, `${hidden} alerts are waiting`);
  if (questionnaire !== undefined) {
    const form = titleOf(protocol, questionnaire)[language];
    return say(
      language,
      `skjemaet «${form}» er ikke besvart i det siste`,
      `the form “${form}” has not been answered lately`,
    );
  }
  const name = metric && nameOf(metric, language);
  return say(language, `ingen ferske målinger av ${name}`, `no fresh readings of ${name}`);
}

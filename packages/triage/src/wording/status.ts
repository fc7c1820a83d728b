import type { Protocol } from '../protocol/schema.ts';
import type { StatusReason } from '../status/episodeStatus.ts';
import { capitalized, instantText, type Language, nameOf, say } from './terms.ts';

/** Why an episode has its status, in one line. */
export function describeStatus(protocol: Protocol, reason: StatusReason, language: Language): string {
  switch (reason.code) {
    case 'alert': {
      const rule = protocol.rules.find(({ id }) => id === reason.ruleId);
      return rule?.text[language] ?? say(language, 'En måling kunne ikke vurderes', 'A reading could not be judged');
    }
    case 'missing': {
      const name = nameOf(reason.metric, language);
      if (reason.lastAt === null) return say(language, `Ingen måling av ${name} ennå`, `No ${name} yet`);
      const since = instantText(reason.lastAt, language);
      return say(language, `Ingen måling av ${name} siden ${since}`, `No ${name} since ${since}`);
    }
    case 'paused':
      return say(language, 'Planen har pause: ingen ferske målinger', 'The plan is paused: no fresh readings');
    case 'nothing-required':
      return say(language, 'Protokollen krever ingen målinger', 'The protocol requires no readings');
    case 'as-expected':
      return capitalized(say(language, 'som forventet', 'as expected'));
  }
}

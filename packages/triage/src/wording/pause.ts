import { findMetric, type PauseScope } from '@samvakt/contract';
import type { Protocol } from '../protocol/schema.ts';
import { capitalized, type Language, listText, nameOf, say } from './terms.ts';

/** What a pause is about, in one line. A metric or rule that is not known any more bears its code. */
export function describePauseScope(protocol: Protocol, scope: PauseScope, language: Language): string {
  switch (scope.type) {
    case 'episode':
      return say(language, 'Hele oppfølgingen', 'The whole follow-up');
    case 'metrics': {
      const names = scope.metrics.map((code) => {
        const metric = findMetric(code)?.code;
        return metric ? nameOf(metric, language) : code;
      });
      return capitalized(listText(names, language));
    }
    case 'rules': {
      const texts = scope.rules.map((id) => protocol.rules.find((rule) => rule.id === id)?.text[language] ?? id);
      return texts.join('; ');
    }
  }
}

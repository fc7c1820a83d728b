import type { Catalogue } from '../catalogue.ts';
import type { nbExplain } from '../nb/explain.ts';

export const enExplain: Catalogue<typeof nbExplain> = {
  explain: {
    open: 'Explain and judge again',
    sentence: 'What the alert rests on',
    limits: 'Individual limits version {{version}}, set by {{name}} {{time}}. Reason: {{reason}}',
    standard: 'Judged by the protocol’s own limits: {{title}}, version {{version}}.',
    judgedAt: 'Judged {{time}}.',
    again: 'Judged again',
    identical: 'The same rules on the same data give exactly the same alert.',
    differs: 'Judged again, it differs in: {{parts}}.',
    foundNow: 'Now: {{sentence}}',
    nothing: 'Judged again, the rules do not find this alert. Report it as a deviation.',
    given: 'Computed from {{readings}}, {{answers}}, {{closes}} and {{ticks}}.',
    readings_one: '{{count}} measurement',
    readings_other: '{{count}} measurements',
    answers_one: '{{count}} answered form',
    answers_other: '{{count}} answered forms',
    closes_one: '{{count}} closed alert',
    closes_other: '{{count}} closed alerts',
    ticks_one: '{{count}} instant at which something could be missing',
    ticks_other: '{{count}} instants at which something could be missing',
    loading: 'Judging the alert again …',
    parts: {
      protocol: 'protocol',
      limitsVersion: 'individual limits',
      ruleId: 'rule',
      severity: 'severity',
      kind: 'kind',
      at: 'time',
      items: 'measurements and limits',
      device: 'device',
      review: 'reason for review',
    },
  },
};

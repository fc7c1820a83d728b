import type { Catalogue } from '../catalogue.ts';
import type { nbTrial } from '../nb/trial.ts';

export const enTrial: Catalogue<typeof nbTrial> = {
  trial: {
    title: 'Try a protocol',
    intro:
      'A new version of a protocol is replayed over the history of everybody the team follows, before anybody is judged by it. Nothing changes for the patients.',
    loading: 'Loading trials',
    try: 'Start a trial',
    candidate: 'Protocol',
    noCandidates: 'There is no other version of the protocols that the team uses.',
    option_one: '{{title}}, version {{version}} ({{count}} patient)',
    option_other: '{{title}}, version {{version}} ({{count}} patients)',
    start: 'Start the trial',
    tried: 'Trials',
    none: 'No trials yet.',
    version: '{{title}}, version {{version}}',
    line: '{{status}} – {{name}}, {{time}}, {{days}} days',
    status: { queued: 'Waiting', running: 'Under way', done: 'Done', cancelled: 'Cancelled', failed: 'Failed' },
    progress: 'Progress',
    doneOf: '{{done}} of {{total}} patients have been replayed.',
    cancel: 'Cancel the trial',
    cancelled: 'The trial is cancelled. What was found stands here.',
    found: 'What the version would have given',
    sum: 'All that were replayed',
    waiting: 'Waiting',
    failed: 'Too many measurements to replay',
    columns: {
      patient: 'Patient',
      present: 'Alerts now',
      proposed: 'With the version',
      gained: 'New',
      lost: 'Gone',
      changed: 'Changed',
      hours: 'Hours per week',
      warned: 'Events warned of',
    },
    fromTo: '{{from}} → {{to}}',
    warnedOf: '{{from}} → {{to}} of {{events}}',
    assumption:
      'Hours rest on an assumed time per alert (red 20 min, yellow 10 min, missing data 5 min). Events are alerts that ended with GP, hospital or emergency services.',
  },
};

import type { nbQuestionnaire } from '../nb/questionnaire.ts';

export const enQuestionnaire: typeof nbQuestionnaire = {
  questionnaire: {
    title: 'Forms',
    none: 'No form has been answered yet.',
    answered: 'Answered {{time}}',
    receivedLead: 'Received',
    score: 'Score {{total}} of {{max}}',
    noScore: 'No score: something is not answered',
    contact: 'Wants to be contacted',
    unjudged: 'No rule judges this answer. Read it yourself.',
    show: 'Show all answers',
    hide: 'Hide the answers',
    version: 'Version {{version}}',
    older: 'Show older forms',
    loading: 'Loading forms',
    about: '{{title}}, answered {{time}}',
    notAnswered: 'Not answered',
    waiting: 'Not reviewed yet',
    held: '{{name}} has the alert',
    toAlerts: 'See the alert',
    reviewed: 'Reviewed by {{name}} {{time}}',
    fromAlert: 'Form answered {{time}}',
    unanswered: 'Last answered {{time}}. Was due {{due}}.',
    unansweredNever: 'Not answered since the follow-up began. Was due {{due}}.',
  },
};

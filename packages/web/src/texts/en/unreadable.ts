import type { Catalogue } from '../catalogue.ts';
import type { nbUnreadable } from '../nb/unreadable.ts';

export const enUnreadable: Catalogue<typeof nbUnreadable> = {
  unreadable: {
    title: 'Something that is set for the patient cannot be read',
    settings: {
      limits: 'Individual limits',
      pauses: 'Pauses of alerts',
      'measuring-plan': 'The measuring plan',
    },
    todo: 'What comes is not judged until this is restored. The fault has been logged. Call the patient and ask how they are, and tell those who run Samvakt.',
    limits: 'The individual limits cannot be read. It is not known which limits hold.',
    rules: 'The numbers below are the protocol’s own. The patient may have others, which cannot be read.',
    plan: 'What the patient is asked to measure cannot be read. It is not known what is missing.',
    digest: 'Could not be read when the letter was made: {{settings}}. More than what stands here may hold.',
  },
};

import { createQuestionnaireCache, type QuestionnaireCache } from '../questionnaire/cache.ts';
import { createProtocolCache, type ProtocolCache } from './protocolCache.ts';
import { createStateCache, type StateCache } from './stateCache.ts';

/** What a process that judges much keeps between transactions. */
export type TriageMemory = { protocols: ProtocolCache; states: StateCache; questionnaires: QuestionnaireCache };

/** Empty; one for each process that judges. What is in it is checked against the database under the lock, so that it is never out of date. */
export function createTriageMemory(): TriageMemory {
  return {
    protocols: createProtocolCache(),
    states: createStateCache(),
    questionnaires: createQuestionnaireCache(),
  };
}

/** What judging needs beside the event. `now` in epoch milliseconds. */
export type TriageContext = { now: number; memory: TriageMemory };

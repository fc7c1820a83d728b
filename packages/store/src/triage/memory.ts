import { createQuestionnaireCache, type QuestionnaireCache } from '../questionnaire/cache.ts';
import { createProtocolCache, type ProtocolCache } from './protocolCache.ts';
import { createStateCache, type StateCache } from './stateCache.ts';

/** What a process that judges much keeps between transactions. */
export type TriageMemory = { protocols: ProtocolCache; states: StateCache; questionnaires: QuestionnaireCache };

export function createTriageMemory(): TriageMemory {
  return {
    protocols: createProtocolCache(),
    states: createStateCache(),
    questionnaires: createQuestionnaireCache(),
  };
}

export type TriageContext = { now: number; memory: TriageMemory };

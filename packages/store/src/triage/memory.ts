import { createProtocolCache, type ProtocolCache } from './protocolCache.ts';
import { createStateCache, type StateCache } from './stateCache.ts';

/** What a process that judges much keeps between transactions. */
export type TriageMemory = { protocols: ProtocolCache; states: StateCache };

export function createTriageMemory(): TriageMemory {
  return { protocols: createProtocolCache(), states: createStateCache() };
}

export type TriageContext = { now: number; memory: TriageMemory };

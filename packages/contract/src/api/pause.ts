import { z } from 'zod';
import { WrittenSchema } from './scalars.ts';

const code = WrittenSchema.trim().min(1).max(100);

/**
 * What a pause is about: the whole episode; readings of named metrics (catalogue codes); or named rules of the protocol. An alert that
 * rests on several metrics is of a pause only where all of them are named.
 */
export const PauseScopeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('episode') }),
  z.object({ type: z.literal('metrics'), metrics: z.array(code).min(1).max(50).readonly() }),
  z.object({ type: z.literal('rules'), rules: z.array(code).min(1).max(100).readonly() }),
]);
export type PauseScope = z.infer<typeof PauseScopeSchema>;

import { z } from 'zod';
import { isKept } from '../keptText.ts';

/** An instant on the wire: ISO 8601 with a zone; the platform always writes UTC with `Z`. */
export const InstantSchema = z.iso.datetime({ offset: true });

/** What people write, as the database can keep it. */
export const WrittenSchema = z
  .string()
  .refine(isKept, { error: 'must not contain U+0000 or half of a surrogate pair', abort: true });

export const IdSchema = z.uuid();

export const SEVERITIES = ['red', 'yellow'] as const;

/** What went wrong, in the manner of RFC 9457 (problem details). `code` is from a closed list, `detail` is a sentence for a person. */
export const ProblemSchema = z.object({
  status: z.number().int(),
  code: z.enum([
    'bad-request',
    'not-signed-in',
    'forbidden',
    'not-found',
    'conflict',
    'unprocessable',
    'too-many-requests',
    'unavailable',
    'internal',
  ]),
  title: z.string(),
  detail: z.string().optional(),
  /** Which rule refused an act (`RefusalCode` of @samvakt/care), for a screen that says it in its own language. */
  reason: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof ProblemSchema>;

/** Translated text that belongs to data (a protocol's rule), not to the screen's catalogue. */
export const LocalizedTextSchema = z.object({ nb: z.string().min(1), en: z.string().min(1) });
export type LocalizedText = z.infer<typeof LocalizedTextSchema>;

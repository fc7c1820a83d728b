import { z } from 'zod';
import { IdSchema, InstantSchema } from './scalars.ts';

/** Most episodes in one request: the screen sends the rest in more requests of the same act, and shows how far it has come. */
export const REVIEWS_A_REQUEST = 20;

/**
 * `POST /api/v1/reviews`: looked at, and all is well, for episodes that were green when they were seen. Each is judged anew at its own commit:
 * one that is not green any more is refused, with the reason, and the others go through. Repeating a request changes nothing more.
 * `actId` names one press of the button: within it each patient gets one message, however many requests and episodes it takes.
 */
export const ReviewEpisodesSchema = z.object({
  actId: IdSchema,
  /** `computedAt` of the worklist that was looked at. */
  seenAt: InstantSchema,
  episodes: z
    .array(z.object({ episodeId: IdSchema, newestMeasurementAt: InstantSchema.nullable() }))
    .min(1)
    .max(REVIEWS_A_REQUEST),
});
export type ReviewEpisodes = z.infer<typeof ReviewEpisodesSchema>;

/** What became of one episode of the request. */
export const ReviewResultSchema = z.object({
  episodeId: IdSchema,
  result: z.enum(['reviewed', 'refused']),
  /** Which rule refused it, and a sentence that says why; null for one that went through. */
  refusal: z.object({ reason: z.string(), detail: z.string() }).nullable(),
});
export type ReviewResult = z.infer<typeof ReviewResultSchema>;
/** The answer of `POST /api/v1/reviews`: a result for each episode, in the order of the request. */
export const ReviewResultsSchema = z.object({ results: z.array(ReviewResultSchema) });

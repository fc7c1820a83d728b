import { z } from 'zod';
import { COLOURS } from '../questionnaire/questionnaire.ts';
import { ALERT_STATUSES, OUTCOMES } from './alert.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, SEVERITIES } from './scalars.ts';
import { PractitionerSchema } from './session.ts';

/**
 * A question as the patient was asked it, with the answer. `mark`: what the rules of the question said of the answer; of the wish to be contacted, how it is
 * marked. `none`: nothing is judged (only observed, not answered, or no such wish); `unjudged`: no rule says what the answer means, so somebody reads it.
 */
const AnsweredQuestionSchema = z.object({
  linkId: z.string(),
  /** The heading that the question stands under. */
  group: LocalizedTextSchema.nullable(),
  question: LocalizedTextSchema,
  /** In words; null: it was not answered, which it did not have to be. */
  answer: LocalizedTextSchema.nullable(),
  mark: z.enum([...COLOURS, 'none', 'unjudged']),
});
export type AnsweredQuestion = z.infer<typeof AnsweredQuestionSchema>;

/** An alert that asks, or asked, somebody to read the form. */
const AlertToReadSchema = z.object({
  id: IdSchema,
  severity: z.enum(SEVERITIES),
  status: z.enum(ALERT_STATUSES),
  claimedBy: PractitionerSchema.nullable(),
  resolvedBy: PractitionerSchema.nullable(),
  resolvedAt: InstantSchema.nullable(),
  outcome: z.enum([...OUTCOMES, 'cleared-by-rule']).nullable(),
});
export type AlertToRead = z.infer<typeof AlertToReadSchema>;

/**
 * Whether a clinician has read the form: `not-needed` where it says nothing that anybody must see, `waiting` while an alert of it stands open or nobody has
 * closed one, `reviewed` when all of them are closed; `by` and `at` are those of the person who closed the last.
 */
const ResponseReviewSchema = z.object({
  state: z.enum(['not-needed', 'waiting', 'reviewed']),
  by: PractitionerSchema.nullable(),
  at: InstantSchema.nullable(),
  /** Oldest first. */
  alerts: z.array(AlertToReadSchema),
});
export type ResponseReview = z.infer<typeof ResponseReviewSchema>;

/** A form that a patient has answered, as it was judged when it came. */
export const QuestionnaireResponseSchema = z.object({
  id: IdSchema,
  /** Canonical URL and version of the FHIR Questionnaire. */
  questionnaire: z.object({ url: z.string(), version: z.string() }),
  title: LocalizedTextSchema,
  answeredAt: InstantSchema,
  receivedAt: InstantSchema,
  /** The worst of the answers and of the wish to be contacted: one red answer makes the whole red. */
  colour: z.enum(COLOURS),
  /** The patient wants to be contacted. */
  contact: z.boolean(),
  /** Whether the form gives a score at all. */
  isScored: z.boolean(),
  /** Null where a part of it was not answered, or the form gives none. */
  score: z.object({ total: z.number(), max: z.number() }).nullable(),
  /** Every question, in the order in which they were asked. */
  questions: z.array(AnsweredQuestionSchema),
  review: ResponseReviewSchema,
});
export type QuestionnaireResponse = z.infer<typeof QuestionnaireResponseSchema>;

/**
 * `GET /api/v1/episodes/:episodeId/questionnaire-responses?before=&limit=`: the forms that this follow-up judged, the latest answered first. `before` is
 * `nextBefore` of the page before; it is null on the last page. `GET …/questionnaire-responses/:responseId` answers with one of them.
 */
export const QuestionnaireResponseListSchema = z.object({
  responses: z.array(QuestionnaireResponseSchema),
  nextBefore: IdSchema.nullable(),
});

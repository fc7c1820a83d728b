import { z } from 'zod';
import { AlertEscalationSchema } from './escalation.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, requiredText, SEVERITIES, writtenText } from './scalars.ts';
import { PractitionerSchema } from './session.ts';

/**
 * `clinical`: a rule found something in what was measured or answered. `missing`: something asked for has not come. `review`: something came that no
 * rule could judge.
 */
export const ALERT_KINDS = ['clinical', 'missing', 'review'] as const;
/** `open`: nobody has it. `claimed`: a person is on it. `resolved`: closed, by a person or by its own rule. */
export const ALERT_STATUSES = ['open', 'claimed', 'resolved'] as const;

/** What the person who closes an alert did. `no-action-needed` demands a note with the reason. */
export const OUTCOMES = [
  'contacted-patient',
  'changed-plan',
  'false-reading',
  'sent-to-gp',
  'sent-to-hospital',
  'emergency',
  'no-action-needed',
] as const;
export const OutcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof OutcomeSchema>;

/** A person's words on an alert. Notes are added, never changed. */
export const AlertNoteSchema = z.object({
  id: IdSchema,
  writtenBy: PractitionerSchema,
  writtenAt: InstantSchema,
  text: z.string(),
});

/**
 * One alert as the screens show it, in the answer of every act on it. `version` is what the next act must name. `late`: opened by what was received more
 * than 24 hours after it was measured.
 */
export const AlertSchema = z.object({
  id: IdSchema,
  episodeId: IdSchema,
  ruleId: z.string(),
  kind: z.enum(ALERT_KINDS),
  severity: z.enum(SEVERITIES),
  status: z.enum(ALERT_STATUSES),
  openedAt: InstantSchema,
  updatedAt: InstantSchema,
  /** When the measurements stopped meeting the rule; a red alert still waits for a person. */
  conditionClearedAt: InstantSchema.nullable(),
  late: z.boolean(),
  /** It is open, but a pause holds it back until then: nobody is asked to act on it. Null: it is not paused. */
  pausedUntil: InstantSchema.nullable(),
  /** One line: what was found, in both languages. */
  summary: LocalizedTextSchema,
  /** The rule's own text and what to do. */
  meaning: LocalizedTextSchema,
  action: LocalizedTextSchema,
  /** The engine's evidence as stored: measurements, thresholds and their origin, window, clock. Shape: `Evidence` of the triage room. */
  evidence: z.record(z.string(), z.unknown()),
  protocol: z.object({ id: z.string(), version: z.number().int() }),
  limitsVersion: z.number().int().nullable(),
  claimedBy: PractitionerSchema.nullable(),
  claimedAt: InstantSchema.nullable(),
  /** When the claim ends by itself. */
  claimedUntil: InstantSchema.nullable(),
  /** What is done while nobody has it; null of one that is closed. */
  escalation: AlertEscalationSchema.nullable(),
  resolvedBy: PractitionerSchema.nullable(),
  resolvedAt: InstantSchema.nullable(),
  /** `cleared-by-rule` when a yellow alert closed itself as its rule allows. */
  outcome: z.enum([...OUTCOMES, 'cleared-by-rule']).nullable(),
  notes: z.array(AlertNoteSchema),
  version: z.number().int(),
});
export type Alert = z.infer<typeof AlertSchema>;

/** `POST /api/v1/alerts/:alertId/claim` and `/release`: answers with the alert. 409 when the version has moved on. */
export const AlertActSchema = z.object({ version: z.number().int() });

/**
 * `POST /api/v1/alerts/:alertId/notes`. `id`: the new note's, made by whoever writes it. Sent again under it, because the answer was lost, the note stands once; 422 where
 * something else stands under it. Left out: the API makes one, and what is sent again stands twice.
 */
export const AddNoteSchema = z.object({ id: IdSchema.optional(), text: requiredText(4000) });

/** `POST /api/v1/alerts/:alertId/resolve` */
export const ResolveAlertSchema = z
  .object({ version: z.number().int(), outcome: OutcomeSchema, note: writtenText(4000).optional() })
  .refine((act) => act.outcome !== 'no-action-needed' || (act.note ?? '').length > 0, {
    path: ['note'],
    message: 'the outcome no-action-needed demands a note with the reason',
  });

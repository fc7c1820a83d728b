import { z } from 'zod';
import { ALERT_KINDS } from './alert.ts';
import {
  IdSchema,
  InstantSchema,
  LocalizedTextSchema,
  requiredText,
  SEVERITIES,
  WrittenSchema,
  writtenText,
} from './scalars.ts';
import { PractitionerSchema } from './session.ts';

const code = requiredText(100);

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

/** Why: in hospital, on holiday, a device that is new or being replaced, or something else (then said in the note). */
export const PAUSE_REASONS = ['hospital', 'holiday', 'new-device', 'other'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

const note = writtenText(4000);

/**
 * A pause that is planned or runs, or has ended. It runs from `startsAt` until `endedAt`, or while that is null until `endsAt`, whether or
 * not any timer has marked it.
 */
export const PauseSchema = z.object({
  id: IdSchema,
  episodeId: IdSchema,
  scope: PauseScopeSchema,
  /** The scope in words, by the protocol's own names. */
  scopeText: LocalizedTextSchema,
  includesRed: z.boolean(),
  reason: z.enum(PAUSE_REASONS),
  note: z.string(),
  setBy: PractitionerSchema,
  setAt: InstantSchema,
  startsAt: InstantSchema,
  endsAt: InstantSchema,
  /** When it ended, before its time or by the clock. */
  endedAt: InstantSchema.nullable(),
  /** Who ended it before its time; null for the clock. */
  endedBy: PractitionerSchema.nullable(),
  version: z.number().int(),
});
export type Pause = z.infer<typeof PauseSchema>;

/** What others need to know of a running or planned pause: on the worklist and in a handover. */
export const PauseBriefSchema = PauseSchema.pick({
  id: true,
  scopeText: true,
  includesRed: true,
  reason: true,
  note: true,
  startsAt: true,
  endsAt: true,
});
export type PauseBrief = z.infer<typeof PauseBriefSchema>;

/** `POST /api/v1/episodes/:episodeId/pauses` → 201 with the pause; 409 where one of the same scope is in force. Without `startsAt`: now. */
export const SetPauseSchema = z.object({
  scope: PauseScopeSchema,
  includesRed: z.boolean().default(false),
  reason: z.enum(PAUSE_REASONS),
  note: note.default(''),
  startsAt: InstantSchema.optional(),
  endsAt: InstantSchema,
});

/** `POST /api/v1/pauses/:pauseId/end`: now. Answers with the pause; 409 when the version has moved on or it is over. */
export const EndPauseSchema = z.object({ version: z.number().int() });

/** `POST /api/v1/pauses/:pauseId/change-end`: earlier or later, ahead of now. */
export const ChangePauseEndSchema = z.object({ version: z.number().int(), endsAt: InstantSchema });

/**
 * `GET /api/v1/episodes/:episodeId/pauses/preview?scope=&named=&includesRed=`: what such a pause would have held back over the last 30 days.
 * `named`: the metric codes or rule ids, with commas between them.
 */
export const PausePreviewQuerySchema = z
  .object({
    scope: z.enum(['episode', 'metrics', 'rules']),
    named: WrittenSchema.max(4000).default(''),
    includesRed: z.enum(['true', 'false']).default('false'),
  })
  .transform(({ scope: type, named, includesRed }, context) => {
    const names = named.split(',').filter((name) => name !== '');
    const scope = PauseScopeSchema.safeParse({ type, metrics: names, rules: names });
    if (scope.success) return { scope: scope.data, includesRed: includesRed === 'true' };
    for (const issue of scope.error.issues)
      context.addIssue({ code: 'custom', path: ['named'], message: issue.message });
    return z.NEVER;
  });

/** Alerts of one rule and severity that were opened in the period, or are open now. */
const PreviewedSchema = z.object({
  ruleId: z.string(),
  severity: z.enum(SEVERITIES),
  kind: z.enum(ALERT_KINDS),
  meaning: LocalizedTextSchema,
  count: z.number().int(),
  /** How many of them are open now. */
  open: z.number().int(),
  newestAt: InstantSchema,
});

/** The answer of `GET /api/v1/episodes/:episodeId/pauses/preview`: what such a pause would have done with the alerts from `since` until `until`. */
export const PausePreviewSchema = z.object({
  since: InstantSchema,
  until: InstantSchema,
  /** Red before yellow, then the most frequent first. */
  held: z.array(PreviewedSchema),
  /** Red ones in the same scope, which such a pause would still have shown. */
  shown: z.array(PreviewedSchema),
  /** False where there were more alerts in the period than are looked through (the newest are). */
  complete: z.boolean(),
});
export type PausePreview = z.infer<typeof PausePreviewSchema>;

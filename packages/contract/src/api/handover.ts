import { z } from 'zod';
import { AlertSchema } from './alert.ts';
import { OWN_SETTINGS } from './ownSetting.ts';
import { PauseBriefSchema } from './pause.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, requiredText, SEVERITIES, writtenText } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';
import { TaskKindSchema } from './task.ts';

/**
 * `scheduled`: accepted, to take effect at a later time; the sender is accountable until then. `called-off`: a scheduled one that either side ended
 * before its time. `superseded`: ended by a take-over in an emergency.
 */
export const HANDOVER_STATUSES = [
  'offered',
  'scheduled',
  'accepted',
  'declined',
  'withdrawn',
  'expired',
  'called-off',
  'superseded',
] as const;

/** `emergency`: taken over without an offer, by a team that may see the patient; the former team answers the after-review. */
export const HANDOVER_KINDS = ['offer', 'emergency'] as const;

/** How ill the sender finds the patient, after the I of I-PASS (Starmer et al. 2014): the receiver restates it at acceptance. */
export const ILLNESS_SEVERITIES = ['stable', 'watcher', 'unstable'] as const;

const paragraph = requiredText(4000);

/** Most actions, and most if-then lines, of one handover. */
export const MOST_LINES = 20;

/** Something to be done, by whom and by when: at acceptance it becomes a task of that team. */
export const HandoverActionSchema = z.object({
  kind: TaskKindSchema,
  text: requiredText(1000),
  owner: z.enum(['sender', 'receiver']),
  dueAt: InstantSchema,
});
export type HandoverAction = z.infer<typeof HandoverActionSchema>;

/** What to do if something happens: the contingency of I-PASS (Starmer et al. 2014). */
export const ContingencySchema = z.object({
  condition: requiredText(500),
  response: requiredText(500),
});
export type Contingency = z.infer<typeof ContingencySchema>;

/** ISBAR: Identification is the platform's (patient, teams, signer); the sender writes the rest. */
export const IsbarSchema = z.object({
  illnessSeverity: z.enum(ILLNESS_SEVERITIES),
  situation: paragraph,
  background: paragraph,
  assessment: paragraph,
  recommendation: paragraph,
  /** Absent in letters that were written before there were lines. */
  actions: z.array(HandoverActionSchema).max(MOST_LINES).optional(),
  ifThen: z.array(ContingencySchema).max(MOST_LINES).optional(),
  /** What if-then lines do not say. */
  contingency: writtenText(4000).default(''),
});
export type Isbar = z.infer<typeof IsbarSchema>;

/** The sender's own words to the parts of the digest. What was generated stays as it was generated. */
export const DIGEST_PARTS = ['alerts', 'tasks', 'pauses', 'missing', 'limits', 'trends'] as const;
const DigestCommentsSchema = z.partialRecord(z.enum(DIGEST_PARTS), writtenText(1000));

/** Made by the platform when the handover is offered, so that nothing open is left unsaid. */
export const HandoverDigestSchema = z.object({
  alerts: z.array(
    z.object({
      alertId: IdSchema,
      severity: z.enum(SEVERITIES),
      summary: z.object({ nb: z.string(), en: z.string() }),
      /** Of a form every answer that is not green, red first; absent where there are none, and in older letters. */
      answers: z
        .array(
          z.object({
            linkId: z.string(),
            colour: z.enum(SEVERITIES),
            question: LocalizedTextSchema,
            answer: LocalizedTextSchema,
          }),
        )
        .optional(),
      /** Who was on it; the claim is released when the responsibility passes. Absent in older letters. */
      claimedByName: z.string().nullable().optional(),
      /** Until when a pause held it back when the handover was offered. */
      pausedUntil: InstantSchema.nullable().optional(),
    }),
  ),
  /** Every task that was open then, by due time; absent in letters from before there were tasks. */
  tasks: z
    .array(
      z.object({
        taskId: IdSchema,
        kind: TaskKindSchema,
        text: z.object({ nb: z.string(), en: z.string() }),
        ownerTeam: z.object({ id: IdSchema, name: z.string() }),
        personName: z.string().nullable(),
        dueAt: InstantSchema,
      }),
    )
    .optional(),
  /** Pauses that run or are planned; they go with the episode and stay in force. */
  pauses: z.array(PauseBriefSchema).optional(),
  /** What of the patient's own settings could not be read when this was made; absent where all could. */
  unreadable: z.array(z.enum(OWN_SETTINGS)).optional(),
  /** The patient's own limits that were set in the last 14 days, newest first; absent in older letters. */
  limits: z
    .array(
      z.object({
        version: z.number().int(),
        setAt: InstantSchema,
        setByName: z.string().nullable(),
        reason: z.string(),
        values: z.array(
          z.object({
            name: z.string(),
            text: LocalizedTextSchema,
            /** UCUM; absent in older letters. */
            unit: z.string().optional(),
            value: z.number(),
            standard: z.number().nullable(),
          }),
        ),
      }),
    )
    .optional(),
  /** Metric codes that the plan demands and that have no measurement within their deadline. */
  missing: z.array(z.string()),
  /** The forms of the plan that have not been answered within their deadline, as they are called. Left out in digests from before forms were planned. */
  missingForms: z.array(LocalizedTextSchema).optional(),
  /** Since when something that came could not be judged, nobody knows what, when the letter was made; null: nothing. Absent in older letters. */
  unjudgedSince: InstantSchema.nullable().optional(),
  /** Per metric the last 14 days: count, least, greatest, newest; values in the canonical unit. */
  trends: z.array(
    z.object({
      metric: z.string(),
      count: z.number().int(),
      min: z.number(),
      max: z.number(),
      newest: z.number(),
      newestAt: InstantSchema,
    }),
  ),
  comments: DigestCommentsSchema.optional(),
});
export type HandoverDigest = z.infer<typeof HandoverDigestSchema>;

/** The receiver restates severity and first action, and takes over each open red alert by name. */
export const ReadBackSchema = z.object({
  illnessSeverity: z.enum(ILLNESS_SEVERITIES),
  firstAction: paragraph,
  redAlertIds: z.array(IdSchema),
});
export type ReadBack = z.infer<typeof ReadBackSchema>;

/** What the receiver would accept instead of what it declines. It binds nobody. */
export const CounterProposalSchema = z.object({ earliestAt: InstantSchema.nullable(), conditions: paragraph });

/** What the team that had the responsibility says afterwards of a take-over in an emergency. */
export const HANDOVER_REVIEW_VERDICTS = ['agreed', 'disagreed'] as const;
const HandoverReviewSchema = z.object({
  verdict: z.enum(HANDOVER_REVIEW_VERDICTS),
  text: z.string(),
  by: PractitionerSchema,
  at: InstantSchema,
});

/** A handover as both its teams read it: the letter (`isbar`, `digest`), its times, and what became of it. `version` is what the next act must name. */
export const HandoverSchema = z.object({
  id: IdSchema,
  kind: z.enum(HANDOVER_KINDS),
  /** The batch that it was offered in; null where it was offered by itself. */
  batchId: IdSchema.nullable(),
  episodeId: IdSchema,
  patient: z.object({ id: IdSchema, name: z.string(), birthDate: z.iso.date() }),
  condition: z.string(),
  fromTeam: TeamSchema,
  toTeam: TeamSchema,
  status: z.enum(HANDOVER_STATUSES),
  version: z.number().int(),
  isbar: IsbarSchema,
  digest: HandoverDigestSchema,
  offeredBy: PractitionerSchema,
  offeredAt: InstantSchema,
  /** By when the receiver answers; of an emergency: by when the former team answers the after-review. */
  deadlineAt: InstantSchema,
  /** When the receiving team was reminded that an answer is wanted; null while it was not. */
  remindedAt: InstantSchema.nullable(),
  /** When it takes effect after acceptance; null where that is at once. */
  effectiveAt: InstantSchema.nullable(),
  /** When a temporary handover is offered back; null where it is for good. */
  returnAt: InstantSchema.nullable().optional(),
  decidedBy: PractitionerSchema.nullable(),
  decidedAt: InstantSchema.nullable(),
  decisionReason: z.string().nullable(),
  readBack: ReadBackSchema.nullable(),
  counterProposal: CounterProposalSchema.nullable().optional(),
  /** How a handover that was accepted for a later time ended before that time. */
  calledOff: z.object({ by: PractitionerSchema, at: InstantSchema, reason: z.string() }).nullable(),
  /** Red alerts that opened between acceptance and effect, and so are in no read-back: both teams are told. Null until it took effect. */
  redAlertsSinceAcceptance: z.array(IdSchema).nullable(),
  review: HandoverReviewSchema.nullable(),
  /** Which parts of the letter cannot be read: what stands in their place was not written by anybody. Left out: it can be read. */
  unreadable: z.array(z.enum(['isbar', 'digest'])).optional(),
});
export type Handover = z.infer<typeof HandoverSchema>;

/** `answered`: an offer was made of it. `lapsed`: nobody answered in time, the follow-up ended, or the asker got the responsibility in another way. */
export const HANDOVER_REQUEST_STATUSES = ['open', 'answered', 'refused', 'withdrawn', 'lapsed'] as const;

/** A team that knows the patient asks for the responsibility; whoever is accountable answers by an offer, or refuses. */
export const HandoverRequestSchema = z.object({
  id: IdSchema,
  episodeId: IdSchema,
  patient: z.object({ id: IdSchema, name: z.string(), birthDate: z.iso.date() }),
  condition: z.string(),
  /** Who asks. */
  team: TeamSchema,
  /** Who is accountable now, and so answers; null once the episode has ended. */
  accountableTeam: TeamSchema.nullable(),
  status: z.enum(HANDOVER_REQUEST_STATUSES),
  version: z.number().int(),
  reason: z.string(),
  wantedAt: InstantSchema.nullable(),
  requestedBy: PractitionerSchema,
  requestedAt: InstantSchema,
  /** Until when it waits for an answer; then it has lapsed. */
  deadlineAt: InstantSchema,
  decidedBy: PractitionerSchema.nullable(),
  decidedAt: InstantSchema.nullable(),
  decisionReason: z.string().nullable(),
  /** The offer that was made of it. */
  handoverId: IdSchema.nullable(),
});
export type HandoverRequest = z.infer<typeof HandoverRequestSchema>;

/** `POST /api/v1/episodes/:episodeId/handover-requests` → 201 with the request. `teamId`: one's own team that asks. */
export const RequestHandoverSchema = z.object({
  teamId: IdSchema,
  reason: paragraph,
  /** At most 90 days ahead; left out: as soon as may be. */
  wantedAt: InstantSchema.optional(),
});

/** `POST /api/v1/handover-requests/:requestId/refuse` and `/withdraw`. */
export const RefuseHandoverRequestSchema = z.object({ version: z.number().int(), reason: paragraph });
/** `POST /api/v1/handover-requests/:requestId/withdraw`, by the team that asked. */
export const WithdrawHandoverRequestSchema = z.object({ version: z.number().int() });

/** `GET /api/v1/handovers`: offers to and from one's teams, open ones first, decided ones of the last 14 days after; and requests likewise. */
export const HandoverListSchema = z.object({
  inbox: z.array(HandoverSchema),
  outbox: z.array(HandoverSchema),
  /** To us: we are accountable. From us: we have asked. */
  requests: z.object({ toUs: z.array(HandoverRequestSchema), fromUs: z.array(HandoverRequestSchema) }),
});

/** `GET /api/v1/episodes/:episodeId/handover-digest` → `HandoverDigestSchema`: what would go with an offer that is made now. */

/** `POST /api/v1/episodes/:episodeId/handovers` → 201 with the handover; 409 when one is open already. */
export const OfferHandoverSchema = z.object({
  toTeamId: IdSchema,
  /** The request that the offer answers; the receiver is then the team that asked. */
  requestId: IdSchema.optional(),
  isbar: IsbarSchema,
  /** What the sender wrote to the parts of the digest. */
  comments: DigestCommentsSchema.optional(),
  /** The open alerts that the sender saw when signing: 409 when another has opened since. */
  seenAlertIds: z.array(IdSchema).max(500).optional(),
  /** At most 14 days ahead. */
  deadlineAt: InstantSchema,
  /** For a scheduled handover: when it takes effect. Not before the deadline, at most 90 days ahead. */
  effectiveAt: InstantSchema.optional(),
  /** For a temporary handover: when the platform offers it back. After the deadline and the effect, at most 180 days ahead. */
  returnAt: InstantSchema.optional(),
});

/** Most episodes that are offered at once. */
export const MOST_OFFERED_AT_ONCE = 100;

/**
 * `POST /api/v1/handover-batches` → 201 with the batch: all of them are offered, or none. The text is common; each has its own severity, an own word where
 * one is needed, and its own digest, and is accepted or declined by itself. A refusal names in `each` every one that stands in the way.
 */
export const OfferBatchSchema = z.object({
  toTeamId: IdSchema,
  isbar: IsbarSchema.omit({ illnessSeverity: true, actions: true }),
  items: z
    .array(
      z.object({
        episodeId: IdSchema,
        illnessSeverity: z.enum(ILLNESS_SEVERITIES),
        /** Stands after the common assessment. */
        note: writtenText(1000).optional(),
        /** What the sender wrote to the parts of this one's digest. */
        comments: DigestCommentsSchema.optional(),
        /** The open alerts that the sender saw in it when signing: 409 when another has opened since. */
        seenAlertIds: z.array(IdSchema).max(500).optional(),
      }),
    )
    .min(1)
    .max(MOST_OFFERED_AT_ONCE)
    .refine((items) => new Set(items.map(({ episodeId }) => episodeId)).size === items.length, {
      error: 'names the same follow-up more than once',
    }),
  deadlineAt: InstantSchema,
  effectiveAt: InstantSchema.optional(),
  returnAt: InstantSchema.optional(),
});

/** `GET /api/v1/handover-batches/:batchId`: how far it has come is what has become of its handovers. */
export const HandoverBatchSchema = z.object({
  id: IdSchema,
  fromTeam: TeamSchema,
  toTeam: TeamSchema,
  reason: z.string(),
  offeredBy: PractitionerSchema,
  offeredAt: InstantSchema,
  deadlineAt: InstantSchema,
  handovers: z.array(HandoverSchema),
});
export type HandoverBatch = z.infer<typeof HandoverBatchSchema>;

/** `POST /api/v1/handovers/:handoverId/accept`; 422 when the read-back differs from the offer or a red alert is not named. */
export const AcceptHandoverSchema = z.object({ version: z.number().int(), readBack: ReadBackSchema });

/** `POST /api/v1/handovers/:handoverId/decline` and `/withdraw` (where the reason is optional). */
export const DeclineHandoverSchema = z.object({
  version: z.number().int(),
  reason: paragraph,
  proposal: CounterProposalSchema.optional(),
});
/** `POST /api/v1/handovers/:handoverId/withdraw`, by the sending team before the deadline. The reason is shown to the receiver. */
export const WithdrawHandoverSchema = z.object({ version: z.number().int(), reason: paragraph.optional() });

/** `POST /api/v1/handovers/:handoverId/call-off`: either side ends a scheduled handover before it takes effect. */
export const CallOffHandoverSchema = z.object({ version: z.number().int(), reason: paragraph });

/** `POST /api/v1/episodes/:episodeId/take-over` → 201 with the handover that came of it. Every open alert comes with it. */
export const TakeOverSchema = z.object({
  /** One's own team that becomes accountable. */
  teamId: IdSchema,
  reason: paragraph,
  illnessSeverity: z.enum(ILLNESS_SEVERITIES),
  firstAction: paragraph,
});

/** `POST /api/v1/handovers/:handoverId/review`: the former team answers the after-review of a take-over. */
export const ReviewHandoverSchema = z.object({
  version: z.number().int(),
  verdict: z.enum(HANDOVER_REVIEW_VERDICTS),
  text: paragraph,
});

/**
 * `GET /api/v1/handovers/:handoverId`: with the red alerts that are open now, which the receiver must name, and since when something that came could not be
 * judged, as it is now (null: nothing).
 */
export const HandoverDetailSchema = z.object({
  handover: HandoverSchema,
  openRedAlerts: z.array(AlertSchema),
  unjudgedSince: InstantSchema.nullable().default(null),
});

import { z } from 'zod';
import { IdSchema, InstantSchema, LocalizedTextSchema, requiredText, writtenText } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';
import { PatientSummarySchema } from './worklist.ts';

/** What there is to do. `other` says it in its text alone. */
export const TASK_KINDS = ['call-back', 'check-device', 'adjust-plan', 'review', 'other'] as const;
export const TaskKindSchema = z.enum(TASK_KINDS);
export type TaskKind = z.infer<typeof TaskKindSchema>;

/** Where a task comes from: a rule of the protocol, an action of a handover, or a person. */
export const TASK_ORIGINS = ['rule', 'handover', 'person'] as const;
/** `done` and `cancelled` are final. Overdue is no status: it is computed from the clock when a task is read. */
export const TASK_STATUSES = ['open', 'done', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** One task as the screens show it. `version` is what the next act must name. */
export const TaskSchema = z.object({
  id: IdSchema,
  episodeId: IdSchema,
  patient: PatientSummarySchema,
  condition: z.string(),
  kind: TaskKindSchema,
  /** A rule's words in both languages; what a person wrote is the same in both. */
  text: LocalizedTextSchema,
  origin: z.enum(TASK_ORIGINS),
  alertId: IdSchema.nullable(),
  handoverId: IdSchema.nullable(),
  /** The team whose task it is; its people claim it. */
  ownerTeam: TeamSchema,
  /** The person of that team who has it. */
  person: PractitionerSchema.nullable(),
  dueAt: InstantSchema,
  /** Open and past its due time at the instant of the answer. */
  overdue: z.boolean(),
  status: z.enum(TASK_STATUSES),
  createdBy: PractitionerSchema.nullable(),
  createdAt: InstantSchema,
  /** Null where the clock or a rule closed it. */
  closedBy: PractitionerSchema.nullable(),
  closedAt: InstantSchema.nullable(),
  outcomeNote: z.string().nullable(),
  version: z.number().int(),
  /** What the one who asks may do with it now. */
  may: z.object({ claim: z.boolean(), close: z.boolean() }),
});
export type Task = z.infer<typeof TaskSchema>;

const note = writtenText(2000);

/** `POST /api/v1/episodes/:episodeId/tasks` → 201 with the task. By the accountable team; the owner is that team unless another is named. */
export const AddTaskSchema = z.object({
  /** The new task's, made by whoever adds it, as a note's: sent again under it, the task is there once. */
  id: IdSchema.optional(),
  kind: TaskKindSchema,
  text: requiredText(1000),
  ownerTeamId: IdSchema.optional(),
  /** A member of the owner team; nobody in particular when left out. */
  personId: IdSchema.optional(),
  dueAt: InstantSchema,
});

/** `POST /api/v1/tasks/:taskId/claim` and `/release`: answers with the task. 409 when the version has moved on. */
export const TaskActSchema = z.object({ version: z.number().int() });
/** `POST /api/v1/tasks/:taskId/done` */
export const FinishTaskSchema = z.object({ version: z.number().int(), note: note.optional() });
/** `POST /api/v1/tasks/:taskId/cancel`, with the reason. */
export const CancelTaskSchema = z.object({ version: z.number().int(), note: requiredText(2000) });

/**
 * `GET /api/v1/tasks?teamId=`: the open tasks of one's teams (or of the one asked for), overdue first, then by due time.
 * `GET /api/v1/episodes/:episodeId/tasks`: those of one follow-up, open ones first, then those closed in the last 30 days, newest first.
 */
export const TaskListSchema = z.object({
  tasks: z.array(TaskSchema),
  computedAt: InstantSchema,
  /** Where in the change feed this picture was taken. */
  cursor: z.string(),
});
export type TaskList = z.infer<typeof TaskListSchema>;

import { z } from 'zod';
import { IdSchema, InstantSchema, requiredText } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';
import { PatientSummarySchema } from './worklist.ts';

const when = requiredText(200);

/** Whom the patient has been told to call, and when: 116117 for the emergency ward, 113 for an ambulance. */
const NumbersSchema = z
  .array(z.object({ number: z.string().regex(/^\+?\d{3,15}$/), when: z.object({ nb: when, en: when }) }))
  .min(1)
  .max(5);

/**
 * Who acts on red while a team is not on duty, as the team has declared it. Cover is not accountability: the team stays accountable, and what
 * happened in the night is there in the morning.
 */
export const CoverSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('team'), teamId: IdSchema }),
  z.object({ kind: z.literal('patient-calls'), numbers: NumbersSchema }),
]);
export type Cover = z.infer<typeof CoverSchema>;

/** Who acts on a team's red alerts now. `until`: how long this holds (null: as far as can be seen); `backAt`: when the team itself is on duty again. */
export const CoverNowSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('own-team'), until: InstantSchema.nullable() }),
  z.object({
    by: z.literal('covering-team'),
    team: TeamSchema,
    until: InstantSchema.nullable(),
    backAt: InstantSchema.nullable(),
  }),
  z.object({
    by: z.literal('patient-calls'),
    numbers: NumbersSchema,
    until: InstantSchema.nullable(),
    backAt: InstantSchema.nullable(),
  }),
  z.object({ by: z.literal('nobody'), until: InstantSchema.nullable(), backAt: InstantSchema.nullable() }),
]);
export type ShownCover = z.infer<typeof CoverNowSchema>;

/** What a covering team has done with an alert of one's own patients. */
const DoneByCoverSchema = z.object({
  episodeId: IdSchema,
  alertId: IdSchema,
  patient: PatientSummarySchema,
  kind: z.enum(['alert-claimed', 'alert-released', 'alert-noted', 'alert-resolved']),
  occurredAt: InstantSchema,
  practitioner: PractitionerSchema.nullable(),
  team: TeamSchema,
});

/** `GET /api/v1/cover`: of each own team what is declared, who acts now, and what others did for it in the last seven days, newest first. */
export const CoverOverviewSchema = z.object({
  teams: z.array(
    z.object({
      team: TeamSchema,
      /** What an act on the cover must say that it has read. */
      version: z.number().int(),
      declared: CoverSchema.nullable(),
      /** Whether one may declare another: the team's lead may. */
      mayChange: z.boolean(),
      now: CoverNowSchema,
      doneByOthers: z.array(DoneByCoverSchema),
    }),
  ),
  /** Own teams of which it cannot be read what is declared. Left out: there is none. */
  unreadable: z.array(TeamSchema).optional(),
  /** The teams for which one's own teams act on red now. */
  covering: z.array(z.object({ team: TeamSchema, until: InstantSchema.nullable() })),
  /** The teams that have declared one of one's own as their cover, and when it acts for them next. */
  agreed: z.array(
    z.object({
      team: TeamSchema,
      by: TeamSchema,
      next: z.object({ from: InstantSchema, until: InstantSchema }).nullable(),
    }),
  ),
});
export type CoverOverview = z.infer<typeof CoverOverviewSchema>;

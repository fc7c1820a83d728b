import { z } from 'zod';
import { IdSchema, InstantSchema } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';

/** One person has the duty of a team, from when until when. */
export const DutySchema = z.object({
  id: IdSchema,
  person: PractitionerSchema,
  from: InstantSchema,
  until: InstantSchema,
});
export type Duty = z.infer<typeof DutySchema>;

/** `GET /api/v1/teams/:teamId/duty`: who has the duty now, and who will have it. 404 for a team that is not one's own. */
export const TeamDutySchema = z.object({
  team: TeamSchema,
  now: DutySchema.nullable(),
  /** Those that have not begun, by their beginning. */
  planned: z.array(DutySchema),
  lead: PractitionerSchema.nullable(),
  members: z.array(PractitionerSchema),
  computedAt: InstantSchema,
});
export type TeamDuty = z.infer<typeof TeamDutySchema>;

/** `POST /api/v1/teams/:teamId/duty` → 201 with the team's duty. By anybody of the team. 409 when somebody has the duty in that time. */
export const SetDutySchema = z.object({
  practitionerId: IdSchema,
  from: InstantSchema.optional(),
  until: InstantSchema,
});
/** `POST /api/v1/duties/:dutyId/end` → 200 with the team's duty: one that runs ends now, one that has not begun is taken away. */
/** `POST /api/v1/teams/:teamId/lead`: a member of the team, or nobody. */
export const SetLeadSchema = z.object({ practitionerId: IdSchema.nullable() });

/** `GET /api/v1/duty`: who has the duty of each of one's teams now, by the team's name. */
export const OnDutySchema = z.object({
  teams: z.array(z.object({ team: TeamSchema, now: DutySchema.nullable(), lead: PractitionerSchema.nullable() })),
  computedAt: InstantSchema,
});
export type OnDuty = z.infer<typeof OnDutySchema>;

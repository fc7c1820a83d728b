import { z } from 'zod';
import { IdSchema, InstantSchema, requiredText } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';

/**
 * How a team takes part in an episode without being accountable for it. `supporting`: sees, adds notes to alerts, and does the tasks that it
 * was given. `informed`: sees.
 */
export const RELATION_KINDS = ['supporting', 'informed'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

/** A team that takes part now, since when, who asked it in and why. Everybody who sees the episode reads the reason. */
export const RelationSchema = z.object({
  id: IdSchema,
  team: TeamSchema,
  kind: z.enum(RELATION_KINDS),
  since: InstantSchema,
  addedBy: PractitionerSchema,
  reason: z.string(),
});
export type Relation = z.infer<typeof RelationSchema>;

/** `POST /api/v1/episodes/:episodeId/relations`. `POST /api/v1/relations/:relationId/end` has no body. */
export const AddRelationSchema = z.object({
  teamId: IdSchema,
  kind: z.enum(RELATION_KINDS),
  reason: requiredText(1000),
});
export type AddRelation = z.infer<typeof AddRelationSchema>;

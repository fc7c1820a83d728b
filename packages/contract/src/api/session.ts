import { z } from 'zod';
import { IdSchema } from './scalars.ts';

/** A team and the municipality or hospital trust that it belongs to. `phone` is what a patient or a colleague calls. */
export const TeamSchema = z.object({
  id: IdSchema,
  name: z.string(),
  phone: z.string(),
  organization: z.object({ id: IdSchema, name: z.string(), kind: z.enum(['municipality', 'hospital-trust']) }),
});
export type Team = z.infer<typeof TeamSchema>;

/** A clinician as others see them. `role` is a code that the installation chooses; a screen without a name for it shows it as it came. */
export const PractitionerSchema = z.object({ id: IdSchema, name: z.string(), role: z.string() });
export type Practitioner = z.infer<typeof PractitionerSchema>;

/** `GET /api/v1/session`. `csrfToken` goes back in the header `x-csrf-token` of every request that changes something. */
export const SessionSchema = z.object({
  practitioner: PractitionerSchema,
  teams: z.array(TeamSchema),
  csrfToken: z.string(),
  installation: z.enum(['production', 'test', 'demo']),
  serverTime: z.iso.datetime(),
});
export type Session = z.infer<typeof SessionSchema>;

/** `GET /api/v1/teams`: every team one may hand over to. */
export const TeamListSchema = z.object({ teams: z.array(TeamSchema) });

/**
 * `POST /auth/logout` (with `x-csrf-token`) ends the session. `url` is where the browser goes next: the issuer's own sign-out, which leads
 * back to the front page, or the front page. Sign-in is a link: `GET /auth/login?returnTo=/path`.
 */
export const SignOutSchema = z.object({ url: z.string() });

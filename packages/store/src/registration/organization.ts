import type { OpeningHours } from '@samvakt/contract';
import type { Queryable } from '../database.ts';

/** A municipality or a hospital trust. */
export type NewOrganization = {
  id: string;
  kind: 'municipality' | 'hospital-trust';
  name: string;
  /** Nine digits, as in the Central Coordinating Register for Legal Entities (Enhetsregisteret). */
  organizationNumber: string;
};

/** A team, with the opening hours that it begins with; later it declares its own. */
export type NewTeam = {
  id: string;
  organizationId: string;
  name: string;
  phone: string;
  openingHours: OpeningHours;
};

/** A clinician who may sign in. */
export type NewPractitioner = {
  id: string;
  /** The `sub` claim of the OpenID Connect issuer. */
  subject: string;
  name: string;
  role: string;
  /** All the teams the person belongs to; a membership that is not named here ends. */
  teamIds: readonly string[];
};

/** Registering the same id again brings its name and kind up to date. */
export async function registerOrganization(client: Queryable, organization: NewOrganization): Promise<void> {
  const { id, kind, name, organizationNumber } = organization;
  await client.query(
    `
      insert into organization (id, kind, name, organization_number) values ($1, $2, $3, $4)
      on conflict (id) do update set kind = excluded.kind, name = excluded.name, organization_number = excluded.organization_number
    `,
    [id, kind, name, organizationNumber],
  );
}

/**
 * Registering the same id again brings name and telephone up to date; a team stays in its organization, and its opening hours are its own from then on: they are
 * changed by `setHours`. Run it in a transaction.
 */
export async function registerTeam(client: Queryable, team: NewTeam): Promise<void> {
  const { id, organizationId, name, phone, openingHours } = team;
  await client.query(
    `
      insert into team (id, organization_id, name, phone) values ($1, $2, $3, $4)
      on conflict (id) do update set name = excluded.name, phone = excluded.phone
    `,
    [id, organizationId, name, phone],
  );
  await client.query(
    `
      insert into declaration (team_id, version, period, opening_hours, act, begun_at)
      values ($1, 1, tstzrange(null, null), $2, 'registered', '-infinity')
      on conflict (team_id, version) do nothing
    `,
    [id, JSON.stringify(openingHours)],
  );
}

/** Run it in a transaction: the person and the memberships belong together. */
export async function registerPractitioner(client: Queryable, practitioner: NewPractitioner): Promise<void> {
  const { id, subject, name, role, teamIds } = practitioner;
  await client.query(
    `
      insert into practitioner (id, subject, name, role) values ($1, $2, $3, $4)
      on conflict (id) do update set subject = excluded.subject, name = excluded.name, role = excluded.role
    `,
    [id, subject, name, role],
  );
  await client.query('delete from team_membership where practitioner_id = $1 and not (team_id = any ($2::uuid[]))', [
    id,
    teamIds,
  ]);
  await client.query(
    `
      insert into team_membership (practitioner_id, team_id) select $1, team_id from unnest($2::uuid[]) as given (team_id)
      on conflict do nothing
    `,
    [id, teamIds],
  );
}

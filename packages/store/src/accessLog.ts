import type { AccessBasis } from '@samvakt/contract';
import type { Queryable } from './database.ts';

/** Why a look was allowed. `asked`: own team has asked for the responsibility, and looks at its own request. */
export type LoggedBasis = AccessBasis | 'asked';

/** One look at one patient, or one refused attempt (`basis` null). `action` is a verb phrase such as `read episode`. */
export type AccessLogEntry = {
  occurredAt: number;
  practitionerId: string;
  /** As it was at that instant: a later change of role must not change the past. */
  practitionerRole: string;
  teamId: string | null;
  organizationId: string | null;
  patientId: string | null;
  episodeId: string | null;
  action: string;
  basis: LoggedBasis | null;
  detail: string | null;
};

/** Writes any number of entries in one statement. */
export async function appendAccessLog(client: Queryable, entries: readonly AccessLogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await client.query(
    `
      insert into access_log (occurred_at, practitioner_id, practitioner_role, team_id, organization_id, patient_id, episode_id,
        action, basis, allowed, detail)
      select occurred_at, practitioner_id, practitioner_role, team_id, organization_id, patient_id, episode_id,
        action, basis, basis is not null, detail
      from unnest($1::timestamptz[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[],
        $10::text[]) with ordinality as given (occurred_at, practitioner_id, practitioner_role, team_id, organization_id,
        patient_id, episode_id, action, basis, detail, place)
      order by place
    `,
    [
      entries.map((entry) => new Date(entry.occurredAt)),
      entries.map((entry) => entry.practitionerId),
      entries.map((entry) => entry.practitionerRole),
      entries.map((entry) => entry.teamId),
      entries.map((entry) => entry.organizationId),
      entries.map((entry) => entry.patientId),
      entries.map((entry) => entry.episodeId),
      entries.map((entry) => entry.action),
      entries.map((entry) => entry.basis),
      entries.map((entry) => entry.detail),
    ],
  );
}

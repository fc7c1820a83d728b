/*
 * Pieces of SQL that the reading queries share, so that an instant, a team and a person look the same wherever they are shown.
 * Arguments are column names written in this folder, never anything from outside.
 */

/** An instant as wires have it: ISO 8601 in UTC with `Z`, milliseconds. */
export const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** An instant as decisions have it: whole epoch milliseconds. */
export const epochMs = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

/** A number in a jsonb column; null where there is none, or something else: a row that cannot be read must not take the others with it. */
export const numberIn = (column: string, key: string): string =>
  `case when jsonb_typeof(${column} -> '${key}') = 'number' then (${column} -> '${key}')::double precision end`;

/** `Team` of the contract as jsonb, or null. */
export const teamBy = (column: string): string => `(
  select jsonb_build_object('id', team.id, 'name', team.name, 'phone', team.phone,
    'organization', jsonb_build_object('id', organization.id, 'name', organization.name, 'kind', organization.kind))
  from team join organization on organization.id = team.organization_id where team.id = ${column}
)`;

/** `Practitioner` of the contract as jsonb, or null. */
export const practitionerBy = (column: string): string => `(
  select jsonb_build_object('id', practitioner.id, 'name', practitioner.name, 'role', practitioner.role)
  from practitioner where practitioner.id = ${column}
)`;

/** Per questionnaire (its URL) when it was last answered of what an episode was given, epoch milliseconds. `episodeId`: an expression. */
export const lastAnsweredIn = (episodeId: string): string => `coalesce(
          (select jsonb_object_agg(questionnaire_url, at_ms) from (
             select questionnaire_url, (extract(epoch from max(authored_at)) * 1000)::bigint as at_ms
             from questionnaire_response_judged as judged join questionnaire_response as response on response.id = judged.response_id
             where judged.episode_id = ${episodeId} group by questionnaire_url
           ) as latest), '{}')`;

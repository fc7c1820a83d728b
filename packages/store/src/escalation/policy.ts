import { DEFAULT_ESCALATION_POLICY, refuseBeginning, refuseBegun, refuseDeclarer } from '@samvakt/care';
import { type EscalationPolicy, EscalationPolicySchema, type TeamEscalationPolicy } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { readLead } from '../declaration/watched.ts';
import { iso, practitionerBy } from '../reading/fragment.ts';
import { ActRefused, refused } from '../refused.ts';
import { inForceAt, standsOrWill } from './inForce.ts';

/** The policy in force at `now`, and what is planned. Version 0 is what holds while a team has set none. */
export async function readEscalationPolicy(
  client: Queryable,
  { teamId, now }: { teamId: string; now: number },
): Promise<TeamEscalationPolicy> {
  const { rows } = await client.query<Omit<TeamEscalationPolicy, 'newest' | 'planned'>>(
    `
      select version, body as policy, ${practitionerBy('set_by')} as "setBy", ${iso('set_at')} as "setAt"
      from escalation_policy where team_id = $1 and ${inForceAt('$2')} order by holds_from desc, version desc limit 1
    `,
    [teamId, new Date(now)],
  );
  const [row] = rows;
  const standing = row ?? { version: 0, policy: DEFAULT_ESCALATION_POLICY, setBy: null, setAt: null };
  const { rows: planned } = await client.query<TeamEscalationPolicy['planned'][number]>(
    `
      select version, ${iso('holds_from')} as from, body as policy, reason, ${practitionerBy('set_by')} as "setBy", ${iso('set_at')} as "setAt"
      from escalation_policy where team_id = $1 and holds_from > $2::timestamptz and ${standsOrWill} order by holds_from
    `,
    [teamId, new Date(now)],
  );
  return {
    ...standing,
    newest: await readNewest(client, teamId),
    policy: EscalationPolicySchema.parse(standing.policy),
    planned: planned.map((one) => ({ ...one, policy: EscalationPolicySchema.parse(one.policy) })),
  };
}

async function readNewest(client: Queryable, teamId: string): Promise<number> {
  const { rows } = await client.query<{ newest: number }>(
    'select coalesce(max(version), 0) as newest from escalation_policy where team_id = $1',
    [teamId],
  );
  return rows[0]?.newest ?? 0;
}

type Act = { teamId: string; version: number; reason: string; practitionerId: string | null; now: number };

/**
 * Sets a team's next policy, for the runs that begin from now on, or from a time ahead (`from`, epoch milliseconds). `practitionerId` null: the installation itself. One
 * transaction's worth. Throws `ActRefused`: not the team's lead, the version that was read has moved on, or the time does not hold.
 */
export async function setEscalationPolicy(
  client: Queryable,
  act: Act & { policy: EscalationPolicy; from?: number | null },
): Promise<void> {
  const { teamId, policy, from = null, now } = act;
  await enter(client, act);
  const begun = await readBeginnings(client, teamId);
  const planned = begun.flatMap(({ at, isPlanned }) => (isPlanned && at > now ? [at] : []));
  const refusal = refuseBeginning({ from, planned }, now);
  if (refusal !== null) throw new ActRefused(refusal);
  // By a clock that is behind: not before what was set already.
  const at = from ?? Math.max(now, ...begun.flatMap((one) => (one.isPlanned ? [] : [one.at])));
  await write(client, act, { policy, at, planned: from !== null, withdraws: null });
  await tell(client, act, { kind: 'escalation-policy-set', data: { from: new Date(at).toISOString() } });
}

/** Takes a policy back that is planned; what stands before it goes on. `planned`: its version. Throws `ActRefused`. */
export async function withdrawPlannedPolicy(client: Queryable, act: Act & { planned: number }): Promise<void> {
  const { teamId, planned, now } = act;
  await enter(client, act);
  const { rows } = await client.query<{ at: Date; policy: unknown }>(
    `select holds_from as at, body as policy from escalation_policy where team_id = $1 and version = $2 and planned and ${standsOrWill}`,
    [teamId, planned],
  );
  const [row] = rows;
  const refusal = refuseBegun(row?.at.getTime() ?? null, now);
  if (refusal !== null) throw new ActRefused(refusal);
  if (row === undefined) throw new Error(`team ${teamId} has planned no policy of version ${planned}`);
  const policy = EscalationPolicySchema.parse(row.policy);
  await write(client, act, { policy, at: row.at.getTime(), planned: false, withdraws: planned });
  const data = { withdraws: planned, from: row.at.toISOString() };
  await tell(client, act, { kind: 'escalation-plan-withdrawn', data });
}

/** Locks the team, and refuses who may not or has read an older version. */
async function enter(client: Queryable, { teamId, version, practitionerId }: Act): Promise<void> {
  await client.query('select from team where id = $1 for no key update', [teamId]);
  if (practitionerId !== null) {
    const { actor } = await readActing(client, practitionerId);
    const refusal = refuseDeclarer(teamId, { actor, lead: await readLead(client, teamId) });
    if (refusal !== null) throw new ActRefused(refusal);
  }
  const newest = await readNewest(client, teamId);
  if (newest === version) return;
  throw refused(
    'version-moved-on',
    `The policy has changed since it was read: version ${newest} now, ${version} then.`,
  );
}

async function readBeginnings(client: Queryable, teamId: string): Promise<{ at: number; isPlanned: boolean }[]> {
  const { rows } = await client.query<{ at: Date; isPlanned: boolean }>(
    `select holds_from as at, planned as "isPlanned" from escalation_policy where team_id = $1 and ${standsOrWill}`,
    [teamId],
  );
  return rows.map(({ at, isPlanned }) => ({ at: at.getTime(), isPlanned }));
}

type Written = { policy: EscalationPolicy; at: number; planned: boolean; withdraws: number | null };

async function write(client: Queryable, act: Act, { policy, at, planned, withdraws }: Written): Promise<void> {
  const { teamId, version, reason, practitionerId, now } = act;
  await client.query(
    `
      insert into escalation_policy (team_id, version, body, reason, set_by, set_at, holds_from, planned, withdraws)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    `,
    [
      teamId,
      version + 1,
      JSON.stringify(policy),
      reason,
      practitionerId,
      new Date(now),
      new Date(at),
      planned,
      withdraws,
    ],
  );
}

async function tell(
  client: Queryable,
  { teamId, version, reason, practitionerId, now }: Act,
  {
    kind,
    data,
  }: { kind: 'escalation-policy-set' | 'escalation-plan-withdrawn'; data: Readonly<Record<string, unknown>> },
): Promise<void> {
  await appendChanges(client, [
    {
      kind,
      occurredAt: now,
      teamId,
      practitionerId: practitionerId ?? undefined,
      data: { version: version + 1, reason, ...data },
    },
  ]);
}

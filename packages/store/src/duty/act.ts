import { decideDutyEnd, decideLead, decideNewDuty } from '@samvakt/care';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused } from '../refused.ts';
import { readDutyRecords } from './read.ts';

/** `from` and `until`: epoch milliseconds. */
export type NewDuty = {
  dutyId: string;
  teamId: string;
  practitionerId: string;
  from: number;
  until: number;
  /** Who sets it. */
  setBy: string;
  now: number;
};

/** Says who is to have a team's duty. One transaction's worth. Throws `ActRefused`, with the name of who has it in that time. */
export async function setDuty(client: Queryable, duty: NewDuty): Promise<void> {
  const { dutyId, teamId, practitionerId, from, until, setBy, now } = duty;
  const memberIds = await lockTeam(client, teamId);
  const { actor } = await readActing(client, setBy);
  const duties = await readDutyRecords(client, { teamId, now });
  allowed(decideNewDuty({ teamId, memberIds, duties }, { practitionerId, from, until }, { now, actor }));
  await client.query(
    'insert into duty (id, team_id, practitioner_id, period, set_by, set_at) values ($1, $2, $3, tstzrange($4, $5), $6, $7)',
    [dutyId, teamId, practitionerId, new Date(from), new Date(until), setBy, new Date(now)],
  );
  await tell(client, {
    teamId,
    setBy,
    now,
    data: { dutyId, person: practitionerId, from: iso(from), until: iso(until) },
  });
}

/** Ends a duty that runs, or takes away one that has not begun. One transaction's worth. Throws `ActRefused`. */
export async function endDuty(
  client: Queryable,
  { teamId, dutyId, setBy, now }: { teamId: string; dutyId: string; setBy: string; now: number },
): Promise<void> {
  await lockTeam(client, teamId);
  const { actor } = await readActing(client, setBy);
  const [duty] = (await readDutyRecords(client, { teamId, now: 0 })).filter(({ id }) => id === dutyId);
  if (duty === undefined) throw refused('no-such-duty', 'There is no such duty.');
  const { endedAt } = allowed(decideDutyEnd(duty, { now, actor }));
  if (endedAt === null) await client.query('delete from duty where id = $1', [dutyId]);
  else
    await client.query('update duty set period = tstzrange(lower(period), $2) where id = $1', [
      dutyId,
      new Date(endedAt),
    ]);
  await tell(client, { teamId, setBy, now, data: { dutyId, person: duty.practitionerId, ended: true } });
}

/** Says who leads a team; null: nobody. `setBy` null: the installation itself. One transaction's worth. Throws `ActRefused`. */
export async function setLead(
  client: Queryable,
  {
    teamId,
    practitionerId,
    setBy,
    now,
  }: { teamId: string; practitionerId: string | null; setBy: string | null; now: number },
): Promise<void> {
  const memberIds = await lockTeam(client, teamId);
  if (setBy !== null) {
    const { actor } = await readActing(client, setBy);
    allowed(decideLead({ teamId, memberIds }, practitionerId, actor));
  }
  await client.query('update team set lead_id = $2 where id = $1', [teamId, practitionerId]);
  await appendChanges(client, [
    {
      kind: 'lead-changed',
      occurredAt: now,
      teamId,
      practitionerId: setBy ?? undefined,
      data: { lead: practitionerId },
    },
  ]);
}

/** Two people who set a team's duty in the same instant come one after the other. Gives the team's people. */
async function lockTeam(client: Queryable, teamId: string): Promise<string[]> {
  const { rowCount } = await client.query('select from team where id = $1 for no key update', [teamId]);
  if (rowCount !== 1) throw refused('no-such-team', 'There is no such team.');
  const { rows } = await client.query<{ id: string }>(
    'select practitioner_id as id from team_membership where team_id = $1',
    [teamId],
  );
  return rows.map(({ id }) => id);
}

async function tell(
  client: Queryable,
  { teamId, setBy, now, data }: { teamId: string; setBy: string; now: number; data: Record<string, unknown> },
): Promise<void> {
  await appendChanges(client, [{ kind: 'duty-changed', occurredAt: now, teamId, practitionerId: setBy, data }]);
}

const iso = (at: number): string => new Date(at).toISOString();

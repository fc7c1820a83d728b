import { decidePlan, type PlanCommand } from '@samvakt/care';
import { plannableSubjects } from '@samvakt/triage';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { tellPlan } from '../patientMessage/write.ts';
import { readProtocols } from '../reading/protocol.ts';
import { allowed, refused } from '../refused.ts';
import { applyPlanChanged } from '../triage/apply.ts';
import { readActsFrom } from '../triage/state.ts';
import { demandShown, type ShownOfPatient, shownColumns } from '../whatIf/shown.ts';

/** What a patient is to measure from `now` on (epoch milliseconds). */
export type NewMeasuringPlan = PlanCommand & {
  episodeId: string;
  /** What the person was shown before: the what-if of exactly this plan. */
  shown: ShownOfPatient;
  practitionerId: string;
  now: number;
};

/**
 * Sets a version of the patient's own measuring plan and lets triage reckon its deadlines anew. What was due by now stays due. One transaction's worth. Gives the
 * version. Throws `ActRefused`.
 */
export async function setMeasuringPlan(
  client: Queryable,
  { episodeId, practitionerId, shown, now: asked, ...command }: NewMeasuringPlan,
): Promise<number> {
  const episode = await enterEpisode(client, episodeId, asked);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  // From now on only: what a timer has judged while the act waited was judged by the plan before.
  const now = await readActsFrom(client, { episodeId, now: asked });
  const { actor } = await readActing(client, practitionerId);
  const [protocol] = await readProtocols(client, [{ id: episode.protocolId, version: episode.protocolVersion }]);
  if (protocol === undefined) throw new Error(`episode ${episodeId}: nothing judges it`);
  const newest = await readNewest(client, episodeId);
  const { version, plan, reason } = allowed(
    decidePlan(
      {
        accountableTeamId: episode.accountable?.teamId ?? null,
        version: newest.version,
        plannable: plannableSubjects(protocol),
      },
      command,
      { actor, now },
    ),
  );
  // Two clocks may differ: no version may hold from before the one that it takes the place of.
  if (newest.setAt !== null && newest.setAt >= now) {
    throw refused('time-runs-backwards', 'A measuring plan has been set at a later time than this.');
  }
  await demandShown(client, shown, {
    episodeId,
    practitionerId,
    question: { type: 'plan', plan: command.plan },
    now,
  });
  await client.query(
    `
      insert into measuring_plan (episode_id, version, body, reason, set_by, set_at, replay_id, without_replay)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
    `,
    [episodeId, version, plan && JSON.stringify(plan), reason, practitionerId, new Date(now), ...shownColumns(shown)],
  );
  await client.query('update triage_state set plan_version = $2 where episode_id = $1', [episodeId, version]);
  await applyPlanChanged(client, { episodeId, at: now });
  if (episode.accountable !== null) {
    const told = { plan: plan ?? protocol.plan ?? null, teamId: episode.accountable.teamId };
    await tellPlan(client, told, { episodeId, patientId: episode.patientId, practitionerId, now });
  }
  await appendChanges(client, [
    {
      kind: 'measuring-plan-set',
      occurredAt: now,
      patientId: episode.patientId,
      episodeId,
      practitionerId,
      teamId: episode.accountable?.teamId,
      data: {
        version,
        origin: plan === null ? 'protocol' : 'own',
        note: reason,
        ...('withoutReplay' in shown ? { withoutReplay: shown.withoutReplay } : {}),
      },
    },
  ]);
  return version;
}

async function readNewest(client: Queryable, episodeId: string): Promise<{ version: number; setAt: number | null }> {
  const { rows } = await client.query<{ version: number; setAt: Date }>(
    'select version, set_at as "setAt" from measuring_plan where episode_id = $1 order by version desc limit 1',
    [episodeId],
  );
  const [row] = rows;
  return { version: row?.version ?? 0, setAt: row?.setAt.getTime() ?? null };
}

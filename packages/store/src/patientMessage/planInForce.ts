import type { MeasuringPlan } from '@samvakt/contract';
import type { Protocol } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { readOwnPlan } from '../plan/judgedBy.ts';
import { type ProtocolKey, readProtocols } from '../reading/protocol.ts';
import { type MessageAct, tellPlan, writePlan } from './write.ts';

/*
 * When a home is told of a plan that nobody has changed: when the follow-up begins, and when a device is lent. Each in the transaction of that act. A plan that asks
 * for nothing is only told where something was asked for before.
 */

/** The follow-up begins: the home is told what its protocol asks for. Without equipment the message waits until some is lent. */
export async function tellFirstPlan(
  client: Queryable,
  { protocol, teamId }: { protocol: Protocol; teamId: string },
  act: MessageAct,
): Promise<void> {
  if (asksForSomething(protocol.plan)) await tellPlan(client, { plan: protocol.plan, teamId }, act);
}

/** What the patient is asked for now: the plan of their own, or the one that the protocol comes with. */
async function readPlanInForce(
  client: Queryable,
  episodeId: string,
  protocol: ProtocolKey,
): Promise<MeasuringPlan | null> {
  return (await readOwnPlan(client, episodeId)) ?? (await readProtocols(client, [protocol]))[0]?.plan ?? null;
}

/**
 * A device is lent: it is told what each running follow-up of the patient asks for, once. Where it is the only one at home and a message about that is still on
 * its way, that message goes to it, now; otherwise it gets one of its own, and the others in the home hear nothing again.
 */
export async function tellPlansToDevice(
  client: Queryable,
  { deviceId, patientId, from, now }: { deviceId: string; patientId: string; from: number; now: number },
): Promise<void> {
  const { rows } = await client.query<{ id: string; isAlone: boolean }>(
    `
      select id, not exists (
        select from device_assignment where patient_id = $1 and device_id <> $2 and period @> $3::timestamptz
      ) as "isAlone"
      from episode where patient_id = $1 and period @> $4::timestamptz order by id
    `,
    [patientId, deviceId, new Date(Math.max(from, now)), new Date(now)],
  );
  for (const { id: episodeId, isAlone } of rows) {
    const episode = await enterEpisode(client, episodeId, now);
    if (episode === null || episode.accountable === null) continue;
    if (isAlone && (await hastenPlan(client, episodeId, now))) continue;
    const key = { id: episode.protocolId, version: episode.protocolVersion };
    const plan = await readPlanInForce(client, episodeId, key);
    if (!asksForSomething(plan)) continue;
    const act = { episodeId, patientId, practitionerId: null, now, dueAt: Math.max(from, now) };
    await writePlan(client, { plan, teamId: episode.accountable.teamId, deviceId }, act);
  }
}

async function hastenPlan(client: Queryable, episodeId: string, now: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `
      update patient_message set next_attempt_at = least(next_attempt_at, $2)
      where episode_id = $1 and kind = 'measuring-plan' and device_id is null and next_attempt_at is not null and expires_at > $2
    `,
    [episodeId, new Date(now)],
  );
  return rowCount !== 0;
}

function asksForSomething(plan: MeasuringPlan | null | undefined): plan is MeasuringPlan {
  return plan !== null && plan !== undefined && plan.entries.length > 0;
}

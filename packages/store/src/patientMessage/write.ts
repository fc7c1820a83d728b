import { randomUUID } from 'node:crypto';
import { ALL_WELL_SHOWN_MS, FOLLOWED_BY_SHOWN_MS, followedByWords, PLAN_SHOWN_MS, planWords } from '@samvakt/care';
import type { LocalizedText, MeasuringPlan, PatientMessageKind } from '@samvakt/contract';
import { nameOfMetric } from '@samvakt/triage';
import type { Queryable } from '../database.ts';

/** Which follow-up a message is about, who caused it (null: the clock), and when (epoch milliseconds). */
export type MessageAct = { episodeId: string; patientId: string; practitionerId: string | null; now: number };

/** The names that a message says. */
export async function readTeamNames(
  client: Queryable,
  teamId: string,
): Promise<{ name: string; organization: string; phone: string }> {
  const { rows } = await client.query<{ name: string; organization: string; phone: string }>(
    `
      select team.name, organization.name as organization, team.phone
      from team join organization on organization.id = team.organization_id where team.id = $1
    `,
    [teamId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no team ${teamId}`);
  return row;
}

/**
 * Tells the patient who follows from now on, in the transaction that makes it so. What the home has not shown of an earlier one about the same
 * follow-up is not true any more and is not sent again.
 */
export async function tellFollowedBy(
  client: Queryable,
  { handoverId, teamId }: { handoverId: string; teamId: string },
  act: MessageAct,
): Promise<void> {
  await replaceUnshown(client, act, ['followed-by', 'all-well']);
  await insertMessage(client, {
    ...act,
    kind: 'followed-by',
    text: followedByWords(await readTeamNames(client, teamId)),
    expiresAt: act.now + FOLLOWED_BY_SHOWN_MS,
    handoverId,
    reviewActId: null,
  });
}

/** Tells the patient that all was well; an earlier one that the home has not shown is old news. `false`: the act has told this patient already. */
export async function tellAllWell(
  client: Queryable,
  { text, reviewActId }: { text: LocalizedText; reviewActId: string },
  act: MessageAct,
): Promise<boolean> {
  const expiresAt = act.now + ALL_WELL_SHOWN_MS;
  const message = { ...act, kind: 'all-well', text, expiresAt, handoverId: null, reviewActId } as const;
  const told = await insertMessage(client, message);
  if (told) await replaceUnshown(client, act, ['all-well'], reviewActId);
  return told;
}

/**
 * Tells the patient what to measure when from now on, in the transaction that makes it so; null: nothing is asked for. What the home has not shown of an earlier plan
 * of the same follow-up is not sent again.
 */
export async function tellPlan(
  client: Queryable,
  { plan, teamId }: { plan: MeasuringPlan | null; teamId: string },
  act: MessageAct,
): Promise<void> {
  await replaceUnshown(client, act, ['measuring-plan']);
  const asked = (plan?.entries ?? []).map((entry) => ({
    ...entry,
    name: { nb: nameOfMetric(entry.metric, 'nb'), en: nameOfMetric(entry.metric, 'en') },
  }));
  await insertMessage(client, {
    ...act,
    kind: 'measuring-plan',
    text: planWords(await readTeamNames(client, teamId), asked),
    plan: plan ?? { timeZone: 'Europe/Oslo', entries: [], holidays: [] },
    expiresAt: act.now + PLAN_SHOWN_MS,
    handoverId: null,
    reviewActId: null,
  });
}

/** The follow-up has ended: a home that was told a plan is told that nothing more is asked for. */
export async function tellPlanIsOver(client: Queryable, teamId: string, act: MessageAct): Promise<void> {
  const { rowCount } = await client.query(
    `select from patient_message where episode_id = $1 and kind = 'measuring-plan' limit 1`,
    [act.episodeId],
  );
  if (rowCount !== 0) await tellPlan(client, { plan: null, teamId }, act);
}

async function replaceUnshown(
  client: Queryable,
  { episodeId, now }: MessageAct,
  kinds: readonly string[],
  butOfAct: string | null = null,
): Promise<void> {
  await client.query(
    `
      update patient_message set replaced_at = $2, next_attempt_at = null
      where episode_id = $1 and kind = any ($3::text[]) and next_attempt_at is not null
        and ($4::uuid is null or review_act_id is distinct from $4::uuid)
    `,
    [episodeId, new Date(now), kinds, butOfAct],
  );
}

/** Puts a message in the outbox, due at once. `false`: the act has told this patient already. */
async function insertMessage(
  client: Queryable,
  message: MessageAct & {
    kind: PatientMessageKind;
    text: LocalizedText;
    plan?: MeasuringPlan;
    expiresAt: number;
    handoverId: string | null;
    reviewActId: string | null;
  },
): Promise<boolean> {
  const { episodeId, patientId, practitionerId, now, kind, text, plan, expiresAt, handoverId, reviewActId } = message;
  const { rowCount } = await client.query(
    `
      insert into patient_message (id, patient_id, episode_id, kind, text, handover_id, review_act_id, created_by, created_at, expires_at,
        next_attempt_at, plan)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $11)
      on conflict on constraint patient_message_once_per_review do nothing
    `,
    [
      randomUUID(),
      patientId,
      episodeId,
      kind,
      JSON.stringify(text),
      handoverId,
      reviewActId,
      practitionerId,
      new Date(now),
      new Date(expiresAt),
      plan === undefined ? null : JSON.stringify(plan),
    ],
  );
  return rowCount === 1;
}

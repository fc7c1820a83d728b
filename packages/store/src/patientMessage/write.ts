import { randomUUID } from 'node:crypto';
import {
  ALL_WELL_SHOWN_MS,
  type AskedFor,
  FOLLOWED_BY_SHOWN_MS,
  followedByWords,
  PLAN_SHOWN_MS,
  planWords,
} from '@samvakt/care';
import {
  type HomePlan,
  HomePlanSchema,
  type LocalizedText,
  type MeasuringPlan,
  type MeasuringPlanEntry,
  MeasuringPlanSchema,
  type PatientMessageKind,
} from '@samvakt/contract';
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
  await tellPlanAnew(client, teamId, act);
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

/** A plan to be told, by the team that asks for it; null: nothing is asked for. */
export type ToldPlan = {
  plan: MeasuringPlan | null;
  teamId: string;
};

/**
 * Tells the patient what to measure when from now on, in the transaction that makes it so. What the home has not shown of an earlier plan of the same follow-up is
 * not sent again.
 */
export async function tellPlan(client: Queryable, told: ToldPlan, act: MessageAct): Promise<void> {
  await replaceUnshown(client, act, ['measuring-plan']);
  await writePlan(client, told, act);
}

/** Puts a plan in the outbox: for whichever devices the patient has, or for the one that it has just come to. */
export async function writePlan(
  client: Queryable,
  { plan, teamId, deviceId = null }: ToldPlan & { deviceId?: string | null },
  act: MessageAct & { dueAt?: number },
): Promise<void> {
  const titles = await readFormTitles(client, act.episodeId);
  const asked = (plan?.entries ?? []).map((entry) => ({ ...entry, ...calledAs(entry, titles) }));
  await insertMessage(client, {
    ...act,
    kind: 'measuring-plan',
    text: planWords(await readTeamNames(client, teamId), asked, deviceId === null),
    plan: planForHome(plan ?? { timeZone: 'Europe/Oslo', entries: [], holidays: [] }, titles),
    expiresAt: (act.dueAt ?? act.now) + PLAN_SHOWN_MS,
    handoverId: null,
    reviewActId: null,
    deviceId,
  });
}

type Titles = ReadonlyMap<string, LocalizedText>;

/** What the protocol in force calls its forms, by URL. */
async function readFormTitles(client: Queryable, episodeId: string): Promise<Titles> {
  const { rows } = await client.query<{ url: string; title: LocalizedText }>(
    `
      select asked ->> 'url' as url, asked -> 'title' as title
      from episode join protocol on (protocol.id, protocol.version) = (protocol_id, protocol_version)
      cross join lateral jsonb_array_elements(coalesce(body -> 'questionnaires', '[]')) as asked
      where episode.id = $1
    `,
    [episodeId],
  );
  return new Map(rows.map(({ url, title }) => [url, title]));
}

function calledAs({ metric, questionnaire }: MeasuringPlanEntry, titles: Titles): Pick<AskedFor, 'name' | 'isForm'> {
  if (metric !== undefined) return { name: { nb: nameOfMetric(metric, 'nb'), en: nameOfMetric(metric, 'en') } };
  return { name: titles.get(questionnaire) ?? { nb: questionnaire, en: questionnaire }, isForm: true };
}

/** The forms in a list of their own: see `HomePlan`. */
function planForHome({ timeZone, entries, holidays }: MeasuringPlan, titles: Titles): HomePlan {
  const forms = entries.flatMap((entry) =>
    entry.questionnaire === undefined ? [] : [{ ...entry, title: calledAs(entry, titles).name }],
  );
  const measured = entries.filter((entry) => entry.metric !== undefined);
  return { timeZone, entries: measured, ...(forms.length > 0 && { forms }), holidays };
}

/** The plan as it was before it was written for a home. */
function planOfHome(stored: unknown): MeasuringPlan {
  const { forms = [], ...plan } = HomePlanSchema.parse(stored);
  return MeasuringPlanSchema.parse({ ...plan, entries: [...plan.entries, ...forms] });
}

/** The follow-up has ended: a home that was sent a plan is told that nothing more is asked for; one that was not is never told of it. */
export async function tellPlanIsOver(client: Queryable, teamId: string, act: MessageAct): Promise<void> {
  const { rowCount } = await client.query(
    `select from patient_message where episode_id = $1 and kind = 'measuring-plan' and attempts > 0 limit 1`,
    [act.episodeId],
  );
  if (rowCount === 0) await replaceUnshown(client, act, ['measuring-plan']);
  else await tellPlan(client, { plan: null, teamId }, act);
}

/** Another team follows from now on: a plan that the home has not yet shown says whom to call, and is said anew with that team's name and telephone. */
async function tellPlanAnew(client: Queryable, teamId: string, act: MessageAct): Promise<void> {
  const { rows } = await client.query<{ plan: unknown; deviceId: string | null }>(
    `
      select plan, device_id as "deviceId" from patient_message
      where episode_id = $1 and kind = 'measuring-plan' and next_attempt_at is not null and expires_at > $2 order by created_at, id
    `,
    [act.episodeId, new Date(act.now)],
  );
  if (rows.length === 0) return;
  await replaceUnshown(client, act, ['measuring-plan']);
  for (const { plan, deviceId } of rows) {
    await writePlan(client, { plan: planOfHome(plan), teamId, deviceId }, act);
  }
}

/** What the home has not shown of these kinds about the follow-up is not true any more, and is not sent again. */
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

/** Puts a message in the outbox, due at once or at `dueAt`. `false`: the act has told this patient already. */
async function insertMessage(
  client: Queryable,
  message: MessageAct & {
    kind: PatientMessageKind;
    text: LocalizedText;
    plan?: HomePlan;
    expiresAt: number;
    handoverId: string | null;
    reviewActId: string | null;
    deviceId?: string | null;
    dueAt?: number;
  },
): Promise<boolean> {
  const { episodeId, patientId, practitionerId, now, kind, text, plan, expiresAt, handoverId, reviewActId } = message;
  const { deviceId = null, dueAt = now } = message;
  const { rowCount } = await client.query(
    `
      insert into patient_message (id, patient_id, episode_id, kind, text, handover_id, review_act_id, created_by, created_at, expires_at,
        next_attempt_at, plan, device_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
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
      new Date(dueAt),
      plan === undefined ? null : JSON.stringify(plan),
      deviceId,
    ],
  );
  return rowCount === 1;
}

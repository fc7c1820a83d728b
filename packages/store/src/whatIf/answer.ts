import { planAsIfFrom } from '@samvakt/care';
import { METRIC_CODES, type MeasuringPlan, type MetricCode, type PresentSetting } from '@samvakt/contract';
import {
  applyLimits,
  type CompiledProtocol,
  compileProtocol,
  type Limits,
  type Pause,
  type PlanVersion,
  type Protocol,
  type RealEvent,
  type ThresholdBand,
  thresholdBands,
  type WhatIf,
  warmUpOf,
  whatIf,
} from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readTriagePauses } from '../pause/judgedBy.ts';
import { readOwnPlans } from '../plan/judgedBy.ts';
import { readNewestLimits } from '../protocol/adopt.ts';
import { readAnswers } from '../replay/answers.ts';
import { areOurs, isOurs, readFacts, readOthers, readProtocol } from '../replay/lived.ts';
import { countReadings, readReadings } from '../replay/readings.ts';
import { JUDGED_BEFORE_START_MS } from '../triage/route.ts';
import { readPresentSetting } from './presentSetting.ts';
import type { Proposed } from './shown.ts';

/**
 * What would have been in the last `days`, up to the instant `now`, had the patient had these own numbers (none: the protocol's), had another
 * protocol version judged, with the patient's limits as they are, or had this measuring plan (null: the protocol's) held instead of the one that holds now.
 */
export type WhatIfQuestion = {
  episodeId: string;
  days: number;
  now: number;
  proposed: Proposed;
};

/**
 * `bands`: the limits of the proposed setting, by metric. `replayedFrom`: null where the whole follow-up was replayed; otherwise from when (epoch milliseconds): what had opened before
 * that may be told as opened anew. `too-many-readings`: more than one answer may take.
 */
export type WhatIfAnswer =
  | {
      ok: true;
      whatIf: WhatIf;
      present: PresentSetting;
      bands: Partial<Record<MetricCode, ThresholdBand[]>>;
      replayedFrom: number | null;
    }
  | { ok: false; reason: 'no-such-episode' | 'too-many-readings' };

/**
 * A year of minute data of one metric, and some more. With no more the whole follow-up is replayed, so that all that stands open and all that was closed before is as it was; with more
 * the time that is asked for, and one window of the protocol before it.
 */
const MOST_READINGS = 600_000;

const DAY = 86_400_000;

/**
 * Reads the history once and replays it under the present setting and the proposed one. All that is needed is read here, so that this may run in a
 * thread of its own.
 */
export async function answerWhatIf(client: Queryable, question: WhatIfQuestion): Promise<WhatIfAnswer> {
  const { episodeId, days, now } = question;
  const facts = await readFacts(client, episodeId);
  if (facts === null) return { ok: false, reason: 'no-such-episode' };
  const { patientId, startedAt } = facts;
  const protocol = await readProtocol(client, facts);
  const pauses = (await readTriagePauses(client, [episodeId])).get(episodeId)?.pauses ?? [];
  const plans = (await readOwnPlans(client, [episodeId])).get(episodeId) ?? [];
  const limits = await readNewestLimits(client, episodeId);
  const other = await proposedOf(client, question.proposed, { protocol, limits });
  const from = Math.max(startedAt, now - days * DAY);
  const beginning = startedAt - JUDGED_BEFORE_START_MS;
  const isTooMuch = async (begun: number): Promise<boolean> =>
    (await countReadings(client, { patientId, from: begun, until: now, atMost: MOST_READINGS + 1 })) > MOST_READINGS;
  const window = Math.max(warmUpOf(protocol), warmUpOf(other.protocol));
  const isWhole = !(await isTooMuch(beginning));
  const warm = isWhole ? beginning : Math.max(beginning, from - window);
  // Where the follow-up began later than the warm-up would, its own beginning counts, with the day before it.
  const since = Math.max(startedAt, warm);
  const asked = plansAsked(question.proposed, plans, { from, until: now });
  const present = compiled({ protocol, limits, pauses, plans: asked.present }, now);
  const proposed = compiled({ ...other, pauses, plans: asked.proposed }, now);
  if (!isWhole && (await isTooMuch(warm))) return { ok: false, reason: 'too-many-readings' };
  const span = { patientId, from: warm, until: now };
  const all = await readReadings(client, { ...span, receivedUntil: now });
  const others = await readOthers(client, { patientId, episodeId });
  const given = { startedAt, own: present, others };
  const givenProposed = { startedAt, own: proposed, others };
  const readings = all.filter((reading) => isOurs(reading, given));
  const proposedReadings = all.filter((reading) => isOurs(reading, givenProposed));
  const answered = await readAnswers(client, { ...span, receivedUntil: now });
  const answers = answered.filter((event) => areOurs(event, given));
  const proposedAnswers = answered.filter((event) => areOurs(event, givenProposed));
  const events = await readRealEvents(client, { episodeId, from, until: now });
  const data = { readings, proposedReadings, answers, proposedAnswers };
  return {
    ok: true,
    whatIf: whatIf({ since, from, until: now, ...data, events, present, proposed }),
    present: await readPresentSetting(client, question),
    replayedFrom: isWhole ? null : since,
    bands: Object.fromEntries(METRIC_CODES.map((metric) => [metric, thresholdBands(proposed.effective, metric)])),
  };
}

async function proposedOf(
  client: Queryable,
  proposed: WhatIfQuestion['proposed'],
  { protocol, limits }: { protocol: Protocol; limits: Limits | null },
): Promise<{ protocol: Protocol; limits: Limits | null }> {
  if (proposed.type === 'plan') return { protocol, limits };
  if (proposed.type === 'values') return { protocol, limits: asIfConfirmed(proposed.values) };
  const { id, version } = proposed;
  return { protocol: await readProtocol(client, { protocolId: id, protocolVersion: version }), limits };
}

/**
 * The plans as they came to be; where a plan is proposed, both it and the one that holds now as if they had held since `from`, and nothing had been asked for before: what
 * either misses is missed in the time that is asked about.
 */
function plansAsked(
  proposed: Proposed,
  plans: readonly PlanVersion[],
  span: { from: number; until: number },
): Record<'present' | 'proposed', readonly PlanVersion[]> {
  if (proposed.type !== 'plan') return { present: plans, proposed: plans };
  const throughout = (plan: MeasuringPlan | null) => [
    { version: null, since: 0, plan: NOTHING },
    { version: null, since: span.from, plan: plan && planAsIfFrom(plan, span) },
  ];
  return { present: throughout(plans.at(-1)?.plan ?? null), proposed: throughout(proposed.plan) };
}

const NOTHING: MeasuringPlan = { timeZone: 'UTC', entries: [], holidays: [] };

type Setting = {
  protocol: Protocol;
  limits: Limits | null;
  pauses: readonly Pause[];
  plans: readonly PlanVersion[];
};

const compiled = ({ protocol, limits, pauses, plans }: Setting, now: number): CompiledProtocol =>
  compileProtocol(applyLimits(protocol, limits, now, pauses, plans));

/** A question may be asked of any number; whether it may hold is decided when it is to be saved. */
function asIfConfirmed(values: Readonly<Record<string, number>>): Limits {
  return {
    version: 1,
    values: { ...values },
    reason: '-',
    author: 'asks',
    since: 0,
    until: null,
    confirmedBy: 'nobody yet',
  };
}

/** The outcomes that say that something serious had happened. */
const SERIOUS = ['sent-to-gp', 'sent-to-hospital', 'emergency'];

async function readRealEvents(
  client: Queryable,
  { episodeId, from, until }: { episodeId: string; from: number; until: number },
): Promise<RealEvent[]> {
  const { rows } = await client.query<{ alertId: string; at: Date; outcome: string }>(
    `
      select id as "alertId", resolved_at as at, outcome from alert
      where episode_id = $1 and outcome = any ($2::text[]) and resolved_at >= $3 and resolved_at < $4 order by resolved_at
    `,
    [episodeId, SERIOUS, new Date(from), new Date(until)],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

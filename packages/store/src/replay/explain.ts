import { type Evidence, LimitsSchema, type Protocol, type Rerun, rerunJudgement } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readOwn } from '../own/unreadable.ts';
import { readProtocols } from '../reading/protocol.ts';
import { readLivedHistory } from './lived.ts';

/**
 * The patient's limits that held when the alert was judged, and who set them. Instants are epoch milliseconds; `setBy` null: the installation; `confirmedBy` null: they needed no second
 * person.
 */
export type JudgingLimits = {
  version: number;
  setBy: string | null;
  confirmedBy: string | null;
  setAt: number;
  until: number | null;
  reason: string;
};

/** What an alert rests on, and what the engine says when it is given the same again. */
export type Explanation = {
  alertId: string;
  episodeId: string;
  evidence: Evidence;
  protocol: Protocol;
  limits: JudgingLimits | null;
  /** When the platform came to the judgement; null where it was not kept. */
  judgedAt: number | null;
  /** How many readings, responses, closes and ticks the engine was given again. */
  given: { readings: number; answers: number; closes: number; ticks: number };
  rerun: Rerun;
};

/** Reads all that one alert was judged from and judges it again. Null: no such alert. */
export async function explainAlert(client: Queryable, alertId: string): Promise<Explanation | null> {
  const { rows } = await client.query<{
    episodeId: string;
    evidence: Evidence;
    judgedAt: Date | null;
    updatedAt: Date;
  }>(
    `
      select episode_id as "episodeId", evidence, judged_at as "judgedAt", updated_at as "updatedAt" from alert where id = $1
    `,
    [alertId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { episodeId, evidence, judgedAt, updatedAt } = row;
  const until = (judgedAt ?? updatedAt).getTime();
  const history = await readLivedHistory(client, { episodeId, until });
  const judging = history?.settings.findLast(({ from }) => from <= until) ?? history?.settings[0];
  // Evidence that names a version which is not registered is told in the words of the one that judged then; judging it again says that it differs.
  const [protocol = judging?.protocol.effective.protocol] = await readProtocols(client, [evidence.protocol]);
  if (history === null || protocol === undefined) throw new Error(`alert ${alertId}: what judged it is not there`);
  const { readings, answers = [], closes, ticks } = history;
  return {
    alertId,
    episodeId,
    evidence,
    protocol,
    limits: await readJudgingLimits(client, { episodeId, version: evidence.limitsVersion, at: until }),
    judgedAt: judgedAt?.getTime() ?? null,
    given: {
      readings: readings.length,
      answers: answers.length,
      closes: closes.filter(({ at }) => at <= until).length,
      ticks: ticks.filter((at) => at <= until).length,
    },
    rerun: rerunJudgement(history, evidence, until),
  };
}

/** Null also where the newest version of the limits had ended by then, or gave all of them up: the protocol's own numbers judged. */
async function readJudgingLimits(
  client: Queryable,
  { episodeId, version, at }: { episodeId: string; version: number | null; at: number },
): Promise<JudgingLimits | null> {
  if (version === null) return null;
  const { rows } = await client.query<{ body: unknown; setBy: string | null; confirmedBy: string | null; setAt: Date }>(
    `
      select body, set_at as "setAt", (select name from practitioner where id = set_by) as "setBy",
        (select name from practitioner where id::text = body ->> 'confirmedBy') as "confirmedBy"
      from limits where episode_id = $1 and version = $2
    `,
    [episodeId, version],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { until, reason, values } = readOwn(LimitsSchema, row.body, { episodeId, setting: 'limits' });
  if (Object.keys(values).length === 0 || (until !== null && until <= at)) return null;
  return { version, setBy: row.setBy, confirmedBy: row.confirmedBy, setAt: row.setAt.getTime(), until, reason };
}

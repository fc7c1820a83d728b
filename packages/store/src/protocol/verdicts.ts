import {
  applyLimits,
  compileProtocol,
  foldEvents,
  initialState,
  leavesOfRule,
  openAlerts,
  replayHistory,
  subjectsOfLeaf,
  warmUpOf,
} from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readTriagePauses } from '../pause/judgedBy.ts';
import { readOwnPlans } from '../plan/judgedBy.ts';
import type { ProtocolKey } from '../reading/protocol.ts';
import { readAnswers } from '../replay/answers.ts';
import { areOurs, isOurs, readFacts, readOthers, readProtocol } from '../replay/lived.ts';
import { readReadings } from '../replay/readings.ts';
import { JUDGED_BEFORE_START_MS } from '../triage/route.ts';
import { readNewestLimits } from './adopt.ts';

/** `none`: the version would have raised nothing; `nothing-measured`: there is nothing to judge. */
type ProtocolVerdict = {
  alertId: string;
  verdict: 'red' | 'yellow' | 'none' | 'no-such-rule' | 'nothing-measured';
  /** Whether the version would say it still; null of what it would not have raised. */
  holdsNow: boolean | null;
};
export type ProtocolVerdicts = { protocol: ProtocolKey; verdicts: ProtocolVerdict[] };

/**
 * What the version in force says of the open alerts that another version raised: the history since before the oldest of them, judged by it alone from the start.
 * Nothing is changed. Reviews and what is told of devices are the engine's own and no version's. Null: no such episode.
 */
export async function judgeByVersionInForce(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<ProtocolVerdicts | null> {
  const facts = await readFacts(client, episodeId);
  if (facts === null) return null;
  const key = { id: facts.protocolId, version: facts.protocolVersion };
  const raised = await readRaisedByOthers(client, episodeId, key);
  if (raised.length === 0) return { protocol: key, verdicts: [] };
  const protocol = await readProtocol(client, facts);
  const pauses = (await readTriagePauses(client, [episodeId])).get(episodeId)?.pauses ?? [];
  const plans = (await readOwnPlans(client, [episodeId])).get(episodeId) ?? [];
  const limits = await readNewestLimits(client, episodeId);
  const compiled = compileProtocol(applyLimits(protocol, limits, now, pauses, plans));
  const { patientId, startedAt } = facts;
  const warm = Math.min(...raised.map(({ openedAt }) => openedAt)) - warmUpOf(protocol);
  const since = Math.max(startedAt, warm);
  const span = {
    patientId,
    from: Math.max(startedAt - JUDGED_BEFORE_START_MS, warm),
    until: now + 1,
    receivedUntil: now,
  };
  const others = await readOthers(client, { patientId, episodeId });
  const given = { startedAt, own: compiled, others };
  const readings = (await readReadings(client, span)).filter((reading) => isOurs(reading, given));
  const answers = (await readAnswers(client, span)).filter((event) => areOurs(event, given));
  const events = [...readings, ...answers];
  const replayed = replayHistory(compiled, since, events, now);
  const { state } = foldEvents(compiled, initialState(compiled, since), [...events, { type: 'tick', at: now }]);
  const standing = new Map(openAlerts(compiled, state).map((alert) => [alert.ruleId, alert.present !== null]));
  const verdicts = raised.map(({ alertId, ruleId, openedAt, kind }): ProtocolVerdict => {
    const rule = compiled.rules.find(({ declared }) => declared.id === ruleId);
    if (rule === undefined) return { alertId, verdict: 'no-such-rule', holdsNow: null };
    const subjects = new Set([...leavesOfRule(rule.declared)].flatMap((leaf) => [...subjectsOfLeaf(leaf)]));
    const isOfRule = (event: (typeof events)[number]) =>
      subjects.has(event.type === 'answered' ? event.questionnaire : event.metric);
    if (kind === 'clinical' && !events.some(isOfRule)) {
      return { alertId, verdict: 'nothing-measured', holdsNow: null };
    }
    const would = replayed.filter(
      (one) => one.ruleId === ruleId && (one.closedAt === null || one.closedAt >= openedAt),
    );
    if (would.length === 0) return { alertId, verdict: 'none', holdsNow: null };
    const verdict = would.some(({ severity }) => severity === 'red') ? 'red' : 'yellow';
    return { alertId, verdict, holdsNow: standing.get(ruleId) ?? false };
  });
  return { protocol: key, verdicts };
}

type Raised = { alertId: string; ruleId: string; kind: string; openedAt: number };

async function readRaisedByOthers(client: Queryable, episodeId: string, key: ProtocolKey): Promise<Raised[]> {
  const { rows } = await client.query<Omit<Raised, 'openedAt'> & { openedAt: Date }>(
    `
      select id as "alertId", rule_id as "ruleId", kind, opened_at as "openedAt" from alert
      where episode_id = $1 and status <> 'resolved' and kind <> 'review' and evidence -> 'device' is null
        and (protocol_id, protocol_version) <> ($2, $3)
      order by opened_at, id
    `,
    [episodeId, key.id, key.version],
  );
  return rows.map((row) => ({ ...row, openedAt: row.openedAt.getTime() }));
}

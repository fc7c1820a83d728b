import {
  type AnsweredEvent,
  alertsToRead,
  compareEvents,
  type Evidence,
  foldEvents,
  initialState,
  responsesOf,
  type TriageState,
} from '@samvakt/triage';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { Folded } from '../triage/fold.ts';

/** Keeps which follow-up judged which response. */
export async function keepJudged(client: Queryable, folded: readonly Folded[]): Promise<void> {
  const judged = folded.flatMap(({ episode: { episodeId }, events }) =>
    events.flatMap((event) => (event.type === 'answered' ? { episodeId, responseId: event.responseId } : [])),
  );
  if (judged.length === 0) return;
  await client.query(
    'insert into questionnaire_response_judged (episode_id, response_id) select * from unnest($1::uuid[], $2::uuid[])',
    [plainColumn(judged.map(({ episodeId }) => episodeId)), plainColumn(judged.map(({ responseId }) => responseId))],
  );
}

/**
 * Each response of a batch with the state into which it was folded last: what asks somebody to read it must not hang on what came in the same batch and
 * was answered after it.
 */
function afterEachResponse({
  episode,
  protocol,
  state,
  events,
}: Folded): { event: AnsweredEvent; state: TriageState }[] {
  const answered = events.filter((event) => event.type === 'answered');
  if (answered.length < 2) return answered.map((event) => ({ event, state }));
  const before = episode.state ?? initialState(protocol, episode.startedAt);
  let reached = foldEvents(
    protocol,
    before,
    events.filter(({ type }) => type !== 'answered'),
  ).state;
  return answered.toSorted(compareEvents).map((event) => {
    reached = foldEvents(protocol, reached, [event]).state;
    return { event, state: reached };
  });
}

/**
 * Keeps which alerts ask somebody to read which responses: those that stand open about a response that has just come, and those that rest on one by now.
 * Call it after the alerts are written, in the same transaction.
 */
export async function keepAlertsToRead(
  client: Queryable,
  folded: readonly Folded[],
  touched: readonly { episodeId: string; alert: { ruleId: string; evidence: Evidence } }[],
): Promise<void> {
  const asked = folded.flatMap((one) =>
    afterEachResponse(one).flatMap(({ event, state }) =>
      alertsToRead(one.protocol, state, event).map((ruleId) => ({
        episodeId: one.episode.episodeId,
        ruleId,
        responseId: event.responseId,
      })),
    ),
  );
  const rested = touched.flatMap(({ episodeId, alert: { ruleId, evidence } }) =>
    responsesOf(evidence).map((responseId) => ({ episodeId, ruleId, responseId })),
  );
  const all = [...asked, ...rested];
  if (all.length === 0) return;
  await client.query(
    `
      insert into questionnaire_response_alert (response_id, alert_id)
      select distinct given.response_id, alert.id
      from unnest($1::uuid[], $2::text[], $3::uuid[]) as given (episode_id, rule_id, response_id)
      join alert on alert.episode_id = given.episode_id and alert.rule_id = given.rule_id and alert.status <> 'resolved'
      on conflict do nothing
    `,
    [
      plainColumn(all.map(({ episodeId }) => episodeId)),
      textColumn(all.map(({ ruleId }) => ruleId)),
      plainColumn(all.map(({ responseId }) => responseId)),
    ],
  );
}

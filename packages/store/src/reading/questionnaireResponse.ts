import type { AlertToRead, Answer, Colour, QuestionnaireKey } from '@samvakt/contract';
import type { QuestionnaireResult } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy } from './fragment.ts';

/** An answered form as it is stored, with the alerts that ask somebody to read it, oldest first. */
export type QuestionnaireResponseRow = QuestionnaireKey & {
  id: string;
  answeredAt: string;
  receivedAt: string;
  result: QuestionnaireResult;
  answers: { answer: Answer; colour: Colour | null }[];
  alerts: AlertToRead[];
};

type Row = Omit<QuestionnaireResponseRow, 'answers'> & { answers: StoredAnswer[] };
type StoredAnswer = {
  linkId: string;
  code: string | null;
  number: number | null;
  truth: boolean | null;
  text: string | null;
  colour: Colour | null;
};

const RESPONSE = `
  select response.id, questionnaire_url as url, questionnaire_version as version, ${iso('authored_at')} as "answeredAt",
    ${iso('received_at')} as "receivedAt", result,
    (select coalesce(jsonb_agg(jsonb_build_object('linkId', link_id, 'code', code, 'number', number, 'truth', truth, 'text', text,
       'colour', colour) order by place), '[]')
     from questionnaire_answer where response_id = response.id) as answers,
    (select coalesce(jsonb_agg(jsonb_build_object('id', alert.id, 'severity', alert.severity, 'status', alert.status,
       'claimedBy', ${practitionerBy('alert.claimed_by')}, 'resolvedBy', ${practitionerBy('alert.resolved_by')},
       'resolvedAt', ${iso('alert.resolved_at')}, 'outcome', alert.outcome) order by alert.opened_at, alert.id), '[]')
     from questionnaire_response_alert as asked join alert on alert.id = asked.alert_id
     where asked.response_id = response.id and alert.episode_id = $1) as alerts
  from questionnaire_response_judged as judged join questionnaire_response as response on response.id = judged.response_id
  where judged.episode_id = $1
`;

/**
 * The forms that an episode judged, the latest answered first. `before` is the id of the last one of the page before; null for the first page, and of
 * `nextBefore` on the last. An id that is none of the episode's has nothing after it.
 */
export async function readQuestionnaireResponses(
  client: Queryable,
  { episodeId, before, limit }: { episodeId: string; before: string | null; limit: number },
): Promise<{ responses: QuestionnaireResponseRow[]; nextBefore: string | null }> {
  const { rows } = await client.query<Row>(
    `
      ${RESPONSE}
        and ($2::uuid is null or (authored_at, response.id) < (
          select last.authored_at, last.id from questionnaire_response as last
          join questionnaire_response_judged as shown on shown.response_id = last.id and shown.episode_id = $1
          where last.id = $2
        ))
      order by authored_at desc, response.id desc
      limit $3
    `,
    [episodeId, before, limit + 1],
  );
  const responses = rows.slice(0, limit).map(answered);
  return { responses, nextBefore: rows.length > limit ? (responses.at(-1)?.id ?? null) : null };
}

/** One of them; null where the episode judged no such form. */
export async function readQuestionnaireResponse(
  client: Queryable,
  { episodeId, responseId }: { episodeId: string; responseId: string },
): Promise<QuestionnaireResponseRow | null> {
  const { rows } = await client.query<Row>(`${RESPONSE} and response.id = $2`, [episodeId, responseId]);
  return rows.map(answered)[0] ?? null;
}

function answered({ answers, ...row }: Row): QuestionnaireResponseRow {
  return { ...row, answers: answers.map((one) => ({ answer: answerOf(one), colour: one.colour })) };
}

/** One of the four is there: a constraint of the table holds it. */
function answerOf({ linkId, code, number, truth, text }: StoredAnswer): Answer {
  if (code !== null) return { linkId, type: 'choice', code };
  if (number !== null) return { linkId, type: 'integer', value: number };
  if (truth !== null) return { linkId, type: 'boolean', value: truth };
  return { linkId, type: 'text', text: text ?? '' };
}

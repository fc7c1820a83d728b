import { parseQuestionnaire } from '@samvakt/contract';
import type { AnsweredEvent, QuestionnaireResult } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import type { ReadingSpan } from './readings.ts';

type Row = {
  responseId: string;
  questionnaire: string;
  version: string;
  at: Date;
  receivedAt: Date;
  result: QuestionnaireResult;
  body: unknown;
};

/** A patient's responses in [from, until), and of those only what had been received by `receivedUntil`, in the order of their instants: what triage was given of them. */
export async function readAnswers(client: Queryable, span: ReadingSpan): Promise<AnsweredEvent[]> {
  const { rows } = await client.query<Row>(
    `
      select questionnaire_response.id as "responseId", questionnaire_url as questionnaire, questionnaire_version as version,
        authored_at as at, received_at as "receivedAt", result, questionnaire.body
      from questionnaire_response join questionnaire on url = questionnaire_url and version = questionnaire_version
      where patient_id = $1 and authored_at >= $2 and authored_at < $3 and received_at <= $4
      order by authored_at, questionnaire_response.id
    `,
    [span.patientId, new Date(span.from), new Date(span.until), new Date(span.receivedUntil)],
  );
  return rows.map(({ body, at, receivedAt, ...row }) => {
    const title = parseQuestionnaire(body).questionnaire?.title ?? { nb: row.questionnaire, en: row.questionnaire };
    return { type: 'answered', ...row, title, at: at.getTime(), receivedAt: receivedAt.getTime() };
  });
}

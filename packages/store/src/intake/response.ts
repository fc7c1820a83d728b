import { createHash, randomUUID } from 'node:crypto';
import {
  type Answer,
  canonicalOf,
  type Fault,
  type GivenResponse,
  judgeAnswers,
  type Questionnaire,
  questionsOf,
} from '@samvakt/contract';
import { colourOfAnswer, resultOf } from '@samvakt/triage';
import { idColumn, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { Assignments } from './assignment.ts';
import type { PatientResponse } from './received.ts';

/** What a response is judged by: who had the device, and the questionnaires that are registered. */
export type JudgedWith = { assignments: Assignments; questionnaires: ReadonlyMap<string, Questionnaire> };

/** The response as its patient's, judged against its questionnaire; or why it is not taken. */
export function judgeResponse(
  given: GivenResponse,
  { deviceId, receivedAt, place }: { deviceId: string; receivedAt: number; place: number },
  { assignments, questionnaires }: JudgedWith,
): { response: PatientResponse } | { faults: readonly Fault[] } {
  const { url, version, authoredAt } = given;
  const questionnaire = questionnaires.get(canonicalOf(given));
  if (!questionnaire) {
    const text = `/questionnaire: ${url}, version ${version}, is not registered`;
    return { faults: [{ path: '/questionnaire', code: 'questionnaire-unknown', text }] };
  }
  const patientId = assignments.patientAt(deviceId, authoredAt);
  if (patientId === undefined) {
    const text = `/authored: nobody had the device ${deviceId} at ${new Date(authoredAt).toISOString()}`;
    return { faults: [{ path: '/authored', code: 'device-unassigned', text }] };
  }
  const { answers, faults } = judgeAnswers(questionnaire, given);
  if (!answers) return { faults };
  return {
    response: {
      id: randomUUID(),
      patientId,
      deviceId,
      url,
      version,
      title: questionnaire.title,
      authoredAt,
      receivedAt,
      body: given.text,
      answers: withColours(questionnaire, answers),
      result: resultOf(questionnaire, answers),
      message: place,
    },
  };
}

function withColours(questionnaire: Questionnaire, answers: readonly Answer[]): PatientResponse['answers'] {
  const questions = new Map(questionsOf(questionnaire.items).map((question) => [question.linkId, question]));
  return answers.map((answer) => {
    const question = questions.get(answer.linkId);
    return { answer, colour: question ? colourOfAnswer(question, answer) : null };
  });
}

/** Inserts responses that are all new. One that is there already, or stands twice among them, fails with SQLSTATE 23505. */
export async function insertAllResponses(client: Queryable, responses: readonly PatientResponse[]): Promise<void> {
  if (responses.length === 0) return;
  await Promise.all([client.query(INSERT, columnsOf(responses)), insertAnswers(client, responses)]);
}

/** Inserts those that are not there and says of each whether it is new (true) or was there already (false). */
export async function insertMissingResponses(
  client: Queryable,
  responses: readonly PatientResponse[],
): Promise<boolean[]> {
  if (responses.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(
    `${INSERT} on conflict on constraint questionnaire_response_once do nothing returning id`,
    columnsOf(responses),
  );
  const inserted = new Set(rows.map(({ id }) => id));
  await insertAnswers(
    client,
    responses.filter(({ id }) => inserted.has(id)),
  );
  return responses.map(({ id }) => inserted.has(id));
}

const INSERT = `
  insert into questionnaire_response (id, patient_id, device_id, questionnaire_url, questionnaire_version, authored_at, received_at,
    body, answers_sha256, result)
  select id, patient_id, device_id, url, version, to_timestamp(authored_ms / 1000.0), to_timestamp(received_ms / 1000.0), body, digest, result
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::double precision[], $7::bytea[], $8::double precision[],
      $9::json[], $10::jsonb[])
    as given (id, patient_id, device_id, url, version, authored_ms, digest, received_ms, body, result)
`;

function columnsOf(responses: readonly PatientResponse[]): string[] {
  return [
    plainColumn(responses.map((response) => response.id)),
    ...naturalColumns(responses),
    plainColumn(responses.map((response) => response.receivedAt)),
    textColumn(responses.map((response) => response.body)),
    textColumn(responses.map((response) => JSON.stringify(response.result))),
  ];
}

async function insertAnswers(client: Queryable, responses: readonly PatientResponse[]): Promise<void> {
  const rows = responses.flatMap(({ id, answers }) =>
    answers.map(({ answer, colour }, place) => ({ id, place, answer, colour })),
  );
  if (rows.length === 0) return;
  const of = (type: Answer['type'], value: (answer: Answer) => string | null) =>
    textColumn(rows.map(({ answer }) => (answer.type === type ? value(answer) : null)));
  await client.query(
    `
      insert into questionnaire_answer (response_id, link_id, place, code, number, truth, text, colour)
      select * from unnest($1::uuid[], $2::text[], $3::smallint[], $4::text[], $5::smallint[], $6::boolean[], $7::text[], $8::text[])
    `,
    [
      plainColumn(rows.map(({ id }) => id)),
      textColumn(rows.map(({ answer }) => answer.linkId)),
      plainColumn(rows.map(({ place }) => place)),
      of('choice', (answer) => ('code' in answer ? answer.code : null)),
      of('integer', (answer) => ('value' in answer ? String(answer.value) : null)),
      of('boolean', (answer) => ('value' in answer ? String(answer.value) : null)),
      of('text', (answer) => ('text' in answer ? answer.text : null)),
      textColumn(rows.map(({ colour }) => colour)),
    ],
  );
}

/** How many of these responses the store does not hold. */
export async function countUnstoredResponses(
  client: Queryable,
  responses: readonly PatientResponse[],
): Promise<number> {
  if (responses.length === 0) return 0;
  const { rows } = await client.query<{ count: number }>(
    `
      select count(*)::int as count
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::double precision[], $6::bytea[])
        as given (patient_id, device_id, url, version, authored_ms, digest)
      where not exists (
        select from questionnaire_response as known
        where known.patient_id = given.patient_id and known.questionnaire_url = given.url and known.questionnaire_version = given.version
          and known.authored_at = to_timestamp(given.authored_ms / 1000.0) and known.device_id = given.device_id
          and known.answers_sha256 = given.digest
      )
    `,
    naturalColumns(responses),
  );
  return rows[0]?.count ?? 0;
}

/** What makes a response the same as another: patient, device, questionnaire, instant, and every answer. */
function naturalColumns(responses: readonly PatientResponse[]): string[] {
  return [
    plainColumn(responses.map((response) => response.patientId)),
    idColumn(responses.map((response) => response.deviceId)),
    textColumn(responses.map((response) => response.url)),
    textColumn(responses.map((response) => response.version)),
    plainColumn(responses.map((response) => response.authoredAt)),
    textColumn(responses.map((response) => `\\x${digestOf(response)}`)),
  ];
}

function digestOf({ answers }: PatientResponse): string {
  return createHash('sha256')
    .update(JSON.stringify(answers.map(({ answer }) => answer)))
    .digest('hex');
}

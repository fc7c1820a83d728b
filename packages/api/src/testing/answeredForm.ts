import { randomUUID } from 'node:crypto';
import {
  type Answer,
  answersTopic,
  COPD_SYMPTOMS,
  decodeAnswers,
  encodeResponse,
  findQuestionnaire,
  type QuestionnaireKey,
  questionsOf,
} from '@samvakt/contract';
import { createTriageMemory, type Database, storeBatch } from '@samvakt/store';

/** An ordinary day in the COPD form, but for what is said: the code of an option, a number, yes or no, or a text. */
export function copdAnswers(said: Readonly<Record<string, string | number | boolean>> = {}): Answer[] {
  const form = findQuestionnaire(COPD_SYMPTOMS);
  return questionsOf(form?.questionnaire.items ?? []).flatMap((question): Answer[] => {
    const { linkId, type } = question;
    const own = said[linkId];
    if (type === 'choice') return [{ linkId, type, code: String(own ?? question.options[0]?.code) }];
    if (type === 'integer') return [{ linkId, type, value: Number(own ?? 2) }];
    if (own === undefined) return [];
    return type === 'boolean' ? [{ linkId, type, value: own === true }] : [{ linkId, type: 'text', text: String(own) }];
  });
}

/** Takes an answered form in as ingest does, and returns its id. The device must be on loan at the instant `at` (epoch milliseconds). */
export async function answerForm(
  database: Database,
  about: {
    deviceId: string;
    at: number;
    receivedAt?: number;
    answers?: readonly Answer[];
    form?: QuestionnaireKey;
  },
): Promise<string> {
  const { deviceId, at, receivedAt = at, answers = copdAnswers(), form = { url: COPD_SYMPTOMS, version: '1' } } = about;
  const text = encodeResponse({ queue: randomUUID(), number: 1 }, { ...form, authoredAt: at, answers });
  const payload = Buffer.from(text);
  const decoded = decodeAnswers({ payload, receivedAt });
  const message = { topic: answersTopic(deviceId), deviceId, payload, receivedAt, decoded };
  const [answer] = await database.transaction((client) =>
    storeBatch(client, [message], { now: receivedAt, memory: createTriageMemory() }),
  );
  if (answer?.receipt.status !== 'accepted') throw new Error(`the form was not taken: ${JSON.stringify(answer)}`);
  const { rows } = await database.pool.query<{ id: string }>(
    'select id from questionnaire_response where device_id = $1 and authored_at = $2 order by id',
    [deviceId, new Date(at)],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('the form is not stored');
  return id;
}

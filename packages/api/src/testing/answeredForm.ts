import { randomUUID } from 'node:crypto';
import { answersTopic, decodeAnswers, encodeResponse } from '@samvakt/contract';
import { copdForm, type Said } from '@samvakt/harness';
import { createTriageMemory, type Database, storeBatch } from '@samvakt/store';

/** Takes the COPD form in as ingest does, and returns the id of the response. The device must be on loan at the instant `at` (epoch milliseconds). */
export async function answerForm(
  database: Database,
  about: { deviceId: string; at: number; receivedAt?: number; said?: Said; version?: string },
): Promise<string> {
  const { deviceId, at, receivedAt = at, said, version = '2' } = about;
  const text = encodeResponse({ queue: randomUUID(), number: 1 }, { ...copdForm(at, said), version });
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

import pg from 'pg';
import { answerWhatIf, type WhatIfAnswer, type WhatIfQuestion } from './answer.ts';

/** What a thread is told: where the database is, and the question. */
export type WorkerTask = { connectionString: string; question: WhatIfQuestion };

/** Runs in a thread of its own, with a connection of its own, which is closed with the answer. */
export default async function work({ connectionString, question }: WorkerTask): Promise<WhatIfAnswer> {
  const client = new pg.Client({ connectionString, application_name: 'what-if' });
  await client.connect();
  try {
    // What is replayed must not move while it is read, and nothing may be written from here.
    await client.query('begin transaction isolation level repeatable read read only');
    return await answerWhatIf(client, question);
  } finally {
    await client.end();
  }
}

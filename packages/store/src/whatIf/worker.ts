import pg from 'pg';
import { SettingUnreadable } from '../own/unreadable.ts';
import { judgeByVersionInForce, type ProtocolVerdicts } from '../protocol/verdicts.ts';
import { type Explanation, explainAlert } from '../replay/explain.ts';
import { answerWhatIf, type WhatIfAnswer, type WhatIfQuestion } from './answer.ts';

/** What can be asked of a thread, and what it answers. */
export type Jobs = {
  'what-if': { given: WhatIfQuestion; answer: WhatIfAnswer };
  explain: { given: { alertId: string }; answer: Explanation | null };
  verdicts: { given: { episodeId: string; now: number }; answer: ProtocolVerdicts | null };
};

/** What a thread is told: where the database is, what to do, and about what. */
export type WorkerTask = {
  [Job in keyof Jobs]: { connectionString: string; job: Job; given: Jobs[Job]['given'] };
}[keyof Jobs];

/** What comes out of a thread. An error loses its kind on the way, so what of the patient's own cannot be read is told as such. */
export type WorkerAnswer =
  | { readonly answer: Jobs[keyof Jobs]['answer'] }
  | { readonly unreadable: Pick<SettingUnreadable, 'episodeId' | 'setting'> };

/** Runs in a thread of its own, with a connection of its own, which is closed with the answer. */
export default async function work(task: WorkerTask): Promise<WorkerAnswer> {
  const client = new pg.Client({ connectionString: task.connectionString, application_name: task.job });
  await client.connect();
  try {
    // What is replayed must not move while it is read, and nothing may be written from here.
    await client.query('begin transaction isolation level repeatable read read only');
    return { answer: await answerOf(client, task) };
  } catch (error) {
    if (!(error instanceof SettingUnreadable)) throw error;
    const { episodeId, setting } = error;
    return { unreadable: { episodeId, setting } };
  } finally {
    await client.end();
  }
}

async function answerOf(client: pg.Client, task: WorkerTask): Promise<Jobs[keyof Jobs]['answer']> {
  switch (task.job) {
    case 'what-if':
      return answerWhatIf(client, task.given);
    case 'explain':
      return explainAlert(client, task.given.alertId);
    case 'verdicts':
      return judgeByVersionInForce(client, task.given);
  }
}

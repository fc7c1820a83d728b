import {
  applyDeviceWord,
  applyLoanEnd,
  applyTick,
  DEVICE_WORD_TASK,
  LOAN_END_TASK,
  TRIAGE_TICK_TASK,
} from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const TickSchema = z.object({ episodeId: z.uuid() });
const LoanEndSchema = z.object({ deviceId: z.string(), patientId: z.uuid() });
const WordSchema = z.object({ deviceId: z.string(), online: z.boolean(), at: z.number() });

/** Lets time pass for one episode: what was due and has not come is missing from now on. Sets the next timer itself. */
export const triageTick: Task = async (payload, { database, memory, now }) => {
  const { episodeId } = TickSchema.parse(payload);
  await database.transaction((client) => applyTick(client, { episodeId, now, memory }));
};

/** Tells the triage of whoever has the device on loan that it has no connection, or has one again. */
const deviceWord: Task = async (payload, { database, memory, now }) => {
  const word = WordSchema.parse(payload);
  await database.transaction((client) => applyDeviceWord(client, word, { now, memory }));
};

/** Nobody waits any more for what a device would have brought that the patient has given back. */
const loanEnd: Task = async (payload, { database, memory, now }) => {
  const ended = LoanEndSchema.parse(payload);
  await database.transaction((client) => applyLoanEnd(client, ended, { now, memory }));
};

export const triageTasks: Readonly<Record<string, Task>> = {
  [TRIAGE_TICK_TASK]: triageTick,
  [DEVICE_WORD_TASK]: deviceWord,
  [LOAN_END_TASK]: loanEnd,
};

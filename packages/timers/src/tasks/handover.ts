import {
  expireHandover,
  HANDOVER_EFFECT_TASK,
  HANDOVER_EXPIRY_TASK,
  HANDOVER_REMINDER_TASK,
  HANDOVER_REQUEST_LAPSE_TASK,
  HANDOVER_RETURN_TASK,
  lapseRequest,
  offerReturn,
  remindOfHandover,
  takeEffect,
} from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const HandoverSchema = z.object({ handoverId: z.uuid() });

/** Ends a handover that nobody decided before its deadline; the sender is still accountable. */
export const handoverExpiry: Task = async (payload, { database, now }) => {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => expireHandover(client, { handoverId, now }));
};

/** Offers a temporary handover back at its planned time; until that is accepted the team that has it stays accountable. */
const handoverReturn: Task = async (payload, { database, now }) => {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => offerReturn(client, { handoverId, now }));
};

/** What comes with a scheduled handover at its time; the responsibility itself passes by its boundary. */
const handoverEffect: Task = async (payload, { database, now }) => {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => takeEffect(client, { handoverId, now }));
};

/** Reminds the receiving team that an offer waits for its answer. */
const handoverReminder: Task = async (payload, { database, now }) => {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => remindOfHandover(client, { handoverId, now }));
};

const RequestSchema = z.object({ requestId: z.uuid() });

/** Ends a request for the responsibility that nobody has answered. */
const handoverRequestLapse: Task = async (payload, { database, now }) => {
  const { requestId } = RequestSchema.parse(payload);
  await database.transaction((client) => lapseRequest(client, { requestId, now }));
};

export const handoverTasks: Readonly<Record<string, Task>> = {
  [HANDOVER_EXPIRY_TASK]: handoverExpiry,
  [HANDOVER_EFFECT_TASK]: handoverEffect,
  [HANDOVER_REMINDER_TASK]: handoverReminder,
  [HANDOVER_RETURN_TASK]: handoverReturn,
  [HANDOVER_REQUEST_LAPSE_TASK]: handoverRequestLapse,
};

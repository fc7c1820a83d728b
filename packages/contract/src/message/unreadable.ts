import { MAX_MEASUREMENTS, type MessageId, MessageIdSchema } from './json.ts';
import { type Failure, failure, faultAt } from './judge.ts';
import type { Decoded } from './reading.ts';

/** A message of which nothing could be taken, for one reason. */
export function unreadable(id: MessageId | null, path: string, reason: Failure): Decoded {
  return { readable: false, id, faults: [faultAt(path, reason)] };
}

export function tooMany(count: number): Failure {
  return failure('too-many-measurements', `${count} measurements are more than the ${MAX_MEASUREMENTS} of one message`);
}

/** Queue and number of a document in our own format whose envelope is otherwise broken. */
export function recoverId(document: unknown): MessageId | null {
  return MessageIdSchema.safeParse(document).data ?? null;
}

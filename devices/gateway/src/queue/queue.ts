import {
  type DeviceReading,
  encode,
  encodeResponse,
  type MessageId,
  type OutgoingResponse,
  type Receipt,
} from '@samvakt/contract';

/**
 * Where messages wait for their receipts. A number is given out once and never again under the same queue id; a message that
 * `append` has returned is kept until it is removed or put aside.
 */
export interface MessageQueue {
  /** Makes ready what was left from before and returns the ids of all waiting messages, oldest first. */
  open(): Promise<readonly MessageId[]>;
  /** Returns when the message is as safe as this queue can make it. `sentAt` is epoch milliseconds. */
  append(content: MessageContent, sentAt: number): Promise<MessageId>;
  /** The payload, or undefined when it is gone or can no longer be read (which is logged and put aside). */
  read(id: MessageId): Promise<string | undefined>;
  /** The platform has it. */
  remove(id: MessageId): Promise<void>;
  /** The platform refuses it for ever; it is kept for a person to look at. */
  putAside(id: MessageId, receipt: Receipt): Promise<void>;
}

/** What one message holds: readings, or a patient's answers to one questionnaire. */
export type MessageContent = readonly DeviceReading[] | OutgoingResponse;

/** The payload of a message, whichever it holds. `sentAt`: epoch milliseconds. */
export function payloadOf(id: MessageId, content: MessageContent, sentAt: number): string {
  return 'url' in content ? encodeResponse(id, content) : encode({ ...id, sentAt, readings: content });
}

export function keyOf({ queue, number }: MessageId): string {
  return `${queue}/${number}`;
}

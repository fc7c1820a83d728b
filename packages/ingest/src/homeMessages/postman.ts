import { messagesTopic } from '@samvakt/contract';
import { type AddressedMessage, type Database, takeDueMessages } from '@samvakt/store';
import type { Logger } from 'pino';

/*
 * Brings messages to the homes. The outbox in the database says what is due; taking it puts off the next attempt, the commit comes before the
 * publish, and only the home's own word that it was shown ends it. So whatever is killed, at whatever instant, the message comes again, and the
 * gateway knows it by its id. Several ingest services may run a postman each.
 */

export interface Postman {
  readonly start: () => void;
  /** Finishes the round that is under way. */
  readonly stop: () => Promise<void>;
}

export interface PostmanOptions {
  readonly database: Database;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly isConnected: () => boolean;
  /** Publishes at QoS 1. */
  readonly deliver: (topic: string, payload: string) => Promise<void>;
  readonly onSent: (messages: number) => void;
  /** How often the outbox is looked into, in milliseconds. */
  readonly everyMs: number;
}

const A_ROUND = 200;

export function createPostman(options: PostmanOptions): Postman {
  const { database, log, now, isConnected, deliver, onSent, everyMs } = options;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  const send = ({ deviceId, message }: AddressedMessage): void => {
    // Not waited for: what does not get through is taken again after its pause.
    deliver(messagesTopic(deviceId), JSON.stringify(message)).catch((error: unknown) => {
      log.warn({ err: error, deviceId, messageId: message.id }, 'a message to a patient did not reach the broker');
    });
  };

  /** Returns whether there may be more to take at once. */
  const once = async (): Promise<boolean> => {
    // An attempt without a broker would only count as one.
    if (!isConnected()) return false;
    const taken = await database.transaction((client) => takeDueMessages(client, { now: now(), limit: A_ROUND }));
    for (const addressed of taken) send(addressed);
    if (taken.length > 0) onSent(taken.length);
    return taken.length >= A_ROUND;
  };

  const run = async (): Promise<void> => {
    let more = true;
    while (more && !stopping) {
      more = await once().catch((error: unknown) => {
        log.error({ err: error }, 'the messages to patients could not be read; trying again');
        return false;
      });
    }
    if (!stopping) timer = setTimeout(turn, everyMs);
  };
  const turn = () => {
    round = run();
  };

  return {
    start: turn,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await round;
    },
  };
}

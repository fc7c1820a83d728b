import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { idOfResponse, type MessageId, MessageIdSchema, type Receipt } from '@samvakt/contract';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isMissing, makeFolder, TEMPORARY_SUFFIX, writeDurably } from './files.ts';
import { type MessageContent, type MessageQueue, payloadOf } from './queue.ts';

/**
 * A queue of one file per message, which survives a kill or a power cut at any instant:
 *
 *   queue.json                 the id of the queue that new messages go to, and the last number known to be used
 *   waiting/<queue>/<number>   messages without a receipt; the name of the file is the id of the message
 *   rejected/<queue>/<number>  messages that the platform refused, each with its receipt beside it
 *   torn/<queue>/<number>      files that are no messages any more
 *
 * A number must never be used twice, or the platform would take the second message for a repetition of the first. The greatest
 * name in `waiting` tells the last number while its message waits; before the last message is removed, `queue.json` is brought up
 * to date. When `queue.json` itself is lost, a new queue begins, and the old one's messages keep their names until they are sent.
 */

const StateSchema = z.object({ queue: z.uuid(), lastNumber: z.int().min(0) });
type State = z.infer<typeof StateSchema>;

/** As many digits as the greatest safe integer has, so that names sort like numbers. */
const NUMBER_DIGITS = 16;
const NAME = /^\d{16}$/;

export class DiskQueue implements MessageQueue {
  readonly #root: string;
  readonly #log: Logger;
  #state: State | undefined;
  #lastNumber = 0;
  /** Everything that reads or writes the state runs one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ directory, log }: { readonly directory: string; readonly log: Logger }) {
    this.#root = directory;
    this.#log = log;
  }

  async open(): Promise<readonly MessageId[]> {
    await makeFolder(join(this.#root, 'waiting'));
    const found = await this.#readState();
    const state = found ?? { queue: crypto.randomUUID(), lastNumber: 0 };
    if (!found) await writeDurably(join(this.#root, 'queue.json'), JSON.stringify(state));
    await makeFolder(this.#folder('waiting', state.queue));
    this.#state = state;

    const waiting: MessageId[] = [];
    for (const queue of await readdir(join(this.#root, 'waiting'))) waiting.push(...(await this.#list(queue)));
    // Messages of an earlier queue are older than any of the present one.
    const age = (id: MessageId) => (id.queue === state.queue ? 1 : 0);
    waiting.sort((a, b) => age(a) - age(b) || a.queue.localeCompare(b.queue) || a.number - b.number);

    const ofThisQueue = waiting.filter((id) => id.queue === state.queue).map((id) => id.number);
    this.#lastNumber = Math.max(state.lastNumber, ...ofThisQueue.slice(-1));
    return waiting;
  }

  append(content: MessageContent, sentAt: number): Promise<MessageId> {
    return this.#inTurn(async (state) => {
      const id = { queue: state.queue, number: this.#lastNumber + 1 };
      await writeDurably(this.#file('waiting', id), payloadOf(id, content, sentAt));
      this.#lastNumber = id.number;
      return id;
    });
  }

  async read(id: MessageId): Promise<string | undefined> {
    const text = await readFile(this.#file('waiting', id), 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (text === undefined || isMessage(text, id)) return text;
    this.#log.error({ ...id }, 'A waiting message can no longer be read; it is moved to torn');
    await this.#inTurn(() => this.#move(id, 'torn'));
    return undefined;
  }

  remove(id: MessageId): Promise<void> {
    return this.#inTurn(async (state) => {
      await this.#rememberLast(state, id);
      await rm(this.#file('waiting', id), { force: true });
    });
  }

  putAside(id: MessageId, receipt: Receipt): Promise<void> {
    return this.#inTurn(async () => {
      if (!(await this.#move(id, 'rejected'))) return;
      await writeDurably(`${this.#file('rejected', id)}.receipt`, JSON.stringify(receipt));
    });
  }

  async #move(id: MessageId, to: 'torn' | 'rejected'): Promise<boolean> {
    if (this.#state) await this.#rememberLast(this.#state, id);
    await makeFolder(this.#folder(to, id.queue));
    try {
      await rename(this.#file('waiting', id), this.#file(to, id));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Before the file that tells the last number goes away, `queue.json` must tell it. */
  async #rememberLast(state: State, leaving: MessageId): Promise<void> {
    if (leaving.queue !== state.queue || leaving.number < this.#lastNumber) return;
    if (state.lastNumber >= this.#lastNumber) return;
    const next = { ...state, lastNumber: this.#lastNumber };
    await writeDurably(join(this.#root, 'queue.json'), JSON.stringify(next));
    this.#state = next;
  }

  async #readState(): Promise<State | undefined> {
    const path = join(this.#root, 'queue.json');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const parsed = StateSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const aside = `${path}.torn`;
    this.#log.error(
      { aside },
      'The state of the queue can no longer be read; it is moved aside and a new queue begins',
    );
    await rename(path, aside);
    return undefined;
  }

  async #list(queue: string): Promise<MessageId[]> {
    const ids: MessageId[] = [];
    for (const name of await readdir(this.#folder('waiting', queue))) {
      const id = MessageIdSchema.safeParse({ queue, number: NAME.test(name) ? Number(name) : undefined });
      if (id.success) ids.push(id.data);
      else if (name.endsWith(TEMPORARY_SUFFIX)) await rm(join(this.#folder('waiting', queue), name), { force: true });
      else this.#log.warn({ queue, name }, 'A file in the queue is not named like a message; it is left alone');
    }
    return ids.sort((a, b) => a.number - b.number);
  }

  #inTurn<T>(act: (state: State) => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (!this.#state) throw new Error('The queue has not been opened');
      return act(this.#state);
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #folder(kind: 'waiting' | 'rejected' | 'torn', queue: string): string {
    return join(this.#root, kind, queue);
  }

  #file(kind: 'waiting' | 'rejected' | 'torn', id: MessageId): string {
    return join(this.#folder(kind, id.queue), String(id.number).padStart(NUMBER_DIGITS, '0'));
  }
}

function isMessage(text: string, id: MessageId): boolean {
  const document = parseJson(text);
  const own = MessageIdSchema.safeParse(document).data ?? idOfResponse(document);
  return own?.queue === id.queue && own.number === id.number;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

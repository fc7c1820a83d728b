import { EventEmitter } from 'node:events';
import {
  answersTopic,
  type DeviceReading,
  type GatewayStatus,
  HomeMessageSchema,
  type HomePlan,
  isResponseText,
  MAX_MEASUREMENTS,
  type MessageId,
  type MessageShown,
  measurementsTopic,
  messagesTopic,
  type OutgoingResponse,
  parseTopic,
  type Receipt,
  ReceiptSchema,
  receiptsTopic,
  shownTopic,
  statusTopic,
} from '@samvakt/contract';
import type { Logger } from 'pino';
import { Inbox, type MessageDisplay } from './inbox/inbox.ts';
import type { MessageShelf } from './inbox/shelf.ts';
import { type Link, type LinkOptions, openLink } from './link.ts';
import { DEFAULT_POLICY, Outbox, type OutboxPolicy } from './outbox.ts';
import type { MessageQueue } from './queue/queue.ts';

/** What a gateway is made of. `clock` is the machine's unless another is given. */
export interface GatewayOptions extends LinkOptions {
  readonly queue: MessageQueue;
  readonly log: Logger;
  readonly policy?: Partial<OutboxPolicy>;
  /** Where the patient is shown what the platform says, and where it lies meanwhile; without it the home shows nothing. */
  readonly messages?: { readonly display: MessageDisplay; readonly shelf: MessageShelf };
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/** What a gateway tells whoever runs it, by the event's name. */
export interface GatewayEvents {
  /** Signed in and listening for receipts. */
  connected: [{ protocolVersion: number }];
  disconnected: [];
  /** A message went out, for the first time or again. */
  sent: [MessageId];
  /** A receipt was acted upon: the message is gone from the queue, or put aside. */
  receipt: [Receipt];
  /** The queue has become empty. */
  drained: [];
}

const RECONNECT = { firstMs: 500, longestMs: 60_000 };

/** Kept well below the limit of bytes: a measurement of ours is about 100 bytes. */
const MEASUREMENTS_A_MESSAGE = Math.min(MAX_MEASUREMENTS, 1_000);

/**
 * The gateway of a home. What `enqueue` has returned for is in the queue and stays there until the platform's receipt for it has
 * come; everything else (broker, network, platform, this process) may fail in between. The constructor does nothing; `start` opens
 * the queue and begins to connect, without waiting for the connection.
 */
export class Gateway extends EventEmitter<GatewayEvents> {
  readonly #options: GatewayOptions;
  readonly #log: Logger;
  readonly #clock: () => number;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox | undefined;
  #running = false;
  #stopping = new AbortController();
  #link: Link | undefined;
  #connecting: Promise<void> = Promise.resolve();
  #failures = 0;
  #sending: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #reconnectTimer: NodeJS.Timeout | undefined;
  #status: Omit<GatewayStatus, 'at'> | undefined;

  constructor(options: GatewayOptions) {
    super();
    this.#options = options;
    this.#log = options.log.child({ deviceId: options.deviceId });
    this.#clock = options.clock ?? Date.now;
    this.#outbox = new Outbox({ ...DEFAULT_POLICY, ...options.policy });
    this.#inbox =
      options.messages &&
      new Inbox({
        ...options.messages,
        log: this.#log,
        clock: this.#clock,
        tell: (shown) => this.#publish(shownTopic(options.deviceId), shown),
      });
  }

  /** Messages without a receipt. */
  get waiting(): number {
    return this.#outbox.size;
  }

  /** What the patient is asked to measure when, as it lies in this home; empty where the home keeps no messages. */
  get plans(): readonly HomePlan[] {
    return this.#inbox?.plans ?? [];
  }

  async start(): Promise<void> {
    this.#stopping = new AbortController();
    this.#running = true;
    for (const id of await this.#options.queue.open()) this.#outbox.add(id);
    await this.#inbox?.open();
    this.#connect();
  }

  /** What has no receipt yet stays in the queue. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#stopping.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#reconnectTimer);
    await this.#connecting;
    await this.#sending;
    await this.#inbox?.close();
    const link = this.#link;
    this.#link = undefined;
    this.#outbox.disconnected();
    await link?.close();
  }

  /** Returns when the readings are safe in the queue; many readings become several messages. */
  async enqueue(readings: readonly DeviceReading[]): Promise<readonly MessageId[]> {
    const ids: MessageId[] = [];
    for (let start = 0; start < readings.length; start += MEASUREMENTS_A_MESSAGE) {
      const some = readings.slice(start, start + MEASUREMENTS_A_MESSAGE);
      const id = await this.#options.queue.append(some, this.#clock());
      this.#outbox.add(id);
      ids.push(id);
    }
    this.#pump();
    return ids;
  }

  /** The same of a patient's answers to a questionnaire: one message. */
  async enqueueResponse(response: OutgoingResponse): Promise<MessageId> {
    const id = await this.#options.queue.append(response, this.#clock());
    this.#outbox.add(id);
    this.#pump();
    return id;
  }

  /** Tells the platform how the device itself is, now if connected, and again after each new connection. */
  tellStatus(status: Omit<GatewayStatus, 'at'>): void {
    this.#status = status;
    this.#publishStatus();
  }

  /** Resolves when every message has its receipt; at once when the queue is empty. */
  async drained(): Promise<void> {
    while (this.#outbox.size > 0) await EventEmitter.once(this, 'drained');
  }

  #connect(): void {
    if (!this.#running) return;
    const { deviceId } = this.#options;
    this.#connecting = openLink({
      options: this.#options,
      will: { topic: statusTopic(deviceId), payload: JSON.stringify(this.#word(false)) },
      topics: [receiptsTopic(deviceId), ...(this.#inbox ? [messagesTopic(deviceId)] : [])],
      handlers: { onMessage: (topic, payload) => this.#take(topic, payload), onDown: (reason) => this.#down(reason) },
      signal: this.#stopping.signal,
    }).then(
      (link) => this.#up(link),
      (error: Error) => {
        if (!this.#running) return;
        this.#log.warn({ reason: error.message }, 'The broker could not be reached');
        this.#reconnectLater();
      },
    );
  }

  #up(link: Link): void {
    this.#link = link;
    this.#failures = 0;
    this.#outbox.connected();
    this.#log.info({ protocolVersion: link.protocolVersion, waiting: this.waiting }, 'Connected');
    this.emit('connected', { protocolVersion: link.protocolVersion });
    this.#publishStatus();
    this.#inbox?.tellAgain();
    this.#pump();
  }

  #down(reason: Error): void {
    this.#link = undefined;
    this.#outbox.disconnected();
    clearTimeout(this.#timer);
    this.#log.warn({ reason: reason.message, waiting: this.waiting }, 'The connection was lost');
    this.emit('disconnected');
    this.#reconnectLater();
  }

  /** Each failure doubles the pause; the random half keeps a thousand homes from coming back in the same second. */
  #reconnectLater(): void {
    if (!this.#running) return;
    const pause = Math.min(RECONNECT.firstMs * 2 ** this.#failures++, RECONNECT.longestMs);
    this.#reconnectTimer = setTimeout(() => this.#connect(), pause * (0.5 + Math.random() / 2));
  }

  /** Sends what is due and comes back when more will be. */
  #pump(): void {
    clearTimeout(this.#timer);
    const link = this.#link;
    if (!this.#running || !link) return;
    for (const id of this.#outbox.takeDue(this.#clock())) {
      this.#sending = this.#sending.then(() => this.#send(link, id));
    }
    const nextDueAt = this.#outbox.nextDueAt();
    if (nextDueAt === undefined) return;
    this.#timer = setTimeout(() => this.#pump(), Math.max(1, nextDueAt - this.#clock()));
  }

  /** One message after the other is read from the queue, or a quick read would overtake a slow one; acknowledgements are not waited for. */
  async #send(link: Link, id: MessageId): Promise<void> {
    // Whatever goes wrong, its receipt will be missing, and that is what brings it back.
    try {
      const payload = await this.#options.queue.read(id);
      if (payload === undefined) {
        this.#settle(id);
        return;
      }
      if (link !== this.#link) return;
      this.emit('sent', id);
      const { deviceId } = this.#options;
      const topic = isResponseText(payload) ? answersTopic(deviceId) : measurementsTopic(deviceId);
      link.publish(topic, payload).catch((error: Error) => {
        this.#log.debug({ ...id, reason: error.message }, 'A message did not get through');
      });
    } catch (error) {
      this.#log.error({ ...id, reason: (error as Error).message }, 'A waiting message cannot be read now');
    }
  }

  #take(topic: string, payload: Buffer): Promise<void> {
    return parseTopic(topic)?.kind === 'messages' ? this.#receiveMessage(payload) : this.#receive(payload);
  }

  /** The broker may forget it when it is on the shelf. */
  async #receiveMessage(payload: Buffer): Promise<void> {
    const message = HomeMessageSchema.safeParse(parseJson(payload));
    if (message.success) await this.#inbox?.receive(message.data);
    else this.#log.error({ issues: message.error.issues }, 'A message to the patient cannot be read');
  }

  /** Acts on receipts; the broker may forget them only when we have. */
  async #receive(payload: Buffer): Promise<void> {
    const receipts = parseJson(payload);
    if (!Array.isArray(receipts)) {
      this.#log.error('What came for a list of receipts is none; the messages will be sent again');
      return;
    }
    for (const receipt of receipts) await this.#receiveOne(receipt);
  }

  async #receiveOne(given: unknown): Promise<void> {
    const parsed = ReceiptSchema.safeParse(given);
    if (!parsed.success) {
      this.#log.error({ issues: parsed.error.issues }, 'A receipt cannot be read; its message will be sent again');
      return;
    }
    const receipt = parsed.data;
    const id: MessageId = { queue: receipt.queue, number: receipt.number };
    if (receipt.status === 'rejected') {
      this.#log.error({ ...id, faults: receipt.faults }, 'The platform refuses a message; it is put aside');
      await this.#options.queue.putAside(id, receipt);
    } else {
      if (receipt.faults.length > 0) {
        this.#log.warn({ ...id, faults: receipt.faults }, 'The platform refuses a part of a message');
      }
      await this.#options.queue.remove(id);
    }
    this.emit('receipt', receipt);
    this.#settle(id);
  }

  #settle(id: MessageId): void {
    if (!this.#outbox.settle(id)) return;
    if (this.#outbox.size === 0) this.emit('drained');
    this.#pump();
  }

  #publishStatus(): void {
    this.#publish(statusTopic(this.#options.deviceId), { ...this.#word(true), ...this.#status });
  }

  #word(online: boolean): GatewayStatus {
    return { at: new Date(this.#clock()).toISOString(), online };
  }

  /** What may be lost, because the next connection tells it again. */
  #publish(topic: string, word: GatewayStatus | MessageShown): void {
    this.#link?.publish(topic, JSON.stringify(word)).catch((error: Error) => {
      this.#log.debug({ topic, reason: error.message }, 'Not told; the next connection tells it again');
    });
  }
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

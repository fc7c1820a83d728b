import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  decode,
  decodeAnswers,
  type HomeMessage,
  type MessageId,
  type MessageShown,
  MessageShownSchema,
  messagesTopic,
  parseTopic,
  type Receipt,
  receiptsTopic,
} from '@samvakt/contract';
import { Aedes, type AedesPublishPacket } from 'aedes';

/** For tests: a broker on a random port and behind it a platform that stores what it gets and answers as it is told to. */
export class Platform {
  readonly got: { id: MessageId; values: number[] }[] = [];
  /** Responses to questionnaires, by what they answer. */
  readonly answered: { id: MessageId; questionnaire: string; items: number }[] = [];
  readonly statuses: unknown[] = [];
  /** What the gateway says it has shown, in order. */
  readonly shown: MessageShown[] = [];
  readonly events = new EventEmitter<{ status: [unknown]; shown: [MessageShown] }>();
  /** The answer to a message; undefined is silence. */
  answer: (id: MessageId, attempt: number) => Receipt['status'] | 'garbage' | undefined = () => 'accepted';
  secret = 'secret';
  now = 0;
  port = 0;
  #broker: Aedes | undefined;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  async start(): Promise<void> {
    const broker = await Aedes.createBroker();
    broker.authenticate = (_client, username, password, done) => {
      const known = username === 'home-1' && String(password) === this.secret;
      done(known ? null : Object.assign(new Error('not known'), { returnCode: 5 as const }), known);
    };
    broker.on('publish', (packet) => this.#take(packet));
    this.#broker = broker;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket.once('close', () => this.#sockets.delete(socket)));
      broker.handle(socket);
    }).listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    const broker = this.#broker;
    this.#server = undefined;
    this.#broker = undefined;
    if (!server || !broker) return;
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Every connection is lost, as when the power goes. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  attempts(number: number): number {
    return this.got.filter((message) => message.id.number === number).length;
  }

  say(receipts: string | readonly unknown[]): void {
    this.#publish(receiptsTopic('home-1'), typeof receipts === 'string' ? receipts : JSON.stringify(receipts));
  }

  tellPatient(message: HomeMessage | string): void {
    this.#publish(messagesTopic('home-1'), typeof message === 'string' ? message : JSON.stringify(message));
  }

  #publish(topic: string, payload: string): void {
    const packet = { cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload } as const;
    this.#broker?.publish(packet, () => undefined);
  }

  #take(packet: AedesPublishPacket): void {
    const topic = parseTopic(packet.topic);
    const payload = Buffer.from(packet.payload);
    if (topic?.kind === 'status') {
      this.statuses.push(JSON.parse(payload.toString()));
      this.events.emit('status', this.statuses.at(-1));
    }
    if (topic?.kind === 'shown') {
      const shown = MessageShownSchema.parse(JSON.parse(payload.toString()));
      this.shown.push(shown);
      this.events.emit('shown', shown);
    }
    if (topic?.kind === 'answers') this.#takeAnswers(payload);
    if (topic?.kind !== 'measurements') return;
    const decoded = decode({ format: topic.format, payload, receivedAt: this.now });
    if (!decoded.readable) throw new Error('The gateway sent what cannot be read');
    const id = { queue: decoded.envelope.queue, number: decoded.envelope.number };
    this.got.push({ id, values: decoded.readings.map((reading) => reading.value) });
    this.#reply(id, this.attempts(id.number));
  }

  #takeAnswers(payload: Buffer): void {
    const decoded = decodeAnswers({ payload, receivedAt: this.now });
    if (!decoded.readable || !decoded.response) throw new Error('The gateway sent answers that cannot be read');
    const { queue, number } = decoded.envelope;
    const { url, items } = decoded.response;
    this.answered.push({ id: { queue, number }, questionnaire: url, items: items.length });
    this.#reply({ queue, number }, this.answered.filter(({ id }) => id.number === number).length);
  }

  #reply(id: MessageId, attempt: number): void {
    const status = this.answer(id, attempt);
    if (status === 'garbage') this.say('{');
    else if (status) this.say([receiptFor(id, status)]);
  }
}

export function receiptFor(id: MessageId, status: Receipt['status']): Receipt {
  const counts = { received: 1, stored: 1, duplicates: 0, rejected: 0 };
  return { ...id, status, counts, faults: status === 'accepted' ? [] : [{ path: '', code: 'x', text: 'no' }] };
}

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import {
  DEFAULT_FORMAT,
  decode,
  decodeAnswers,
  type Envelope,
  type GivenResponse,
  parseTopic,
  type Reading,
  type Receipt,
  receiptsTopic,
} from '@samvakt/contract';
import { Aedes } from 'aedes';

/** What one device has sent, in the order in which it came. */
interface Arrived {
  readonly deviceId: string;
  readonly envelope: Envelope;
  readonly readings: readonly Reading[];
  readonly response: GivenResponse | null;
}

/** For tests: a broker on a random port that takes everything that can be read and sends a receipt for it. */
export async function startBrokerDouble(clock: () => number) {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const arrived: Arrived[] = [];
  let onArrival: () => void = () => undefined;
  const faults: unknown[] = [];

  broker.on('publish', (packet) => {
    const topic = parseTopic(packet.topic);
    if (topic?.kind !== 'measurements' && topic?.kind !== 'answers') return;
    const given = { payload: Buffer.from(packet.payload), receivedAt: clock() };
    const decoded = topic.kind === 'answers' ? decodeAnswers(given) : decode({ format: DEFAULT_FORMAT, ...given });
    faults.push(...decoded.faults);
    if (!decoded.readable) return;
    const { envelope, readings, response = null } = decoded;
    arrived.push({ deviceId: topic.deviceId, envelope, readings, response });
    const length = readings.length + (response ? 1 : 0);
    const receipt: Receipt = {
      queue: envelope.queue,
      number: envelope.number,
      status: 'accepted',
      counts: { received: length, stored: length, duplicates: 0, rejected: 0 },
      faults: [],
    };
    const payload = JSON.stringify([receipt]);
    broker.publish(
      { cmd: 'publish', qos: 1, dup: false, retain: false, topic: receiptsTopic(topic.deviceId), payload },
      () => undefined,
    );
    onArrival();
  });

  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    /** Faults found in anything that came. */
    faults,
    /** Resolves when what has arrived satisfies the test. */
    until: (enough: () => boolean) =>
      new Promise<void>((resolve) => {
        onArrival = () => enough() && resolve();
        onArrival();
      }),
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { LiveMessageSchema } from '@samvakt/contract';
import type { EmbeddedPostgres } from '@samvakt/samvakt/embedded/postgres';
import { WebSocket } from 'ws';
import { startTestIssuer } from '../harness/issuer.ts';
import { signInTo } from '../harness/signedIn.ts';
import { startProcess } from './children.ts';
import { makeMessages } from './messages.ts';
import { preciseNow } from './processes/protocol.ts';
import { prepareDatabase } from './throughput.ts';

export interface Latency {
  readonly messages: number;
  readonly seconds: number;
  /** Milliseconds from the gateway's publish to the WebSocket message in the nurse's hands. */
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

/** What is measured before this has passed warms up, and is not counted. */
const WARM_UP_MS = 3_000;
const ARRIVES_WITHIN_MS = 20_000;

/**
 * One signed-in nurse, whose team is accountable for all patients, listens on the API's WebSocket while gateways publish at a steady pace. The
 * clock runs from the publish to the message "measurements received" of that patient's episode: what makes the screen fetch. Drawing is not
 * in it. Each gateway publishes every other second, so that the order alone tells which message a change belongs to.
 */
export async function measureLatency(
  server: EmbeddedPostgres,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Latency> {
  const world = await prepareDatabase(server, perSecond * 2);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const person = { subject: 'kari', name: 'Kari Testvik' };
  const issuer = await startTestIssuer({ publicUrl: url, people: [person] });
  const [broker, ingest, api, publisher] = [
    startProcess('broker'),
    startProcess('ingest'),
    startProcess('api'),
    startProcess('publisher'),
  ];
  let socket: WebSocket | undefined;
  try {
    const { url: brokerUrl } = await broker.hear('listening');
    const { connectionString } = world;
    const reading = ingest.hear('reading');
    ingest.order({ type: 'consume', connectionString, brokerUrl, messages: Number.MAX_SAFE_INTEGER, patientOf: {} });
    await reading;
    const serving = api.hear('serving');
    api.order({
      type: 'serve',
      connectionString,
      configuration: {
        publicUrl: url,
        port,
        issuerUrl: issuer.url,
        clientId: issuer.clientId,
        clientSecret: issuer.clientSecret,
        sessionSecret: 'the session secret of the bench, long enough',
        allowInsecureIssuer: true,
      },
    });
    await serving;
    const { cookie } = await signInTo({ url, issuer, person });
    const arrivals = new Map<string, number[]>(world.patients.map(({ episodeId }) => [episodeId, []]));
    let arrived = 0;
    socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/changes`, { headers: { cookie, origin: url } });
    socket.on('message', (data) => {
      const at = preciseNow();
      const message = LiveMessageSchema.parse(JSON.parse(String(data)));
      if (message.type !== 'change' || message.kind !== 'measurements-received') return;
      arrivals.get(message.episodeId ?? '')?.push(at);
      arrived += 1;
    });
    await once(socket, 'open');

    const deviceIds = world.patients.map((patient) => patient.deviceId);
    const perDevice = Math.ceil((perSecond * seconds) / deviceIds.length);
    const messages = makeMessages({ deviceIds, perDevice, sitting: 'sitting', until: Date.now() });
    const prepared = publisher.hear('prepared');
    publisher.order({ type: 'prepare', brokerUrl, messages, perSecond });
    await prepared;
    const published = publisher.hear('published');
    publisher.order({ type: 'publish' });
    const { sent } = await published;
    const givenUpAt = preciseNow() + ARRIVES_WITHIN_MS;
    while (arrived < sent.length && preciseNow() < givenUpAt) await new Promise((resolve) => setTimeout(resolve, 20));
    if (arrived !== sent.length)
      throw new Error(`${sent.length} messages were published and ${arrived} changes arrived`);
    return summarize(
      sent,
      new Map(world.patients.map(({ deviceId, episodeId }) => [deviceId, arrivals.get(episodeId) ?? []])),
    );
  } finally {
    socket?.terminate();
    await Promise.all([publisher.end(), api.end(), ingest.end(), broker.end()]);
    await issuer.stop();
    await world.drop();
  }
}

function summarize(sent: readonly { deviceId: string; at: number }[], arrivalsOf: Map<string, number[]>): Latency {
  const first = sent[0]?.at ?? 0;
  const last = sent.at(-1)?.at ?? 0;
  const latencies: number[] = [];
  const next = new Map<string, number>();
  for (const { deviceId, at } of sent) {
    const place = next.get(deviceId) ?? 0;
    next.set(deviceId, place + 1);
    const arrival = arrivalsOf.get(deviceId)?.[place];
    if (arrival !== undefined && at >= first + WARM_UP_MS) latencies.push(arrival - at);
  }
  latencies.sort((a, b) => a - b);
  const share = (part: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? Number.NaN;
  return {
    messages: latencies.length,
    seconds: (last - first - WARM_UP_MS) / 1000,
    p50: share(0.5),
    p99: share(0.99),
    worst: share(1),
  };
}

/** The API's own address is part of the sign-in, so the port must be known before it starts. */
async function freePort(): Promise<number> {
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  listening.close();
  await once(listening, 'close');
  return port;
}

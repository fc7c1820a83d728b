import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@samvakt/samvakt/embedded/postgres';
import { measureLatency } from './latency.ts';
import { describeMachine } from './machine.ts';
import type { Sitting } from './messages.ts';
import { asRange, median, whole } from './range.ts';
import { type Run, runThroughput } from './throughput.ts';

type EmbeddedServer = Awaited<ReturnType<typeof startEmbeddedPostgres>>;

interface Asked {
  readonly rounds: number;
  readonly load: { readonly patients: number; readonly perDevice: number };
  readonly screen: { readonly perSecond: number; readonly seconds: number };
}

/** Durable ingest with triage against the floor, and how long a reading takes to reach a screen. Writes tables, line by line. */
export async function benchIngest(say: (line: string) => void, { rounds, load, screen }: Asked): Promise<void> {
  const { patients, perDevice } = load;
  const folder = await mkdtemp(path.join(tmpdir(), 'samvakt-bench-'));
  const server = await startEmbeddedPostgres({ samvaktFolder: folder });
  try {
    say('## Durable ingest with triage, against the floor\n');
    for (const line of await describeMachine(server.connectionString)) say(`- ${line}`);
    say(
      `- \`pnpm bench --patients ${patients} --messages ${perDevice} --rounds ${rounds}\`, ${new Date().toISOString().slice(0, 10)}`,
    );
    say(
      `- ${patients} patients with a gateway each, ${perDevice} messages per gateway and run, ${rounds} rounds of one run of each side; every other round ingest goes first`,
    );
    say('- speeds: median of the runs; ratio: ingest by floor within a round, median of the rounds (lowest–highest)\n');
    say('| message | floor, messages/s | ingest, messages/s | ratio | ingest, measurements/s | batch | alerts |');
    say('|---|---|---|---|---|---|---|');
    const sides = { server, rounds, load, say };
    await measure(sides, 'sitting', 'one sitting: blood pressure, pulse, weight, SpO₂ (5 measurements)');
    await measure(sides, 'single', 'one measurement: SpO₂');
    await measureScreen(server, screen, say);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Sides = Pick<Asked, 'rounds' | 'load'> & { readonly server: EmbeddedServer; readonly say: (line: string) => void };

/** What slows the machine for a while slows both runs of a round, and what comes with going first falls on both sides alike. */
async function measure({ server, rounds, load, say }: Sides, sitting: Sitting, label: string): Promise<void> {
  const run = (consumer: 'floor' | 'ingest') => runThroughput(server, { consumer, sitting, ...load });
  const taken: { readonly floor: Run; readonly ingest: Run }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) taken.push({ floor: await run('floor'), ingest: await run('ingest') });
    else taken.push({ ingest: await run('ingest'), floor: await run('floor') });
  }
  const ingests = taken.map(({ ingest }) => ingest);
  const cells = [
    label,
    whole(median(taken.map(({ floor }) => floor.messagesPerSecond))),
    whole(median(ingests.map(({ messagesPerSecond }) => messagesPerSecond))),
    asRange(taken.map(({ floor, ingest }) => ingest.messagesPerSecond / floor.messagesPerSecond)),
    whole(median(ingests.map(({ measurementsPerSecond }) => measurementsPerSecond))),
    whole(median(ingests.map(({ meanBatch }) => meanBatch))),
    whole(median(ingests.map(({ alerts }) => alerts))),
  ];
  say(`| ${cells.join(' | ')} |`);
}

async function measureScreen(
  server: EmbeddedServer,
  { perSecond, seconds }: Asked['screen'],
  say: (line: string) => void,
): Promise<void> {
  const { messages, p50, p99, worst } = await measureLatency(server, { perSecond, seconds });
  say('\n## From publish to screen\n');
  say(
    `- ${perSecond} messages/s (one sitting each) from ${2 * perSecond} gateways for ${seconds} s, the first 3 s not counted`,
  );
  say('- until the WebSocket message at a signed-in nurse that makes the screen fetch; drawing is not in it');
  say('- the embedded broker, ingest with triage and the API, each a process of its own\n');
  say('| messages | p50, ms | p99, ms | worst, ms |');
  say('|---|---|---|---|');
  say(`| ${whole(messages)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${worst.toFixed(1)} |`);
}

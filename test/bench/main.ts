import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@samvakt/samvakt/embedded/postgres';
import { measureLatency } from './latency.ts';
import { describeMachine } from './machine.ts';
import type { Sitting } from './messages.ts';
import { type Run, runThroughput } from './throughput.ts';

/*
 * `pnpm bench`: how much of the least possible cost the platform adds, and how long a reading takes to reach a screen.
 * Everything compared in a table is measured in one run on one machine, the two sides in turn. It ends by itself in a few minutes.
 */

const { values: asked } = parseArgs({
  options: {
    patients: { type: 'string', default: '500' },
    messages: { type: 'string', default: '150' },
    rounds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
  },
});
const patients = Number(asked.patients);
const perDevice = Number(asked.messages);
const rounds = Number(asked.rounds);

const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(path.join(tmpdir(), 'samvakt-bench-'));
const server = await startEmbeddedPostgres({ samvaktFolder: folder });
try {
  say('## Durable ingest with triage, against the floor\n');
  for (const line of await describeMachine(server.connectionString)) say(`- ${line}`);
  say(
    `- \`pnpm bench --patients ${patients} --messages ${perDevice} --rounds ${rounds}\`, ${new Date().toISOString().slice(0, 10)}`,
  );
  say(
    `- ${patients} patients with a gateway each, ${perDevice} messages per gateway and run, median of ${rounds} runs of each side in turn\n`,
  );
  say('| message | floor, messages/s | ingest, messages/s | ratio | ingest, measurements/s | batch | alerts |');
  say('|---|---|---|---|---|---|---|');
  await measure('sitting', 'one sitting: blood pressure, pulse, weight, SpO₂ (5 measurements)');
  await measure('single', 'one measurement: SpO₂');
  await measureScreen();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(sitting: Sitting, label: string): Promise<void> {
  const floors: Run[] = [];
  const ingests: Run[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await runThroughput(server, { consumer: 'floor', sitting, patients, perDevice }));
    ingests.push(await runThroughput(server, { consumer: 'ingest', sitting, patients, perDevice }));
  }
  const floor = median(floors);
  const ingest = median(ingests);
  const ratio = ingest.messagesPerSecond / floor.messagesPerSecond;
  const cells = [
    label,
    whole(floor.messagesPerSecond),
    whole(ingest.messagesPerSecond),
    ratio.toFixed(2),
    whole(ingest.measurementsPerSecond),
    whole(ingest.meanBatch),
    String(ingest.alerts),
  ];
  say(`| ${cells.join(' | ')} |`);
}

async function measureScreen(): Promise<void> {
  const perSecond = Number(asked.rate);
  const seconds = Number(asked.seconds);
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

function median(runs: readonly Run[]): Run {
  const sorted = [...runs].sort((a, b) => a.messagesPerSecond - b.messagesPerSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('there was no run');
  return middle;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

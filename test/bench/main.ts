import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@samvakt/samvakt/embedded/postgres';
import { measureLatency } from './latency.ts';
import { describeMachine } from './machine.ts';
import type { Sitting } from './messages.ts';
import { type Run, runThroughput } from './throughput.ts';
import { benchTriage } from './triage.ts';
import { benchWhatIf } from './whatIf.ts';

/*
 * `pnpm bench`: how much of the least possible cost the platform adds, how long a reading takes to reach a screen, and what triage itself costs.
 * Everything compared in a table is measured in one run on one machine, the two sides in turn. It ends by itself in a few minutes.
 */

type EmbeddedServer = Awaited<ReturnType<typeof startEmbeddedPostgres>>;

const HELP = `pnpm bench [part ...] [--option value ...]

  parts (default: all)
    ingest    durable ingest with triage, against the floor, and from publish to screen
    triage    the rules engine alone, against JSON.parse of the same readings (no database, no broker)
    whatif    a replay of 100,000 readings under other limits, against reading them from the database

  options
    --rounds 5        rounds of each side in turn
    --patients 500    ingest: patients with a gateway each
    --messages 150    ingest: messages per gateway and round
    --rate 500        screen: messages a second
    --seconds 20      screen: for so long
`;
const PARTS = ['ingest', 'triage', 'whatif'];

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
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
const parts = positionals.length > 0 ? positionals : PARTS;
const unknown = parts.find((part) => !PARTS.includes(part));

if (asked.help) {
  process.stdout.write(HELP);
} else if (unknown !== undefined) {
  process.stderr.write(`There is no part ${unknown}.\n\n${HELP}`);
  process.exitCode = 2;
} else {
  if (parts.includes('ingest')) await benchIngest();
  if (parts.includes('triage')) benchTriage(say, rounds);
  if (parts.includes('whatif')) await benchWhatIf(say, rounds);
}

async function benchIngest(): Promise<void> {
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
    await measure(server, 'sitting', 'one sitting: blood pressure, pulse, weight, SpO₂ (5 measurements)');
    await measure(server, 'single', 'one measurement: SpO₂');
    await measureScreen(server);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(server: EmbeddedServer, sitting: Sitting, label: string): Promise<void> {
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

async function measureScreen(server: EmbeddedServer): Promise<void> {
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

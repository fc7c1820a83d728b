import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@samvakt/samvakt/embedded/postgres';
import { createReplayer, ensurePartitions, migrate, openDatabase } from '@samvakt/store';
import { findProtocol } from '@samvakt/triage';
import { registerPopulation } from '../harness/population.ts';
import { describeMachine } from './machine.ts';
import { asRange, median } from './range.ts';

const DAY = 86_400_000;
const READINGS = 100_000;
const WARM_UP = 2;

/**
 * A what-if over 100,000 readings (SpO₂ and pulse in turn, over 360 days, with bad days among them) against reading these from the database
 * once, as any program would: one query through the same driver. Wall time, in turn, with the thread that answers already running.
 */
export async function benchWhatIf(say: (line: string) => void, rounds: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'samvakt-bench-'));
  const server = await startEmbeddedPostgres({ samvaktFolder: folder });
  try {
    say('## A what-if against reading its readings\n');
    for (const line of await describeMachine(server.connectionString)) say(`- ${line}`);
    say(`- \`pnpm bench whatif --rounds ${rounds}\`, ${new Date().toISOString().slice(0, 10)}`);
    say(
      '- ratio: the whole answer by one read of the same readings, median of the rounds (lowest–highest); the aim is at most 2\n',
    );
    say('| setting | readings | read once, ms | what-if, ms | ratio | alerts now | with the change |');
    say('|---|---|---|---|---|---|---|');
    for (const line of await measure(server.connectionString, rounds)) say(line);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(connectionString: string, rounds: number): Promise<string[]> {
  await migrate({ connectionString });
  const database = openDatabase({ connectionString, applicationName: 'bench', onError: () => {} });
  const replayer = createReplayer(database);
  try {
    const now = Date.now();
    const since = now - 360 * DAY;
    const protocol = findProtocol('copd');
    if (!protocol) throw new Error('there is no protocol for COPD');
    await ensurePartitions(database.pool, { from: since, until: now });
    const { patients } = await registerPopulation(database, { patients: 1, startedAt: since, protocol });
    const [patient] = patients;
    if (!patient) throw new Error('nobody was registered');
    await insertReadings(database.pool, { patientId: patient.patientId, since, now });
    const read = () =>
      database.pool.query(
        'select metric, effective_at, value, received_at from measurement where patient_id = $1 order by effective_at',
        [patient.patientId],
      );
    const lines: string[] = [];
    for (const [label, values] of [
      ['yellow 92 %, red 89 %', { 'saturation-yellow': 92, 'saturation-red': 89 }],
      ['yellow 86 %, red 84 %', { 'saturation-yellow': 86, 'saturation-red': 84 }],
    ] as const) {
      const question = { episodeId: patient.episodeId, days: 365, now, proposed: { type: 'values', values } } as const;
      const reads: number[] = [];
      const asks: number[] = [];
      let alerts = '';
      for (let round = -WARM_UP; round < rounds; round += 1) {
        const readMs = await timeOf(async () => {
          const { rowCount } = await read();
          if (rowCount !== READINGS) throw new Error(`${rowCount} readings were read`);
        });
        const askMs = await timeOf(async () => {
          const answer = await replayer.ask(question, new AbortController().signal);
          if (!answer.ok || answer.whatIf.readings !== READINGS) throw new Error('not all readings were replayed');
          alerts = `${answer.whatIf.present.alerts} | ${answer.whatIf.proposed.alerts}`;
        });
        if (round < 0) continue;
        reads.push(readMs);
        asks.push(askMs);
      }
      const ratios = asks.map((ask, place) => ask / (reads[place] ?? Number.NaN));
      const cells = [label, READINGS.toLocaleString('en'), median(reads).toFixed(0), median(asks).toFixed(0)];
      lines.push(`| ${cells.join(' | ')} | ${asRange(ratios)} | ${alerts} |`);
    }
    return lines;
  } finally {
    await replayer.stop();
    await database.stop();
  }
}

async function insertReadings(
  client: { query: (text: string, values: unknown[]) => Promise<unknown> },
  { patientId, since, now }: { patientId: string; since: number; now: number },
): Promise<void> {
  await client.query(
    `
      insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
      select $1, case when n % 2 = 0 then 'oxygen-saturation' else 'heart-rate' end, at, 'bench',
        case when n % 2 = 0 then 93 + n % 4 - case when n / 400 % 25 = 0 then 6 else 0 end else 72 + n % 13 end, at
      from (select n, to_timestamp(($2::double precision + n * ($3::double precision - $2::double precision) / $4::int) / 1000) as at
            from generate_series(1, $4::int) as n) as made
      where at < to_timestamp($3::double precision / 1000) or n = $4::int
    `,
    [patientId, since, now - 1000, READINGS],
  );
  await client.query('analyze measurement', []);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

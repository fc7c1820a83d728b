import { parseArgs } from 'node:util';
import { benchIngest } from './ingest.ts';
import { benchTriage } from './triage.ts';
import { benchWhatIf } from './whatIf.ts';

/*
 * `pnpm bench`: how much of the least possible cost the platform adds, how long a reading takes to reach a screen, and what triage itself costs.
 * Everything compared in a table is measured in one run on one machine, the two sides in turn. It ends by itself in a few minutes.
 */

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
const rounds = Number(asked.rounds);
const load = { patients: Number(asked.patients), perDevice: Number(asked.messages) };
const screen = { perSecond: Number(asked.rate), seconds: Number(asked.seconds) };

const say = (line: string) => process.stdout.write(`${line}\n`);
const parts = positionals.length > 0 ? positionals : PARTS;
const unknown = parts.find((part) => !PARTS.includes(part));

if (asked.help) {
  process.stdout.write(HELP);
} else if (unknown !== undefined) {
  process.stderr.write(`There is no part ${unknown}.\n\n${HELP}`);
  process.exitCode = 2;
} else {
  if (parts.includes('ingest')) await benchIngest(say, { rounds, load, screen });
  if (parts.includes('triage')) benchTriage(say, rounds);
  if (parts.includes('whatif')) await benchWhatIf(say, rounds);
}

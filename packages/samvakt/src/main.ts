import { Command, InvalidArgumentError } from 'commander';
import { runAlone } from './commands/run.ts';
import { COMMAND_SETTINGS } from './commands/settings.ts';
import type { RebuildFlags } from './commands/triageRebuild.ts';
import { describeSettings, type SettingName } from './configuration.ts';

/*
 * The command line. Each command is loaded when it is run, so that `--help` answers at once and a service carries
 * nothing of the others.
 */

const REBUILD_HELP = `
Alerts that stand open stay open, and none becomes less severe. What could not be judged meanwhile asks for a review. Ends with 0 when it is done, or could be
done (--dry-run); with 1, and the reason, when it is refused or fails, and then nothing has changed.`;

const program = new Command('samvakt')
  .description('Digital home follow-up that municipality and hospital share. Not yet cleared for clinical use.')
  .showHelpAfterError()
  .enablePositionalOptions();

command('start', 'start', 'run everything on this machine, with simulated homes: database, broker, issuer, services')
  .option('--json-logs', 'write the log as JSON to standard output instead of a file in the data folder')
  .option('--no-homes', 'simulate no homes: nobody measures unless you do')
  .option('--port <number>', 'port of the web application, as SAMVAKT_PORT', portNumber)
  .action(async (flags: { jsonLogs?: boolean; homes: boolean; port?: number }) =>
    (await import('./commands/start.ts')).startCommand(flags),
  );
command('migrate', 'migrate', 'bring the database to this version’s schema').action(async () =>
  runAlone('migrate', async (alone) => (await import('./commands/migrate.ts')).migrateAlone(alone), 'ends'),
);
command('ingest', 'ingest', 'receive what devices publish, judge it and answer with receipts').action(async () =>
  runAlone('ingest', async (alone) => (await import('./commands/ingest.ts')).startIngestAlone(alone)),
);
command('timers', 'timers', 'run what is due: missing data, deadlines of handovers, housekeeping').action(async () =>
  runAlone('timers', async (alone) => (await import('./commands/timers.ts')).startTimersAlone(alone)),
);
command('api', 'api', 'serve the screens and their API').action(async () =>
  runAlone('api', async (alone) => (await import('./commands/api.ts')).startApiAlone(alone)),
);
command('broker', 'broker', 'run the embedded MQTT broker by itself, for development').action(async () =>
  runAlone('broker', async (alone) => (await import('./commands/broker.ts')).startBrokerAlone(alone)),
);
command('issuer', 'issuer', 'run the development issuer by itself: anybody can be anybody').action(async () =>
  runAlone('issuer', async (alone) => (await import('./commands/issuer.ts')).startIssuerAlone(alone)),
);
command('demo', 'demo', 'register the demo people and live their simulated homes’ lives').action(async () =>
  runAlone('demo', async (alone) => (await import('./commands/demo.ts')).startDemoAlone(alone)),
);
command('verify', 'verify', 'prove that exactly one team was accountable at every instant; exits 1 at a breach').action(
  async () => runAlone('verify', async (alone) => (await import('./commands/verify.ts')).verifyAlone(alone), 'ends'),
);
command('explain', 'explain', 'say what an alert rests on and judge it again; exits 1 when that says something else')
  .argument('<alert>', 'the id of the alert', alertId)
  .action(async (id: string) =>
    runAlone('explain', async (alone) => (await import('./commands/explain.ts')).explainAlone(alone, id), 'ends'),
  );
const protocol = program.command('protocol').description('look after protocol versions');
command('check', 'protocolCheck', 'say whether a file holds a protocol that could be registered', protocol)
  .argument('<file>', 'the protocol as JSON')
  .action(async (file: string) =>
    runAlone('protocolCheck', async () => (await import('./commands/protocol.ts')).checkProtocol(file), 'ends'),
  );
command('register', 'protocol', 'register a protocol version; a version never changes', protocol)
  .argument('<file>', 'the protocol as JSON')
  .action(async (file: string) =>
    runAlone(
      'protocol',
      async (alone) => (await import('./commands/protocol.ts')).registerProtocolAlone(alone, file),
      'ends',
    ),
  );
const triage = program.command('triage').description('look after what triage remembers');
command('rebuild', 'triageRebuild', 'make what triage remembers of one follow-up anew, from its history', triage)
  .argument('<episode>', 'the id of the follow-up', episodeId)
  .option('--dry-run', 'say what would come of it, and change nothing')
  .option('--by <name>', 'who does it; told in the timeline')
  .option('--reason <words>', 'why; told in the timeline')
  .option('--even-if-readable', 'also where what is remembered can be read; without it that is refused')
  .addHelpText('after', REBUILD_HELP)
  .action(async (id: string, flags: RebuildFlags, self: Command) => {
    if (flags.dryRun !== true && (flags.by === undefined || flags.reason === undefined))
      self.error('error: --by and --reason are required, unless it is a --dry-run');
    return runAlone(
      'triageRebuild',
      async (alone) => (await import('./commands/triageRebuild.ts')).rebuildTriageAlone(alone, id, flags),
      'ends',
    );
  });
command('mosquitto-accounts', 'accounts', 'write Mosquitto’s password file from the registered devices')
  .requiredOption('--output <file>', 'the password file')
  .option('--every <seconds>', 'write it again whenever it changes, looking so often', seconds)
  .action(async (options: { output: string; every?: number }) =>
    runAlone(
      'accounts',
      async (alone) => (await import('./commands/mosquittoAccounts.ts')).writeMosquittoAccounts(alone, options),
      options.every === undefined ? 'ends' : 'lives',
    ),
  );

await program.parseAsync();

function command(name: string, settings: keyof typeof COMMAND_SETTINGS, about: string, of: Command = program): Command {
  const { required, optional } = COMMAND_SETTINGS[settings];
  const names: readonly SettingName[] = [...required, ...optional];
  return of.command(name).description(about).addHelpText('after', describeSettings(names, required));
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('It must be 1 to 65535.');
  return port;
}

function episodeId(text: string): string {
  if (!isUuid(text))
    throw new InvalidArgumentError('It must be the id of a follow-up, as in the address of the patient page.');
  return text;
}

function alertId(text: string): string {
  if (!isUuid(text)) throw new InvalidArgumentError('It must be the id of an alert, as on the patient page.');
  return text;
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return value;
}

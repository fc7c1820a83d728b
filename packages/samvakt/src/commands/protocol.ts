import { readFile } from 'node:fs/promises';
import { registerProtocol } from '@samvakt/store';
import { applyLimits, compileProtocol, type Protocol, ProtocolSchema } from '@samvakt/triage';
import { openServiceDatabase } from '../serviceDatabase.ts';
import { ProtocolFileError } from './protocolFileError.ts';
import type { Alone } from './run.ts';

type Write = (text: string) => unknown;
const toTerminal: Write = (text) => process.stdout.write(text);

/** Says whether a file holds a protocol that could be registered, and what it would be. Needs no database. */
export async function checkProtocol(file: string, write: Write = toTerminal): Promise<void> {
  const { id, version, condition, rules, numbers } = await readProtocolFile(file);
  const red = rules.filter(({ levels }) => levels.red !== undefined).length;
  const counts = `${rules.length} rules (${red} can raise red), ${Object.keys(numbers).length} numbers`;
  write(`${id} version ${version} for ${condition}: ${counts}. It can be registered.\n`);
}

/** Registers the version that a file holds. Nobody is judged by it before a team puts it in force. */
export async function registerProtocolAlone(
  { settings, log, stack, clock }: Alone<'protocol'>,
  file: string,
  write: Write = toTerminal,
): Promise<void> {
  const protocol = await readProtocolFile(file);
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'protocol', log, stack });
  await registerProtocol(database.pool, { protocol, registeredAt: clock() });
  write(
    `${protocol.id} version ${protocol.version} is registered. Nobody is judged by it before a team puts it in force.\n`,
  );
}

async function readProtocolFile(file: string): Promise<Protocol> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ProtocolFileError(`${file} cannot be read: ${messageOf(cause)}`, { cause });
  });
  const parsed = ProtocolSchema.safeParse(parseJson(file, text));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${placeOf(path)}: ${message}`);
    throw new ProtocolFileError(`${file} holds no protocol:\n${faults.join('\n')}`);
  }
  // A rule that cannot be made into a judgement would ask for a review of every reading instead.
  const broken = compileProtocol(applyLimits(parsed.data, null, 0)).rules.filter((rule) => rule.broken !== null);
  if (broken.length > 0) {
    const faults = broken.map(({ declared, broken: why }) => `  rule ${declared.id}: ${why}`);
    throw new ProtocolFileError(`${file} holds rules that cannot judge:\n${faults.join('\n')}`);
  }
  return parsed.data;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolFileError(`${file} is not JSON: ${messageOf(cause)}`, { cause });
  }
}

/** `rules[2].levels.red.when`, as one finds it in the file. */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole';
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { readFileSync } from 'node:fs';
import { z } from 'zod';

/*
 * Everything that can be set from outside, and the only file that reads the environment. Each setting is an environment
 * variable; a secret may also come from a file, named by the same variable with `_FILE` behind it (as container
 * secrets do). What is set is checked as a whole before anything starts, and every fault names its variable.
 */

const port = z.coerce.number().int().min(1).max(65_535);
const url = (...schemes: string[]) =>
  z.url({
    protocol: new RegExp(`^(${schemes.join('|')})$`),
    error: `must be an address that begins with ${schemes.join(':// or ')}://`,
  });
const webAddress = url('http', 'https').transform((text) => text.replace(/\/+$/, ''));
const text = z.string().min(1);
const secret = z.string().min(16, 'must be at least 16 characters');

interface Setting<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly about: string;
  readonly secret?: true;
}
const setting = <Schema extends z.ZodType>(schema: Schema, about: string): Setting<Schema> => ({ schema, about });
const secretSetting = <Schema extends z.ZodType>(schema: Schema, about: string): Setting<Schema> => ({
  schema,
  about,
  secret: true,
});

const SETTINGS = {
  SAMVAKT_PORT: setting(port, 'port of the web application and its API (4180, or a free one)'),
  SAMVAKT_HOST: setting(text, 'address that the web application, the broker and the issuer listen on (127.0.0.1)'),
  SAMVAKT_PUBLIC_URL: setting(webAddress, 'what browsers call the web application (http://localhost:<port>)'),
  SAMVAKT_DATA: setting(text, 'folder for data, keys and logs (.samvakt in the clone)'),
  SAMVAKT_LOG_LEVEL: setting(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']), 'what is logged (info)'),
  SAMVAKT_DATABASE_URL: secretSetting(
    url('postgres', 'postgresql'),
    'a PostgreSQL 15–18 of your own, with TimescaleDB if it has it (embedded)',
  ),
  SAMVAKT_DATABASE_PORT: setting(port, 'port of the embedded PostgreSQL (54321, or a free one)'),
  SAMVAKT_BROKER_URL: setting(url('mqtt', 'mqtts'), 'the MQTT broker that ingest and simulated homes connect to'),
  SAMVAKT_BROKER_PORT: setting(port, 'port of the embedded MQTT broker (1883, or a free one)'),
  SAMVAKT_INGEST_USERNAME: setting(text, 'name that ingest signs in to the broker with (ingest@samvakt)'),
  SAMVAKT_INGEST_SECRET: secretSetting(secret, 'secret that ingest signs in to the broker with'),
  SAMVAKT_METRICS_PORT: setting(
    port,
    'port on which ingest and timers answer /health/live and /health/ready, and ingest /metrics (none)',
  ),
  SAMVAKT_METRICS_ALLOW: setting(
    z.string().transform((list) => list.split(',').map((address) => address.trim())),
    'addresses that may read /metrics of the API, separated by commas (127.0.0.1,::1)',
  ),
  SAMVAKT_ISSUER_URL: setting(webAddress, 'the OpenID Connect issuer that people sign in at (embedded)'),
  SAMVAKT_ISSUER_PORT: setting(port, 'port of the embedded development issuer (4181, or a free one)'),
  SAMVAKT_INSECURE_ISSUER: setting(
    z.enum(['yes', 'no']),
    'yes: the issuer may be spoken to over http, for development only (no)',
  ),
  SAMVAKT_CLIENT_ID: setting(text, 'name of the API at the issuer (samvakt)'),
  SAMVAKT_CLIENT_SECRET: secretSetting(secret, 'secret of the API at the issuer'),
  SAMVAKT_SESSION_SECRET: secretSetting(
    z.string().min(32, 'must be at least 32 characters'),
    'signs the session cookies',
  ),
  SAMVAKT_DEMO_KEY: secretSetting(secret, 'what the secrets of the demo devices are made from'),
} as const;

export type SettingName = keyof typeof SETTINGS;
type Value<Name extends SettingName> = z.output<(typeof SETTINGS)[Name]['schema']>;

/** What a command reads: some settings it cannot do without, and some it can. */
export type Settings<Required extends SettingName, Optional extends SettingName> = {
  readonly [Name in Required]: Value<Name>;
} & { readonly [Name in Optional]: Value<Name> | undefined };

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** @throws ConfigurationError with every fault at once */
export function readSettings<Required extends SettingName, Optional extends SettingName>(
  wanted: { readonly required: readonly Required[]; readonly optional: readonly Optional[] },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings<Required, Optional> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const name of [...wanted.required, ...wanted.optional]) {
    try {
      const given = givenFor(name, environment);
      if (given === undefined) {
        if ((wanted.required as readonly string[]).includes(name))
          faults.push(`${name} is missing: ${SETTINGS[name].about}`);
        continue;
      }
      const parsed = SETTINGS[name].schema.safeParse(given);
      if (parsed.success) values[name] = parsed.data;
      else faults.push(...parsed.error.issues.map((issue) => `${name} ${issue.message}`));
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  faults.push(...unknownNames(environment));
  if (faults.length > 0) throw new ConfigurationError(faults);
  return values as Settings<Required, Optional>;
}

function givenFor(name: SettingName, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const direct = environment[name] || undefined;
  const setting: Setting<z.ZodType> = SETTINGS[name];
  const file = setting.secret ? environment[`${name}_FILE`] : undefined;
  if (!file) return direct;
  if (direct !== undefined) throw new Error(`${name} and ${name}_FILE are both set; keep one of them`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(`${name}_FILE names a file that cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** A misspelt setting would otherwise be silently without effect. */
function unknownNames(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(
    Object.entries<Setting<z.ZodType>>(SETTINGS).flatMap(([name, { secret }]) =>
      secret ? [name, `${name}_FILE`] : [name],
    ),
  );
  return Object.keys(environment)
    .filter((name) => name.startsWith('SAMVAKT_') && !known.has(name))
    .map((name) => `${name} is not a setting of Samvakt (see --help)`);
}

/** The settings as lines for `--help`. */
export function describeSettings(names: readonly SettingName[], required: readonly SettingName[]): string {
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => {
    const { about, secret }: Setting<z.ZodType> = SETTINGS[name];
    const remarks = [required.includes(name) ? 'required' : '', secret ? 'or in a file, named by …_FILE' : ''].filter(
      Boolean,
    );
    return `  ${name.padEnd(width)}  ${about}${remarks.length > 0 ? ` [${remarks.join('; ')}]` : ''}`;
  });
  return ['', 'Environment variables:', ...lines].join('\n');
}

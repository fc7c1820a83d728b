import { existsSync } from 'node:fs';
import path from 'node:path';
import { ApiConfigurationSchema, startApi } from '@samvakt/api';
import { ConfigurationError } from '../configuration.ts';
import { WEB_DIST } from '../places.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

const DEFAULT_PORT = 4180;

export async function startApiAlone({ settings, log, stack, clock }: Alone<'api'>): Promise<void> {
  const configuration = ApiConfigurationSchema.safeParse({
    publicUrl: settings.SAMVAKT_PUBLIC_URL,
    host: settings.SAMVAKT_HOST,
    port: settings.SAMVAKT_PORT ?? DEFAULT_PORT,
    issuerUrl: settings.SAMVAKT_ISSUER_URL,
    clientId: settings.SAMVAKT_CLIENT_ID ?? 'samvakt',
    clientSecret: settings.SAMVAKT_CLIENT_SECRET,
    sessionSecret: settings.SAMVAKT_SESSION_SECRET,
    allowInsecureIssuer: settings.SAMVAKT_INSECURE_ISSUER === 'yes',
    metricsAllow: settings.SAMVAKT_METRICS_ALLOW,
  });
  if (!configuration.success) {
    // What the settings let through one by one and the API refuses together: an http issuer, for example.
    const faults = configuration.error.issues.map((issue) => `${variableOf(String(issue.path[0]))} ${issue.message}`);
    throw new ConfigurationError(faults);
  }
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'api', log, stack });
  const staticRoot = existsSync(path.join(WEB_DIST, 'index.html')) ? WEB_DIST : undefined;
  if (!staticRoot) log.warn({ expected: WEB_DIST }, 'the screens are not built; only the API is served');
  const api = await startApi({ database, configuration: configuration.data, clock, logger: log, staticRoot });
  stack.add('api', api.stop);
  log.info(api.address, 'the API listens');
}

function variableOf(field: string): string {
  return `SAMVAKT_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

import { deviceVerifier } from '../deviceVerifier.ts';
import { startEmbeddedBroker } from '../embedded/broker.ts';
import { choosePort, DEFAULT_PORTS } from '../ports.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

/** The embedded broker by itself, for trying services out one by one; production runs Mosquitto. */
export async function startBrokerAlone({ settings, log, stack }: Alone<'broker'>): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'broker', log, stack });
  const broker = await startEmbeddedBroker({
    port: await choosePort('SAMVAKT_BROKER_PORT', settings.SAMVAKT_BROKER_PORT, DEFAULT_PORTS.broker),
    host: settings.SAMVAKT_HOST ?? '127.0.0.1',
    verifyDevice: deviceVerifier(database.pool),
    ingestSecret: settings.SAMVAKT_INGEST_SECRET,
    log,
  });
  stack.add('broker', broker.stop);
  log.info({ url: broker.url }, 'the broker listens');
}

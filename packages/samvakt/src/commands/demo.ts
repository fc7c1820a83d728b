import { demoCast, HISTORY_MS, startHomes } from '../demo/homes.ts';
import { offerWaiting, pauseSome } from '../demo/past.ts';
import { demoSecrets } from '../demo/secrets.ts';
import { seedDemo } from '../demo/seed.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

/** The demo people, and their homes, against a database and a broker that run elsewhere. */
export async function startDemoAlone({ settings, log, stack, stopping, clock }: Alone<'demo'>): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'demo', log, stack });
  const secrets = demoSecrets(settings.SAMVAKT_DEMO_KEY);
  const startedAt = clock();
  const followedSince = startedAt - HISTORY_MS;
  const { homes, patients } = demoCast(startedAt);
  const added = await seedDemo(database, { patients, secrets, startedAt, followedSince, log });
  log.info({ patients: patients.length, added }, 'the demo people are registered');
  stopping.throwIfAborted();
  const brokerUrl = settings.SAMVAKT_BROKER_URL;
  const running = await startHomes({ homes, secrets, database, brokerUrl, startedAt, followedSince, clock, log });
  stack.add('homes', running.stop);
  const hasPast = await Promise.race([running.caughtUp.then(() => true), running.ended.then(() => false)]);
  if (hasPast) {
    await offerWaiting(database, { patients, now: clock(), log });
    await pauseSome(database, { patients, now: clock(), log });
  }
  await running.ended;
}

import { openDatabase } from '@samvakt/store';
import { createTimersService } from '@samvakt/timers';
import { pino } from 'pino';

/** The timers in a process of their own, to be killed. Told the database in its first message; it answers when it works. */
export type TimersOrder = { connectionString: string; applicationName: string };

process.once('message', async ({ connectionString, applicationName }: TimersOrder) => {
  const database = openDatabase({ connectionString, applicationName, onError: () => undefined });
  await createTimersService({ database, log: pino({ level: 'silent' }), now: Date.now }).start();
  process.send?.('working');
});

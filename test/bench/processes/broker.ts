import { startEmbeddedBroker } from '@samvakt/samvakt/embedded/broker';
import { pino } from 'pino';
import { INGEST_SECRET, tell } from './protocol.ts';

/** The embedded broker as `npm start` runs it, in a process of its own. Every gateway's secret is right. */
const broker = await startEmbeddedBroker({
  port: 0,
  ingestSecret: INGEST_SECRET,
  verifyDevice: async () => true,
  log: pino({ level: 'warn' }),
});
tell({ type: 'listening', url: broker.url });

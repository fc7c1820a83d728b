/** What the bench tells its processes and hears from them, over Node's own channel between parent and child. */

export type BrokerWord = { type: 'listening'; url: string };

export type ConsumerOrder = {
  type: 'consume';
  connectionString: string;
  brokerUrl: string;
  /** The process says `done` when this many messages are committed and acknowledged. */
  messages: number;
  /** Which patient has which device: the floor does not look it up. */
  patientOf: Record<string, string>;
};
export type ConsumerWord = { type: 'reading' } | { type: 'done'; at: number; cpuMs: number; batches: number };

export type PublisherOrder =
  | { type: 'prepare'; brokerUrl: string; messages: { deviceId: string; payload: string }[]; perSecond: number | null }
  | { type: 'publish' };
export type PublisherWord =
  | { type: 'prepared' }
  | { type: 'published'; at: number; cpuMs: number; sent: SentMessage[] };

/** When a message was handed to the gateway's connection, in milliseconds of `preciseNow`. */
export type SentMessage = { deviceId: string; at: number };

export type ApiOrder = { type: 'serve'; connectionString: string; configuration: Record<string, unknown> };
export type ApiWord = { type: 'serving' };

export const INGEST_SECRET = 'the secret of the ingest service in the bench';

/** Processor time of this process until now, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Epoch milliseconds with fractions, the same in every process of the machine. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

export function tell(word: BrokerWord | ConsumerWord | PublisherWord | ApiWord): void {
  process.send?.(word);
}

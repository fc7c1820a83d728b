import { once } from 'node:events';
import type { MetricCode } from '@samvakt/contract';
import type { Gateway } from '@samvakt/gateway';
import type { RecordedRow } from './recording.ts';

/** How a recording is published. */
export interface ReplayOptions {
  readonly metric: MetricCode;
  /** The started gateway of a subject's home. */
  readonly gatewayOf: (subject: string) => Gateway;
  readonly readingsAMessage?: number;
  /** Messages without a receipt at which a home waits. */
  readonly backlog?: number;
}

/**
 * Publishes a recording through the gateways of its subjects, each subject's rows in the order they have, and returns when there
 * is a receipt for all of it.
 */
export async function replay(
  rows: readonly RecordedRow[],
  { metric, gatewayOf, readingsAMessage = 100, backlog = 8 }: ReplayOptions,
): Promise<void> {
  const bySubject = Map.groupBy(rows, (row) => row.subject);
  const play = async (gateway: Gateway, own: readonly RecordedRow[]) => {
    for (let start = 0; start < own.length; start += readingsAMessage) {
      const some = own.slice(start, start + readingsAMessage);
      await gateway.enqueue(some.map(({ at, value, unit }) => ({ metric, effectiveAt: at, value, unit })));
      while (gateway.waiting >= backlog) await once(gateway, 'receipt');
    }
    await gateway.drained();
  };
  await Promise.all([...bySubject].map(([subject, own]) => play(gatewayOf(subject), own)));
}

import { pausedUntil } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readProtocols } from '../reading/protocol.ts';
import { readOpenAlerts } from '../triage/alerts.ts';
import { readReadablePauses } from './judgedBy.ts';

/**
 * The open alerts of these episodes that a pause holds back at `now`, by alert id, each with when that ends (epoch milliseconds). An open
 * alert that is not among them asks for somebody. Reckoned from the pauses, so it is right whether or not a timer has marked their ends.
 */
export async function readHeldBack(
  client: Queryable,
  { episodeIds, now }: { episodeIds: readonly string[]; now: number },
): Promise<Map<string, number>> {
  const paused = await readReadablePauses(client, episodeIds);
  if (paused.size === 0) return new Map();
  const protocols = await readProtocols(
    client,
    [...paused.values()].map(({ protocol }) => protocol),
  );
  const held = new Map<string, number>();
  for (const [episodeId, alerts] of await readOpenAlerts(client, [...paused.keys()])) {
    const by = paused.get(episodeId);
    const protocol = protocols.find(({ id, version }) => id === by?.protocol.id && version === by.protocol.version);
    if (by === undefined || protocol === undefined) throw new Error(`episode ${episodeId}: no protocol judges it`);
    for (const alert of alerts) {
      const until = pausedUntil(protocol, by.pauses, alert, now);
      if (until !== null) held.set(alert.id, until);
    }
  }
  return held;
}

import { fromStoredForm, type StoredState, type TriageState } from '@samvakt/triage';
import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { demandNew } from './begun.ts';
import { TriageUnreadable } from './unreadable.ts';

/*
 * What this process wrote last for each episode, so that the next batch need not read it again. A state is known by the transaction that
 * wrote it: when the locked row names the same transaction, the remembered state is the stored one; when another process has written since,
 * or our own transaction was rolled back, the row names another and the state is read. Nothing is ever trusted without the lock on its row.
 */
export type StateCache = {
  /**
   * The states of locked rows: remembered ones as they are, the others from the database in one query. An episode that has no row (`writtenBy` null) has none.
   *
   * @throws TriageUnreadable where a state cannot be read, or the row of one that has been judged is gone
   */
  read(
    client: Queryable,
    locked: readonly { episodeId: string; writtenBy: string | null }[],
  ): Promise<Map<string, TriageState>>;
  remember(episodeId: string, writtenBy: string | undefined, state: TriageState): void;
};

/** A state takes some twenty kilobytes in memory. */
const MOST = 5_000;

export function createStateCache(): StateCache {
  const remembered = new Map<string, { writtenBy: string; state: TriageState }>();
  return {
    async read(client, locked) {
      const states = new Map<string, TriageState>();
      const unknown: string[] = [];
      const missing: string[] = [];
      for (const { episodeId, writtenBy } of locked) {
        const known = remembered.get(episodeId);
        if (known && known.writtenBy === writtenBy) states.set(episodeId, known.state);
        else (writtenBy === null ? missing : unknown).push(episodeId);
      }
      await demandNew(client, missing);
      if (unknown.length > 0) {
        const { rows } = await client.query<{ episodeId: string; state: string }>({
          name: 'read-triage-states',
          text: 'select episode_id as "episodeId", state from triage_state where episode_id = any ($1::uuid[])',
          values: [plainColumn(unknown)],
        });
        for (const { episodeId, state } of rows) states.set(episodeId, readState(episodeId, state));
      }
      return states;
    },
    remember(episodeId, writtenBy, state) {
      // Deleted first: what was written last stands last, and the first in the map is the longest untouched.
      remembered.delete(episodeId);
      if (writtenBy === undefined) return;
      remembered.set(episodeId, { writtenBy, state });
      const [oldest] = remembered.size > MOST ? remembered.keys() : [];
      if (oldest !== undefined) remembered.delete(oldest);
    },
  };
}

/** A state as the database keeps it: the text of its stored form. @throws TriageUnreadable when it is none that this version knows */
export function readState(episodeId: string, stored: string): TriageState {
  try {
    return fromStoredForm(JSON.parse(stored) as StoredState);
  } catch (fault) {
    // Its own words quote what was read, which is the patient's and belongs in no log.
    const cause = fault instanceof SyntaxError ? new SyntaxError('it is no JSON') : fault;
    throw new TriageUnreadable(episodeId, { cause });
  }
}

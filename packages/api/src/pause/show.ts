import type { Pause, PauseBrief } from '@samvakt/contract';
import type { PauseRow } from '@samvakt/store';
import { describePauseScope, type Protocol } from '@samvakt/triage';
import { inBoth } from '../protocol/wording.ts';

/** A stored pause with its scope in the words of the protocol that judges the episode. */
export const showPause = (protocol: Protocol, row: PauseRow): Pause => ({
  ...row,
  scopeText: inBoth((language) => describePauseScope(protocol, row.scope, language)),
});

/** What a line of the worklist says of the pauses that run at `now`. */
export const runningPauses = (protocol: Protocol, rows: readonly PauseRow[], now: number): PauseBrief[] =>
  rows
    .filter(({ startsAt }) => Date.parse(startsAt) <= now)
    .map((row) => {
      const { id, scopeText, includesRed, reason, note, startsAt, endsAt } = showPause(protocol, row);
      return { id, scopeText, includesRed, reason, note, startsAt, endsAt };
    });

import type { ContinuityBreach, ResponsibilityPeriod } from '@samvakt/care';

/** The lines of the change feed that speak of responsibility, for one episode, in the order in which they were written. */
export type FeedLine = {
  kind: string;
  occurredAt: number;
  teamId: string | null;
  handoverId: string | null;
  /** Of `handover-accepted`: from whom to whom. */
  fromTeamId: string | null;
  toTeamId: string | null;
};

export type Breach =
  | { code: 'not-started'; kind: string; at: number }
  | { code: 'started-twice'; at: number }
  | { code: 'began-while-held'; teamId: string | null; heldBy: string; at: number }
  | { code: 'ended-by-a-stranger'; teamId: string | null; heldBy: string | null; at: number }
  | { code: 'nobody-took-over'; at: number; until: number | null }
  | { code: 'moved-without-acceptance'; teamId: string; at: number }
  | { code: 'acceptance-without-move'; at: number }
  | { code: 'after-the-end'; kind: string; at: number }
  | { code: 'held-after-the-end'; heldBy: string; at: number }
  | { code: 'not-in-the-feed' }
  | { code: 'only-in-the-feed' }
  | { code: 'table-differs'; feed: readonly ResponsibilityPeriod[]; table: readonly ResponsibilityPeriod[] }
  | { code: 'ends-differ'; feed: number | null; table: number | null }
  | { code: 'open-alert-without-owner'; alertId: string }
  | { code: 'claimed-by-a-stranger'; alertId: string }
  | { code: 'table-broken'; breach: ContinuityBreach };

export type Replay = {
  periods: ResponsibilityPeriod[];
  startedAt: number | null;
  endedAt: number | null;
  breach: Breach | null;
};

/**
 * Plays an episode's lines from the start and says who held it when, stopping at the first line that cannot be true. It looks at nothing but
 * the feed, and shares no code with what writes it.
 */
export function replay(lines: readonly FeedLine[]): Replay {
  const told: Telling = { periods: [], startedAt: null, endedAt: null, holder: null, laidDownAt: null };
  for (const line of lines) {
    const breach = tell(told, line);
    if (breach !== null) return { ...told, breach };
  }
  return { ...told, breach: finish(told) };
}

type Telling = {
  periods: ResponsibilityPeriod[];
  startedAt: number | null;
  endedAt: number | null;
  /** `unproven`: the handover that it is said to have come by, until the line that tells of its acceptance. */
  holder: { teamId: string; from: number; unproven: string | null } | null;
  /** When the last holder laid it down, until the next takes it up. */
  laidDownAt: number | null;
};

function tell(told: Telling, line: FeedLine): Breach | null {
  const { kind, occurredAt: at } = line;
  if (told.endedAt !== null) return { code: 'after-the-end', kind, at };
  if (kind === 'episode-started') return start(told, at);
  if (told.startedAt === null) return { code: 'not-started', kind, at };
  if (told.holder?.unproven != null && kind !== 'handover-accepted') {
    return { code: 'moved-without-acceptance', teamId: told.holder.teamId, at };
  }
  switch (kind) {
    case 'responsibility-began':
      return begin(told, line);
    case 'responsibility-ended':
      return layDown(told, line);
    case 'handover-accepted':
      return prove(told, line);
    case 'episode-ended':
      return end(told, at);
    default:
      throw new Error(`the feed line ${kind} does not speak of responsibility`);
  }
}

function start(told: Telling, at: number): Breach | null {
  if (told.startedAt !== null) return { code: 'started-twice', at };
  told.startedAt = at;
  told.laidDownAt = at;
  return null;
}

function begin(told: Telling, { teamId, handoverId, occurredAt: at }: FeedLine): Breach | null {
  if (told.holder !== null) return { code: 'began-while-held', teamId, heldBy: told.holder.teamId, at };
  if (teamId === null) return { code: 'nobody-took-over', at, until: null };
  if (told.laidDownAt !== at) return { code: 'nobody-took-over', at: told.laidDownAt ?? at, until: at };
  if (told.periods.length > 0 && handoverId === null) return { code: 'moved-without-acceptance', teamId, at };
  told.holder = { teamId, from: at, unproven: handoverId };
  told.laidDownAt = null;
  return null;
}

function layDown(told: Telling, { teamId, occurredAt: at }: FeedLine): Breach | null {
  const { holder } = told;
  if (holder === null || holder.teamId !== teamId || at <= holder.from) {
    return { code: 'ended-by-a-stranger', teamId, heldBy: holder?.teamId ?? null, at };
  }
  told.periods.push({ teamId, from: holder.from, until: at });
  told.holder = null;
  told.laidDownAt = at;
  return null;
}

function prove(told: Telling, line: FeedLine): Breach | null {
  const { holder } = told;
  const { occurredAt: at, fromTeamId, toTeamId, handoverId } = line;
  const from = told.periods.at(-1)?.teamId;
  if (holder === null || holder.teamId !== toTeamId || holder.from !== at || from !== fromTeamId) {
    return { code: 'acceptance-without-move', at };
  }
  if (holder.unproven === null || holder.unproven !== handoverId) return { code: 'acceptance-without-move', at };
  told.holder = { ...holder, unproven: null };
  return null;
}

function end(told: Telling, at: number): Breach | null {
  if (told.holder !== null) return { code: 'held-after-the-end', heldBy: told.holder.teamId, at };
  if (told.laidDownAt !== at) return { code: 'nobody-took-over', at: told.laidDownAt ?? at, until: at };
  told.endedAt = at;
  return null;
}

/** After the last line an episode that has not ended is held, without end, by somebody who came to it rightly. */
function finish(told: Telling): Breach | null {
  if (told.startedAt === null || told.endedAt !== null) return null;
  const { holder } = told;
  if (holder === null) return { code: 'nobody-took-over', at: told.laidDownAt ?? told.startedAt, until: null };
  if (holder.unproven !== null) return { code: 'moved-without-acceptance', teamId: holder.teamId, at: holder.from };
  told.periods.push({ teamId: holder.teamId, from: holder.from, until: null });
  return null;
}

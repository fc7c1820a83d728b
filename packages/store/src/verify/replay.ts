import type { ContinuityBreach, ResponsibilityPeriod } from '@samvakt/care';

/** The lines of the change feed that speak of responsibility, for one episode, in the order in which they were written. */
export type FeedLine = {
  kind: string;
  occurredAt: number;
  teamId: string | null;
  handoverId: string | null;
  /** Of a handover that was accepted or taken over: from whom to whom. */
  fromTeamId: string | null;
  toTeamId: string | null;
  /** Of an acceptance for a later time: when the responsibility passes. */
  effectiveAt: number | null;
};

/** Where a history is not one of exactly one accountable team. Instants are epoch milliseconds. */
export type Breach =
  | { code: 'not-started'; kind: string; at: number }
  | { code: 'started-twice'; at: number }
  | { code: 'began-while-held'; teamId: string | null; heldBy: string; at: number }
  | { code: 'ended-by-a-stranger'; teamId: string | null; heldBy: string | null; at: number }
  | { code: 'nobody-took-over'; at: number; until: number | null }
  | { code: 'moved-without-acceptance'; teamId: string; at: number }
  | { code: 'acceptance-without-move'; at: number }
  | { code: 'promise-not-possible'; at: number }
  | { code: 'promise-broken'; at: number }
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
  /** The boundary that was agreed for a later time and that no line has told of yet: when; null where there is none. */
  promisedAt: number | null;
  breach: Breach | null;
};

/**
 * Plays an episode's lines from the start and says who held it when, stopping at the first line that cannot be true. It looks at nothing but
 * the feed, and shares no code with what writes it.
 */
export function replay(lines: readonly FeedLine[]): Replay {
  const told: Telling = { periods: [], startedAt: null, endedAt: null, holder: null, laidDownAt: null, promise: null };
  for (const line of lines) {
    const breach = tell(told, line);
    if (breach !== null) return resultOf(told, breach);
  }
  return resultOf(told, finish(told));
}

const resultOf = ({ periods, startedAt, endedAt, promise }: Telling, breach: Breach | null): Replay => ({
  periods,
  startedAt,
  endedAt,
  promisedAt: promise?.at ?? null,
  breach,
});

type Telling = {
  periods: ResponsibilityPeriod[];
  startedAt: number | null;
  endedAt: number | null;
  /** `unproven`: the handover that it is said to have come by, until the line that tells of its acceptance. */
  holder: { teamId: string; from: number; unproven: string | null } | null;
  /** When the last holder laid it down, until the next takes it up. */
  laidDownAt: number | null;
  /** What was accepted for a later time, until the lines that tell that it came, or that it was called off. */
  promise: { handoverId: string; fromTeamId: string; toTeamId: string; at: number } | null;
};

function tell(told: Telling, line: FeedLine): Breach | null {
  const { kind, occurredAt: at } = line;
  if (told.endedAt !== null) return { code: 'after-the-end', kind, at };
  if (kind === 'episode-started') return start(told, at);
  if (told.startedAt === null) return { code: 'not-started', kind, at };
  if (told.holder?.unproven != null && kind !== 'handover-accepted' && kind !== 'handover-taken-over') {
    return { code: 'moved-without-acceptance', teamId: told.holder.teamId, at };
  }
  switch (kind) {
    case 'responsibility-began':
      return begin(told, line);
    case 'responsibility-ended':
      return layDown(told, line);
    case 'handover-accepted':
      return line.effectiveAt === null ? prove(told, line) : promise(told, line, line.effectiveAt);
    case 'handover-taken-over':
      return prove(told, line);
    case 'handover-called-off':
    case 'handover-superseded':
      return callOff(told, line);
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
  const promised = told.promise;
  if (promised !== null) {
    if (handoverId !== promised.handoverId || teamId !== promised.toTeamId) return { code: 'promise-broken', at };
    told.promise = null;
  }
  // An acceptance that came before it has proven a promised move already.
  told.holder = { teamId, from: at, unproven: promised === null ? handoverId : null };
  told.laidDownAt = null;
  return null;
}

function layDown(told: Telling, { teamId, occurredAt: at }: FeedLine): Breach | null {
  const { holder } = told;
  if (holder === null || holder.teamId !== teamId || at <= holder.from) {
    return { code: 'ended-by-a-stranger', teamId, heldBy: holder?.teamId ?? null, at };
  }
  // Between acceptance and effect nothing but what was agreed moves the responsibility.
  if (told.promise !== null && told.promise.at !== at) return { code: 'promise-broken', at };
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

/** An acceptance for a later time moves nothing yet; it says who will hold it from when. */
function promise(told: Telling, line: FeedLine, at: number): Breach | null {
  const { handoverId, fromTeamId, toTeamId, occurredAt } = line;
  const { holder } = told;
  const possible = told.promise === null && holder !== null && holder.teamId === fromTeamId && at > occurredAt;
  if (!possible || handoverId === null || fromTeamId === null || toTeamId === null || at <= holder.from) {
    return { code: 'promise-not-possible', at: occurredAt };
  }
  told.promise = { handoverId, fromTeamId, toTeamId, at };
  return null;
}

/** Takes a promise back before its time. One that was only offered has promised nothing. */
function callOff(told: Telling, { kind, handoverId, occurredAt: at }: FeedLine): Breach | null {
  const { promise: promised } = told;
  if (promised === null) return kind === 'handover-superseded' ? null : { code: 'promise-broken', at };
  if (promised.handoverId !== handoverId || at >= promised.at) return { code: 'promise-broken', at };
  told.promise = null;
  return null;
}

function end(told: Telling, at: number): Breach | null {
  if (told.holder !== null) return { code: 'held-after-the-end', heldBy: told.holder.teamId, at };
  if (told.laidDownAt !== at) return { code: 'nobody-took-over', at: told.laidDownAt ?? at, until: at };
  if (told.promise !== null) return { code: 'promise-broken', at };
  told.endedAt = at;
  return null;
}

/** After the last line an episode that has not ended is held, without end, by somebody who came to it rightly. */
function finish(told: Telling): Breach | null {
  if (told.startedAt === null || told.endedAt !== null) return null;
  const { holder } = told;
  if (holder === null) return { code: 'nobody-took-over', at: told.laidDownAt ?? told.startedAt, until: null };
  if (holder.unproven !== null) return { code: 'moved-without-acceptance', teamId: holder.teamId, at: holder.from };
  const { promise: promised } = told;
  told.periods.push({ teamId: holder.teamId, from: holder.from, until: promised?.at ?? null });
  // The boundary holds whether or not a timer has told of it.
  if (promised !== null) told.periods.push({ teamId: promised.toTeamId, from: promised.at, until: null });
  return null;
}

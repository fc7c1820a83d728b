import { type ChangeKind, findMetric, isVisible, type PauseReason, type PauseScope } from '@samvakt/contract';
import { type Actor, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * A pause in one paragraph. The accountable team says that alerts of a scope (the whole episode, named metrics, named rules) ask for nobody
 * for a time, and why: the patient is in hospital, on holiday, has a new device. It is set for the time ahead, never for what has been, and for
 * thirty days at most. Red is part of it only where the person says so and writes why. It ends by itself, can be ended before its time, and
 * its end can be moved. A command carries the version that its actor saw. Whoever is accountable may act on it, whoever set it.
 */

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long one pause may last. *Assumption*: longer than a usual holiday or hospital stay is a reason to look at the plan again. */
export const MAX_PAUSE_MS = 30 * DAY_MS;

/** How far ahead one may be planned. *Assumption.* */
export const MAX_PAUSE_AHEAD_MS = 90 * DAY_MS;

/** Instants are epoch milliseconds. */
export type PauseRecord = {
  readonly id: string;
  readonly scope: PauseScope;
  readonly includesRed: boolean;
  readonly reason: PauseReason;
  readonly note: string;
  /** The name of the person who set it. */
  readonly setBy: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** Whether its beginning has been told. */
  readonly begun: boolean;
  /** Who ended it (a name; null for the clock) and when; null while it is planned or runs. */
  readonly ended: { readonly by: string | null; readonly at: number } | null;
  readonly version: number;
};

/** What an act on a pause is judged against. */
export type PauseState = {
  /** Null once the episode has ended. */
  readonly accountableTeamId: string | null;
  /** The pause that the command is about; null where there is none, or it is being set. */
  readonly pause: PauseRecord | null;
  /** All of the episode that have not ended. */
  readonly standing: readonly PauseRecord[];
  /** The ids of the rules that judge the episode. */
  readonly ruleIds: readonly string[];
};

/** Instants are epoch milliseconds; `version` is the one that the actor saw. */
export type PauseCommand =
  | {
      readonly type: 'set';
      readonly pauseId: string;
      readonly scope: PauseScope;
      readonly includesRed: boolean;
      readonly reason: PauseReason;
      readonly note: string;
      /** Null: now. */
      readonly startsAt: number | null;
      readonly endsAt: number;
    }
  | { readonly type: 'end'; readonly version: number }
  | { readonly type: 'change-end'; readonly version: number; readonly endsAt: number };

export type PauseContext = { readonly now: number; readonly actor: Actor; readonly actorName: string };

/** What a decided act does beside the pause itself, in the same transaction. */
export type PauseEffect =
  /** The timer of its beginning or of its end. */
  | { readonly type: 'schedule-turn'; readonly at: number }
  | { readonly type: 'cancel-turn' }
  /** Deadlines count from the end of a pause, so triage must know of it at once. */
  | { readonly type: 'tell-triage' }
  | { readonly type: 'announce'; readonly kind: Extract<ChangeKind, `pause-${string}`> };

/** The pause as it then stands and what else is to be done, or why not. */
export type PauseDecision =
  | { readonly ok: true; readonly next: PauseRecord; readonly effects: readonly PauseEffect[] }
  | Refusal;

/** Judges one act on a pause. Pure: the caller holds the locks on what `state` was read from. */
export function decidePause(state: PauseState, command: PauseCommand, context: PauseContext): PauseDecision {
  if (state.accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended.');
  if (!belongsTo(context.actor, state.accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now can pause alerts or end a pause.');
  }
  if (command.type === 'set') return set(state, command, context);
  const { pause } = state;
  if (pause === null) return refuse('no-such-pause', 'There is no such pause.');
  if (isOver(pause, context.now)) return refuse('pause-over', howItEnded(pause));
  if (command.version !== pause.version) {
    return refuse(
      'version-moved-on',
      `The pause has changed since it was read: version ${pause.version} now, ${command.version} then. It ends ${iso(pause.endsAt)}. Read it again.`,
    );
  }
  return command.type === 'end' ? ended(pause, context) : moved(pause, command.endsAt, context);
}

/** What the clock does to a pause. `pause-over` and `turn-not-come` tell a timer that it is stale or early. */
export function decidePauseTurn(pause: PauseRecord, now: number): PauseDecision {
  if (pause.ended !== null) return refuse('pause-over', howItEnded(pause));
  const begins = !pause.begun && now >= pause.startsAt;
  const ends = now >= pause.endsAt;
  if (!begins && !ends) return refuse('turn-not-come', `Nothing happens to this pause before ${iso(nextTurn(pause))}.`);
  const begun: PauseEffect[] = begins ? [{ type: 'announce', kind: 'pause-began' }] : [];
  const next = { ...pause, begun: true, version: pause.version + 1 };
  if (!ends) return { ok: true, next, effects: [...begun, { type: 'schedule-turn', at: pause.endsAt }] };
  return {
    ok: true,
    next: { ...next, ended: { by: null, at: pause.endsAt } },
    effects: [...begun, { type: 'announce', kind: 'pause-ended' }],
  };
}

/** When the clock next has something to do with a pause that has not ended. */
export function nextTurn({ begun, startsAt, endsAt }: PauseRecord): number {
  return begun ? endsAt : startsAt;
}

function set(state: PauseState, command: Extract<PauseCommand, { type: 'set' }>, context: PauseContext): PauseDecision {
  const { now } = context;
  const { type: _, pauseId, startsAt: asked, ...said } = command;
  const startsAt = asked ?? now;
  const fault =
    scopeFault(state, command.scope) ??
    noteFault(command) ??
    (startsAt < now
      ? refuse('pause-not-ahead', `A pause begins now or later, not at ${iso(startsAt)}; it is ${iso(now)}.`)
      : null) ??
    (startsAt > now + MAX_PAUSE_AHEAD_MS
      ? refuse('pause-too-far-ahead', `A pause can be planned ${MAX_PAUSE_AHEAD_MS / DAY_MS} days ahead at most.`)
      : null) ??
    lengthFault(startsAt, command.endsAt, now) ??
    alreadyPaused(state, command.scope, { startsAt, endsAt: command.endsAt, now });
  if (fault !== null) return fault;
  const begun = startsAt <= now;
  const next: PauseRecord = {
    ...said,
    id: pauseId,
    note: command.note.trim(),
    setBy: context.actorName,
    startsAt,
    begun,
    ended: null,
    version: 1,
  };
  return {
    ok: true,
    next,
    effects: [
      { type: 'schedule-turn', at: nextTurn(next) },
      { type: 'tell-triage' },
      { type: 'announce', kind: 'pause-set' },
    ],
  };
}

function ended(pause: PauseRecord, { now, actorName }: PauseContext): PauseDecision {
  return {
    ok: true,
    next: { ...pause, ended: { by: actorName, at: now }, version: pause.version + 1 },
    effects: [{ type: 'cancel-turn' }, { type: 'tell-triage' }, { type: 'announce', kind: 'pause-ended' }],
  };
}

function moved(pause: PauseRecord, endsAt: number, { now }: PauseContext): PauseDecision {
  const fault = lengthFault(pause.startsAt, endsAt, now);
  if (fault !== null) return fault;
  const next = { ...pause, endsAt, version: pause.version + 1 };
  return {
    ok: true,
    next,
    effects: [
      { type: 'schedule-turn', at: nextTurn(next) },
      { type: 'tell-triage' },
      { type: 'announce', kind: 'pause-end-changed' },
    ],
  };
}

function scopeFault({ ruleIds }: PauseState, scope: PauseScope): Refusal | null {
  const named = scope.type === 'episode' ? [] : scope.type === 'metrics' ? scope.metrics : scope.rules;
  const isKnown = (name: string) =>
    scope.type === 'metrics' ? findMetric(name) !== undefined : ruleIds.includes(name);
  const unknown = named.filter((name) => !isKnown(name));
  if (unknown.length === 0) return null;
  return refuse(
    'pause-scope-unknown',
    `There is no such ${scope.type === 'metrics' ? 'metric' : 'rule'}: ${unknown.join(', ')}.`,
  );
}

function noteFault({ includesRed, reason, note }: Extract<PauseCommand, { type: 'set' }>): Refusal | null {
  if (isVisible(note)) return null;
  if (includesRed)
    return refuse('pause-note-missing', 'A pause that holds back red alerts needs a note that says why.');
  return reason === 'other' ? refuse('pause-note-missing', 'The reason other needs a note that says which.') : null;
}

function lengthFault(startsAt: number, endsAt: number, now: number): Refusal | null {
  if (endsAt <= startsAt || endsAt <= now) {
    return refuse(
      'pause-not-ahead',
      `The end ${iso(endsAt)} must come after now and after the beginning, ${iso(startsAt)}.`,
    );
  }
  if (endsAt - startsAt <= MAX_PAUSE_MS) return null;
  return refuse(
    'pause-too-long',
    `A pause lasts ${MAX_PAUSE_MS / DAY_MS} days at most: from ${iso(startsAt)} it can end ${iso(startsAt + MAX_PAUSE_MS)} at the latest.`,
  );
}

/** Two people who set the same pause in the same minute: the second is told of the first instead of making another. */
function alreadyPaused(
  { standing }: PauseState,
  scope: PauseScope,
  { startsAt, endsAt, now }: { startsAt: number; endsAt: number; now: number },
): Refusal | null {
  const same = standing.find(
    (pause) =>
      !isOver(pause, now) && sameScope(pause.scope, scope) && startsAt < pause.endsAt && pause.startsAt < endsAt,
  );
  if (same === undefined) return null;
  return refuse(
    'already-paused',
    `${same.setBy} has paused the same from ${iso(same.startsAt)} until ${iso(same.endsAt)}. Change its end instead.`,
  );
}

function sameScope(a: PauseScope, b: PauseScope): boolean {
  const said = (scope: PauseScope) =>
    [
      scope.type,
      ...(scope.type === 'episode' ? [] : scope.type === 'metrics' ? scope.metrics : scope.rules).toSorted(),
    ].join();
  return said(a) === said(b);
}

const isOver = (pause: PauseRecord, now: number): boolean => pause.ended !== null || now >= pause.endsAt;

function howItEnded({ ended, endsAt }: PauseRecord): string {
  return ended?.by == null
    ? `The pause ended at ${iso(ended?.at ?? endsAt)}.`
    : `${ended.by} ended the pause at ${iso(ended.at)}.`;
}

const iso = (at: number): string => new Date(at).toISOString();

import { describe, expect, it } from 'vitest';
import { type ActorOrClock, THE_CLOCK } from '../actor.ts';
import { type AlertState, decideAlert } from '../alert/decide.ts';
import { type ResponsibilityPeriod, verifyContinuity } from '../responsibility/period.ts';
import type { HandoverCommand } from './command.ts';
import { decideHandover } from './decide.ts';
import type { HandoverEffect } from './effect.ts';
import { type HandoverRecord, isOpenHandover } from './state.ts';

/*
 * The handover protocol as a machine of small steps, searched through all of its reachable states: three teams with a person each, one
 * red alert that may open at any moment, a clock, timers that may run late, twice or never, requests with stale versions and stale
 * read-backs, handovers at once and for a later time, take-overs in an emergency, and transactions that write statement by statement and may be
 * killed before each of them.
 *
 * The model is only worth something if it can fail: two broken variants of the storage are searched as well, and must be found out.
 */

type Database = {
  periods: readonly ResponsibilityPeriod[];
  handovers: readonly HandoverRecord[];
  alert: { version: number; holder: string | null } | null;
  timers: readonly { readonly handoverId: string; readonly at: number; readonly what: 'expire' | 'take-effect' }[];
};
type Write = HandoverEffect | { type: 'write-handover'; handover: HandoverRecord };
/** `at`: the instant that the transaction was given; it may commit later. */
type Transaction = { name: string; at: number; writes: readonly Write[]; done: number };
type World = { now: number; database: Database; running: readonly Transaction[] };
type Storage = { atomic: boolean; locks: boolean };

const TEAMS = ['a', 'b', 'c'];
const LAST_INSTANT = 4;
const MOST_HANDOVERS = 2;
const person = (team: string) => ({ practitionerId: `of-${team}`, teamIds: [team] });

const start: World = {
  now: 0,
  database: { periods: [{ teamId: 'a', from: 0, until: null }], handovers: [], alert: null, timers: [] },
  running: [],
};

const holderAt = (database: Database, now: number) =>
  database.periods.find(({ from, until }) => from <= now && (until === null || now < until));

function stateFor({ database, now }: Pick<World, 'database' | 'now'>, handover: HandoverRecord | null) {
  const holder = holderAt(database, now);
  return { accountableTeamId: holder?.teamId ?? null, accountableSince: holder?.from ?? 0, handover };
}

/** Everything that somebody could ask for in this world, sensible or not. */
function requests(
  world: World,
): { name: string; actor: ActorOrClock; target: string | null; command: HandoverCommand }[] {
  const { handovers, timers } = world.database;
  const asked: ReturnType<typeof requests> = [];
  if (handovers.length < MOST_HANDOVERS) {
    const handoverId = `h${handovers.length + 1}`;
    const illnessSeverity = 'watcher' as const;
    for (const from of TEAMS) {
      for (const toTeamId of TEAMS) {
        for (const later of [false, true]) {
          const deadlineAt = Math.min(world.now + (later ? 1 : 2), LAST_INSTANT);
          const effectiveAt = later ? Math.min(world.now + 2, LAST_INSTANT) : null;
          const command = { type: 'offer', handoverId, toTeamId, illnessSeverity, deadlineAt, effectiveAt } as const;
          const name = `${from} offers to ${toTeamId}${later ? ' for later' : ''}`;
          asked.push({ name, actor: person(from), target: null, command });
        }
      }
      // The third team may not see the patient, and so must never get it but by an offer.
      const taking = { type: 'take-over', handoverId, teamId: from, sees: from !== 'c', illnessSeverity } as const;
      const command = { ...taking, reason: 'now', firstAction: 'go' };
      asked.push({ name: `${from} takes over`, actor: person(from), target: null, command });
    }
  }
  for (const { id, version: newest } of handovers) {
    for (const team of TEAMS) {
      for (const version of [newest, newest - 1]) {
        for (const redAlertIds of [[] as string[], ['red']]) {
          const readBack = { illnessSeverity: 'watcher' as const, firstAction: 'call', redAlertIds };
          const command = { type: 'accept', version, readBack } as const;
          asked.push({ name: `${team} accepts ${id}`, actor: person(team), target: id, command });
        }
        asked.push({
          name: `${team} declines ${id}`,
          actor: person(team),
          target: id,
          command: { type: 'decline', version, reason: 'full' },
        });
        asked.push({
          name: `${team} withdraws ${id}`,
          actor: person(team),
          target: id,
          command: { type: 'withdraw', version },
        });
        asked.push({
          name: `${team} calls ${id} off`,
          actor: person(team),
          target: id,
          command: { type: 'call-off', version, reason: 'changed' },
        });
      }
    }
  }
  // A timer that has run stays: it may run again. A timer service that stands still is the world in which this request is never taken.
  for (const timer of timers) {
    if (timer.at <= world.now)
      asked.push({
        name: `timer of ${timer.handoverId}`,
        actor: THE_CLOCK,
        target: timer.handoverId,
        command: { type: timer.what },
      });
  }
  return asked;
}

function write(database: Database, effect: Write): Database {
  switch (effect.type) {
    case 'supersede':
    case 'write-handover': {
      const others = database.handovers.filter(({ id }) => id !== effect.handover.id);
      return { ...database, handovers: [...others, effect.handover] };
    }
    case 'end-responsibility':
      return {
        ...database,
        periods: database.periods.map((period) =>
          period.until === null && period.teamId === effect.teamId ? { ...period, until: effect.at } : period,
        ),
      };
    case 'begin-responsibility':
      return { ...database, periods: [...database.periods, { teamId: effect.teamId, from: effect.at, until: null }] };
    case 'plan-responsibility':
      return {
        ...database,
        periods: [
          ...database.periods.map((period) => (period.until === null ? { ...period, until: effect.at } : period)),
          { teamId: effect.toTeamId, from: effect.at, until: null },
        ],
      };
    case 'unplan-responsibility':
      return {
        ...database,
        periods: database.periods
          .filter(({ from }) => from !== effect.at)
          .map((period) => (period.until === effect.at ? { ...period, until: null } : period)),
      };
    case 'release-claims': {
      const { alert } = database;
      return alert?.holder == null ? database : { ...database, alert: { version: alert.version + 1, holder: null } };
    }
    case 'schedule-expiry':
    case 'schedule-effect': {
      const what = effect.type === 'schedule-expiry' ? ('expire' as const) : ('take-effect' as const);
      return { ...database, timers: [...database.timers, { handoverId: effect.handoverId, at: effect.at, what }] };
    }
    case 'cancel-expiry':
    case 'cancel-effect': {
      const gone = effect.type === 'cancel-expiry' ? 'expire' : 'take-effect';
      return {
        ...database,
        timers: database.timers.filter(({ handoverId, what }) => handoverId !== effect.handoverId || what !== gone),
      };
    }
    // Beside responsibility: whole with it because they are in its transaction, and that is looked at where there is a database.
    case 'move-tasks':
    case 'add-tasks-of-letter':
    case 'tell-patient':
    case 'schedule-reminder':
    case 'cancel-reminder':
    case 'tell-responsibility':
    case 'schedule-return':
    case 'announce':
      return database;
  }
}

/** Effects that change nothing of what the model looks at. */
const UNSEEN = new Set<Write['type']>([
  'announce',
  'tell-responsibility',
  'schedule-reminder',
  'cancel-reminder',
  'schedule-return',
  'move-tasks',
  'add-tasks-of-letter',
  'tell-patient',
]);

function settled({ database, now }: Pick<World, 'database' | 'now'>): Write[] {
  const open = database.handovers.find(isOpenHandover);
  if (open === undefined) return [];
  const type = open.status === 'offered' ? 'expire' : 'take-effect';
  const clock = { now, actor: THE_CLOCK, actorName: null, openRedAlertIds: [] } as const;
  const decision = decideHandover(stateFor({ database, now }, open), { type }, clock);
  if (!decision.ok || decision.next.handover === null) return [];
  return [{ type: 'write-handover', handover: decision.next.handover }, ...decision.effects];
}

/** Every world that one step leads to. */
function steps(world: World, storage: Storage): { name: string; next: World }[] {
  const { database, running, now } = world;
  const found: ReturnType<typeof steps> = [];
  const step = (name: string, change: Partial<World>) => found.push({ name, next: { ...world, ...change } });

  if (now < LAST_INSTANT) step('the clock moves on', { now: now + 1 });

  running.forEach((transaction, place) => {
    const others = running.filter((_, other) => other !== place);
    step(`killed: ${transaction.name}`, { running: others });
    const effect = transaction.writes[transaction.done];
    if (effect === undefined) {
      const committed = storage.atomic ? transaction.writes.reduce(write, database) : database;
      step(`commits: ${transaction.name}`, { running: others, database: committed });
    } else {
      const written = { ...transaction, done: transaction.done + 1 };
      const visible = storage.atomic ? database : write(database, effect);
      step(`writes ${effect.type}`, { running: running.with(place, written), database: visible });
    }
  });

  if (running.length >= (storage.locks ? 1 : 2)) return found;

  for (const { name, actor, target, command } of requests(world)) {
    const opens = command.type === 'offer' || command.type === 'take-over';
    // What moves the responsibility first does what a timer that is late has left undone, in the same transaction.
    const settling = opens ? settled(world) : [];
    const then = { now, database: settling.reduce(write, database) };
    const handover = then.database.handovers.find((one) => (opens ? isOpenHandover(one) : one.id === target)) ?? null;
    const decision = decideHandover(stateFor(then, handover), command, {
      now,
      actor,
      actorName: null,
      openRedAlertIds: database.alert === null ? [] : ['red'],
    });
    if (!decision.ok || decision.next.handover === null) continue;
    const writes = [
      ...settling,
      { type: 'write-handover', handover: decision.next.handover } as const,
      ...decision.effects,
    ].filter(({ type }) => !UNSEEN.has(type));
    step(`begins: ${name}`, { running: [...running, { name, at: now, writes, done: 0 }] });
  }
  for (const database of alertSteps(world)) step('an alert', { database });
  return found;
}

function alertSteps(world: World): Database[] {
  const { now } = world;
  if (world.database.alert === null) return [{ ...world.database, alert: { version: 1, holder: null } }];
  const database = settled(world).reduce(write, world.database);
  const { alert } = database;
  if (alert === null) return [];
  const state: AlertState = {
    status: alert.holder === null ? 'open' : 'claimed',
    version: alert.version,
    accountableTeamId: holderAt(database, now)?.teamId ?? null,
    claim:
      alert.holder === null
        ? null
        : { practitionerId: `of-${alert.holder}`, name: alert.holder, at: 0, until: Number.MAX_SAFE_INTEGER },
    resolution: null,
  };
  return TEAMS.flatMap((team) => {
    const decision = decideAlert(
      state,
      { type: 'claim', version: alert.version },
      { now, actor: person(team), actorName: team },
    );
    // The version of the alert matters to people with stale screens; here it only would multiply the states.
    return decision.ok ? [{ ...database, alert: { version: 1, holder: team } }] : [];
  });
}

/** Who must be accountable by what the handovers say: told from the records alone, without a look at the periods. */
function holderByRecords({ database, now }: World): string {
  const moves = database.handovers
    .filter(({ status }) => status === 'accepted' || status === 'scheduled')
    .map(({ toTeamId, effectiveAt, decided }) => ({ toTeamId, at: effectiveAt ?? decided?.at ?? 0 }))
    .filter(({ at }) => at <= now)
    .toSorted((one, other) => one.at - other.at);
  return moves.at(-1)?.toTeamId ?? 'a';
}

/** What is wrong with a world as the others see it, or null. */
function wrong(beforeWorld: World, afterWorld: World): string | null {
  const [before, after] = [beforeWorld.database, afterWorld.database];
  const breaches = verifyContinuity(after.periods, { from: 0, until: null });
  if (breaches[0] !== undefined) return breaches[0].code;
  const { now } = afterWorld;
  const holders = after.periods.filter(({ from, until }) => from <= now && (until === null || now < until));
  if (holders.length !== 1) return `${holders.length} accountable teams`;
  if (after.handovers.filter(isOpenHandover).length > 1) return 'two open handovers';
  // Until the timer of a scheduled handover has run, or the next act has done its work, a claim of the former team may stand.
  const late = after.handovers.some(({ status, effectiveAt }) => status === 'scheduled' && (effectiveAt ?? 0) <= now);
  if (after.alert?.holder != null && after.alert.holder !== holders[0]?.teamId && !late) {
    return 'an alert held by a stranger';
  }
  if (before.alert !== null && after.alert === null) return 'a lost alert';
  const begun = Math.min(now, ...beforeWorld.running.map(({ at }) => at));
  for (let at = 0; at < begun; at += 1) {
    if (holderAt(before, at)?.teamId !== holderAt(after, at)?.teamId) return 'history was rewritten';
  }
  if (holders[0]?.teamId !== holderByRecords(afterWorld)) return 'responsibility and acceptance apart';
  const reopened = before.handovers.some(({ id, status }) => {
    const then = after.handovers.find((handover) => handover.id === id)?.status ?? 'gone';
    return then !== status && !LEADS_TO[status]?.includes(then);
  });
  return reopened ? 'a decided handover changed' : null;
}

const LEADS_TO: Partial<Record<HandoverRecord['status'], readonly string[]>> = {
  offered: ['scheduled', 'accepted', 'declined', 'withdrawn', 'expired', 'superseded'],
  scheduled: ['accepted', 'called-off', 'superseded'],
};

/** Walks through every reachable world. Stops at the first wrong one and says how it came about. */
function search(storage: Storage) {
  const keyOf = (world: World) => JSON.stringify(world);
  const worlds = new Map<string, { world: World; from: string | null; by: string }>();
  const leadsTo = new Map<string, string[]>();
  const queue: string[] = [keyOf(start)];
  worlds.set(keyOf(start), { world: start, from: null, by: 'the start' });
  for (let place = 0; place < queue.length; place += 1) {
    const key = queue[place] ?? '';
    const world = worlds.get(key)?.world ?? start;
    for (const { name, next } of steps(world, storage)) {
      const nextKey = keyOf(next);
      const fault = wrong(world, next);
      leadsTo.set(nextKey, [...(leadsTo.get(nextKey) ?? []), key]);
      if (!worlds.has(nextKey)) {
        worlds.set(nextKey, { world: next, from: key, by: name });
        queue.push(nextKey);
      }
      if (fault !== null) return { worlds, leadsTo, fault };
    }
  }
  return { worlds, leadsTo, fault: null };
}

describe('the handover protocol, searched exhaustively', () => {
  const { worlds, leadsTo, fault } = search({ atomic: true, locks: true });

  it('reaches no world with no accountable team, two of them, two open handovers or a lost or strange alert', () => {
    expect(fault).toBeNull();
    expect(worlds.size).toBeGreaterThan(10_000);
  });

  it('reaches what it should: every team accountable, every ending, a claim released by an acceptance', () => {
    const seen = new Set<string>();
    for (const { world } of worlds.values()) {
      seen.add(`held by ${holderAt(world.database, world.now)?.teamId}`);
      for (const { status } of world.database.handovers) seen.add(status);
      for (const { writes, done } of world.running) if (done > 0) seen.add(`killed after ${writes[done - 1]?.type}`);
    }
    expect([...seen].toSorted()).toEqual(
      [
        ...TEAMS.map((team) => `held by ${team}`),
        ...['offered', 'scheduled', 'accepted', 'declined', 'withdrawn', 'expired', 'called-off', 'superseded'],
        ...['write-handover', 'end-responsibility', 'begin-responsibility', 'release-claims'].map(
          (type) => `killed after ${type}`,
        ),
        ...['schedule-expiry', 'cancel-expiry', 'plan-responsibility', 'unplan-responsibility', 'schedule-effect'].map(
          (type) => `killed after ${type}`,
        ),
        ...['cancel-effect', 'supersede'].map((type) => `killed after ${type}`),
      ].toSorted(),
    );
  });

  it('never gets stuck: from every world there is a way to one in which nothing is open and nothing is running', () => {
    const quiet = [...worlds].filter(
      ([, { world }]) => world.running.length === 0 && !world.database.handovers.some(isOpenHandover),
    );
    const able = new Set(quiet.map(([key]) => key));
    const queue = [...able];
    for (let place = 0; place < queue.length; place += 1) {
      for (const before of leadsTo.get(queue[place] ?? '') ?? []) {
        if (able.has(before)) continue;
        able.add(before);
        queue.push(before);
      }
    }
    expect(worlds.size - able.size).toBe(0);
  });

  it('keeps a timer for every open handover, so that neither a deadline nor a time of effect can be forgotten', () => {
    for (const { world } of worlds.values()) {
      for (const { id: handoverId, status, deadlineAt, effectiveAt } of world.database.handovers) {
        const { timers } = world.database;
        const due = {
          offered: { at: deadlineAt, what: 'expire' },
          scheduled: { at: effectiveAt, what: 'take-effect' },
        };
        if (status !== 'offered' && status !== 'scheduled') continue;
        const set = timers.some(
          (timer) => timer.handoverId === handoverId && timer.at === due[status].at && timer.what === due[status].what,
        );
        if (!set) throw new Error(`${handoverId} is ${status}, and no timer is set for it`);
      }
    }
  });

  it('would notice a storage that does not write all or nothing', () => {
    expect(search({ atomic: false, locks: true }).fault).not.toBeNull();
  });

  it('would notice a storage without locks', () => {
    expect(search({ atomic: true, locks: false }).fault).not.toBeNull();
  });
});

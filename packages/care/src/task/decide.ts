import type { ChangeKind, TaskStatus } from '@samvakt/contract';
import { isVisible } from '@samvakt/contract';
import { type Actor, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * A task in one paragraph. Something to be done for one follow-up, by a team, before a time. The accountable team adds it, for itself or for a
 * team that takes part; a rule or an accepted handover adds it too. A person of the owner team may claim it, so that the others know; anybody of
 * the team may release it. The owner team closes it as done or, with a reason, as cancelled; so may the accountable team, since what a team that
 * has let go leaves undone is still the accountable team's concern. It is overdue from its due time on: nothing closes it by itself but the rule
 * whose alert made it, while nobody has claimed it.
 */

/** A task as far as its rules look at it. Instants are epoch milliseconds. */
export type TaskState = {
  readonly status: TaskStatus;
  readonly version: number;
  readonly ownerTeamId: string;
  /** The team that is accountable for the task's episode now; null once the episode has ended. */
  readonly accountableTeamId: string | null;
  readonly claim: { readonly practitionerId: string; readonly name: string } | null;
  /** Who closed it (a name; null where a rule did) and when; null while it is open. */
  readonly closed: { readonly by: string | null; readonly at: number } | null;
};

/** `version` is the one that the actor saw. */
export type TaskCommand =
  | { readonly type: 'claim'; readonly version: number }
  | { readonly type: 'release'; readonly version: number }
  | { readonly type: 'finish'; readonly version: number; readonly note?: string | undefined }
  | { readonly type: 'cancel'; readonly version: number; readonly note: string };

/** Who acts and when (epoch milliseconds). */
export type TaskContext = { readonly now: number; readonly actor: Actor; readonly actorName: string };

/** What a decided act does beside the task itself, in the same transaction. */
export type TaskEffect =
  | { readonly type: 'cancel-due-timer' }
  | { readonly type: 'announce'; readonly kind: Extract<ChangeKind, `task-${string}`> };

/** The task as it then stands and what else is to be done, or why not. */
export type TaskDecision =
  | { readonly ok: true; readonly next: TaskState; readonly effects: readonly TaskEffect[] }
  | Refusal;

/** Judges one act on a task. Pure: the caller holds the lock on what `state` was read from. */
export function decideTask(state: TaskState, command: TaskCommand, context: TaskContext): TaskDecision {
  const closes = command.type === 'finish' || command.type === 'cancel';
  const { owner, accountable } = rightsOn(state, context.actor);
  if (!owner && !(closes && accountable)) {
    return refuse('not-the-owner-team', 'Only the team whose task it is can do that.');
  }
  if (state.status !== 'open') return refuse('task-closed', howClosed(state));
  if (command.version !== state.version) return refuse('version-moved-on', whyMoved(state, command.version));
  const { claim } = state;
  if (claim !== null && claim.practitionerId !== context.actor.practitionerId && command.type !== 'release') {
    return refuse(
      'claimed-by-another',
      `${claim.name} has this task. Speak with ${claim.name}, or release the claim first.`,
    );
  }
  switch (command.type) {
    case 'claim':
      return claimed(state, context);
    case 'release':
      return claim === null
        ? refuse('not-claimed', 'Nobody has claimed this task.')
        : changed({ ...state, claim: null }, [{ type: 'announce', kind: 'task-released' }]);
    case 'finish':
      return closed(state, 'done', context);
    case 'cancel':
      return !isVisible(command.note)
        ? refuse('reason-missing', 'A task is cancelled with a reason.')
        : closed(state, 'cancelled', context);
  }
}

/** Whether people of these teams may claim and close a task: the same rule as `decideTask`, for a screen that shows no dead buttons. */
export function mayOnTask(
  state: Pick<TaskState, 'status' | 'ownerTeamId' | 'accountableTeamId'>,
  teamIds: readonly string[],
): { claim: boolean; close: boolean } {
  const { owner, accountable } = rightsOn(state, { practitionerId: '', teamIds });
  const open = state.status === 'open';
  return { claim: open && owner, close: open && (owner || accountable) };
}

/** What a new task is judged against. `involvedTeamIds`: teams beside the accountable one that take part in the follow-up. */
export type NewTaskState = {
  readonly accountableTeamId: string | null;
  readonly involvedTeamIds: readonly string[];
  /** The people of the owner team. */
  readonly ownerTeamMemberIds: readonly string[];
};
/** `dueAt`: epoch milliseconds. */
export type NewTaskCommand = { readonly ownerTeamId: string; readonly personId: string | null; readonly dueAt: number };

/** Judges whether a person may add a task. */
export function decideNewTask(
  state: NewTaskState,
  command: NewTaskCommand,
  context: { readonly now: number; readonly actor: Actor },
): { readonly ok: true } | Refusal {
  const { accountableTeamId } = state;
  if (accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended; there is nothing to do.');
  if (!belongsTo(context.actor, accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now can add a task.');
  }
  if (command.ownerTeamId !== accountableTeamId && !state.involvedTeamIds.includes(command.ownerTeamId)) {
    return refuse('team-not-involved', 'A task is given to the accountable team or to a team that takes part.');
  }
  if (command.personId !== null && !state.ownerTeamMemberIds.includes(command.personId)) {
    return refuse('person-not-in-team', 'The person is not in the team that owns the task.');
  }
  if (command.dueAt <= context.now) {
    return refuse('due-not-ahead', `The due time ${iso(command.dueAt)} is not ahead of now, ${iso(context.now)}.`);
  }
  return { ok: true };
}

function rightsOn(
  { ownerTeamId, accountableTeamId }: Pick<TaskState, 'ownerTeamId' | 'accountableTeamId'>,
  actor: Actor,
): { owner: boolean; accountable: boolean } {
  return { owner: belongsTo(actor, ownerTeamId), accountable: belongsTo(actor, accountableTeamId) };
}

function claimed(state: TaskState, { actor, actorName }: TaskContext): TaskDecision {
  // Claiming what one holds already changes nothing and is no fault: the button was pressed twice.
  if (state.claim !== null) return { ok: true, next: state, effects: [] };
  const claim = { practitionerId: actor.practitionerId, name: actorName };
  return changed({ ...state, claim }, [{ type: 'announce', kind: 'task-claimed' }]);
}

function closed(state: TaskState, status: 'done' | 'cancelled', { now, actorName }: TaskContext): TaskDecision {
  return changed({ ...state, status, closed: { by: actorName, at: now } }, [
    { type: 'cancel-due-timer' },
    { type: 'announce', kind: `task-${status}` },
  ]);
}

function changed(next: TaskState, effects: readonly TaskEffect[]): TaskDecision {
  return { ok: true, next: { ...next, version: next.version + 1 }, effects };
}

function whyMoved(state: TaskState, seen: number): string {
  const holder = state.claim === null ? '' : ` ${state.claim.name} has it.`;
  return `The task has changed since it was read: version ${state.version} now, ${seen} then.${holder} Read it again.`;
}

function howClosed({ status, closed: end }: TaskState): string {
  if (end === null) return `The task is ${status}.`;
  return `The task was ${status === 'done' ? 'done' : 'cancelled'} ${end.by === null ? 'by its rule' : `by ${end.by}`} at ${iso(end.at)}.`;
}

const iso = (at: number): string => new Date(at).toISOString();

import { isVisible } from '@samvakt/contract';
import { type Actor, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * Putting another protocol version in force for one patient. The team that is accountable decides it, with a reason, on the picture that is in
 * force: the protocol and the patient's own numbers that were read. A number of the patient's own that would not hold under the new version is
 * never dropped in silence: it is named, and given up knowingly, or the version is not put in force.
 */

/** One version of one protocol. */
export type ProtocolVersion = { readonly id: string; readonly version: number };

/** Why a patient's own number would not hold under another version: no such number, beyond its range with one person's word only, far beyond it, or the yellow limit beyond the red one. */
export type NotHolding = {
  readonly name: string;
  readonly why: 'unknown-number' | 'needs-second-person' | 'out-of-reach' | 'yellow-beyond-red';
};

/** What an adoption is judged against. Instants are epoch milliseconds. */
export type AdoptionState = {
  /** Null once the episode has ended. */
  readonly accountableTeamId: string | null;
  readonly condition: string;
  /** In force now: `number` counts the adoptions (0: the version that the episode began with), `by` is who put it in force. */
  readonly present: ProtocolVersion & {
    readonly number: number;
    readonly since: number;
    readonly by: string | null;
  };
  /** Null where it is not registered. */
  readonly wanted: (ProtocolVersion & { readonly condition: string }) | null;
  /** The newest version of the patient's own numbers; 0: none. */
  readonly limitsVersion: number;
  readonly wouldNotHold: readonly NotHolding[];
  /** Limits wait for a second person: they were written for the version in force. */
  readonly proposalPending: boolean;
};

/** `basedOn`, `limitsVersion`: the adoption and the limits that were read. `giveUp`: the own numbers that are knowingly given up. */
export type AdoptionCommand = {
  readonly reason: string;
  readonly basedOn: number;
  readonly limitsVersion: number;
  readonly giveUp: readonly string[];
};

/** Judges one adoption. Pure: the caller holds the locks on what `state` was read from. */
export function decideAdoption(
  state: AdoptionState,
  command: AdoptionCommand,
  { now, actor }: { readonly now: number; readonly actor: Actor | 'the-installation' },
): { readonly ok: true } | Refusal {
  const { present, wanted, wouldNotHold } = state;
  if (state.accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended.');
  if (actor !== 'the-installation' && !belongsTo(actor, state.accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now puts a protocol in force.');
  }
  if (!isVisible(command.reason)) return refuse('reason-missing', 'Say why the protocol is changed.');
  if (wanted === null) return refuse('protocol-not-registered', 'There is no such protocol version.');
  if (wanted.condition !== state.condition) {
    return refuse('other-condition', `The protocol is for ${wanted.condition}, the follow-up for ${state.condition}.`);
  }
  if (command.basedOn !== present.number) return refuse('version-moved-on', moved(present));
  if (wanted.id === present.id && wanted.version === present.version) {
    return refuse('already-in-force', `${nameOf(present)} is in force already.`);
  }
  if (command.limitsVersion !== state.limitsVersion) {
    return refuse('version-moved-on', 'The patient’s own limits have changed since they were read. Read them again.');
  }
  if (state.proposalPending) {
    return refuse('proposal-pending', 'Limits wait for a second person. Decide on them, or take them back, first.');
  }
  const unsaid = wouldNotHold.filter(({ name }) => !command.giveUp.includes(name));
  if (unsaid.length > 0) {
    return refuse('limits-would-not-hold', `Under ${nameOf(wanted)} these would not hold: ${listOf(unsaid)}.`);
  }
  const holding = command.giveUp.filter((name) => !wouldNotHold.some((one) => one.name === name));
  if (holding.length > 0) {
    return refuse('limits-hold', `These go on holding, and are not given up with a protocol: ${holding.join(', ')}.`);
  }
  if (now <= present.since) {
    return refuse('time-runs-backwards', 'A version is put in force after the one that is in force now.');
  }
  return { ok: true };
}

const nameOf = ({ id, version }: ProtocolVersion): string => `${id} version ${version}`;

function moved({ since, by, ...present }: AdoptionState['present']): string {
  if (present.number === 0) return 'Nothing has been put in force yet. Read it again.';
  return `${by ?? 'The installation'} put ${nameOf(present)} in force at ${new Date(since).toISOString()}. Read it again.`;
}

const WHY: Record<NotHolding['why'], string> = {
  'unknown-number': 'it has no such number',
  'needs-second-person': 'beyond its range',
  'out-of-reach': 'far beyond its range',
  'yellow-beyond-red': 'its yellow limit would lie beyond the red one',
};

const listOf = (names: readonly NotHolding[]): string =>
  names.map(({ name, why }) => `${name} (${WHY[why]})`).join(', ');

import { type Refusal, refuse } from '../refusal.ts';
import type { OfferCommand } from './command.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * How far ahead the times of an offer may lie. *Assumptions*: an answer that takes longer than two weeks is none; a plan for more than a season,
 * or a loan for more than half a year, is a new decision and not an old one.
 */
export const DEADLINE_AT_MOST_DAYS = 14;
/** How far ahead a handover may take effect. *Assumption.* */
export const EFFECT_AT_MOST_DAYS = 90;
/** How far ahead a temporary handover may be offered back. *Assumption.* */
export const RETURN_AT_MOST_DAYS = 180;

/**
 * How long a request for the responsibility stays open: as long as an offer may, two weeks. *Assumption.* Who has asked sees the patient's name in
 * the request, and shall not do so for ever because nobody answers.
 */
export const REQUEST_ANSWER_MS = 14 * DAY;

/** What is wrong with the times of an offer, or null. In order: now, the deadline, the effect (not before the deadline), the return. */
export function timesFault(
  command: Pick<OfferCommand, 'deadlineAt' | 'effectiveAt' | 'returnAt'>,
  now: number,
): Refusal | null {
  const { deadlineAt } = command;
  const effectiveAt = command.effectiveAt ?? null;
  const returnAt = command.returnAt ?? null;
  if (deadlineAt <= now) {
    return refuse('deadline-not-ahead', `The deadline ${iso(deadlineAt)} is not ahead of now, ${iso(now)}.`);
  }
  if (effectiveAt !== null && effectiveAt < deadlineAt) {
    return refuse(
      'effect-too-early',
      `The time of effect ${iso(effectiveAt)} must not come before the deadline for the answer, ${iso(deadlineAt)}.`,
    );
  }
  if (returnAt !== null && returnAt <= Math.max(deadlineAt, effectiveAt ?? deadlineAt)) {
    return refuse(
      'return-too-early',
      `The return at ${iso(returnAt)} must come after the deadline for the answer, ${iso(deadlineAt)}, and after the time of effect.`,
    );
  }
  return (
    tooFar('deadline-too-far', 'The deadline', deadlineAt, DEADLINE_AT_MOST_DAYS, now) ??
    tooFar('effect-too-far', 'The time of effect', effectiveAt, EFFECT_AT_MOST_DAYS, now) ??
    tooFar('return-too-far', 'The return', returnAt, RETURN_AT_MOST_DAYS, now)
  );
}

function tooFar(
  code: 'deadline-too-far' | 'effect-too-far' | 'return-too-far',
  what: string,
  at: number | null,
  days: number,
  now: number,
): Refusal | null {
  if (at === null || at <= now + days * DAY) return null;
  return refuse(code, `${what} ${iso(at)} is more than ${days} days ahead; at most ${iso(now + days * DAY)}.`);
}

/** When the receiving team is reminded: an hour before the deadline, or when three quarters of a short time have passed. *Assumption.* */
export const reminderAt = (offeredAt: number, deadlineAt: number): number =>
  deadlineAt - Math.min(HOUR, Math.floor((deadlineAt - offeredAt) / 4));

const iso = (at: number): string => new Date(at).toISOString();

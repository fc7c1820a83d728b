import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, type ActorOrClock, THE_CLOCK } from '../actor.ts';
import { type AlertCommand, type AlertState, decideAlert } from '../alert/decide.ts';
import { type ResponsibilityPeriod, verifyContinuity } from '../responsibility/period.ts';
import type { HandoverCommand } from './command.ts';
import { decideHandover, type HandoverDecision } from './decide.ts';
import type { HandoverState } from './state.ts';

const TEAMS = ['a', 'b', 'c', 'd'] as const;
const people: Actor[] = [
  { practitionerId: 'ann', teamIds: ['a'] },
  { practitionerId: 'ben', teamIds: ['b'] },
  { practitionerId: 'cat', teamIds: ['c'] },
  { practitionerId: 'bea', teamIds: ['b', 'c'] },
  { practitionerId: 'dan', teamIds: ['d'] },
  { practitionerId: 'nobody', teamIds: [] },
];

const team = fc.constantFrom(...TEAMS);
const person = fc.constantFrom(...people);
/** The screen that somebody acts on is mostly fresh, sometimes stale. */
const stale = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -1, max: 2 }) },
);
const mostly = <Value>(usual: Value, other: Value) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other) });
const handoverRequest = fc.record({
  type: fc.constantFrom(
    'offer' as const,
    'offer' as const,
    'accept' as const,
    'accept' as const,
    'decline' as const,
    'withdraw' as const,
    'expire' as const,
  ),
  handoverId: fc.uuid(),
  toTeamId: team,
  deadlineIn: fc.integer({ min: -5, max: 100 }),
  stale,
  illnessSeverity: mostly<'stable' | 'watcher'>('watcher', 'stable'),
  text: mostly('call', ''),
  namesRed: mostly(true, false),
});
type HandoverRequest = typeof handoverRequest extends fc.Arbitrary<infer Request> ? Request : never;

function commandOf(request: HandoverRequest, { handover }: HandoverState, now: number, red: string[]): HandoverCommand {
  const { type, handoverId, toTeamId, illnessSeverity, text } = request;
  const version = (handover?.version ?? 1) - request.stale;
  switch (type) {
    case 'offer':
      return { type, handoverId, toTeamId, illnessSeverity: 'watcher', deadlineAt: now + request.deadlineIn };
    case 'accept':
      return {
        type,
        version,
        readBack: { illnessSeverity, firstAction: text, redAlertIds: request.namesRed ? red : ['other'] },
      };
    case 'decline':
      return { type, version, reason: text };
    case 'withdraw':
      return { type, version };
    case 'expire':
      return { type };
  }
}

function whoMay(command: HandoverCommand, { accountableTeamId, handover }: HandoverState): ActorOrClock {
  if (command.type === 'expire') return THE_CLOCK;
  const receives = command.type === 'accept' || command.type === 'decline';
  const wanted = receives ? (handover?.toTeamId ?? null) : accountableTeamId;
  return people.find(({ teamIds }) => wanted !== null && teamIds.includes(wanted)) ?? THE_CLOCK;
}

const version = fc.integer({ min: 1, max: 3 });
const alertCommand: fc.Arbitrary<AlertCommand> = fc.oneof(
  fc.record({ type: fc.constant('claim' as const), version }),
  fc.record({ type: fc.constant('release' as const), version }),
  fc.record({ type: fc.constant('note' as const), text: fc.constantFrom('seen', '') }),
  fc.record({
    type: fc.constant('resolve' as const),
    version,
    outcome: fc.constantFrom('contacted-patient' as const, 'no-action-needed' as const),
  }),
);
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('handover' as const),
      request: handoverRequest,
      /** Mostly somebody who may. */
      actor: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.oneof(person, fc.constant(THE_CLOCK)) },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('alert' as const), command: alertCommand, actor: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(60) }) },
);

describe('any sequence of acts', () => {
  it('keeps one accountable team, at most one open handover, and moves responsibility at acceptance only', () => {
    let acceptances = 0;
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 120 }), (acts) => {
        let now = 1;
        let state: HandoverState = { accountableTeamId: 'a', accountableSince: 0, handover: null };
        let alert: AlertState = { status: 'open', version: 1, accountableTeamId: 'a', claim: null, resolution: null };
        const periods: ResponsibilityPeriod[] = [{ teamId: 'a', from: 0, until: null }];
        for (const one of acts) {
          now += 1;
          if (one.kind === 'wait') {
            now += one.ms;
            continue;
          }
          if (one.kind === 'alert') {
            const decision = decideAlert(alert, one.command, {
              now,
              actor: one.actor,
              actorName: one.actor.practitionerId,
            });
            if (decision.ok) alert = decision.next;
          } else {
            const before = state;
            const openRedAlertIds = alert.status === 'resolved' ? [] : ['red-1'];
            const command = commandOf(one.request, state, now, openRedAlertIds);
            const decision = decideHandover(state, command, {
              now,
              actor: one.actor ?? whoMay(command, state),
              actorName: null,
              openRedAlertIds,
            });
            if (!decision.ok) continue;
            state = decision.next;
            apply(periods, decision);
            acceptances += state.handover?.status === 'accepted' ? 1 : 0;
            expect(state.accountableTeamId !== before.accountableTeamId).toBe(command.type === 'accept');
            if (command.type === 'offer') expect(before.handover?.status).not.toBe('offered');
            if (command.type === 'accept') {
              expect(now).toBeLessThan(before.handover?.deadlineAt ?? 0);
              alert = { ...alert, accountableTeamId: state.accountableTeamId };
              if (alert.status === 'claimed')
                alert = { ...alert, status: 'open', version: alert.version + 1, claim: null };
            }
          }
          expect(verifyContinuity(periods, { from: 0, until: null })).toEqual([]);
          expect(periods.at(-1)?.teamId).toBe(state.accountableTeamId);
          expect(alert.accountableTeamId).toBe(state.accountableTeamId);
          if (alert.status === 'claimed') {
            const holder = people.find(({ practitionerId }) => practitionerId === alert.claim?.practitionerId);
            expect(holder?.teamIds).toContain(state.accountableTeamId);
          }
        }
      }),
      { numRuns: 500, seed: 20_260_302 },
    );
    // The walk is not trivial: acceptances do happen.
    expect(acceptances).toBeGreaterThan(200);
  });
});

function apply(periods: ResponsibilityPeriod[], decision: Extract<HandoverDecision, { ok: true }>): void {
  for (const effect of decision.effects) {
    if (effect.type === 'end-responsibility') {
      const last = periods.at(-1);
      if (last !== undefined) periods[periods.length - 1] = { ...last, until: effect.at };
    }
    if (effect.type === 'begin-responsibility') periods.push({ teamId: effect.teamId, from: effect.at, until: null });
  }
}

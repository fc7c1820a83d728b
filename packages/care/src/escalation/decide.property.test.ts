import { ESCALATION_TARGETS, EscalationPolicySchema } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginRun, decideEscalation } from './decide.ts';
import type { EscalatedAlert, EscalatingTeam, EscalationNotification, EscalationRun } from './state.ts';

/*
 * What no sequence of looks and acts may ever lead to: a step that is told twice, or a red alert that is nobody's, has no timer, and has not been told
 * to the end.
 */

const MINUTE = 60_000;
const START = Date.parse('2026-03-27T20:00:00Z');

const policies = fc
  .record({
    steps: fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 30 }).map((minutes) => minutes * MINUTE),
        target: fc.constantFrom(...ESCALATION_TARGETS),
        severities: fc.constantFrom(['red'], ['yellow'], ['red', 'yellow']),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    rounds: fc.integer({ min: 1, max: 3 }),
    answerMs: fc.integer({ min: 1, max: 30 }).map((minutes) => minutes * MINUTE),
  })
  .map((policy) => EscalationPolicySchema.safeParse(policy).data)
  .filter((policy) => policy !== undefined);

const hours = {
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'friday'], from: '08:00', until: '15:30' }],
  holidays: 'closed',
  exceptions: [],
} as const;

const teams: fc.Arbitrary<EscalatingTeam> = fc.record({
  teamId: fc.constantFrom('home', 'lung'),
  policy: policies,
  policyVersion: fc.constant(1),
  onDuty: fc.option(fc.constantFrom('kari', 'per')),
  lead: fc.option(fc.constant('lead')),
  hours: fc.constantFrom({ kind: 'always' } as const, {
    ...hours,
    week: [{ ...hours.week[0], days: ['monday', 'friday'] as ('monday' | 'friday')[] }],
    exceptions: [],
  }),
  cover: fc.constantFrom(
    { by: 'own-team', until: null } as const,
    { by: 'nobody', until: null, backAt: null } as const,
    { by: 'covering-team', teamId: 'response', until: null, backAt: null } as const,
  ),
});

type World = {
  now: number;
  alert: EscalatedAlert;
  run: EscalationRun;
  told: (EscalationNotification & { run: number; severity: string })[];
};

/** One thing that happens; `look` is a timer, on time, early, late or twice. */
const happenings = fc.oneof(
  { weight: 6, arbitrary: fc.constant('due' as const) },
  { weight: 1, arbitrary: fc.constant('again' as const) },
  { weight: 1, arbitrary: fc.constant('early' as const) },
  fc.constantFrom('claim', 'release', 'claim-end', 'pause', 'pause-over', 'raise', 'late' as const),
);

function happen(world: World, what: string): World {
  const { alert, now, run } = world;
  const reopened = (reason: 'released' | 'claim-ended'): World =>
    alert.status !== 'claimed'
      ? world
      : { ...world, alert: { ...alert, status: 'open' }, run: beginRun(run, reason, now) };
  switch (what) {
    case 'due':
      return { ...world, now: Math.max(now, run.dueAt ?? now) };
    case 'early':
      return { ...world, now: Math.max(now, (run.dueAt ?? now) - 1) };
    case 'late':
      return { ...world, now: Math.max(now, run.dueAt ?? now) + 90 * MINUTE };
    case 'claim':
      return alert.status === 'open'
        ? { ...world, alert: { ...alert, status: 'claimed' }, run: { ...run, status: 'stopped', dueAt: null } }
        : world;
    case 'release':
      return reopened('released');
    case 'claim-end':
      return reopened('claim-ended');
    case 'pause':
      return { ...world, alert: { ...alert, pausedUntil: now + 60 * MINUTE } };
    case 'pause-over':
      return { ...world, now: Math.max(now, alert.pausedUntil ?? now), alert: { ...alert, pausedUntil: null } };
    case 'raise':
      return { ...world, alert: { ...alert, severity: 'red' } };
    default:
      return world;
  }
}

function look(world: World, team: EscalatingTeam): World {
  const pausedUntil =
    world.alert.pausedUntil !== null && world.alert.pausedUntil > world.now ? world.alert.pausedUntil : null;
  const alert = { ...world.alert, pausedUntil };
  const { next, notifications } = decideEscalation(world.run, alert, team, world.now);
  const told = notifications.map((one) => ({ ...one, run: next.run, severity: alert.severity }));
  return { ...world, alert, run: next, told: [...world.told, ...told] };
}

function check(world: World): void {
  const { alert, run, told, now } = world;
  const keys = told.map((one) => `${one.run}/${one.round}/${one.step}`);
  expect(new Set(keys).size, 'a step was told twice').toBe(keys.length);
  if (alert.status !== 'open' || alert.severity !== 'red') return;
  if (run.status === 'exhausted') {
    expect(
      told.some((one) => one.run === run.run && (one.target === 'team' || one.target === 'covering-team')),
      'exhausted without a team having heard',
    ).toBe(true);
    return;
  }
  expect(run.status).not.toBe('stopped');
  expect(run.dueAt, 'an open red alert without a timer').not.toBeNull();
  if (run.dueAt !== null) expect(run.dueAt, 'a timer that lies in the past').toBeGreaterThanOrEqual(now);
}

const beginning = (severity: 'red' | 'yellow'): World => ({
  now: START,
  alert: { status: 'open', severity, pausedUntil: null },
  run: beginRun(null, 'opened', START),
  told: [],
});

describe('escalation, whatever happens', () => {
  it('tells no step twice, and leaves no red alert in silence', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('red' as const, 'yellow' as const),
        teams,
        fc.array(happenings, { maxLength: 40 }),
        (severity, team, happened) => {
          let world = look(beginning(severity), team);
          check(world);
          for (const what of happened) {
            world = look(happen(world, what), team);
            check(world);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('comes to its end: a red alert that nobody touches is told every step of every round that has somebody, once', () => {
    fc.assert(
      fc.property(teams, (team) => {
        let world = look(beginning('red'), team);
        for (let looks = 0; world.run.dueAt !== null; looks += 1) {
          expect(looks).toBeLessThan(200);
          world = look(happen(world, 'due'), team);
        }
        expect(world.run.status).toBe('exhausted');
        const covered = team.cover.by === 'covering-team';
        const heard = team.policy.steps.filter(
          ({ target, severities }) =>
            severities.includes('red') &&
            ((target === 'team' && !covered) ||
              (target === 'on-duty' && team.onDuty !== null) ||
              (target === 'lead' && team.lead !== null && !covered)),
        );
        // Who covers is told once in each round, whether or not the policy has a step for it.
        expect(world.told).toHaveLength((heard.length + (covered ? 1 : 0)) * team.policy.rounds);
      }),
      { numRuns: 300 },
    );
  });

  it('reaches who acts on red in the very instant, whenever the watch passes and however the policy is made', () => {
    const watches = fc.array(fc.boolean(), { maxLength: 20 });
    fc.assert(
      fc.property(teams, watches, fc.array(happenings, { maxLength: 20 }), (team, watch, happened) => {
        const covered = (place: number): EscalatingTeam => ({
          ...team,
          cover: watch[place % watch.length]
            ? { by: 'covering-team', teamId: 'response', until: null, backAt: null }
            : { by: 'own-team', until: null },
        });
        let world = look(beginning('red'), covered(0));
        for (const [place, what] of happened.entries()) {
          const now = covered(place);
          world = look(happen(world, what), now);
          const { alert, run, told } = world;
          if (now.cover.by !== 'covering-team' || alert.status !== 'open' || alert.pausedUntil !== null) continue;
          const heard = told.some(
            (one) => one.run === run.run && one.round === run.round && one.target === 'covering-team',
          );
          expect(heard, 'red while another team acts, and that team has not heard').toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('begins anew for whichever team has it, so that the same step of another team is told to that team', () => {
    fc.assert(
      fc.property(teams, teams, fc.array(happenings, { maxLength: 20 }), (one, other, happened) => {
        let world = look(beginning('red'), { ...one, teamId: 'home' });
        for (const [place, what] of happened.entries()) {
          world = look(
            happen(world, what),
            place % 2 === 0 ? { ...other, teamId: 'lung' } : { ...one, teamId: 'home' },
          );
          check(world);
        }
      }),
      { numRuns: 300 },
    );
  });
});

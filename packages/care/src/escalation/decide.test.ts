import { EscalationPolicySchema } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { beginRun, decideEscalation } from './decide.ts';
import { DEFAULT_ESCALATION_POLICY } from './policy.ts';
import type { EscalatedAlert, EscalatingTeam, EscalationRun } from './state.ts';

const MINUTE = 60_000;
/** A Monday, ten on the clock of Oslo. */
const NOW = Date.parse('2026-03-02T09:00:00Z');
const red: EscalatedAlert = { status: 'open', severity: 'red', pausedUntil: null };
const yellow: EscalatedAlert = { ...red, severity: 'yellow' };
const team: EscalatingTeam = {
  teamId: 'home',
  policy: DEFAULT_ESCALATION_POLICY,
  policyVersion: 0,
  onDuty: 'kari',
  lead: 'per',
  hours: {
    kind: 'weekly',
    timeZone: 'Europe/Oslo',
    week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
    holidays: 'closed',
    exceptions: [],
  },
  cover: { by: 'own-team', until: null },
};
const opened = beginRun(null, 'opened', NOW);

/** Lets the timer fire whenever it is due, and tells what was said: `minute round.step target`. */
function play(run: EscalationRun, alert: EscalatedAlert, of: EscalatingTeam, looks = 40): string[] {
  const told: string[] = [];
  let current = run;
  for (let look = 0; look < looks && current.dueAt !== null; look += 1) {
    const at = current.dueAt;
    const minute = (at - NOW) / MINUTE;
    const { next, notifications, skipped, gaveUp } = decideEscalation(current, alert, of, at);
    for (const one of skipped) told.push(`${minute} ${one.round}.${one.step} ${one.target}: ${one.reason}`);
    for (const one of notifications) told.push(`${minute} ${one.round}.${one.step} ${one.target}`);
    if (gaveUp) told.push(`${minute} nobody`);
    current = next;
  }
  return told;
}

describe('the escalation of a red alert', () => {
  it('tells who is on duty at once, then the team, then the lead, round after round, and then nobody has answered', () => {
    const short = { ...team, policy: { ...DEFAULT_ESCALATION_POLICY, rounds: 2 } };
    expect(play(opened, red, short)).toEqual([
      '0 0.0 on-duty',
      '10 0.1 team',
      '20 0.2 lead',
      '20 0.3 covering-team: no-covering-team',
      '35 1.0 on-duty',
      '45 1.1 team',
      '55 1.2 lead',
      '55 1.3 covering-team: no-covering-team',
      '70 nobody',
    ]);
  });

  it('skips at once what is empty, with the reason, so that the team hears in the same instant', () => {
    const empty = { ...team, onDuty: null, lead: null, policy: { ...DEFAULT_ESCALATION_POLICY, rounds: 1 } };
    expect(play(opened, red, empty)).toEqual([
      '0 0.0 on-duty: nobody-on-duty',
      '0 0.1 team',
      '10 0.2 lead: no-lead',
      '10 0.3 covering-team: no-covering-team',
      '25 nobody',
    ]);
  });

  const covered = (teamId = 'response', until: number | null = null): EscalatingTeam => ({
    ...team,
    cover: { by: 'covering-team', teamId, until, backAt: until },
  });

  it('reaches the team that covers at once in each round, and says of the closed team’s steps that they were skipped', () => {
    const policy = { ...DEFAULT_ESCALATION_POLICY, rounds: 2 };
    expect(play(opened, red, { ...covered(), onDuty: null, policy })).toEqual([
      '0 0.0 on-duty: nobody-on-duty',
      '0 0.1 team: team-closed',
      '0 0.2 lead: team-closed',
      '0 0.3 covering-team',
      '15 1.0 on-duty: nobody-on-duty',
      '15 1.1 team: team-closed',
      '15 1.2 lead: team-closed',
      '15 1.3 covering-team',
      '30 nobody',
    ]);
  });

  it('reaches it before a first step that would wait, beside who is on duty, and also where the policy has no step for it', () => {
    const steps = [
      { afterMs: 20 * MINUTE, target: 'on-duty' as const, severities: ['red' as const] },
      { afterMs: 10 * MINUTE, target: 'team' as const, severities: ['red' as const] },
    ];
    const policy = { steps, rounds: 1, answerMs: 15 * MINUTE };
    expect(play(opened, red, { ...covered(), policy })).toEqual([
      '0 0.2 covering-team',
      '20 0.0 on-duty',
      '30 0.1 team: team-closed',
      '45 nobody',
    ]);
  });

  it('tells the closed team all the same where nobody else acts on red, or the patient was told whom to call', () => {
    for (const by of ['nobody', 'patient-calls'] as const) {
      const cover = { by, numbers: [], until: null, backAt: null };
      const told = decideEscalation(opened, red, { ...team, onDuty: null, cover }, NOW).notifications;
      expect(told).toMatchObject([{ target: 'team' }]);
    }
  });

  it('passes to the covering team when the team closes, and to another when the cover changes', () => {
    const closes = NOW + 3 * MINUTE;
    const open = { ...team, cover: { by: 'own-team', until: closes } as const };
    const first = decideEscalation(opened, red, open, NOW);
    expect(first).toMatchObject({ notifications: [{ target: 'on-duty' }], next: { dueAt: closes } });
    const closed = decideEscalation(first.next, red, covered(), closes);
    expect(closed.notifications).toMatchObject([{ step: 3, to: { teamId: 'response' } }]);
    expect(decideEscalation(closed.next, red, covered(), closes).notifications).toEqual([]);
    expect(decideEscalation(closed.next, red, covered('ward'), closes + MINUTE).notifications).toMatchObject([
      { step: 3, to: { teamId: 'ward' } },
    ]);
  });

  it('that nobody has answered is told to who takes over the watch, and begins anew when the team is back', () => {
    const [closes, opens] = [NOW + 300 * MINUTE, NOW + 1000 * MINUTE];
    const open = { ...team, cover: { by: 'own-team', until: closes } as const };
    let run = opened;
    while (run.status !== 'exhausted') run = decideEscalation(run, red, open, run.dueAt ?? 0).next;
    expect(run.dueAt).toBe(closes);
    const night = decideEscalation(run, red, covered('response', opens), closes);
    expect(night).toMatchObject({
      notifications: [{ target: 'covering-team' }],
      next: { status: 'exhausted', dueAt: opens },
    });
    expect(decideEscalation(night.next, red, team, opens)).toMatchObject({
      next: { status: 'waiting', reason: 'team-back', run: 2 },
      notifications: [{ target: 'on-duty' }],
    });
  });

  it('is stopped by a claim and by a close, and an early timer changes nothing', () => {
    const { next } = decideEscalation(opened, red, team, NOW);
    expect(decideEscalation(next, red, team, NOW + MINUTE)).toMatchObject({ next, notifications: [] });
    for (const status of ['claimed', 'resolved'] as const) {
      expect(decideEscalation(next, { ...red, status }, team, NOW + 10 * MINUTE)).toMatchObject({
        next: { status: 'stopped', dueAt: null },
        notifications: [],
      });
    }
  });

  it('after a claim that ended answers at once, also where the first step would wait', () => {
    const policy = EscalationPolicySchema.parse({
      steps: [{ afterMs: 60 * MINUTE, target: 'team', severities: ['red'] }],
      rounds: 1,
      answerMs: MINUTE,
    });
    const slow = { ...team, policy };
    expect(decideEscalation(beginRun(opened, 'released', NOW), red, slow, NOW).notifications).toEqual([]);
    expect(decideEscalation(beginRun(opened, 'claim-ended', NOW), red, slow, NOW).notifications).toMatchObject([
      { target: 'team' },
    ]);
  });

  it('is held by a pause, and begins anew when that is over', () => {
    const until = NOW + 600 * MINUTE;
    const { next } = decideEscalation(opened, red, team, NOW);
    const held = decideEscalation(next, { ...red, pausedUntil: until }, team, NOW + 10 * MINUTE);
    expect(held).toMatchObject({ next: { status: 'held', dueAt: until }, notifications: [] });
    expect(decideEscalation(held.next, red, team, until)).toMatchObject({
      next: { run: 2, reason: 'pause-over' },
      notifications: [{ target: 'on-duty' }],
    });
  });

  it('of an episode that was handed over begins anew with the receiving team’s policy', () => {
    const { next } = decideEscalation(opened, red, team, NOW);
    const lung = { ...team, teamId: 'lung', onDuty: 'ola', policyVersion: 3 };
    expect(decideEscalation(next, red, lung, NOW + 10 * MINUTE)).toMatchObject({
      next: { run: 2, reason: 'handover', teamId: 'lung', policyVersion: 3 },
      notifications: [{ to: { practitionerId: 'ola' } }],
    });
  });

  it('goes on for an alert that was left standing by an act that began none', () => {
    const stopped = { ...decideEscalation(opened, red, team, NOW).next, status: 'stopped', dueAt: null } as const;
    expect(decideEscalation(stopped, red, team, NOW + MINUTE)).toMatchObject({
      next: { run: 2, reason: 'found' },
      notifications: [{ target: 'on-duty' }],
    });
  });
});

describe('the escalation of a yellow alert', () => {
  it('tells the team in its opening hours only', () => {
    const friday = Date.parse('2026-03-06T13:00:00Z');
    const { next, notifications } = decideEscalation(beginRun(null, 'opened', friday), yellow, team, friday);
    expect(notifications).toEqual([]);
    expect(new Date(next.dueAt ?? 0).toISOString()).toBe('2026-03-09T07:00:00.000Z');
  });

  it('waits on when the hours were changed and the team is closed at its time, and is told sooner when it opens sooner', () => {
    const friday = Date.parse('2026-03-06T13:00:00Z');
    const { next } = decideEscalation(beginRun(null, 'opened', friday), yellow, team, friday);
    const monday = Date.parse('2026-03-09T07:00:00Z');
    const later = {
      ...team,
      hours: { ...team.hours, week: [{ days: ['tuesday'], from: '10:00', until: '12:00' }] },
    } as const;
    expect(decideEscalation(next, yellow, later as EscalatingTeam, monday)).toMatchObject({
      notifications: [],
      next: { dueAt: Date.parse('2026-03-10T09:00:00Z') },
    });
    const longer = { ...team, hours: { kind: 'always' as const } };
    const wanted = friday + 240 * MINUTE;
    expect(decideEscalation(next, yellow, longer, friday + MINUTE).next.dueAt).toBe(wanted);
    expect(decideEscalation(next, yellow, longer, wanted).notifications).toMatchObject([{ target: 'team' }]);
  });

  it('begins anew when the alert turns red', () => {
    const { next } = decideEscalation(opened, yellow, team, NOW);
    expect(decideEscalation(next, red, team, NOW + MINUTE)).toMatchObject({
      next: { run: 2, reason: 'raised' },
      notifications: [{ target: 'on-duty' }],
    });
  });

  it('is none where no step applies', () => {
    const redOnly = { ...team, policy: { ...team.policy, steps: team.policy.steps.slice(0, 2) } };
    expect(decideEscalation(opened, yellow, redOnly, NOW).next).toMatchObject({ status: 'stopped', dueAt: null });
  });
});

describe('a policy', () => {
  it('must tell the whole team of red at some step', () => {
    const { steps } = DEFAULT_ESCALATION_POLICY;
    const quiet = { ...DEFAULT_ESCALATION_POLICY, steps: steps.filter((step) => step.target !== 'team') };
    expect(EscalationPolicySchema.safeParse(DEFAULT_ESCALATION_POLICY).success).toBe(true);
    expect(EscalationPolicySchema.safeParse(quiet).error?.issues).toMatchObject([{ path: ['steps'] }]);
  });
});

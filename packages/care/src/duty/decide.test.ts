import { describe, expect, it } from 'vitest';
import { type DutyRecord, decideDutyEnd, decideLead, decideNewDuty, MAX_DUTY_MS } from './decide.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-02T12:00:00Z');
const kari = { practitionerId: 'kari', teamIds: ['home'] };
const ola = { practitionerId: 'ola', teamIds: ['lung'] };
const duty: DutyRecord = {
  id: 'd',
  teamId: 'home',
  practitionerId: 'per',
  name: 'Per Lie',
  from: NOW - HOUR,
  until: NOW + 4 * HOUR,
};
const state = { teamId: 'home', memberIds: ['kari', 'per'], duties: [duty] };
const wanted = { practitionerId: 'kari', from: NOW + 4 * HOUR, until: NOW + 12 * HOUR };

describe('a duty', () => {
  it('follows another without a gap, for oneself or a colleague', () => {
    expect(decideNewDuty(state, wanted, { now: NOW, actor: kari })).toEqual({ ok: true });
    expect(decideNewDuty(state, { ...wanted, practitionerId: 'per' }, { now: NOW, actor: kari })).toEqual({ ok: true });
  });

  it.each([
    ['of another team is forbidden', {}, ola, 'not-your-team'],
    ['of a stranger does not hold', { practitionerId: 'ola' }, kari, 'person-not-in-team'],
    ['in the past does not hold', { from: NOW - 1, until: NOW + HOUR }, kari, 'duty-not-ahead'],
    ['that ends as it begins does not hold', { until: wanted.from }, kari, 'duty-not-ahead'],
    ['of months is a slip', { until: wanted.from + MAX_DUTY_MS + 1 }, kari, 'duty-too-long'],
    ['beside another’s names who has it', { from: NOW + 3 * HOUR }, kari, 'duty-taken'],
  ] as const)('%s', (_name, change, actor, code) => {
    expect(decideNewDuty(state, { ...wanted, ...change }, { now: NOW, actor })).toMatchObject({ ok: false, code });
  });

  it('that runs ends now, and one that has not begun is taken away; what is over stays', () => {
    expect(decideDutyEnd(duty, { now: NOW, actor: kari })).toEqual({ ok: true, endedAt: NOW });
    expect(decideDutyEnd(duty, { now: duty.from, actor: kari })).toEqual({ ok: true, endedAt: null });
    expect(decideDutyEnd(duty, { now: duty.until, actor: kari })).toMatchObject({ code: 'duty-over' });
    expect(decideDutyEnd(duty, { now: NOW, actor: ola })).toMatchObject({ code: 'not-your-team' });
  });
});

describe('a lead', () => {
  it('is one of the team or nobody', () => {
    expect(decideLead(state, 'per', kari)).toEqual({ ok: true });
    expect(decideLead(state, null, kari)).toEqual({ ok: true });
    expect(decideLead(state, 'ola', kari)).toMatchObject({ code: 'person-not-in-team' });
    expect(decideLead(state, null, ola)).toMatchObject({ code: 'not-your-team' });
  });
});

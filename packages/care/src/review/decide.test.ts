import { EPISODE_STATUSES } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { decideReview, type ReviewState } from './decide.ts';

const SEEN = Date.parse('2026-03-02T12:00:00Z');
const kari = { actor: { practitionerId: 'kari', teamIds: ['municipality'] } };
const green: ReviewState = {
  accountableTeamId: 'municipality',
  accountableSince: SEEN - 1000,
  status: 'green',
  paused: false,
  alertsChangedAt: null,
};

describe('looked at, all is well', () => {
  it('may be said of what was green when it was seen and is green now', () => {
    expect(decideReview(green, { seenAt: SEEN }, kari)).toEqual({ ok: true });
    expect(decideReview({ ...green, alertsChangedAt: SEEN }, { seenAt: SEEN }, kari)).toEqual({ ok: true });
  });

  it.each(EPISODE_STATUSES.filter((status) => status !== 'green'))('never of %s', (status) => {
    expect(decideReview({ ...green, status }, { seenAt: SEEN }, kari)).toMatchObject({ ok: false, code: 'not-green' });
  });

  it.each<[string, Partial<ReviewState>, string]>([
    ['a pause is running', { paused: true }, 'paused-now'],
    ['an alert came and went after the list was read', { alertsChangedAt: SEEN + 1 }, 'changed-since-seen'],
    ['the follow-up came to the team after the list was read', { accountableSince: SEEN + 1 }, 'changed-since-seen'],
    ['another team is accountable', { accountableTeamId: 'lung' }, 'not-the-accountable-team'],
    ['it has ended', { accountableTeamId: null }, 'episode-ended'],
  ])('not when %s', (_name, change, code) => {
    expect(decideReview({ ...green, ...change }, { seenAt: SEEN }, kari)).toMatchObject({ ok: false, code });
  });
});

import { describe, expect, it } from 'vitest';
import { decideEpisodeEnd, type EpisodeEndState } from './decideEnd.ts';

const context = { now: 100, actor: { practitionerId: 'kari', teamIds: ['municipality'] } };
const ready: EpisodeEndState = {
  accountableTeamId: 'municipality',
  accountableSince: 50,
  handoverOpen: false,
  openAlerts: 0,
  openTasks: 0,
};

describe('the end of follow-up', () => {
  it('is allowed when nothing is left open', () => {
    expect(decideEpisodeEnd(ready, context)).toEqual({ ok: true });
  });

  it.each<[string, Partial<EpisodeEndState>, string]>([
    ['it has ended', { accountableTeamId: null }, 'episode-ended'],
    ['another team is accountable', { accountableTeamId: 'lung' }, 'not-the-accountable-team'],
    ['a handover is open', { handoverOpen: true }, 'handover-already-open'],
    ['an alert would be nobody’s', { openAlerts: 2 }, 'alerts-open'],
    ['a task would be nobody’s', { openTasks: 1 }, 'tasks-open'],
    ['responsibility would have no length', { accountableSince: 100 }, 'responsibility-just-moved'],
  ])('is refused when %s', (_name, change, code) => {
    expect(decideEpisodeEnd({ ...ready, ...change }, context)).toMatchObject({ ok: false, code });
  });
});

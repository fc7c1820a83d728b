import type { Notification } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { byAlert, unseenOf } from './byAlert.ts';

const team = {
  id: '7f9c24e8-3b12-4d5f-8a3d-111111111111',
  name: 'Oppfølgingsteamet',
} as Notification['accountableTeam'];

function told(id: string, alertId: string | null, given: Partial<Notification> = {}): Notification {
  return {
    id,
    kind: 'escalation',
    at: '2026-11-21T10:00:00.000Z',
    severity: 'red',
    to: { type: 'person' },
    step: null,
    claimUntil: null,
    accountableTeam: team,
    standing: true,
    about: alertId === null ? null : ({ alertId } as Notification['about']),
    seenAt: null,
    ...given,
  };
}
const ids = (notifications: readonly Notification[]) =>
  byAlert(notifications).map((group) => group.map(({ id }) => id));

describe('what one was told, by what it is about', () => {
  it('gathers the steps of one alert, the newest first, in the order of the newest', () => {
    expect(ids([told('4', 'a'), told('3', 'b'), told('2', 'a'), told('1', 'b')])).toEqual([
      ['4', '2'],
      ['3', '1'],
    ]);
  });
  it('keeps a claim that ends apart from what nobody has', () => {
    expect(ids([told('2', 'a', { kind: 'claim-reminder' }), told('1', 'a')])).toEqual([['2'], ['1']]);
  });
  it('keeps what waits apart from what is over', () => {
    expect(ids([told('2', 'a'), told('1', 'a', { standing: false })])).toEqual([['2'], ['1']]);
  });
  it('never joins what one may not see', () => {
    expect(ids([told('2', null), told('1', null)])).toEqual([['2'], ['1']]);
  });
  it('counts an alert once, as long as something of it is unseen and it waits', () => {
    const seen = { seenAt: '2026-11-21T10:01:00.000Z' };
    expect(
      unseenOf([told('4', 'a'), told('3', 'a', seen), told('2', 'b', seen), told('1', 'c', { standing: false })]),
    ).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { type AlertToRead, formReview } from './review.ts';

const open: AlertToRead<string> = { status: 'open', by: null, at: null };
const claimed: AlertToRead<string> = { ...open, status: 'claimed' };
const closed = (by: string, at: number): AlertToRead<string> => ({ status: 'resolved', by, at });
const byRule: AlertToRead<string> = { status: 'resolved', by: null, at: 5 };

const WAITING = { state: 'waiting', by: null, at: null };

describe('whether a form has been reviewed', () => {
  it('is not asked where it says nothing that anybody must see', () => {
    expect(formReview([], false)).toEqual({ state: 'not-needed', by: null, at: null });
  });

  it.each<[string, AlertToRead<string>[]]>([
    ['its alert is open', [open]],
    ['somebody has claimed its alert and not closed it', [claimed]],
    ['one of two alerts is closed', [closed('Kari', 1), open]],
    ['the other of two is', [claimed, closed('Kari', 1)]],
    ['only a rule closed its alert', [byRule]],
    ['no alert stands, though it says something', []],
  ])('waits while %s', (_, alerts) => {
    expect(formReview(alerts, true)).toEqual(WAITING);
  });

  it('waits too where nothing in it is wrong and an alert asks for it: the form is one that nothing asks for', () => {
    expect(formReview([open], false)).toEqual(WAITING);
    expect(formReview([closed('Kari', 1)], false)).toEqual({ state: 'reviewed', by: 'Kari', at: 1 });
  });

  it.each([
    [[closed('Kari', 1)], 'Kari', 1],
    [[closed('Kari', 1), closed('Knut', 2)], 'Knut', 2],
    [[closed('Knut', 2), closed('Kari', 1)], 'Knut', 2],
    [[closed('Kari', 1), byRule], 'Kari', 1],
  ])('is by the person who closed the last of its alerts', (alerts, by, at) => {
    expect(formReview(alerts, true)).toEqual({ state: 'reviewed', by, at });
  });
});

import { PLAN_DAYS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { planWords } from './planWords.ts';

const team = { name: 'Oppfølgingsteamet', phone: '+47 22 00 00 00' };
const every = {
  name: { nb: 'SpO₂', en: 'SpO₂' },
  days: PLAN_DAYS,
  from: '00:00',
  by: '20:00',
  onHolidays: 'asked',
} as const;

describe('what a patient is told of a plan', () => {
  it('is all that is asked for, on which days and until when, and whom to call', () => {
    const weight = {
      name: { nb: 'vekt', en: 'weight' },
      days: ['friday', 'monday', 'wednesday'],
      from: '06:00',
      by: '10:00',
      onHolidays: 'not-asked',
    } as const;
    expect(planWords(team, [every, weight])).toEqual({
      nb: 'Ny måleplan fra Oppfølgingsteamet. Vi ber deg sende: SpO₂ hver dag innen kl. 20:00; vekt mandag, onsdag og fredag mellom kl. 06:00 og 10:00, ikke på helligdager. Ring +47 22 00 00 00 hvis det ikke passer. Svarer ingen og du trenger lege, ring legevakt 116117. Er det akutt, ring 113.',
      en: 'A new plan from Oppfølgingsteamet. Please send: SpO₂ every day by 20:00; weight on Monday, Wednesday and Friday between 06:00 and 10:00, not on public holidays. Call +47 22 00 00 00 if it does not suit you. If nobody answers and you need a doctor, call 116117. In an emergency call 113.',
    });
  });

  it('is not called new where only the device is', () => {
    expect(planWords(team, [every], false)).toMatchObject({
      nb: expect.stringMatching(/^Måleplan fra Oppfølgingsteamet. Vi ber/),
      en: expect.stringMatching(/^The plan from Oppfølgingsteamet. Please/),
    });
  });

  it('is said of a single day, and of nothing', () => {
    expect(planWords(team, [{ ...every, days: ['sunday'] }])).toMatchObject({
      nb: expect.stringContaining('SpO₂ søndag innen kl. 20:00.'),
      en: expect.stringContaining('SpO₂ on Sunday by 20:00.'),
    });
    for (const words of Object.values(planWords(team, []))) {
      for (const said of [team.name, team.phone, '113']) expect(words).toContain(said);
    }
  });
});

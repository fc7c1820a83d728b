import { describe, expect, it } from 'vitest';
import { allWellWords, followedByWords } from './words.ts';

const team = { name: 'Lungepoliklinikken', organization: 'Havnes sykehus', phone: '+47 22 00 00 00' };

describe('what a patient is told', () => {
  it('says who follows, whom to call, and where help is', () => {
    for (const words of Object.values(followedByWords(team))) {
      for (const said of [team.name, team.organization, team.phone, '113']) expect(words).toContain(said);
    }
  });

  it('says up to when was looked, on the patient’s own clock, on both sides of the change to summer time', () => {
    const winter = allWellWords(team, Date.parse('2026-03-28T07:15:00Z'));
    expect(winter.nb).toContain('til og med 28. mars kl. 08:15');
    expect(winter.en).toContain('up to 28 March at 08:15');
    expect(allWellWords(team, Date.parse('2026-03-29T07:15:00Z')).nb).toContain('29. mars kl. 09:15');
    for (const words of Object.values(winter)) {
      for (const said of [team.name, team.phone, '113']) expect(words).toContain(said);
    }
  });

  it('says no time where nothing has been sent', () => {
    expect(allWellWords(team, null)).toMatchObject({ nb: expect.stringContaining('sett på det du har sendt. Alt') });
  });
});

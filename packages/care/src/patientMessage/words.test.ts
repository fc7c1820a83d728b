import { describe, expect, it } from 'vitest';
import { planWords } from './planWords.ts';
import { allWellWords, followedByWords } from './words.ts';

const team = { name: 'Lungepoliklinikken', organization: 'Havnes sykehus', phone: '+47 22 00 00 00' };

describe('what a patient is told', () => {
  it('says who follows, whom to call, and where help is', () => {
    for (const words of Object.values(followedByWords(team))) {
      for (const said of [team.name, team.organization, team.phone, '116117', '113']) expect(words).toContain(said);
    }
  });

  it('says, with who follows, that nobody watches at every moment', () => {
    expect(followedByWords(team)).toMatchObject({
      nb: expect.stringContaining('Teamet følger ikke med hele døgnet.'),
      en: expect.stringContaining('The team does not watch around the clock.'),
    });
  });

  it('says in every message what to do when the team does not answer', () => {
    const messages = [followedByWords(team), allWellWords(team, null), planWords(team, []), planWords(team, [], false)];
    for (const { nb, en } of messages) {
      expect(nb.endsWith('ring legevakt 116117. Er det akutt, ring 113.')).toBe(true);
      expect(en.endsWith('call 116117. In an emergency call 113.')).toBe(true);
    }
  });

  it('says up to when was looked, on the patient’s own clock, on both sides of the change to summer time', () => {
    const winter = allWellWords(team, Date.parse('2026-03-28T07:15:00Z'));
    expect(winter.nb).toContain('til og med 28. mars kl. 08:15');
    expect(winter.en).toContain('up to 28 March at 08:15');
    expect(allWellWords(team, Date.parse('2026-03-29T07:15:00Z')).nb).toContain('29. mars kl. 09:15');
    for (const words of Object.values(winter)) {
      for (const said of [team.name, team.phone, '116117', '113']) expect(words).toContain(said);
    }
  });

  it('says no time where nothing has been sent', () => {
    expect(allWellWords(team, null)).toMatchObject({ nb: expect.stringContaining('sett på det du har sendt. Alt') });
  });
});

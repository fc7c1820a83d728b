import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from './shipped.ts';

/*
 * What to do, beside an alert. Whoever reads it sees the colour: so it says of each colour that the rule can have what to do, and of red that it is now. Both languages name the same colours
 * and the emergency number as often.
 */

const rules = PROTOCOLS.flatMap(({ id, rules }) => rules.map((rule) => [`${id}: ${rule.id}`, rule] as const));
/** A wish to be contacted is answered alike, whichever colour the form gives it. */
const ofTwoColours = rules.filter(([, { id, levels }]) => levels.red && levels.yellow && id !== 'form-contact');
const ofRed = rules.filter(([, { id, levels }]) => levels.red && id !== 'form-contact');
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
const sentences = (text: string): string[] => text.split(/(?<=\.)\s+/);

describe('what to do', () => {
  it.each(ofTwoColours)(
    'of %s names both colours, the milder first or the worse first, alike in both languages',
    (_, { action }) => {
      const colours = (text: string, yellow: RegExp, red: RegExp) =>
        sentences(text).flatMap((sentence) => [
          ...(yellow.test(sentence) ? ['yellow'] : []),
          ...(red.test(sentence) ? ['red'] : []),
        ]);
      const nb = colours(action.nb, /\bgul\b/i, /(?<!\p{L})rød(?!\p{L})/iu);
      expect([...new Set(nb)].toSorted()).toEqual(['red', 'yellow']);
      expect(colours(action.en, /\byellow\b/i, /\bred\b/i)).toEqual(nb);
    },
  );

  it.each(ofRed)('of %s is now where it is red', (_, { action, levels }) => {
    const whole = levels.yellow === undefined;
    const ofColour = (text: string, red: RegExp) => (whole ? text : text.slice(text.search(red)));
    expect(ofColour(action.nb, /(?<!\p{L})rød(?!\p{L})/iu)).toMatch(/(?<!\p{L})nå(?!\p{L})/u);
    expect(ofColour(action.en, /\bred\b/i)).toMatch(/\bnow\b/);
  });

  it.each(rules)('of %s names the emergency number as often in both languages', (_, { action }) => {
    expect(count(action.en, /the emergency number/g)).toBe(count(action.nb, /\b113\b/g));
  });
});

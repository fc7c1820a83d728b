import { describe, expect, it } from 'vitest';
import { describePauseScope } from './pause.ts';
import { protocol, rule } from './testing/finding.ts';

describe('what a pause is about', () => {
  const scope = (own: Parameters<typeof describePauseScope>[1]) =>
    (['nb', 'en'] as const).map((language) => describePauseScope(protocol, own, language));

  it('is the whole follow-up, metrics by name, or rules by their words', () => {
    expect(scope({ type: 'episode' })).toEqual(['Hele oppfølgingen', 'The whole follow-up']);
    expect(scope({ type: 'metrics', metrics: ['body-weight', 'heart-rate'] })).toEqual([
      'Vekt og puls',
      'Weight and heart rate',
    ]);
    const other = protocol.rules[1];
    expect(scope({ type: 'rules', rules: [other?.id ?? '', rule.id] })).toEqual([
      `${other?.text.nb}; ${rule.text.nb}`,
      `${other?.text.en}; ${rule.text.en}`,
    ]);
  });

  it('is the code of what is not known any more', () => {
    expect(scope({ type: 'metrics', metrics: ['mood' as 'steps'] })[0]).toBe('Mood');
    expect(scope({ type: 'rules', rules: ['gone'] })[0]).toBe('gone');
  });
});

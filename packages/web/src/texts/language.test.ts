import { describe, expect, it } from 'vitest';
import { translateIn } from '../testing/translate.ts';
import { rememberedLanguage, rememberLanguage } from './language.ts';
import { conditionName, deviceKindName, faultName, metricName, optionName, roleName, unitName } from './names.ts';

describe('language', () => {
  const blocked = {
    getItem: () => {
      throw new DOMException('blocked');
    },
    setItem: () => {
      throw new DOMException('blocked');
    },
  };
  it('is Norwegian until another is chosen', () => {
    expect(rememberedLanguage(undefined)).toBe('nb');
    expect(rememberedLanguage({ getItem: () => 'klingon' })).toBe('nb');
    expect(rememberedLanguage({ getItem: () => 'en' })).toBe('en');
  });
  it('is remembered where the browser allows it, and does no harm where not', () => {
    const kept: string[] = [];
    rememberLanguage({ setItem: (_key, value) => kept.push(value) }, 'en');
    expect(kept).toEqual(['en']);
    expect(() => rememberLanguage(blocked, 'en')).not.toThrow();
    expect(rememberedLanguage(blocked)).toBe('nb');
  });
});

describe('names of codes', () => {
  const t = translateIn('nb');
  it('are in the catalogue, or the code itself', () => {
    expect(conditionName(t, 'copd')).toBe('KOLS');
    expect(conditionName(t, 'gout')).toBe('gout');
    expect(metricName(t, 'glucose')).toBe('Blodsukker');
    expect(metricName(t, 'toString')).toBe('toString');
    expect(deviceKindName(t, 'gateway')).toBe('Hjemmesentral');
    expect(roleName(t, 'nurse')).toBe('Sykepleier');
    expect(roleName(t, 'Lungesykepleier')).toBe('Lungesykepleier');
    expect(faultName(t, 'value-implausible')).toBe('Usannsynlig verdi');
    expect(unitName(t, 'Cel')).toBe('°C');
    expect(unitName(t, '{score}')).toBe('');
    expect(unitName(t, '[ft_i]')).toBe('[ft_i]');
  });
  it('of answers need both metric and option', () => {
    expect(optionName(t, 'wellbeing', 'worse')).toBe('verre');
    expect(optionName(t, 'wellbeing', 'splendid')).toBeUndefined();
    expect(optionName(t, 'glucose', 'worse')).toBeUndefined();
  });
});

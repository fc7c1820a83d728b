import { describe, expect, it } from 'vitest';
import { translateIn } from '../testing/translate.ts';
import { createFormat } from './format.ts';
import { changeText, measurementText } from './measurement.ts';

const [nb, en] = [translateIn('nb'), translateIn('en')];
const [norwegian, english] = [createFormat('nb'), createFormat('en')];
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('measurements in words', () => {
  it.each([
    ['oxygen-saturation', 84, '84 %', '84 %'],
    ['glucose', 3.94, '3,9 mmol/l', '3.9 mmol/L'],
    ['body-temperature', 38, '38,0 °C', '38.0 °C'],
    ['inr', 2.5, '2,5', '2.5'],
    ['breathlessness', 6, '6', '6'],
    ['wellbeing', 3, 'mye verre', 'much worse'],
    ['wellbeing', 1.5, '1,5', '1.5'],
    ['unheard-of', 1.25, '1,25', '1.25'],
  ])('%s %d', (code, value, inNorwegian, inEnglish) => {
    expect(plain(measurementText(nb, norwegian, code, value))).toBe(inNorwegian);
    expect(plain(measurementText(en, english, code, value))).toBe(inEnglish);
  });

  it('shows a change with its sign', () => {
    expect(plain(changeText(nb, norwegian, 'body-weight', 2.4))).toBe('+2,4 kg');
    expect(plain(changeText(nb, norwegian, 'heart-rate', 12.5))).toBe('+12,5 /min');
    expect(plain(changeText(nb, norwegian, 'heart-rate', 12))).toBe('+12 /min');
  });
});

import { describe, expect, it } from 'vitest';
import { findProtocol } from '../protocols/shipped.ts';
import { protocolDifference } from './difference.ts';
import type { NamedNumber } from './schema.ts';

const copd = findProtocol('copd');
if (!copd) throw new Error('no protocol copd');
const [first, second, ...rest] = copd.rules;
if (!first || !second) throw new Error('copd has too few rules');
const [[name, number] = [], ...others] = Object.entries(copd.numbers);
if (name === undefined || number === undefined) throw new Error('copd has no numbers');

describe('what differs between two versions', () => {
  it('is nothing where only version, title and sources do', () => {
    const next = {
      ...copd,
      version: 99,
      title: { nb: 'x', en: 'x' },
      rules: copd.rules.map((rule) => ({ ...rule, source: 'x' })),
    };
    expect(protocolDifference(copd, next)).toEqual({
      rules: { added: [], removed: [], changed: [] },
      numbers: [],
      observes: { added: [], removed: [] },
    });
  });

  it('names rules that are new, gone and changed', () => {
    const changed = { ...second, action: { nb: 'Ring', en: 'Call' } };
    const added = { ...first, id: 'new-rule' };
    const { rules } = protocolDifference(copd, { ...copd, rules: [changed, ...rest, added] });
    expect(rules).toEqual({ added: [added], removed: [first], changed: [{ before: second, after: changed }] });
  });

  it('names numbers that are new, gone, or have another value or range', () => {
    const wider = { ...number, max: number.max + 1 };
    const after = { ...copd, numbers: { ...Object.fromEntries(others), extra: number, [name]: wider } };
    expect(protocolDifference(copd, after).numbers).toEqual(
      [
        { name, before: number, after: wider },
        { name: 'extra', before: null, after: number },
      ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    expect(protocolDifference(after, copd).numbers).toContainEqual({ name: 'extra', before: number, after: null });
  });

  it('names what is watched besides', () => {
    const after = { ...copd, observes: ['body-weight' as const] };
    expect(protocolDifference({ ...copd, observes: [] }, after).observes).toEqual({
      added: ['body-weight'],
      removed: [],
    });
  });

  it.each([
    ['value', (number: NamedNumber) => ({ ...number, value: number.value + 1 })],
    ['least value', (number: NamedNumber) => ({ ...number, min: number.min - 1 })],
    ['greatest value', (number: NamedNumber) => ({ ...number, max: number.max + 1 })],
  ])('tells a number of which nothing but the %s is another', (_, change) => {
    const after = change(number);
    const { numbers } = protocolDifference(copd, { ...copd, numbers: { ...copd.numbers, [name]: after } });
    expect(numbers).toEqual([{ name, before: number, after }]);
  });

  it('names what is no longer watched besides, and nothing that still is', () => {
    const before = { ...copd, observes: ['steps' as const, 'body-weight' as const] };
    expect(protocolDifference(before, { ...copd, observes: ['steps'] }).observes).toEqual({
      added: [],
      removed: ['body-weight'],
    });
  });
});

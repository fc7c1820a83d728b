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
  it('is nothing where only version and sources do', () => {
    const next = {
      ...copd,
      version: 99,
      rules: copd.rules.map((rule) => ({ ...rule, source: 'x' })),
    };
    expect(protocolDifference(copd, next)).toEqual({
      rules: { added: [], removed: [], changed: [] },
      numbers: [],
      observes: { added: [], removed: [] },
      title: null,
      plan: null,
      questionnaires: [],
    });
  });

  it('names another title, another standard plan, and forms that are new, gone and called otherwise', () => {
    const [title, plan] = [
      { nb: 'x', en: 'y' },
      { timeZone: 'Europe/Oslo', entries: [], holidays: [] },
    ];
    const [form, other] = [
      { url: 'urn:a', title },
      { url: 'urn:b', title },
    ];
    const before = { ...copd, questionnaires: [form, { ...other, title: copd.title }] };
    const { plan: _, ...without } = copd;
    const found = protocolDifference(before, { ...without, title, questionnaires: [other, { ...form, url: 'urn:c' }] });
    expect(found.title).toEqual({ before: copd.title, after: title });
    expect(found.plan).toMatchObject({ before: copd.plan, after: null });
    expect(found.plan?.titles).toEqual({ 'urn:a': title, 'urn:b': title, 'urn:c': title });
    expect(found.questionnaires).toEqual([
      { url: 'urn:a', before: title, after: null },
      { url: 'urn:b', before: copd.title, after: title },
      { url: 'urn:c', before: null, after: title },
    ]);
    expect(protocolDifference(without, { ...without, plan }).plan).toMatchObject({ before: null, after: plan });
    expect(protocolDifference({ ...copd, plan }, { ...copd, plan: { ...plan } }).plan).toBeNull();
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
    ['unit', (number: NamedNumber) => ({ ...number, unit: 'kg' })],
    ['name', (number: NamedNumber) => ({ ...number, text: { ...number.text, en: 'other' } })],
    ['choices', (number: NamedNumber) => ({ ...number, choices: [{ value: number.value, text: number.text }] })],
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

import type uPlot from 'uplot';
import { describe, expect, it, vi } from 'vitest';
import { type ChartSetup, chartOptions } from './chartOptions.ts';

vi.mock('uplot', () => ({ default: { tzDate: (date: Date, zone: string) => `${date.toISOString()} in ${zone}` } }));

const columns = (length: number) => {
  const values = Array.from({ length }, (_, index) => (index === 1 || index === 3 ? null : index));
  return { x: values.map((_, index) => index), min: values, max: values, mean: values };
};
const setup = (change: Partial<ChartSetup> = {}): ChartSetup => ({
  width: 400,
  height: 160,
  span: 'week',
  locale: 'nb-NO',
  colours: { getPropertyValue: (name) => ` ${name} ` },
  choices: undefined,
  drawn: () => ({ bands: [], marks: [], ribbon: [], columns: columns(5) }),
  onPoint: () => undefined,
  ...change,
});
const none = undefined as unknown as uPlot;
const labels = (options: uPlot.Options, axis: 0 | 1, splits: number[], increment = 1) => {
  const values = options.axes?.[axis]?.values;
  if (typeof values !== 'function') throw new Error('the axis has no labels of its own');
  return (values as (...all: unknown[]) => string[])(none, splits, axis, 30, increment);
};
const dots = (options: uPlot.Options) => {
  const filter = options.series[3]?.points?.filter;
  return (filter as () => number[])();
};

describe('options of a chart', () => {
  it('label time in Oslo and say no label twice', () => {
    const day = Date.parse('2026-11-20T23:30:00Z') / 1000;
    expect(labels(chartOptions(setup()), 0, [day, day + 60])).toEqual(['lør. 21.', '']);
    expect(labels(chartOptions(setup({ span: 'day', locale: 'en-GB' })), 0, [day])).toEqual(['00:30']);
    expect(String(chartOptions(setup()).tzDate?.(0))).toContain('Europe/Oslo');
  });

  it('label values in the language, and answers by their words', () => {
    expect(labels(chartOptions(setup()), 1, [1.5, 2], 0.5)).toEqual(['1,5', '2,0']);
    expect(labels(chartOptions(setup()), 1, [1, 1.01], 0.01)).toEqual(['1,00', '1,01']);
    expect(labels(chartOptions(setup()), 1, [1000, 2000], 1000).map((label) => label.replace(/\s/, ' '))).toEqual([
      '1 000',
      '2 000',
    ]);
    const choices = chartOptions(setup({ choices: ['bedre', 'verre'] }));
    expect(labels(choices, 1, [0, 1, 2])).toEqual(['bedre', 'verre', '']);
    const splits = choices.axes?.[1]?.splits;
    expect(typeof splits === 'function' && (splits as () => number[])()).toEqual([0, 1]);
  });

  it('dot every point where they are few, and only the lone ones where they are many', () => {
    expect(dots(chartOptions(setup()))).toEqual([0, 1, 2, 3, 4]);
    const many = setup({ drawn: () => ({ bands: [], marks: [], ribbon: [], columns: columns(200) }) });
    expect(dots(chartOptions(many))).toEqual([0, 2]);
  });

  it('tell which point is pointed at', () => {
    const pointed: (number | undefined)[] = [];
    const [setCursor] = chartOptions(setup({ onPoint: (index) => pointed.push(index) })).hooks?.setCursor ?? [];
    setCursor?.({ cursor: { idx: 3 } } as uPlot);
    setCursor?.({ cursor: { idx: null } } as uPlot);
    expect(pointed).toEqual([3, undefined]);
  });
});

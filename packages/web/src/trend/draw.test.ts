import type uPlot from 'uplot';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleAlert } from '../testing/examples.ts';
import { drawBands } from './drawBands.ts';
import { drawMarks } from './drawMarks.ts';
import type { Band } from './valueRange.ts';

/** A chart from 0 to 100 in both directions on a canvas of 100 by 100, that writes down what is drawn on it. */
function fakeChart() {
  const drawn: unknown[][] = [];
  const ctx = new Proxy({} as Record<string, unknown>, {
    get: (styles, name: string) =>
      name in styles
        ? styles[name]
        : (...values: unknown[]) => drawn.push([name, ...values.map(rounded), styles.fillStyle]),
    set: (styles, name: string, value) => {
      styles[name] = value;
      return true;
    },
  });
  const chart = {
    ctx,
    bbox: { left: 0, top: 0, width: 100, height: 100 },
    scales: { y: { min: 0, max: 100 }, x: { min: 0, max: 100 } },
    valToPos: (value: number, scale: string) => (scale === 'y' ? 100 - value : value),
  };
  return { chart: chart as unknown as uPlot, drawn };
}

const rounded = (value: unknown) => (typeof value === 'number' ? Math.round(value) : value);
const colour = (name: string) => name;
const band = (
  severity: 'red' | 'yellow',
  from: number | null,
  until: number | null,
  origin: Band['origin'] = 'protocol',
): Band => ({
  ruleId: 'rule',
  severity,
  from,
  until,
  origin,
});

beforeEach(() => vi.stubGlobal('devicePixelRatio', 1));

describe('bands', () => {
  it('paint the zone of each limit once, red over yellow, cut to what is shown', () => {
    const { chart, drawn } = fakeChart();
    drawBands(
      chart,
      [band('red', null, 20), band('red', null, 10), band('yellow', 10, 30), band('red', 120, null)],
      colour,
    );
    const painted = drawn.filter(([name]) => name === 'clearRect' || name === 'fill');
    expect(painted).toEqual([
      ['clearRect', 0, 70, 100, 20, undefined],
      ['fill', '--chart-yellow'],
      ['clearRect', 0, 80, 100, 20, '--chart-yellow'],
      ['clearRect', 0, 90, 100, 10, '--chart-yellow'],
      ['fill', '--chart-red'],
    ]);
  });

  it('have a solid edge where the patient has an own limit, a dashed one where the protocol rules', () => {
    const { chart, drawn } = fakeChart();
    drawBands(chart, [band('red', null, 20, 'limits'), band('yellow', 20, 30)], colour);
    expect(drawn.filter(([name]) => name === 'setLineDash').map((call) => call[1])).toEqual([[], [5, 4]]);
  });

  it('are not drawn before the chart has a scale', () => {
    const { chart, drawn } = fakeChart();
    drawBands({ ...chart, scales: {} } as uPlot, [band('red', null, 20)], colour);
    expect(drawn).toEqual([]);
  });
});

describe('marks', () => {
  it('have a shape for each kind: eight corners, three, and a square', () => {
    const { chart, drawn } = fakeChart();
    const corners = (mark: Parameters<typeof drawMarks>[1][number]) => {
      drawn.length = 0;
      drawMarks(chart, [mark], colour);
      return [drawn.filter(([name]) => name === 'lineTo').length - 1, drawn.some(([name]) => name === 'rect')];
    };
    expect(corners({ kind: 'alert', at: 50_000, alert: exampleAlert(1) })).toEqual([8, false]);
    expect(corners({ kind: 'alert', at: 50_000, alert: exampleAlert(1, { severity: 'yellow' }) })).toEqual([3, false]);
    expect(corners({ kind: 'handover', at: 50_000, team: 'A' })).toEqual([0, true]);
  });

  it('of a replay are hollow where they are lost, and small and without a line where they are kept', () => {
    const { chart, drawn } = fakeChart();
    const of = (replayed?: 'lost' | 'kept') => {
      drawn.length = 0;
      drawMarks(chart, [{ kind: 'alert', at: 50_000, alert: exampleAlert(1), ...(replayed && { replayed }) }], colour);
      const across = drawn.filter(([name]) => name === 'lineTo').map(([, x]) => Number(x));
      const count = (kind: string) => drawn.filter(([name]) => name === kind).length;
      return { width: Math.max(...across) - Math.min(...across), lines: count('moveTo'), filled: count('fill') };
    };
    const [plain, lost, kept] = [of(), of('lost'), of('kept')];
    expect(plain).toMatchObject({ lines: 1, filled: 1 });
    expect(lost).toEqual({ ...plain, filled: 0 });
    expect(kept).toMatchObject({ lines: 0, filled: 1 });
    expect(kept.width).toBeLessThan(0.75 * plain.width);
  });

  it('outside the span are left out', () => {
    const { chart, drawn } = fakeChart();
    drawMarks(chart, [{ kind: 'handover', at: 200_000, team: 'A' }], colour);
    expect(drawn.filter(([name]) => name === 'fill')).toEqual([]);
  });
});

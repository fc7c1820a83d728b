import uPlot from 'uplot';
import { TIME_ZONE } from '../format/format.ts';
import { drawBands } from './drawBands.ts';
import { drawMarks } from './drawMarks.ts';
import { drawRibbon } from './drawRibbon.ts';
import type { Mark } from './marks.ts';
import type { RibbonPart } from './ribbon.ts';
import { loneIndexes, type TrendColumns } from './series.ts';
import type { Span } from './span.ts';
import type { Band } from './valueRange.ts';

/** What is drawn besides the line; read anew at every drawing, so that it can change without a new chart. */
export interface Drawn {
  readonly bands: readonly Band[];
  readonly marks: readonly Mark[];
  readonly ribbon: readonly RibbonPart[];
  readonly columns: TrendColumns;
}

export interface ChartSetup {
  readonly width: number;
  readonly height: number;
  readonly span: Span;
  readonly locale: string;
  readonly colours: Pick<CSSStyleDeclaration, 'getPropertyValue'>;
  /** The words of the answers by ordinal, for a metric that is a choice. */
  readonly choices: readonly string[] | undefined;
  readonly drawn: () => Drawn;
  readonly onPoint: (index: number | undefined) => void;
}

/** As many points as this are drawn as dots as well; more would melt into a thick line. */
const DOTTED = 70;

const TICKS: Readonly<Record<Span, Intl.DateTimeFormatOptions>> = {
  day: { hour: '2-digit', minute: '2-digit' },
  week: { weekday: 'short', day: 'numeric' },
  month: { day: 'numeric', month: 'short' },
  year: { month: 'short' },
};

/** The structure of a chart: axes in the patients' time zone and the chosen language, area from least to greatest, line of the means. */
export function chartOptions(setup: ChartSetup): uPlot.Options {
  const colour = (name: string) => setup.colours.getPropertyValue(name).trim();
  const ink = colour('--ink-soft');
  const grid = { stroke: colour('--line'), width: 1 };
  const font = '12px "Inter Variable", Inter, system-ui, sans-serif';
  const ticks = new Intl.DateTimeFormat(setup.locale, { timeZone: TIME_ZONE, hourCycle: 'h23', ...TICKS[setup.span] });
  const { choices } = setup;
  const line = colour('--chart-line');

  return {
    width: setup.width,
    height: setup.height,
    padding: [16, 8, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), TIME_ZONE),
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, sync: { key: 'trends' }, points: { size: 9 } },
    scales: { x: { time: true, auto: false }, y: { auto: false } },
    axes: [
      {
        stroke: ink,
        grid,
        font,
        ticks: { ...grid, size: 4 },
        size: 28,
        space: setup.span === 'day' ? 56 : 64,
        values: (_chart, splits) => withoutRepeats(splits.map((seconds) => ticks.format(seconds * 1000))),
      },
      {
        stroke: ink,
        grid,
        font,
        ticks: { show: false },
        size: choices ? 96 : 48,
        space: 28,
        ...(choices ? { splits: () => choices.map((_, ordinal) => ordinal) } : {}),
        values: (_chart, splits, _axis, _space, increment) =>
          splits.map((value) => (choices ? (choices[value] ?? '') : axisNumber(setup.locale, value, increment))),
      },
    ],
    series: [
      {},
      { stroke: 'transparent', width: 0, points: { show: false } },
      { stroke: 'transparent', width: 0, points: { show: false } },
      {
        stroke: line,
        width: 1.75,
        points: {
          show: true,
          size: 5,
          width: 0,
          stroke: line,
          fill: line,
          filter: () => {
            const { mean } = setup.drawn().columns;
            return mean.length <= DOTTED ? mean.map((_, index) => index) : loneIndexes(mean);
          },
        },
      },
    ],
    bands: [{ series: [2, 1], fill: colour('--chart-area') }],
    hooks: {
      drawClear: [(chart) => drawBands(chart, setup.drawn().bands, colour)],
      draw: [
        (chart) => drawRibbon(chart, setup.drawn().ribbon, colour),
        (chart) => drawMarks(chart, setup.drawn().marks, colour),
      ],
      setCursor: [(chart) => setup.onPoint(chart.cursor.idx ?? undefined)],
    },
  };
}

/** A number with as many decimals as the distance between two labels needs, or two labels could read the same. */
function axisNumber(locale: string, value: number, increment: number): string {
  const decimals = Math.max(0, Math.ceil(-Math.log10(increment) - 1e-9));
  return new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(
    value,
  );
}

/** The same label twice in a row says nothing the second time. */
const withoutRepeats = (labels: readonly string[]) =>
  labels.map((label, index) => (label === labels[index - 1] ? '' : label));

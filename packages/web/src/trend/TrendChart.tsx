import { findMetric } from '@samvakt/contract';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Instant } from '../format/format.ts';
import { LOCALES } from '../texts/language.ts';
import { optionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { chartOptions, type Drawn } from './chartOptions.ts';
import type { Mark } from './marks.ts';
import type { RibbonPart } from './ribbon.ts';
import type { TrendColumns } from './series.ts';
import type { Span } from './span.ts';
import styles from './trend.module.css';
import { useColorScheme } from './useColorScheme.ts';
import type { Band } from './valueRange.ts';

const NO_RIBBON: readonly RibbonPart[] = [];

export interface TrendChartProps {
  readonly metric: string;
  readonly span: Span;
  readonly from: Instant;
  readonly until: Instant;
  readonly columns: TrendColumns;
  readonly range: readonly [number, number];
  readonly bands: readonly Band[];
  readonly marks: readonly Mark[];
  /** None where who was accountable is not the question. */
  readonly ribbon?: readonly RibbonPart[];
  /** The same in words, for who cannot see it. */
  readonly summary: string;
  /** Which point is pointed at; undefined when none. */
  readonly onPoint: (index: number | undefined) => void;
}

const HEIGHT = 168;

const tableOf = ({ x, min, max, mean }: TrendColumns): uPlot.AlignedData =>
  [x, min, max, mean] as unknown as uPlot.AlignedData;

/**
 * One metric over time. The chart is built anew only when its structure changes (metric, span, language, colours); new measurements,
 * limits and marks are set into the one that stands.
 */
export default function TrendChart(props: TrendChartProps) {
  const { metric, span, from, until, columns, range, bands, marks, ribbon = NO_RIBBON, summary, onPoint } = props;
  const { t, language } = useTexts();
  const scheme = useColorScheme();
  const container = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<uPlot>();
  const drawn = useRef<Drawn>({ bands, marks, ribbon, columns });
  const pointed = useRef(onPoint);
  pointed.current = onPoint;

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const known = findMetric(metric);
    const options = chartOptions({
      width: Math.max(200, element.clientWidth),
      height: HEIGHT,
      span,
      locale: LOCALES[language],
      colours: scheme && getComputedStyle(element),
      choices:
        known?.kind === 'choice' ? known.options.map(({ code }) => optionName(t, metric, code) ?? code) : undefined,
      drawn: () => drawn.current,
      onPoint: (index) => pointed.current(index),
    });
    const built = new uPlot(options, [[], [], [], []], element);
    setChart(built);
    const resize = new ResizeObserver(() => {
      const width = Math.max(200, element.clientWidth);
      if (width !== built.width) built.setSize({ width, height: HEIGHT });
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
      built.destroy();
      setChart(undefined);
    };
  }, [metric, span, language, scheme, t]);

  const [low, high] = range;
  useEffect(() => {
    if (!chart) return;
    drawn.current = { bands, marks, ribbon, columns };
    chart.batch(() => {
      chart.setData(tableOf(columns), false);
      chart.setScale('x', { min: new Date(from).getTime() / 1000, max: new Date(until).getTime() / 1000 });
      chart.setScale('y', { min: low, max: high });
    });
    chart.redraw();
  }, [chart, bands, marks, ribbon, columns, from, until, low, high]);

  return <div ref={container} className={styles.chart} role="img" aria-label={summary} />;
}

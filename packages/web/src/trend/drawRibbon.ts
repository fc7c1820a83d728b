import type uPlot from 'uplot';
import type { RibbonPart } from './ribbon.ts';

const HEIGHT = 4;

/** A strip along the foot of the chart: which team was accountable when, in the colours of the ribbon above the charts. */
export function drawRibbon(chart: uPlot, parts: readonly RibbonPart[], colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const height = HEIGHT * devicePixelRatio;
  const right = bbox.left + bbox.width;
  const place = (at: number) => Math.min(right, Math.max(bbox.left, chart.valToPos(at / 1000, 'x', true)));
  ctx.save();
  for (const { from, until, shade } of parts) {
    const [begins, ends] = [place(from), place(until)];
    if (ends <= begins) continue;
    ctx.fillStyle = colour(`--chart-team-${shade}`);
    ctx.fillRect(begins, bbox.top + bbox.height - height, ends - begins, height);
  }
  ctx.restore();
}

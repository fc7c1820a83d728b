import type uPlot from 'uplot';
import type { Band } from './valueRange.ts';

/** The zones of the limits behind the line, with an edge: solid where the patient's own limit set it, dashed where the protocol did. */
export function drawBands(chart: uPlot, bands: readonly Band[], colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const { min, max } = chart.scales.y ?? {};
  if (min === undefined || max === undefined || min === null || max === null) return;
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const band of bands.toSorted((a, b) => (a.severity === b.severity ? 0 : a.severity === 'yellow' ? -1 : 1))) {
    const low = clamp(band.from ?? min);
    const high = clamp(band.until ?? max);
    if (high <= low) continue;
    const top = chart.valToPos(high, 'y', true);
    const bottom = chart.valToPos(low, 'y', true);
    ctx.fillStyle = colour(`--chart-${band.severity}`);
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.strokeStyle = colour(`--chart-${band.severity}-edge`);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(band.origin === 'limits' ? [] : [5 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const edge of [band.from, band.until]) {
      if (edge === null || edge <= min || edge >= max) continue;
      const y = chart.valToPos(edge, 'y', true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
  }
  ctx.restore();
}

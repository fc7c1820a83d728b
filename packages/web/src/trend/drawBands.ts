import type uPlot from 'uplot';
import type { Band } from './valueRange.ts';

const SEVERITIES = ['yellow', 'red'] as const;

/**
 * The zones of the limits behind the line, red over yellow, each with an edge: solid where the patient's own limit set it, dashed where
 * the protocol did. Several rules may colour the same values; a zone is painted once all the same, or its colour would say more than red.
 */
export function drawBands(chart: uPlot, bands: readonly Band[], colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const { min, max } = chart.scales.y ?? {};
  if (min === undefined || max === undefined || min === null || max === null) return;
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const severity of SEVERITIES) {
    const own = bands.filter((band) => band.severity === severity);
    ctx.beginPath();
    for (const band of own) {
      const [low, high] = [clamp(band.from ?? min), clamp(band.until ?? max)];
      if (high <= low) continue;
      const top = chart.valToPos(high, 'y', true);
      const height = chart.valToPos(low, 'y', true) - top;
      // What lies under it shall not shine through.
      ctx.clearRect(bbox.left, top, bbox.width, height);
      ctx.rect(bbox.left, top, bbox.width, height);
    }
    ctx.fillStyle = colour(`--chart-${severity}`);
    ctx.fill();
  }
  for (const band of bands) {
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

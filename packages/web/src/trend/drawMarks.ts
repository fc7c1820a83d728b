import type uPlot from 'uplot';
import type { Mark } from './marks.ts';

const SMALL = 0.6;

/**
 * A line at its time with a sign: above an octagon for red or a triangle for yellow, at the foot a square where the team changed. What a replay loses is hollow; what it keeps
 * is small and without a line, so that what differs stands out.
 */
export function drawMarks(chart: uPlot, marks: readonly Mark[], colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const size = 5.5 * devicePixelRatio;
  ctx.save();
  for (const mark of marks) {
    const x = chart.valToPos(mark.at / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const name = mark.kind === 'alert' ? `--chart-${mark.alert.severity}-mark` : '--chart-handover';
    ctx.strokeStyle = colour(name);
    ctx.fillStyle = colour(name);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(mark.kind === 'alert' ? [2 * devicePixelRatio, 3 * devicePixelRatio] : []);
    const isKept = mark.kind === 'alert' && mark.replayed === 'kept';
    if (!isKept) {
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    // A change of team stands at the foot, so that it never covers an alert of the same time.
    sign(
      ctx,
      mark,
      x,
      mark.kind === 'alert' ? bbox.top - size - devicePixelRatio : bbox.top + bbox.height - size,
      isKept ? size * SMALL : size,
    );
  }
  ctx.restore();
}

function sign(ctx: CanvasRenderingContext2D, mark: Mark, x: number, y: number, size: number): void {
  ctx.beginPath();
  if (mark.kind === 'handover') {
    ctx.rect(x - size, y - size, size * 2, size * 2);
    ctx.fill();
    return;
  }
  const corners = mark.alert.severity === 'red' ? 8 : 3;
  const start = corners === 8 ? Math.PI / 8 : -Math.PI / 2;
  const radius = corners === 8 ? size * 1.08 : size * 1.25;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = start + (corner * 2 * Math.PI) / corners;
    ctx.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  ctx.closePath();
  if (mark.replayed === 'lost') ctx.stroke();
  else ctx.fill();
}

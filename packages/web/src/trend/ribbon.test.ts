import type uPlot from 'uplot';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleEpisode } from '../testing/examples.ts';
import { drawRibbon } from './drawRibbon.ts';
import { ribbonOf } from './ribbon.ts';

const [first, second] = exampleEpisode().responsibility;
if (!first || !second) throw new Error('the example has two periods');
const iso = (at: number) => new Date(at).toISOString();
const held = [
  { ...second, from: iso(500), until: null },
  { ...first, from: iso(0), until: iso(200) },
  { ...second, from: iso(200), until: iso(400) },
  { ...first, from: iso(400), until: iso(500) },
];

describe('the ribbon', () => {
  it('says who was accountable inside the span, oldest first, the same team in the same colour', () => {
    const parts = ribbonOf(held, 100, 600);
    expect(parts.map(({ team, from, until, shade }) => [team.id, from, until, shade])).toEqual([
      [first.team.id, 100, 200, 0],
      [second.team.id, 200, 400, 1],
      [first.team.id, 400, 500, 0],
      [second.team.id, 500, 600, 1],
    ]);
  });

  it('covers the span without a gap, and holds nothing outside it', () => {
    const parts = ribbonOf(held, 250, 450);
    expect(parts.map(({ from, until }) => [from, until])).toEqual([
      [250, 400],
      [400, 450],
    ]);
    expect(ribbonOf(held, 1_000, 1_000)).toEqual([]);
  });

  beforeEach(() => vi.stubGlobal('devicePixelRatio', 1));

  it('is drawn along the foot of a chart at the times of its axis', () => {
    const fillRect = vi.fn();
    const ctx = { save: vi.fn(), restore: vi.fn(), fillRect, fillStyle: '' };
    const chart = { ctx, bbox: { left: 10, top: 0, width: 50, height: 40 }, valToPos: (value: number) => value * 100 };
    drawRibbon(chart as unknown as uPlot, ribbonOf(held, 100, 600), (name) => name);
    // From 100 ms on the axis is at 10, and at 600 ms its end at 60.
    expect(fillRect.mock.calls).toEqual([
      [10, 36, 10, 4],
      [20, 36, 20, 4],
      [40, 36, 10, 4],
      [50, 36, 10, 4],
    ]);
  });
});

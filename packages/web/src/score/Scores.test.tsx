// @vitest-environment happy-dom
import type { EpisodeScore } from '@samvakt/contract';
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ago, exampleEpisode, exampleSession, exampleTrend, exampleWorklist, HOUR, idOf } from '../testing/examples.ts';
import { renderApp } from '../testing/render.tsx';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const part = (name: string, metric: string, value: number, points: number | null, hours = 1) => ({
  part: name,
  metric,
  reading: { value, at: ago(hours * HOUR) },
  points,
});
const news2: EpisodeScore = {
  score: 'news2',
  at: ago(HOUR),
  total: 3,
  atLeast: 3,
  risk: 0,
  withinMs: 2 * HOUR,
  outdated: false,
  settings: [{ name: 'saturation-scale', value: 2, origin: 'limits' }],
  parts: [
    part('pulse', 'heart-rate', 95, 1),
    part('oxygen', 'inspired-oxygen', 1, 2),
    part('temperature', 'body-temperature', 37, 0),
  ],
};

async function open(scores: EpisodeScore[]) {
  await renderApp(`/episodes/${idOf(100)}`, {
    'GET /session': exampleSession(),
    'GET /worklist': exampleWorklist([]),
    'GET /handovers': { inbox: [], outbox: [], requests: { toUs: [], fromUs: [] } },
    'GET /teams': { teams: [] },
    [`GET /episodes/${idOf(100)}`]: exampleEpisode({ scores }),
    [`GET /episodes/${idOf(100)}/timeline`]: { entries: [], nextBefore: null },
    [`GET /episodes/${idOf(100)}/trends`]: exampleTrend(),
  });
  await screen.findByRole('heading', { level: 1, name: 'Pasient 0' });
}
const panel = () => within(screen.getByRole('region', { name: 'NEWS2' }));
const plain = (text: string | null) => text?.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a score on the patient page', () => {
  it('is its total and its risk, each part with its points, and what was set of it', async () => {
    await open([news2]);
    panel().getByText('3 – lav risiko');
    panel().getByText(/Metningsskala 2 \(individuell\)/);
    const parts = panel().getAllByRole('definition');
    expect(plain(parts[0]?.textContent ?? null)).toMatch(/^95 \/min /);
    expect(parts.filter((_, place) => place % 2 === 1).map(({ textContent }) => textContent)).toEqual([
      '1 poeng',
      '2 poeng',
      '0 poeng',
    ]);
    expect(panel().queryByText(/Teller ikke med/)).toBeNull();
  });

  it('has no total where a part is missing or too old, and says which', async () => {
    const parts = [
      ...news2.parts.slice(0, 2),
      part('temperature', 'body-temperature', 37, null, 9),
      { part: 'consciousness', metric: 'consciousness', reading: null, points: null },
    ];
    await open([{ ...news2, total: null, parts }]);
    panel().getByText('Ingen sum. Det som er målt, gir minst 3');
    panel().getByText(
      'Teller ikke med: Temperatur, Bevissthet (ACVPU). Alle delene må være målt innen 2 t før den siste.',
    );
    panel().getByText('ikke målt');
    expect(panel().queryByText(/risiko/)).toBeNull();
  });

  it('says when it is out of date, and when nothing was ever measured', async () => {
    await open([{ ...news2, outdated: true }]);
    panel().getByText(/Utdatert: en ny runde skulle ha kommet/);
    cleanup();
    const parts = news2.parts.map((one) => ({ ...one, reading: null, points: null }));
    await open([{ ...news2, at: null, total: null, atLeast: 0, parts }]);
    panel().getByText('Ikke målt ennå');
  });

  it('is not there where the protocol judges by none', async () => {
    await open([]);
    expect(screen.queryByRole('region', { name: 'NEWS2' })).toBeNull();
  });
});

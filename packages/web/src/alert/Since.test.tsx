// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { openEpisode } from '../testing/episodePage.tsx';
import { ago, exampleEpisode } from '../testing/examples.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const MINUTE = 60_000;
const withNewest = (value: number, at: string) => {
  const episode = exampleEpisode();
  const metrics = episode.metrics.map((one) =>
    one.metric === 'oxygen-saturation' ? { ...one, newest: { value, at } } : one,
  );
  return { ...episode, metrics };
};

it('says beside what raised an alert what has been measured after it', async () => {
  await openEpisode(withNewest(79, ago(MINUTE)));
  const said = screen.getByText(/^Målt etter varselet: Oksygenmetning \(SpO₂\)/);
  expect(said.textContent).toBe('Målt etter varselet: Oksygenmetning (SpO₂) 79\u00a0%, 08:59');
});

it('says nothing where the newest is what raised it, or older', async () => {
  await openEpisode();
  expect(screen.queryByText(/^Målt etter varselet/)).toBeNull();
  cleanup();
  await openEpisode(withNewest(95, ago(60 * MINUTE)));
  expect(screen.queryByText(/^Målt etter varselet/)).toBeNull();
});

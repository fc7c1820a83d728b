// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { exampleEpisode, examplePlan, exampleTrend, idOf } from '../testing/examples.ts';
import { base } from '../testing/handovers.ts';
import { type Answers, renderApp } from '../testing/render.tsx';
import { exampleWhatIf } from '../testing/whatIf.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));
afterEach(cleanup);

const EPISODE = `GET /episodes/${idOf(100)}`;
const answers = (): Answers => ({
  ...base(),
  [EPISODE]: exampleEpisode(),
  [`${EPISODE}/timeline`]: { entries: [], nextBefore: null },
  [`${EPISODE}/trends`]: exampleTrend(),
  [`${EPISODE}/measuring-plan`]: examplePlan(),
  [`${EPISODE}/pauses/preview`]: { since: null, until: null, held: [], shown: [], complete: true },
  [`${EPISODE}/protocols`]: { history: [], choices: [], limitsVersion: 0 },
  [`POST /episodes/${idOf(100)}/what-if`]: exampleWhatIf(),
});

// Two patients may have the same name: who is about to be acted on is said by the identity number and the age as well.
it.each(['limits', 'pause', 'measuring-plan', 'handover', 'protocol'])(
  'the page %s says whom it is about by more than a name',
  async (page) => {
    const { patient } = exampleEpisode();
    await renderApp(`/episodes/${idOf(100)}/${page}`, answers());
    const number = patient.nationalIdentityNumber.replace(/^(\d{6})/, '$1 ');
    const line = await screen.findByText(
      (_, element) => element?.tagName === 'P' && (element.textContent ?? '').includes(number),
    );
    expect(line.textContent).toContain(patient.name);
    expect(line.textContent).toMatch(/\d+ år/);
  },
);

// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTexts } from '../texts/i18n.ts';
import { useSaid } from '../texts/useSaid.ts';
import { FaultSummary } from './FaultSummary.tsx';
import { type Faults, missing, NO_FAULTS } from './faults.ts';

afterEach(cleanup);
beforeEach(async () => {
  if (!i18next.isInitialized) startTexts('nb');
  await i18next.changeLanguage('nb');
});

/** As the forms do it: the faults on top, and each at its field. */
function Form({ faults }: { readonly faults: Faults }) {
  const say = useSaid();
  return (
    <form>
      <FaultSummary faults={faults} fields={['reason', 'until']} idOf={(field) => field} />
      <input id="reason" aria-label="reason" />
      <p data-testid="at-field">{say(faults.get('reason'))}</p>
    </form>
  );
}
const inOf = (day: number): Faults =>
  new Map([
    ['until', ({ format }) => format.fullDateTime(Date.UTC(2026, 4, day, 12))],
    ['reason', missing('limits.reason')],
  ]);
const told = () => screen.getAllByRole('link').map(({ textContent }) => textContent);

it('says what is wrong in the language that the screen has, on top and at the field, and leaves the focus alone when only that has changed', async () => {
  render(<Form faults={inOf(17)} />);
  const summary = document.querySelector('ds-error-summary');
  expect(document.activeElement).toBe(summary);
  expect(told()).toEqual(['Grunn: må fylles ut', expect.stringContaining('17. mai')]);
  screen.getByRole('textbox').focus();
  await act(() => i18next.changeLanguage('en'));
  expect(told()).toEqual(['Reason: must be filled in', expect.stringContaining('17 May')]);
  expect(screen.getByTestId('at-field').textContent).toBe('Reason: must be filled in');
  screen.getByRole('heading', { name: 'Correct this before you send' });
  expect(document.activeElement).toBe(screen.getByRole('textbox'));
  expect(document.querySelector('ds-error-summary')).toBe(summary);
});

it('takes the focus each time the form is found wrong, also for the same as before, and is gone when nothing is', () => {
  const { rerender } = render(<Form faults={inOf(17)} />);
  screen.getByRole('textbox').focus();
  rerender(<Form faults={inOf(17)} />);
  expect(document.activeElement?.tagName.toLowerCase()).toBe('ds-error-summary');
  screen.getByRole('textbox').focus();
  rerender(<Form faults={NO_FAULTS} />);
  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.getByTestId('at-field').textContent).toBe('');
  expect(document.activeElement).toBe(screen.getByRole('textbox'));
});

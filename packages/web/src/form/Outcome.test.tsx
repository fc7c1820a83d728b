// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem.ts';
import { problemText } from '../app/problemText.ts';
import { startTexts } from '../texts/i18n.ts';
import { type ActOutcome, Outcome } from './Outcome.tsx';

afterEach(cleanup);
beforeEach(async () => {
  if (!i18next.isInitialized) startTexts('nb');
  await i18next.changeLanguage('nb');
});

it('says how an act ended in the language that the screen has, also when that is changed while it stands, and keeps the focus where it is', async () => {
  const until = Date.parse('2026-05-17T12:00:00Z');
  const outcome: ActOutcome = {
    tone: 'success',
    text: ({ t, format }) => t('team.form.savedFrom', { from: format.fullDateTime(until) }),
    detail: ({ t, format }) => `${t('limits.nothingChanged')} ${format.list(['a', 'b'])}`,
  };
  render(
    <>
      <button type="button">x</button>
      <Outcome outcome={outcome} />
    </>,
  );
  expect(document.activeElement?.textContent).toMatch(/^Lagret\. Det gjelder fra .*17\. mai/);
  screen.getByText(/a og b$/);
  screen.getByRole('button').focus();
  await act(() => i18next.changeLanguage('en'));
  expect(screen.getByRole('status').textContent).toMatch(/17 May.*a and b$/);
  expect(screen.queryByText(/Lagret|mai| og /)).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button'));
});

it('says why one was refused in either language', async () => {
  const error = new ApiProblem({ status: 409, code: 'conflict', title: 'x', reason: 'version-moved-on' });
  render(<Outcome outcome={{ tone: 'warning', text: ({ t }) => problemText(t, error) }} />);
  const said = screen.getByRole('status').textContent;
  await act(() => i18next.changeLanguage('en'));
  expect(screen.getByRole('status').textContent).not.toBe(said);
  expect(screen.getByRole('status').textContent).not.toBe('');
});

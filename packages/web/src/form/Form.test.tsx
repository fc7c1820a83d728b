// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTexts } from '../texts/i18n.ts';
import { Form, Send } from './Form.tsx';
import { SLOW_AFTER_MS } from './Slow.tsx';
import { createTyped, type Typed } from './typed.ts';
import { TypedContext } from './useTyped.ts';

/** What happy-dom does not have and a busy button calls. */
document.getAnimations ??= () => [];

afterEach(cleanup);
beforeEach(() => {
  if (!i18next.isInitialized) startTexts('nb');
});

function show(
  typed: Typed,
  onSend: (form: FormData) => Promise<boolean> | boolean,
  more = <input aria-label="number" type="number" />,
) {
  const { rerender } = render(
    <TypedContext value={typed}>
      <Form onSend={onSend}>
        <label htmlFor="why">Hvorfor</label>
        <textarea id="why" name="why" defaultValue="Som før" />
        <input type="checkbox" aria-label="box" />
        <input type="date" aria-label="day" />
        {more}
        <Send>Lagre</Send>
      </Form>
    </TypedContext>,
  );
  return { goAway: () => rerender(<TypedContext value={typed}>{null}</TypedContext>) };
}
const why = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Hvorfor' });
const write = (text: string) => fireEvent.input(why(), { target: { value: text } });
const send = () => userEvent.click(screen.getByRole('button', { name: 'Lagre' }));

it('knows what is written from what it began with, a box that was ticked, a day that was chosen, and what was undone', async () => {
  const typed = createTyped();
  show(typed, () => false);
  await userEvent.click(screen.getByRole('checkbox'));
  fireEvent.input(screen.getByLabelText('day'), { target: { value: '2026-11-22' } });
  expect(typed.isOnPage()).toBe(false);
  write('Som før, og mer');
  expect(typed.isOnPage()).toBe(true);
  write('Som før ');
  expect(typed.isOnPage()).toBe(false);
  fireEvent.input(screen.getByLabelText('number'), { target: { value: '3' } });
  expect(typed.isOnPage()).toBe(true);
});

it('is sent once at a time, is not asked about meanwhile, and holds nothing when it was done', async () => {
  const typed = createTyped();
  const answers: ((went: boolean) => void)[] = [];
  show(typed, () => new Promise((resolve) => answers.push(resolve)));
  write('Ny grunn');
  await send();
  await send();
  fireEvent.submit(why().closest('form') as HTMLFormElement);
  expect(answers).toHaveLength(1);
  expect([typed.isOnPage(), typed.isInTab()]).toEqual([false, true]);
  answers[0]?.(false);
  await waitFor(() => expect(typed.isOnPage()).toBe(true));
  await send();
  answers[1]?.(true);
  await waitFor(() => expect(typed.isInTab()).toBe(false));
  expect(why().value).toBe('Ny grunn');
  // What was saved is what it begins with now.
  write('Ny grunn til');
  expect(typed.isOnPage()).toBe(true);
});

it('leaves its text when it goes away, by the name of the field, and no number alone', async () => {
  const typed = createTyped();
  const { goAway } = show(typed, () => false);
  document.title = 'Siden';
  write('Ny grunn');
  fireEvent.input(screen.getByLabelText('number'), { target: { value: '3' } });
  goAway();
  const lines = [{ label: 'Hvorfor', text: 'Ny grunn' }];
  expect(typed.state().unsaved).toEqual([{ id: 1, where: 'Siden', lines, mayBeDone: false }]);
  typed.forget(1);
  expect(typed.isInTab()).toBe(false);
});

it.each([
  [true, 0],
  [false, 1],
])('that goes away while it is sent leaves its text only if it was not done (%s)', async (went, left) => {
  const typed = createTyped();
  let answer: (went: boolean) => void = () => undefined;
  const { goAway } = show(typed, () => new Promise((resolve) => (answer = resolve)));
  write('Ny grunn');
  await send();
  goAway();
  expect(typed.state().unsaved).toEqual([]);
  answer(went);
  await waitFor(() => expect(typed.state().unsaved).toHaveLength(left));
});

it('is thrown away by a yes, and by nothing else; a second question meanwhile is as if it had not been asked', async () => {
  const typed = createTyped();
  const { goAway } = show(typed, () => false);
  expect(await typed.ask('leave')).toBe(true);
  write('Ny grunn');
  const asked = typed.ask('leave');
  expect(typed.state().question?.kind).toBe('leave');
  expect(await typed.ask('close')).toBe(false);
  typed.answer(false);
  expect(await asked).toBe(false);
  expect(typed.isOnPage()).toBe(true);
  const again = typed.ask('leave');
  typed.answer(true);
  expect(await again).toBe(true);
  goAway();
  expect(typed.state()).toEqual({ question: undefined, unsaved: [] });
});

describe('a form whose answer does not come', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const submit = () => fireEvent.submit(why().closest('form') as HTMLFormElement);
  const region = () => screen.getByRole('status');

  it('says after some seconds that it takes longer than usual, in the language of the screen, and no more when an answer has come', async () => {
    let answer: (went: boolean) => void = () => undefined;
    show(createTyped(), () => new Promise((resolve) => (answer = resolve)));
    write('Ny grunn');
    // It stands there, empty, to be read aloud when something comes into it.
    expect(region().textContent).toBe('');
    submit();
    why().focus();
    await wait(SLOW_AFTER_MS - 1);
    expect(region().textContent).toBe('');
    await wait(1);
    expect(region().textContent).toMatch(/^Det tar lengre tid enn vanlig\..*ingenting av det du har skrevet, er tapt/);
    await act(() => i18next.changeLanguage('en'));
    expect(region().textContent).toMatch(/^This is taking longer than usual\..*nothing that you have written is lost/);
    await act(() => i18next.changeLanguage('nb'));
    expect(document.activeElement).toBe(why());
    expect(why().value).toBe('Ny grunn');
    answer(false);
    await wait(0);
    expect(region().textContent).toBe('');
    // The next time it begins from the beginning.
    submit();
    await wait(SLOW_AFTER_MS - 1);
    expect(region().textContent).toBe('');
  });

  it('leaves no timer behind when it is answered in time, or goes away', async () => {
    const typed = createTyped();
    show(typed, () => true);
    submit();
    await wait(0);
    expect(vi.getTimerCount()).toBe(0);
    cleanup();
    const hanging = show(typed, () => new Promise(() => undefined));
    submit();
    await wait(0);
    hanging.goAway();
    await wait(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

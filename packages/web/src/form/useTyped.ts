import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Said } from '../texts/said.ts';
import { createTyped, newWriting, type Typed, type TypedState, type Writing } from './typed.ts';

/** One for the whole page; a form that stands alone has one all the same. */
export const TypedContext = createContext<Typed>(createTyped());

export const useTyped = (): Typed => useContext(TypedContext);

export function useTypedState(): TypedState {
  const { subscribe, state } = useTyped();
  return useSyncExternalStore(subscribe, state);
}

/** The place of one form among all that is written, for as long as it is on the screen. */
export function useWriting(): Writing {
  const typed = useTyped();
  const [writing] = useState(newWriting);
  useEffect(() => {
    typed.add(writing);
    return () => typed.remove(writing);
  }, [typed, writing]);
  return writing;
}

/** Something besides text that is lost with the page. `loss`: says what. */
export function useAtStake(isAtStake: boolean, loss: Said): void {
  const writing = useWriting();
  useEffect(() => {
    writing.touched = isAtStake;
    writing.loss = loss;
  });
}

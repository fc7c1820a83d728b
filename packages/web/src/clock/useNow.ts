import { createContext, use, useSyncExternalStore } from 'react';
import { type Clock, createClock } from './clock.ts';

export const ClockContext = createContext<Clock>(createClock());

export const useClock = (): Clock => use(ClockContext);

/** The time, renewed every ten seconds. */
export function useNow(): number {
  const clock = useClock();
  return useSyncExternalStore(clock.subscribe, clock.ticked);
}

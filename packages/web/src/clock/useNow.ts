import { createContext, use, useSyncExternalStore } from 'react';
import type { Clock } from './clock.ts';

export const ClockContext = createContext<Clock | undefined>(undefined);

export function useClock(): Clock {
  const clock = use(ClockContext);
  if (!clock) throw new Error('No clock is provided above this component');
  return clock;
}

/** The time, renewed every ten seconds. */
export function useNow(): number {
  const clock = useClock();
  return useSyncExternalStore(clock.subscribe, clock.ticked);
}

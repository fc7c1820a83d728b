import { useLocation, useRouter } from '@tanstack/react-router';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { Outcome } from '../form/Outcome.tsx';
import { type Arrival, createArrival } from './arrival.ts';

const ArrivalContext = createContext<Arrival>(createArrival());

/** Around all pages: what was done on one of them is said on the next, and no longer than one stays there. */
export function Arrivals({ children }: { readonly children: ReactNode }) {
  const [arrival] = useState(createArrival);
  const router = useRouter();
  useEffect(
    () => router.subscribe('onResolved', ({ toLocation }) => arrival.cameTo(toLocation.pathname)),
    [router, arrival],
  );
  return <ArrivalContext value={arrival}>{children}</ArrivalContext>;
}

export const useArrival = (): Arrival => useContext(ArrivalContext);

/** What was done on the page that one comes from. */
export function Arrived() {
  const arrival = useArrival();
  const pathname = useLocation({ select: (location) => location.pathname });
  return <Outcome outcome={useSyncExternalStore(arrival.subscribe, () => arrival.saidAt(pathname))} />;
}

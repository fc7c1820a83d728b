import { createContext, use, useSyncExternalStore } from 'react';
import type { LiveConnection, LiveState } from './connection.ts';

export const LiveContext = createContext<LiveConnection | undefined>(undefined);

export function useLiveConnection(): LiveConnection {
  const connection = use(LiveContext);
  if (!connection) throw new Error('No live connection is provided above this component');
  return connection;
}

export function useLiveState(): LiveState {
  const connection = useLiveConnection();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

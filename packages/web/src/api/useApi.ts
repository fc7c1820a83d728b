import { createContext, use } from 'react';
import type { Acts } from './acts.ts';
import type { Client } from './client.ts';
import type { Queries } from './queries.ts';

export interface Api {
  readonly queries: Queries;
  readonly acts: Acts;
  readonly whenSignedOut: Client['whenSignedOut'];
  readonly whenUnanswered: Client['whenUnanswered'];
}

export const ApiContext = createContext<Api | undefined>(undefined);

export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error('No API is provided above this component');
  return api;
}

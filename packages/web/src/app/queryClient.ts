import { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { hasCode, NoAnswer } from '../api/problem.ts';

/** No answer, or a service that is just starting: worth another try. A refusal is not, nor what has been waited for long enough. */
const worthAnotherTry = (error: unknown) => (error instanceof NoAnswer && !error.late) || hasCode(error, 'unavailable');

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && worthAnotherTry(error),
        // The live connection tells what has changed; looking away and back changes nothing.
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: 15_000,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  client.setQueryDefaults(keys.chosenGreens(), { gcTime: Number.POSITIVE_INFINITY });
  return client;
}

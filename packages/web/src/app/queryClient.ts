import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { hasCode, NoAnswer } from '../api/problem.ts';

/** No answer, or a service that is just starting: worth another try. A refusal is not. */
const worthAnotherTry = (error: unknown) => error instanceof NoAnswer || hasCode(error, 'unavailable');

/** An answer that says one is not signed in ends the session on the screen, whichever request got it. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (hasCode(error, 'not-signed-in')) void client.invalidateQueries({ queryKey: keys.session() });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== keys.session()[0]) onError(error);
      },
    }),
    mutationCache: new MutationCache({ onError }),
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

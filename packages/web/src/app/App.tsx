import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type Api, ApiContext } from '../api/useApi.ts';
import type { Clock } from '../clock/clock.ts';
import { ClockContext } from '../clock/useNow.ts';
import { AnnouncerContext } from '../live/Announcements.tsx';
import type { Announcer } from '../live/announcer.ts';
import type { LiveConnection } from '../live/connection.ts';
import { LiveContext } from '../live/LiveContext.ts';
import type { createAppRouter } from './router.tsx';

export interface AppParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly live: LiveConnection;
  readonly queryClient: QueryClient;
  readonly router: ReturnType<typeof createAppRouter>;
}

/** Everything the pages need, handed down from one place. */
export function App({ api, clock, announcer, live, queryClient, router }: AppParts) {
  return (
    <QueryClientProvider client={queryClient}>
      <ApiContext value={api}>
        <ClockContext value={clock}>
          <AnnouncerContext value={announcer}>
            <LiveContext value={live}>
              <RouterProvider router={router} />
            </LiveContext>
          </AnnouncerContext>
        </ClockContext>
      </ApiContext>
    </QueryClientProvider>
  );
}

import { createRootRoute, createRoute, createRouter, type RouterHistory } from '@tanstack/react-router';
import { DevicesSearchSchema } from '../devices/search.ts';
import { OfferSearchSchema } from '../handover/search.ts';
import { NotFoundPage } from '../pages/NotFoundPage.tsx';
import { WorklistPage } from '../pages/WorklistPage.tsx';
import { EpisodeSearchSchema } from '../trend/span.ts';
import { WorklistSearchSchema } from '../worklist/filter.ts';
import { CrashPanel } from './CrashPanel.tsx';
import { Shell } from './Shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: () => <NotFoundPage /> });

const worklist = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: WorklistSearchSchema,
  component: WorklistPage,
});
const episode = createRoute({
  getParentRoute: () => root,
  path: '/episodes/$episodeId',
  validateSearch: EpisodeSearchSchema,
}).lazy(() => import('../pages/EpisodePage.tsx').then(({ episodeRoute }) => episodeRoute));
const offer = createRoute({
  getParentRoute: () => root,
  path: '/episodes/$episodeId/handover',
  validateSearch: OfferSearchSchema,
}).lazy(() => import('../pages/OfferHandoverPage.tsx').then(({ offerRoute }) => offerRoute));
const pause = createRoute({ getParentRoute: () => root, path: '/episodes/$episodeId/pause' }).lazy(() =>
  import('../pages/PausePage.tsx').then(({ pauseRoute }) => pauseRoute),
);
const limits = createRoute({ getParentRoute: () => root, path: '/episodes/$episodeId/limits' }).lazy(() =>
  import('../pages/LimitsPage.tsx').then(({ limitsRoute }) => limitsRoute),
);
const protocol = createRoute({ getParentRoute: () => root, path: '/episodes/$episodeId/protocol' }).lazy(() =>
  import('../pages/ProtocolPage.tsx').then(({ protocolRoute }) => protocolRoute),
);
const measuringPlan = createRoute({ getParentRoute: () => root, path: '/episodes/$episodeId/measuring-plan' }).lazy(
  () => import('../pages/MeasuringPlanPage.tsx').then(({ measuringPlanRoute }) => measuringPlanRoute),
);
const offerBatch = createRoute({ getParentRoute: () => root, path: '/handovers/several' }).lazy(() =>
  import('../pages/OfferBatchPage.tsx').then(({ offerBatchRoute }) => offerBatchRoute),
);
const batch = createRoute({ getParentRoute: () => root, path: '/handover-batches/$batchId' }).lazy(() =>
  import('../pages/BatchPage.tsx').then(({ batchRoute }) => batchRoute),
);
const handovers = createRoute({ getParentRoute: () => root, path: '/handovers' }).lazy(() =>
  import('../pages/HandoversPage.tsx').then(({ handoversRoute }) => handoversRoute),
);
const handover = createRoute({ getParentRoute: () => root, path: '/handovers/$handoverId' }).lazy(() =>
  import('../pages/HandoverPage.tsx').then(({ handoverRoute }) => handoverRoute),
);
const trials = createRoute({ getParentRoute: () => root, path: '/trials' }).lazy(() =>
  import('../pages/TrialsPage.tsx').then(({ trialsRoute }) => trialsRoute),
);
const trial = createRoute({ getParentRoute: () => root, path: '/trials/$trialId' }).lazy(() =>
  import('../pages/TrialPage.tsx').then(({ trialRoute }) => trialRoute),
);
const notifications = createRoute({ getParentRoute: () => root, path: '/notifications' }).lazy(() =>
  import('../pages/NotificationsPage.tsx').then(({ notificationsRoute }) => notificationsRoute),
);
const duty = createRoute({ getParentRoute: () => root, path: '/duty' }).lazy(() =>
  import('../pages/DutyPage.tsx').then(({ dutyRoute }) => dutyRoute),
);
const cover = createRoute({ getParentRoute: () => root, path: '/cover' }).lazy(() =>
  import('../pages/CoverPage.tsx').then(({ coverRoute }) => coverRoute),
);
const team = createRoute({ getParentRoute: () => root, path: '/team' }).lazy(() =>
  import('../pages/TeamPage.tsx').then(({ teamRoute }) => teamRoute),
);
const devices = createRoute({
  getParentRoute: () => root,
  path: '/devices',
  validateSearch: DevicesSearchSchema,
}).lazy(() => import('../pages/DevicesPage.tsx').then(({ devicesRoute }) => devicesRoute));

const tasks = createRoute({ getParentRoute: () => root, path: '/tasks' }).lazy(() =>
  import('../pages/TasksPage.tsx').then(({ tasksRoute }) => tasksRoute),
);

const routeTree = root.addChildren([
  worklist,
  tasks,
  episode,
  offer,
  pause,
  limits,
  protocol,
  measuringPlan,
  offerBatch,
  batch,
  handovers,
  handover,
  cover,
  team,
  trials,
  trial,
  duty,
  notifications,
  devices,
]);

/** `history` is the browser's own unless a test gives another. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    ...(history ? { history } : {}),
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultErrorComponent: ({ error, reset }) => <CrashPanel error={error} onRetry={reset} />,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

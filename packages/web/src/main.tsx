import '@fontsource-variable/inter';
import '@digdir/designsystemet-css/theme.css';
import '@digdir/designsystemet-css';
import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createActs } from './api/acts.ts';
import { createClient } from './api/client.ts';
import { createQueries } from './api/queries.ts';
import { App } from './app/App.tsx';
import { createQueryClient } from './app/queryClient.ts';
import { createAppRouter } from './app/router.tsx';
import { createClock } from './clock/clock.ts';
import { createAnnouncer } from './live/announcer.ts';
import { liveUrl, openSocket } from './live/browserSocket.ts';
import { createLiveConnection } from './live/connection.ts';
import { startTexts } from './texts/i18n.ts';

startTexts();

const client = createClient();
const clock = createClock();
const api = {
  queries: createQueries(client, clock.now),
  acts: createActs(client),
  whenSignedOut: client.whenSignedOut,
  whenUnanswered: client.whenUnanswered,
};
const live = createLiveConnection({
  open: (cursor) => openSocket(liveUrl(window.location, cursor)),
  now: () => Date.now(),
  setTimeout: (run, ms) => window.setTimeout(run, ms),
  clearTimeout: (timer) => window.clearTimeout(timer as number | undefined),
  random: () => Math.random(),
});

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');
createRoot(container).render(
  <StrictMode>
    <App
      api={api}
      clock={clock}
      announcer={createAnnouncer()}
      live={live}
      queryClient={createQueryClient()}
      router={createAppRouter()}
    />
  </StrictMode>,
);

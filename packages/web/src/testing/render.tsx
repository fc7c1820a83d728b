import { createMemoryHistory } from '@tanstack/react-router';
import { configure, render } from '@testing-library/react';
import i18next from 'i18next';
import { createActs } from '../api/acts.ts';
import { createClient } from '../api/client.ts';
import { createQueries } from '../api/queries.ts';
import { App } from '../app/App.tsx';
import { createQueryClient } from '../app/queryClient.ts';
import { createAppRouter } from '../app/router.tsx';
import { createClock } from '../clock/clock.ts';
import { createAnnouncer } from '../live/announcer.ts';
import { createLiveConnection, type LiveSocket } from '../live/connection.ts';
import { startTexts } from '../texts/i18n.ts';
import { NOW } from './examples.ts';
import { fakeTime } from './fakeTime.ts';

/** A page that is loaded when it is asked for takes as long as a busy machine needs. */
configure({ asyncUtilTimeout: 20_000 });

/** What happy-dom does not have and the components call. */
document.getAnimations ??= () => [];

type Answer = object | ((body: unknown) => object | Promise<object>);

/** What the API answers in a test, by method and path without the root and the query. A number as `status` makes it a problem. */
export type Answers = Record<string, Answer>;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** The whole application on canned answers, at an address, with a live connection and a clock that the test moves. */
export async function renderApp(path: string, answers: Answers) {
  if (!i18next.isInitialized) startTexts('nb');
  await i18next.changeLanguage('nb');
  const asked: Asked[] = [];
  const client = createClient(async (input, init) => {
    const url = new URL(input, 'http://samvakt.test');
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const key = `${method} ${url.pathname.replace('/api/v1', '')}`;
    asked.push({ method, path: url.pathname.replace('/api/v1', ''), query: url.searchParams, body });
    const answer = answers[key];
    const content =
      typeof answer === 'function' ? await answer(body) : (answer ?? { status: 404, code: 'not-found', title: key });
    // What something on the way has answered is not ours to shape.
    if (content instanceof Response) return content;
    const status = 'code' in content && 'status' in content ? Number(content.status) : 200;
    return new Response(JSON.stringify(content), { status });
  });
  const time = fakeTime(NOW);
  const clock = createClock({ now: time.now, setInterval: () => 0, clearInterval: () => undefined });
  const sockets: { readonly cursor: string | undefined; readonly socket: LiveSocket }[] = [];
  const live = createLiveConnection({
    ...time.parts,
    random: () => 0,
    open: (cursor) => {
      const socket: LiveSocket = { onopen: null, onmessage: null, onclose: null, close: () => undefined };
      sockets.push({ cursor, socket });
      return socket;
    },
  });
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  const api = {
    queries: createQueries(client, clock.now),
    acts: createActs(client),
    whenSignedOut: client.whenSignedOut,
    whenUnanswered: client.whenUnanswered,
  };
  const view = render(
    <App
      api={api}
      clock={clock}
      announcer={createAnnouncer()}
      live={live}
      queryClient={createQueryClient()}
      router={router}
    />,
  );
  const say = (message: object) => sockets.at(-1)?.socket.onmessage?.({ data: JSON.stringify(message) });
  return { ...view, asked, answers, router, sockets, say, time };
}

export const problem = (status: number, code: string, more: object = {}) => ({ status, code, title: code, ...more });

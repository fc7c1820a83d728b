import type { ClinicPerson } from './clinic.ts';
import type { TestIssuer } from './issuer.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the story asserts.
  readonly body: any;
}

/** A signed-in person's way to the API, as their browser has it. */
export interface SignedIn {
  /** For a WebSocket, which needs it in a header of its own. */
  readonly cookie: string;
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
}

/** Goes through the whole sign-in at the development issuer, over HTTP, and keeps the session's cookie. */
export async function signInTo(options: {
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly person: Pick<ClinicPerson, 'subject'>;
}): Promise<SignedIn> {
  const { url, issuer, person } = options;
  let cookie = '';
  const visit = async (address: string | URL): Promise<Response> => {
    const response = await fetch(address, { redirect: 'manual', headers: { cookie } });
    const set = response.headers.getSetCookie()[0];
    if (set !== undefined) cookie = set.slice(0, set.indexOf(';'));
    return response;
  };
  const login = await visit(`${url}/auth/login?returnTo=/`);
  const authorization = login.headers.get('location');
  if (authorization === null) throw new Error(`the sign-in did not begin: ${login.status} ${await login.text()}`);
  const back = await visit(await issuer.signIn(authorization, person.subject));
  if (back.status !== 302) throw new Error(`the sign-in was not completed: ${back.status} ${await back.text()}`);
  const session = (await (await visit(`${url}/api/v1/session`)).json()) as { csrfToken: string };

  const ask = async (path: string, request: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1${path}`, request);
    return { status: response.status, body: await response.json() };
  };
  return {
    cookie,
    get: (path) => ask(path, { headers: { cookie } }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': session.csrfToken, 'content-type': 'application/json', origin: url },
        body: JSON.stringify(body),
      }),
  };
}

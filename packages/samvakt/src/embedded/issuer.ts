import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Provider, { type Configuration, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { type IssuerKeys, readOrMakeKeys } from './issuer/keys.ts';
import { createMemoryAdapter } from './issuer/memory.ts';
import { errorPage, signedOutPage, signInPage, signOutPage, stylesheet } from './issuer/pages.ts';
import { claimsOf, HELSEID, type Person } from './issuer/person.ts';

export { type Person, readOrMakeKeys };

/*
 * An OpenID Connect issuer for development: the real protocol (authorization code, PKCE, a confidential client), with
 * HelseID's claim names, and a sign-in page on which anybody may be anybody. It asks at every sign-in, so that one
 * browser can change person. Production points the API at HelseID instead.
 */

export interface EmbeddedIssuerOptions {
  readonly port: number;
  /** Address to listen on; 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** What browsers and the API call it, for example `http://localhost:4181`. */
  readonly url: string;
  readonly client: { readonly id: string; readonly redirectUri: string; readonly afterSignOutUri: string };
  readonly keys: IssuerKeys;
  readonly people: readonly Person[];
  readonly log: { warn: (details: object, message: string) => void };
}

export interface EmbeddedIssuer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const HOUR_SECONDS = 3600;

export async function startEmbeddedIssuer(options: EmbeddedIssuerOptions): Promise<EmbeddedIssuer> {
  const provider = new Provider(options.url, configurationOf(options));
  provider.on('server_error', (_ctx, error) => options.log.warn({ err: error }, 'the development issuer failed'));
  const handleProtocol = provider.callback();
  const server = createServer((request, response) => {
    protect(response, options);
    const { pathname } = new URL(request.url ?? '/', options.url);
    if (pathname === '/issuer.css') {
      response.setHeader('content-type', 'text/css; charset=utf-8').end(stylesheet);
    } else if (pathname.startsWith('/interaction/')) {
      choosePerson(provider, options.people, request, response).catch((error: unknown) => {
        options.log.warn({ err: error }, 'a sign-in at the development issuer failed');
        const name = error instanceof Error ? error.name : 'Error';
        sendPage(response, 400, errorPage(name, error instanceof Error ? error.message : undefined));
      });
    } else {
      handleProtocol(request, response);
    }
  });
  server.listen(options.port, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  return { url: options.url, stop: () => close(server) };
}

function configurationOf({ client, keys, people, url }: EmbeddedIssuerOptions): Configuration {
  const policy = interactionPolicy.base();
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'always_ask',
        'a person is chosen at every sign-in',
        (ctx) => !ctx.oidc.result?.login,
      ),
    );
  return {
    adapter: createMemoryAdapter(Date.now),
    clients: [
      {
        client_id: client.id,
        client_secret: keys.clientSecret,
        redirect_uris: [client.redirectUri],
        post_logout_redirect_uris: [client.afterSignOutUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookie], names: cookieNames },
    pkce: { required: () => true },
    // Everything is in the ID token, so that the API needs no second call.
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'name', ...Object.values(HELSEID)], profile: ['name'] },
    clientBasedCORS: () => false,
    ttl: {
      AccessToken: HOUR_SECONDS,
      AuthorizationCode: 60,
      IdToken: HOUR_SECONDS,
      Interaction: HOUR_SECONDS,
      Session: 12 * HOUR_SECONDS,
      Grant: 12 * HOUR_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => show(ctx, signedOutPage()),
      },
    },
    interactions: { policy, url: (_ctx, interaction) => `${new URL(url).origin}/interaction/${interaction.uid}` },
    findAccount: (_ctx, subject) => {
      const person = people.find((one) => one.subject === subject);
      return person && { accountId: subject, claims: () => claimsOf(person) };
    },
    // Nobody is asked to consent: the client is our own.
    loadExistingGrant: async (ctx) => {
      const { client: asking, session } = ctx.oidc;
      if (!asking || !session?.accountId) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => show(ctx, errorPage(out.error, out.error_description)),
  };
}

/** Named so that they cannot meet the API's cookies: a browser does not tell ports apart. */
const cookieNames = { session: 'issuer_session', interaction: 'issuer_interaction', resume: 'issuer_resume' };

async function choosePerson(
  provider: Provider,
  people: readonly Person[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    sendPage(response, 200, signInPage(`/interaction/${uid}`, people));
    return;
  }
  const chosen = new URLSearchParams(await text(request)).get('person');
  if (!people.some((person) => person.subject === chosen) || chosen === null) {
    sendPage(response, 400, signInPage(`/interaction/${uid}`, people));
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: chosen } });
}

/** No script at all; forms may lead to the issuer and, through its redirect, back to the client. */
function protect(response: ServerResponse, { client }: EmbeddedIssuerOptions): void {
  const clientOrigin = new URL(client.redirectUri).origin;
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; form-action 'self' ${clientOrigin}; frame-ancestors 'none'; base-uri 'none'`,
  );
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}

function show(ctx: KoaContextWithOIDC, html: string): void {
  ctx.type = 'html';
  ctx.body = html;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { ApiConfiguration } from '../configuration.ts';
import { Problem } from '../problem/problem.ts';
import type { StartedSignIn } from '../session/plugin.ts';

const SCOPE = 'openid profile helseid://scopes/identity/security_level helseid://scopes/identity/pid';
const DISCOVERY_SECONDS = 10;

export type Claims = { readonly sub: string; readonly [claim: string]: unknown };
type Identity = { claims: Claims; idToken: string };

/** The OpenID Connect issuer as the API uses it. Throws `Problem` unavailable while the issuer cannot be reached. */
export type Issuer = {
  begin: (returnTo: string) => Promise<{ url: URL; started: StartedSignIn }>;
  /** Throws what openid-client throws when state, nonce, code or token do not hold. */
  finish: (returned: URL, started: StartedSignIn) => Promise<Identity>;
  /** Where the browser ends its session at the issuer, or null where the issuer has no such place. */
  endSessionUrl: (idToken: string | null) => Promise<URL | null>;
};

/**
 * Asks for the issuer's metadata when it is first needed, and again after a failure: the API starts before its issuer, and survives
 * its absence.
 */
export function createIssuer(configuration: ApiConfiguration): Issuer {
  let discovered: Promise<Configuration> | undefined;
  const redirectUri = new URL('/auth/callback', configuration.publicUrl).href;

  function discover(): Promise<Configuration> {
    discovered ??= discovery(
      new URL(configuration.issuerUrl),
      configuration.clientId,
      undefined,
      ClientSecretBasic(configuration.clientSecret),
      {
        timeout: DISCOVERY_SECONDS,
        ...(configuration.allowInsecureIssuer ? { execute: [allowInsecureRequests] } : {}),
      },
    ).catch((cause: unknown) => {
      discovered = undefined;
      throw new Problem('unavailable', 'The sign-in service does not answer. Try again in a moment.', { cause });
    });
    return discovered;
  }

  return {
    begin: async (returnTo) => {
      const issuer = await discover();
      const started = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier(), returnTo };
      const url = buildAuthorizationUrl(issuer, {
        redirect_uri: redirectUri,
        scope: scopeOf(issuer),
        state: started.state,
        nonce: started.nonce,
        code_challenge: await calculatePKCECodeChallenge(started.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url, started };
    },
    finish: async (returned, started) => {
      const tokens = await authorizationCodeGrant(await discover(), returned, {
        expectedState: started.state,
        expectedNonce: started.nonce,
        pkceCodeVerifier: started.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined || tokens.id_token === undefined) throw new Error('the issuer gave no ID token');
      return { claims, idToken: tokens.id_token };
    },
    endSessionUrl: async (idToken) => {
      const issuer = await discover();
      if (issuer.serverMetadata().end_session_endpoint === undefined) return null;
      return buildEndSessionUrl(issuer, {
        post_logout_redirect_uri: new URL('/', configuration.publicUrl).href,
        ...(idToken === null ? {} : { id_token_hint: idToken }),
      });
    },
  };
}

/** Of the scopes we would like, those that the issuer knows; an issuer that does not say gets `openid profile`. */
function scopeOf(issuer: Configuration): string {
  const known = new Set(issuer.serverMetadata().scopes_supported ?? ['openid', 'profile']);
  return SCOPE.split(' ')
    .filter((scope) => scope === 'openid' || known.has(scope))
    .join(' ');
}

import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Aedes, type AuthErrorCode, type AuthenticateError, type Client } from 'aedes';
import {
  type Account,
  type Publication,
  type Refusal,
  refusalOfClientId,
  refusalToPublish,
  refusalToSubscribe,
} from './broker/permission.ts';
import { INGEST_USERNAME } from './ingestAccount.ts';

/*
 * The embedded MQTT broker (aedes, MQTT 3.1.1) for development and tests. Every connection signs in: a device with its
 * id and its own secret, the ingest service with the account it is handed. What each may do is in broker/permission.ts;
 * everything else is refused and logged. Sessions and waiting messages are in memory: nothing of ours depends on a
 * broker's disk, since a gateway keeps a message until its receipt has come.
 */

export interface EmbeddedBrokerOptions {
  readonly port: number;
  /** Address to listen on; 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** Whether the secret is the device's. `false` for a device that is not registered. */
  readonly verifyDevice: (deviceId: string, secret: string) => Promise<boolean>;
  /** The secret that the ingest service signs in with. */
  readonly ingestSecret: string;
  readonly log: { warn: (details: object, message: string) => void };
}

export interface EmbeddedBroker {
  readonly url: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

// Values of AuthErrorCode, a const enum that type stripping cannot read (MQTT 3.1.1, table 3.1).
const SERVER_UNAVAILABLE: AuthErrorCode.SERVER_UNAVAILABLE = 3;
const BAD_USERNAME_OR_PASSWORD: AuthErrorCode.BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED: AuthErrorCode.NOT_AUTHORIZED = 5;

export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { log } = options;
  const accounts = new WeakMap<Client, Account>();
  const wills = new WeakMap<Client, Publication>();

  /** Throws when an account or the database cannot be asked; that is not the same as a wrong secret. */
  const identify = async (username: string, secret: Buffer): Promise<Account | undefined> => {
    if (username === INGEST_USERNAME) return sameText(secret, options.ingestSecret) ? { kind: 'ingest' } : undefined;
    const known = await options.verifyDevice(username, secret.toString('utf8'));
    return known ? { kind: 'device', deviceId: username } : undefined;
  };

  const signIn = async (client: Client, username = '', secret: Buffer = Buffer.alloc(0)): Promise<void> => {
    const account = await identify(username, secret).catch((cause: unknown) => {
      log.warn({ err: cause, username }, 'could not verify a sign-in to the broker');
      throw signInError(SERVER_UNAVAILABLE, 'the secret cannot be verified now');
    });
    if (!account) {
      log.warn({ username, clientId: client.id }, 'refused a sign-in to the broker: unknown name or wrong secret');
      throw signInError(BAD_USERNAME_OR_PASSWORD, 'unknown name or wrong secret');
    }
    const will = wills.get(client);
    const refusal = refusalOfClientId(account, client.id) ?? (will && refusalToPublish(account, will));
    if (refusal) {
      log.warn({ username, clientId: client.id, willTopic: will?.topic, refusal }, 'refused a sign-in to the broker');
      throw signInError(NOT_AUTHORIZED, refusal);
    }
    accounts.set(client, account);
  };

  /** Judges an act of a client that has signed in. */
  const judge = (client: Client | null, act: object, rule: (account: Account) => Refusal): Error | undefined => {
    const account = client ? accounts.get(client) : undefined;
    const refusal = account ? rule(account) : 'not signed in';
    if (!refusal) return undefined;
    log.warn({ account, clientId: client?.id, ...act, refusal }, 'refused by the broker');
    return new RefusedAct(refusal);
  };

  const aedes = await Aedes.createBroker({
    preConnect: (client, packet, done) => {
      if (packet.will) wills.set(client, { ...packet.will, payload: packet.will.payload ?? '' });
      done(null, true);
    },
    authenticate: (client, username, secret, done) => {
      signIn(client, username, secret).then(
        () => done(null, true),
        (error: AuthenticateError) => done(error, false),
      );
    },
    // MQTT 3.1.1 knows no negative acknowledgement: an error here closes the connection, so that a refusal is not mistaken for delivery.
    authorizePublish: (client, packet, done) =>
      done(judge(client, { publishTopic: packet.topic }, (account) => refusalToPublish(account, packet)) ?? null),
    authorizeSubscribe: (client, subscription, done) => {
      const error = judge(client, { filter: subscription.topic }, (account) =>
        refusalToSubscribe(account, subscription.topic),
      );
      // A null subscription answers this one filter with "failure" (0x80) and leaves the connection open.
      done(null, error ? null : subscription);
    },
  });
  const tellFailure = (client: Client, error: Error & { errorCode?: number }) => {
    // A sign-in that was refused has been told with who and what; a client that begins with MQTT 5 and then speaks 3.1.1 is no failure.
    if (error instanceof RefusedAct || (error.errorCode !== undefined && error.errorCode > 0)) return;
    log.warn({ clientId: client.id, err: error }, 'a connection to the broker failed');
  };
  aedes.on('connectionError', tellFailure);
  aedes.on('clientError', tellFailure);

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(options.port, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

class RefusedAct extends Error {
  override readonly name = 'RefusedAct';
}

function sameText(given: Buffer, expected: string): boolean {
  const wanted = Buffer.from(expected, 'utf8');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function signInError(returnCode: AuthErrorCode, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode });
}

import { z } from 'zod';

const MINUTE_MS = 60_000;
const webAddress = z.url({ protocol: /^https?$/ });

/** Everything the API can be told from outside. Durations in milliseconds. The composition root names the variables. */
export const ApiConfigurationSchema = z
  .object({
    /** What browsers call the application. With `https` the session cookie is marked Secure. */
    publicUrl: webAddress,
    host: z.string().min(1).default('127.0.0.1'),
    /** 0: any free port. */
    port: z.int().min(0).max(65_535),
    issuerUrl: webAddress,
    clientId: z.string().min(1),
    clientSecret: z.string().min(16),
    /** Signs the session cookies. Changing it signs everybody out. */
    sessionSecret: z.string().min(32),
    /** The least `helseid://claims/identity/security_level` that may sign in: 4 is "høyt". */
    requiredSecurityLevel: z.int().min(1).max(4).default(4),
    /** Development only: the issuer may be spoken to over http. */
    allowInsecureIssuer: z.boolean().default(false),
    sessionIdleMs: z
      .int()
      .positive()
      .default(30 * MINUTE_MS),
    sessionAbsoluteMs: z
      .int()
      .positive()
      .default(12 * 60 * MINUTE_MS),
    /** Whose `X-Forwarded-*` headers are believed: addresses, networks or names of proxy-addr, separated by commas. */
    trustProxy: z.string().default('loopback, linklocal, uniquelocal'),
    /** Which addresses may read /metrics; to everybody else it does not exist. */
    metricsAllow: z.array(z.string()).default(['127.0.0.1', '::1']),
    requestsPerMinute: z.int().positive().default(600),
    /** Per address; a hospital may have one address for everybody who begins a shift. */
    signInsPerMinute: z.int().positive().default(120),
    liveAliveMs: z.int().positive().default(10_000),
    livePollMs: z.int().positive().default(1_000),
    /** A feed that was not read for so long stands still, and nobody is told that all is alive. */
    liveStillMs: z.int().positive().default(10_000),
    /** The answer of `/health/ready` is there by then. */
    readyWithinMs: z.int().positive().default(5_000),
    liveConnectionsPerSession: z.int().positive().default(6),
  })
  .superRefine((configuration, context) => {
    if (configuration.issuerUrl.startsWith('http:') && !configuration.allowInsecureIssuer) {
      context.addIssue({ code: 'custom', path: ['issuerUrl'], message: 'must be https (except in development)' });
    }
  });
export type ApiConfiguration = z.output<typeof ApiConfigurationSchema>;

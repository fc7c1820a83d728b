import { DeviceIdSchema } from '@samvakt/contract';
import { z } from 'zod';

/** What the gateway's own process is told by its environment. */
const EnvironmentSchema = z.object({
  SAMVAKT_BROKER_URL: z.url({
    protocol: /^(mqtts?|wss?)$/,
    error: 'must be an address like mqtts://broker.example:8883',
  }),
  SAMVAKT_DEVICE_ID: DeviceIdSchema,
  SAMVAKT_DEVICE_SECRET: z.string().min(1, 'must not be empty'),
  SAMVAKT_QUEUE_DIRECTORY: z.string().min(1).default('./gateway-queue'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Configuration {
  readonly url: string;
  readonly deviceId: string;
  readonly secret: string;
  readonly queueDirectory: string;
  readonly logLevel: string;
}

/** Throws one error that names every variable that is missing or wrong. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const parsed = EnvironmentSchema.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not complete:\n${faults.join('\n')}`);
  }
  const { data } = parsed;
  return {
    url: data.SAMVAKT_BROKER_URL,
    deviceId: data.SAMVAKT_DEVICE_ID,
    secret: data.SAMVAKT_DEVICE_SECRET,
    queueDirectory: data.SAMVAKT_QUEUE_DIRECTORY,
    logLevel: data.LOG_LEVEL,
  };
}

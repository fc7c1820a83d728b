import type { SettingName } from '../configuration.ts';

/** Which settings each command reads. What is required must be set; the rest has a default or is found. */
export const COMMAND_SETTINGS = {
  start: {
    required: [],
    optional: [
      'SAMVAKT_PORT',
      'SAMVAKT_DATABASE_URL',
      'SAMVAKT_DATABASE_PORT',
      'SAMVAKT_BROKER_PORT',
      'SAMVAKT_ISSUER_PORT',
      'SAMVAKT_DATA',
      'SAMVAKT_LOG_LEVEL',
    ],
  },
  migrate: { required: ['SAMVAKT_DATABASE_URL'], optional: ['SAMVAKT_LOG_LEVEL'] },
  ingest: {
    required: ['SAMVAKT_DATABASE_URL', 'SAMVAKT_BROKER_URL', 'SAMVAKT_INGEST_SECRET'],
    optional: ['SAMVAKT_INGEST_USERNAME', 'SAMVAKT_METRICS_PORT', 'SAMVAKT_LOG_LEVEL'],
  },
  timers: { required: ['SAMVAKT_DATABASE_URL'], optional: ['SAMVAKT_METRICS_PORT', 'SAMVAKT_LOG_LEVEL'] },
  api: {
    required: [
      'SAMVAKT_DATABASE_URL',
      'SAMVAKT_PUBLIC_URL',
      'SAMVAKT_ISSUER_URL',
      'SAMVAKT_CLIENT_SECRET',
      'SAMVAKT_SESSION_SECRET',
    ],
    optional: [
      'SAMVAKT_PORT',
      'SAMVAKT_HOST',
      'SAMVAKT_CLIENT_ID',
      'SAMVAKT_METRICS_ALLOW',
      'SAMVAKT_INSECURE_ISSUER',
      'SAMVAKT_LOG_LEVEL',
    ],
  },
  broker: {
    required: ['SAMVAKT_DATABASE_URL', 'SAMVAKT_INGEST_SECRET'],
    optional: ['SAMVAKT_BROKER_PORT', 'SAMVAKT_HOST', 'SAMVAKT_LOG_LEVEL'],
  },
  issuer: {
    required: ['SAMVAKT_PUBLIC_URL'],
    optional: [
      'SAMVAKT_ISSUER_URL',
      'SAMVAKT_ISSUER_PORT',
      'SAMVAKT_HOST',
      'SAMVAKT_CLIENT_ID',
      'SAMVAKT_DATA',
      'SAMVAKT_LOG_LEVEL',
    ],
  },
  explain: { required: ['SAMVAKT_DATABASE_URL'], optional: ['SAMVAKT_LOG_LEVEL'] },
  protocolCheck: { required: [], optional: [] },
  protocol: { required: ['SAMVAKT_DATABASE_URL'], optional: ['SAMVAKT_LOG_LEVEL'] },
  triageRebuild: { required: ['SAMVAKT_DATABASE_URL'], optional: ['SAMVAKT_LOG_LEVEL'] },
  verify: { required: ['SAMVAKT_DATABASE_URL'], optional: ['SAMVAKT_LOG_LEVEL'] },
  demo: {
    required: ['SAMVAKT_DATABASE_URL', 'SAMVAKT_BROKER_URL', 'SAMVAKT_DEMO_KEY'],
    optional: ['SAMVAKT_LOG_LEVEL'],
  },
  accounts: {
    required: ['SAMVAKT_DATABASE_URL', 'SAMVAKT_INGEST_SECRET'],
    optional: ['SAMVAKT_INGEST_USERNAME', 'SAMVAKT_LOG_LEVEL'],
  },
} as const satisfies Record<string, { required: readonly SettingName[]; optional: readonly SettingName[] }>;

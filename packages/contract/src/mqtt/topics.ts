import { EnvelopeSchema } from '../message/json.ts';
import { ResponseEnvelopeSchema } from '../questionnaire/response.ts';
import { DeviceIdSchema } from './deviceId.ts';
import { HomeMessageSchema, MessageShownSchema } from './homeMessage.ts';
import { ReceiptsSchema } from './receipt.ts';
import { GatewayStatusSchema } from './status.ts';

/**
 * Every topic of the platform, built and read here only:
 *
 *   dho/v1/{deviceId}/measurements[/{format}]   device to platform
 *   dho/v1/{deviceId}/answers                   device to platform: a response to a questionnaire (FHIR QuestionnaireResponse)
 *   dho/v1/{deviceId}/status                    device to platform
 *   dho/v1/{deviceId}/shown                     device to platform: a message was shown to the patient
 *   dho/v1/{deviceId}/receipts                  platform to device
 *   dho/v1/{deviceId}/messages                  platform to device: a message to the patient
 */
const ROOT = 'dho/v1';

/** Formats of a measurement's payload, as the last level of the topic names them: our own JSON, or a FHIR R4 Observation or Bundle. */
export const MESSAGE_FORMATS = ['json', 'fhir'] as const;
export type MessageFormat = (typeof MESSAGE_FORMATS)[number];
/** What a topic without a format holds. */
export const DEFAULT_FORMAT: MessageFormat = 'json';

/** The shape of each topic's payload in its default format. */
export const TOPIC_SCHEMAS = {
  measurements: EnvelopeSchema,
  answers: ResponseEnvelopeSchema,
  receipts: ReceiptsSchema,
  status: GatewayStatusSchema,
  messages: HomeMessageSchema,
  shown: MessageShownSchema,
} as const;
export type TopicKind = keyof typeof TOPIC_SCHEMAS;

/** `format` is as it stood in the topic: a format we do not know is the decoder's to refuse, with a fault, not to be overlooked. */
export type Topic =
  | { readonly kind: 'measurements'; readonly deviceId: string; readonly format: string }
  | { readonly kind: Exclude<TopicKind, 'measurements'>; readonly deviceId: string };

/** Subscriptions of the platform. `#` also matches the level above it (MQTT 5, 4.7.1.2), so one filter catches every format. */
export const MEASUREMENTS_FILTER = `${ROOT}/+/measurements/#`;
export const ANSWERS_FILTER = `${ROOT}/+/answers`;
export const STATUS_FILTER = `${ROOT}/+/status`;
export const SHOWN_FILTER = `${ROOT}/+/shown`;

/** Where a device publishes measurements in a format. Throws a `ZodError` for what is no device id; so do the other topics. */
export function measurementsTopic(deviceId: string, format: MessageFormat = DEFAULT_FORMAT): string {
  const base = topic(deviceId, 'measurements');
  return format === DEFAULT_FORMAT ? base : `${base}/${format}`;
}

/** Where a device publishes a response to a questionnaire. */
export function answersTopic(deviceId: string): string {
  return topic(deviceId, 'answers');
}

/** Where the platform publishes the receipts of a device's messages. */
export function receiptsTopic(deviceId: string): string {
  return topic(deviceId, 'receipts');
}

/** Where a device says whether it is connected, and leaves its will. */
export function statusTopic(deviceId: string): string {
  return topic(deviceId, 'status');
}

/** Where the platform publishes messages to the patient. */
export function messagesTopic(deviceId: string): string {
  return topic(deviceId, 'messages');
}

/** Where a device says that a message was shown. */
export function shownTopic(deviceId: string): string {
  return topic(deviceId, 'shown');
}

const PLAIN = new Set<string>(['answers', 'receipts', 'status', 'messages', 'shown'] satisfies TopicKind[]);
const isPlain = (kind: string | undefined): kind is Exclude<TopicKind, 'measurements'> =>
  kind !== undefined && PLAIN.has(kind);

/** Undefined for anything that is not one of ours. */
export function parseTopic(text: string): Topic | undefined {
  const [root, version, deviceId, kind, format, ...rest] = text.split('/');
  if (`${root}/${version}` !== ROOT || rest.length > 0) return undefined;
  if (deviceId === undefined || !DeviceIdSchema.safeParse(deviceId).success) return undefined;
  if (kind === 'measurements') return { kind, deviceId, format: format ?? DEFAULT_FORMAT };
  if (isPlain(kind) && format === undefined) return { kind, deviceId };
  return undefined;
}

function topic(deviceId: string, kind: TopicKind): string {
  return `${ROOT}/${DeviceIdSchema.parse(deviceId)}/${kind}`;
}

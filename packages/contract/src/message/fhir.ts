import { z } from 'zod';
import { type MessageId, MessageIdSchema } from './json.ts';

/**
 * The parts of FHIR R4 (https://hl7.org/fhir/R4/observation.html and bundle.html) that make a message: the identifier that stands
 * for queue and number, when it was sent, and the observations, each left unjudged until its turn. Everything else is ignored, the
 * subject above all: whose measurement it is follows from the device's assignment, never from the payload.
 */

/** `{ system: 'urn:uuid:<queue>', value: '<number>' }`. */
const MessageIdentifierSchema = z
  .object({
    system: z.string().regex(/^urn:uuid:/i, "must be 'urn:uuid:' and the id of the queue"),
    value: z.string().regex(/^[1-9]\d{0,15}$/, 'must be the running number of the message'),
  })
  .transform(({ system, value }) => ({ queue: system.slice('urn:uuid:'.length), number: Number(value) }))
  .pipe(MessageIdSchema);

const sent = z.iso.datetime({ offset: true }).optional();

const BundleSchema = z
  .object({
    resourceType: z.literal('Bundle'),
    type: z.enum(['collection', 'batch', 'transaction']),
    identifier: MessageIdentifierSchema,
    timestamp: sent,
    entry: z.array(z.unknown()).default([]),
  })
  .transform(({ identifier, timestamp, entry }) => ({ id: identifier, sentAt: timestamp, entries: entry }));

/** A message of one observation: among its identifiers stands that of the message. */
const LoneObservationSchema = z
  .object({
    resourceType: z.literal('Observation'),
    identifier: z.array(z.unknown()),
    issued: sent,
  })
  .transform(({ identifier, issued }, context) => {
    const id = messageIdAmong(identifier);
    if (id) return { id, sentAt: issued, entries: null };
    context.addIssue({
      code: 'custom',
      path: ['identifier'],
      message: "No identifier of 'urn:uuid:' with the message's running number",
    });
    return z.NEVER;
  });

/** The message that a FHIR document is; `entries` is null where the document itself is its one observation. */
export function parseFhirMessage(document: unknown) {
  return resourceTypeOf(document) === 'Observation'
    ? LoneObservationSchema.safeParse(document)
    : BundleSchema.safeParse(document);
}

export function resourceTypeOf(document: unknown): unknown {
  return isRecord(document) ? document.resourceType : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The id of a message that is otherwise broken, so that it can still have its receipt. */
export function recoverFhirId(document: unknown): MessageId | null {
  if (!isRecord(document)) return null;
  const { identifier } = document;
  return messageIdAmong(Array.isArray(identifier) ? identifier : [identifier]) ?? null;
}

function messageIdAmong(identifiers: readonly unknown[]): MessageId | undefined {
  for (const identifier of identifiers) {
    const parsed = MessageIdentifierSchema.safeParse(identifier);
    if (parsed.success) return parsed.data;
  }
  return undefined;
}

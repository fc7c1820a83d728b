import { z } from 'zod';
import type { Fault } from '../message/fault.ts';
import { type MessageId, MessageIdSchema } from '../message/json.ts';
import type { QuestionnaireKey } from './questionnaire.ts';

/** What stands in a QuestionnaireResponse for one linkId, not yet judged against its question. */
export interface GivenItem {
  readonly linkId: string;
  /** JSON pointer to the item in the payload. */
  readonly path: string;
  readonly answers: readonly unknown[];
}

/** A FHIR R4 QuestionnaireResponse whose envelope is in order, before anybody has looked at the questionnaire that it answers. */
export interface GivenResponse extends QuestionnaireKey {
  /** Epoch milliseconds: when the patient answered. */
  readonly authoredAt: number;
  readonly items: readonly GivenItem[];
  /** The payload's own text, which is kept whole. */
  readonly text: string;
}

/** One answer as the platform keeps it: the code of the option, the number, the truth value, or the text. */
export type Answer =
  | { readonly linkId: string; readonly type: 'choice'; readonly code: string }
  | { readonly linkId: string; readonly type: 'integer'; readonly value: number }
  | { readonly linkId: string; readonly type: 'boolean'; readonly value: boolean }
  | { readonly linkId: string; readonly type: 'text'; readonly text: string };

/** The answers in the order of the questions, or why the response is not taken. One bad answer spoils it: half an answer could hide the red one. */
export type JudgedAnswers =
  | { readonly answers: readonly Answer[]; readonly faults: readonly [] }
  | { readonly answers: null; readonly faults: readonly Fault[] };

/** As much of a QuestionnaireResponse as tells that it is one; the decoder judges the rest, place by place. */
export const ResponseEnvelopeSchema = z.object({
  resourceType: z.literal('QuestionnaireResponse'),
  identifier: z.object({ system: z.string(), value: z.string() }),
  questionnaire: z.string(),
  status: z.string(),
  authored: z.string(),
  item: z.array(z.unknown()).optional(),
});

/** What a home sends: which questionnaire, when, and the answers. */
export interface OutgoingResponse extends QuestionnaireKey {
  /** Epoch milliseconds. */
  readonly authoredAt: number;
  readonly answers: readonly OutgoingAnswer[];
}

/** As `Answer`, with the system that the option's code is of. */
export type OutgoingAnswer = Answer | (Extract<Answer, { type: 'choice' }> & { readonly system: string });

/** How every response of ours begins, and no message of measurements does. */
const BEGINNING = '{"resourceType":"QuestionnaireResponse"';

/** The FHIR text of a response as a message of a queue: its id stands in the identifier. */
export function encodeResponse(
  { queue, number }: MessageId,
  { url, version, authoredAt, answers }: OutgoingResponse,
): string {
  return JSON.stringify({
    resourceType: 'QuestionnaireResponse',
    identifier: { system: `urn:uuid:${queue}`, value: String(number) },
    questionnaire: `${url}|${version}`,
    status: 'completed',
    authored: new Date(authoredAt).toISOString(),
    item: answers.map((answer) => ({ linkId: answer.linkId, answer: [elementOf(answer)] })),
  });
}

/** Whether a queued text is a response (as `encodeResponse` wrote it) and not a message of measurements. */
export function isResponseText(text: string): boolean {
  return text.startsWith(BEGINNING);
}

/** Queue and number of a response as `encodeResponse` wrote it; null for anything else. */
export function idOfResponse(document: unknown): MessageId | null {
  const { identifier } = (document ?? {}) as { identifier?: { system?: unknown; value?: unknown } };
  const queue = typeof identifier?.system === 'string' ? identifier.system.replace(/^urn:uuid:/i, '') : undefined;
  return MessageIdSchema.safeParse({ queue, number: Number(identifier?.value) }).data ?? null;
}

function elementOf(answer: OutgoingAnswer): Record<string, unknown> {
  switch (answer.type) {
    case 'choice':
      return { valueCoding: { ...('system' in answer && { system: answer.system }), code: answer.code } };
    case 'integer':
      return { valueInteger: answer.value };
    case 'boolean':
      return { valueBoolean: answer.value };
    case 'text':
      return { valueString: answer.text };
  }
}

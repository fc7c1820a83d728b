import { LocalizedTextSchema, SEVERITIES } from '@samvakt/contract';
import { z } from 'zod';

const ReadingSchema = z.object({ at: z.number(), value: z.number() });

const ThresholdSchema = z.object({
  name: z.string().nullable(),
  value: z.number(),
  origin: z.enum(['protocol', 'limits']),
});

const JudgedSchema = z.object({
  type: z.enum(['value', 'change', 'mean', 'share', 'variation']),
  metric: z.string(),
  test: z.enum(['below', 'at-most', 'above', 'at-least']),
  threshold: ThresholdSchema,
  readings: z.array(ReadingSchema),
  count: z.number(),
  compared: z.number(),
  window: z.number().optional(),
  band: z
    .union([
      z.object({ below: z.number() }),
      z.object({ above: z.number() }),
      z.object({ from: z.number(), until: z.number() }),
    ])
    .optional(),
  measure: z.enum(['absolute', 'relative', 'spread']).optional(),
  reference: z
    .object({
      kind: z.enum(['minimum', 'maximum', 'mean', 'baseline']),
      value: z.number(),
      at: z.number().optional(),
      spread: z.number().optional(),
    })
    .optional(),
});

const ScoreSchema = z.object({
  type: z.literal('score'),
  score: z.string(),
  output: z.enum(['total', 'single', 'risk']),
  test: z.enum(['above', 'at-least']),
  threshold: ThresholdSchema,
  compared: z.number(),
  complete: z.boolean(),
  settings: z.record(z.string(), ThresholdSchema),
  within: z.number(),
  parts: z.array(
    z.object({
      part: z.string(),
      metric: z.string(),
      reading: ReadingSchema.nullable(),
      points: z.number().nullable(),
    }),
  ),
});

const MissingSchema = z.object({
  type: z.literal('missing'),
  metric: z.string(),
  lastAt: z.number().nullable(),
  since: z.number(),
  dueAt: z.number(),
  planned: z.object({ by: z.number() }).optional(),
});

const UnansweredSchema = z.object({
  type: z.literal('unanswered'),
  title: LocalizedTextSchema,
  lastAt: z.number().nullable(),
  dueAt: z.number(),
  planned: z.object({ by: z.number() }).optional(),
});

const AnsweredSchema = z.object({
  type: z.literal('questionnaire'),
  responseId: z.string(),
  title: LocalizedTextSchema,
  at: z.number(),
  about: z.enum(['answers', 'contact']),
  colour: z.enum(SEVERITIES),
  answers: z.array(
    z.object({
      linkId: z.string(),
      colour: z.enum(SEVERITIES),
      question: LocalizedTextSchema,
      answer: LocalizedTextSchema,
    }),
  ),
});

/**
 * The engine's evidence as it comes over the wire (`Evidence` of the triage room; instants in epoch milliseconds, values in the
 * canonical unit). An alert of last year was written by an older engine, so what does not fit is said not to be shown, never guessed.
 */
const EvidenceSchema = z.object({
  at: z.number(),
  items: z.array(
    z.discriminatedUnion('type', [JudgedSchema, ScoreSchema, MissingSchema, UnansweredSchema, AnsweredSchema]),
  ),
  review: z
    .object({
      code: z.enum([
        'no-rule',
        'no-reference',
        'no-total',
        'rule-failed',
        'not-a-number',
        'refused',
        'not-asked',
        'unjudged-answers',
      ]),
      metric: z.string().nullable(),
      reading: ReadingSchema.nullable(),
      response: z.object({ responseId: z.string(), title: LocalizedTextSchema, at: z.number() }).optional(),
    })
    .nullable(),
});
export type ShownEvidence = z.infer<typeof EvidenceSchema>;
export type JudgedItem = z.infer<typeof JudgedSchema>;
export type ScoreItem = z.infer<typeof ScoreSchema>;

/** The metrics that something found is about; none of a form. */
export const metricsOfItem = (item: ShownEvidence['items'][number]): string[] => {
  if (item.type === 'score') return item.parts.map(({ metric }) => metric);
  return 'metric' in item ? [item.metric] : [];
};

/** By each metric that was judged: until when its readings were, in epoch milliseconds. */
export function measuredUntil({ at, items }: ShownEvidence): ReadonlyMap<string, number> {
  const until = new Map<string, number>();
  for (const item of items) {
    if (item.type === 'missing') continue;
    const readings = 'readings' in item ? item.readings : [];
    const newest = readings.length > 0 ? Math.max(...readings.map((reading) => reading.at)) : at;
    for (const metric of metricsOfItem(item)) until.set(metric, Math.max(newest, until.get(metric) ?? 0));
  }
  return until;
}

/** The coloured answers of the forms that an alert rests on, red first. */
export function answersOf(raw: unknown): z.infer<typeof AnsweredSchema>['answers'] {
  const items = readEvidence(raw)?.items ?? [];
  return redFirst(items.flatMap((item) => (item.type === 'questionnaire' ? item.answers : [])));
}

export function redFirst<T extends { readonly colour: (typeof SEVERITIES)[number] }>(answers: readonly T[]): T[] {
  return SEVERITIES.flatMap((severity) => answers.filter(({ colour }) => colour === severity));
}

/** Whether what was found is an answered form, and no measurement. */
export function isAboutForm(raw: unknown): boolean {
  const evidence = readEvidence(raw);
  if (!evidence) return false;
  if (evidence.review) return evidence.review.response !== undefined;
  return evidence.items.length > 0 && evidence.items.every(({ type }) => type === 'questionnaire');
}

export function readEvidence(raw: unknown): ShownEvidence | undefined {
  const parsed = EvidenceSchema.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}

import { type DeviceReading, MetricCodeSchema, type OutgoingResponse } from '@samvakt/contract';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const LineSchema = z.union([
  z.object({ metric: MetricCodeSchema, effectiveAt: instant, value: z.number(), unit: z.string().min(1) }),
  z.object({ metric: MetricCodeSchema, effectiveAt: instant, choice: z.string().min(1) }),
]);

const ResponseLineSchema = z.object({
  questionnaire: z.string().min(1),
  version: z.string().min(1),
  authoredAt: instant,
  answers: z.array(
    z.discriminatedUnion('type', [
      z.object({
        linkId: z.string().min(1),
        type: z.literal('choice'),
        code: z.string().min(1),
        system: z.string().optional(),
      }),
      z.object({ linkId: z.string().min(1), type: z.literal('integer'), value: z.int() }),
      z.object({ linkId: z.string().min(1), type: z.literal('boolean'), value: z.boolean() }),
      z.object({ linkId: z.string().min(1), type: z.literal('text'), text: z.string().min(1) }),
    ]),
  ),
});

/**
 * A patient's answers from one line of JSON:
 * `{"questionnaire":"urn:…","version":"1","authoredAt":"…","answers":[{"linkId":"sleep","type":"choice","code":"usual"}]}`. Undefined where the line
 * names no questionnaire. Throws an error that says what is wrong.
 */
export function parseResponseLine(line: string): OutgoingResponse | undefined {
  const document: unknown = JSON.parse(line);
  if (typeof document !== 'object' || document === null || !('questionnaire' in document)) return undefined;
  const parsed = ResponseLineSchema.safeParse(document);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { questionnaire: url, version, authoredAt, answers } = parsed.data;
  return { url, version, authoredAt, answers };
}

/**
 * One reading from one line of JSON: `{"metric":"heart-rate","effectiveAt":"2026-03-01T08:00:00Z","value":72,"unit":"/min"}`
 * or `{"metric":"wellbeing","effectiveAt":"…","choice":"as-usual"}`. Throws an error that says what is wrong.
 */
export function parseReadingLine(line: string): DeviceReading {
  const parsed = LineSchema.safeParse(JSON.parse(line));
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error));
}

import { type DeviceReading, MetricCodeSchema } from '@samvakt/contract';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const LineSchema = z.union([
  z.object({ metric: MetricCodeSchema, effectiveAt: instant, value: z.number(), unit: z.string().min(1) }),
  z.object({ metric: MetricCodeSchema, effectiveAt: instant, choice: z.string().min(1) }),
]);

/**
 * One reading from one line of JSON: `{"metric":"heart-rate","effectiveAt":"2026-03-01T08:00:00Z","value":72,"unit":"/min"}`
 * or `{"metric":"wellbeing","effectiveAt":"…","choice":"as-usual"}`. Throws an error that says what is wrong.
 */
export function parseReadingLine(line: string): DeviceReading {
  const parsed = LineSchema.safeParse(JSON.parse(line));
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error));
}

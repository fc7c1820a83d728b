import { z } from 'zod';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const SPANS = ['day', 'week', 'month', 'year'] as const;
export type Span = (typeof SPANS)[number];

export const SPAN_MS: Readonly<Record<Span, number>> = { day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };

export const isSpan = (value: unknown): value is Span => SPANS.some((span) => span === value);

/** What the address of a patient page says: the span of its trends. */
export const EpisodeSearchSchema = z.object({ span: z.enum(SPANS).optional().catch(undefined) });

import { z } from 'zod';
import { isKept } from '../keptText.ts';
import { isVisible } from '../visibleText.ts';

/** What can be written as four digits of a year in UTC, wherever the zone that it came with. */
const EARLIEST = Date.parse('1900-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T00:00:00Z');

/** An instant on the wire: ISO 8601 with a zone, between the years 1900 and 9999 in UTC; the platform always writes UTC with `Z`. */
export const InstantSchema = z.iso.datetime({ offset: true, abort: true }).refine(
  (text) => {
    const at = Date.parse(text);
    return at >= EARLIEST && at < LATEST;
  },
  { error: 'must lie between the years 1900 and 9999' },
);

/** What people write, as the database can keep it. */
export const WrittenSchema = z
  .string()
  .refine(isKept, { error: 'must not contain U+0000 or half of a surrogate pair', abort: true });

/** What a person must write, at most `most` characters: a reason, a first action. It says something that can be seen. */
export const requiredText = (most: number) =>
  WrittenSchema.trim().min(1).max(most).refine(isVisible, { error: 'must say something that can be seen' });

/** What a person may write, at most `most` characters. What shows nothing is nothing. */
export const writtenText = (most: number) =>
  WrittenSchema.trim()
    .max(most)
    .overwrite((text) => (isVisible(text) ? text : ''));

/** A UUID, in lower case whatever it came in: two ways to write one id must not be two ids. */
export const IdSchema = z.uuid().toLowerCase();

/** How grave an alert is, the worst first. `red`: act now. `yellow`: look at it in the team's opening hours. */
export const SEVERITIES = ['red', 'yellow'] as const;

/** Translated text that belongs to data (a protocol's rule), not to the screen's catalogue. */
export const LocalizedTextSchema = z.object({ nb: z.string().min(1), en: z.string().min(1) });
export type LocalizedText = z.infer<typeof LocalizedTextSchema>;

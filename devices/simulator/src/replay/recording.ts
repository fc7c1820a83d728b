import { z } from 'zod';

/** One row of a recording: whose, when (epoch milliseconds), how much in which UCUM unit. */
export interface RecordedRow {
  readonly subject: string;
  readonly at: number;
  readonly value: number;
  readonly unit: string;
}

const GlucoseLineSchema = z
  .string()
  .regex(/^"([^"]+)",(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d+(?:\.\d+)?)$/, 'is not "subject",date time,value')
  .transform((line) => line.split(','));

/**
 * Reads the table that the R package iglu exports: `"id","time","gl"` with glucose in mg/dL and times without a zone, which are
 * read as UTC. Throws with the number of the line that does not fit.
 */
export function parseGlucoseRecording(text: string): readonly RecordedRow[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== '"id","time","gl"') throw new Error('Line 1 is not the header "id","time","gl"');
  return lines.map((line, index) => {
    const parsed = GlucoseLineSchema.safeParse(line);
    if (!parsed.success) throw new Error(`Line ${index + 2} ${parsed.error.issues[0]?.message}`);
    const [subject = '', time = '', value] = parsed.data;
    const at = Date.parse(`${time.replace(' ', 'T')}Z`);
    return { subject: subject.slice(1, -1), at, value: Number(value), unit: 'mg/dL' };
  });
}

/** The same rows moved as a whole, order and gaps kept, so that the last one is at `endAt`. */
export function endingAt(rows: readonly RecordedRow[], endAt: number): readonly RecordedRow[] {
  const last = rows.reduce((latest, row) => Math.max(latest, row.at), Number.NEGATIVE_INFINITY);
  return rows.map((row) => ({ ...row, at: row.at - last + endAt }));
}

/*
 * Columns for `unnest`, as PostgreSQL array literals. pg's own conversion looks at every element for what needs quoting, which shows on the
 * hottest statements of the platform; here the caller knows it.
 */

/** Numbers, uuids and codes: text in which nothing needs quoting and that is never the word null. */
export function plainColumn(values: readonly (string | number | bigint)[]): string {
  return `{${values.join(',')}}`;
}

/** Text that holds neither quotation marks nor backslashes, as ids of devices: quoted, since one of them may be called null. */
export function idColumn(values: readonly string[]): string {
  return values.length === 0 ? '{}' : `{"${values.join('","')}"}`;
}

/** Any text, JSON included; null stays null. */
export function textColumn(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : quoted(value))).join(',')}}`;
}

function quoted(value: string): string {
  return `"${/["\\]/.test(value) ? value.replaceAll(/["\\]/g, '\\$&') : value}"`;
}

/** Stands between JSON texts in one parameter: JSON writes control characters escaped, so none of them can hold it. */
const BETWEEN = '\u001e';

/**
 * JSON values as one text, to be read by `string_to_array($1, ${JSON_BETWEEN})::json[]`. A long JSON text is full of quotation marks, and
 * quoting each of them, here and there, would cost more than writing it.
 */
export function jsonTexts(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(BETWEEN);
}

/** The separator of `jsonTexts` in SQL. */
export const JSON_BETWEEN = "E'\\x1e'";

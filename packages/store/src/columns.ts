/*
 * Columns for `unnest`, as PostgreSQL array literals. pg's own conversion looks at every element for what needs quoting, which shows on the
 * hottest statements of the platform; here the caller knows it.
 */

/** Numbers, uuids and codes: text in which nothing needs quoting and that is never the word null. */
export function plainColumn(values: readonly (string | number | bigint)[]): string {
  return `{${values.join(',')}}`;
}

/** Any text, JSON included; null stays null. */
export function textColumn(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : quoted(value))).join(',')}}`;
}

function quoted(value: string): string {
  return `"${/["\\]/.test(value) ? value.replaceAll(/["\\]/g, '\\$&') : value}"`;
}

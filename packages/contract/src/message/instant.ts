/**
 * An ISO 8601 instant as FHIR's `dateTime` and `instant` write it: date, time and offset, seconds and fractions optional.
 * Without an offset it would not be an instant, only a wall clock somewhere.
 */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** What JSON.stringify makes of a Date, and so nearly everything we get. */
const COMMON_LENGTH = '2026-01-01T00:00:00.000Z'.length;

/** Epoch milliseconds, or undefined for anything that is not an instant that exists. */
export function parseInstant(text: unknown): number | undefined {
  if (typeof text !== 'string' || !INSTANT.test(text)) return undefined;
  // Date.parse turns 31 February into 3 March; only these days can be wrong.
  const day = digits(text, 8);
  if (day > 28 && day > daysInMonth(Number(text.slice(0, 4)), digits(text, 5))) return undefined;
  const at = text.length === COMMON_LENGTH && text.endsWith('Z') ? parseCommon(text, day) : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The same as Date.parse for the common form, in half the time. */
function parseCommon(text: string, day: number): number {
  const month = digits(text, 5);
  const hour = digits(text, 11);
  const minute = digits(text, 14);
  const second = digits(text, 17);
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return Date.parse(text);
  const year = digits(text, 0) * 100 + digits(text, 2);
  if (year < 100) return Date.parse(text);
  return Date.UTC(year, month - 1, day, hour, minute, second, digits(text, 20) * 10 + digits(text, 22, 1));
}

function digits(text: string, at: number, count = 2): number {
  const first = text.charCodeAt(at) - 48;
  return count === 1 ? first : first * 10 + text.charCodeAt(at + 1) - 48;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

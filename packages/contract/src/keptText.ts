/** Whether PostgreSQL keeps the text as it is: neither `text` nor `jsonb` takes U+0000, and `jsonb` no half of a surrogate pair. */
export const isKept = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** The text with U+FFFD where something cannot be kept. */
export const asKept = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');

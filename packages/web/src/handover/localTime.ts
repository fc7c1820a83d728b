const two = (value: number) => String(value).padStart(2, '0');

/** An instant as a `datetime-local` field has it: the wall clock of this browser, to the minute. */
export function toLocalInput(at: number): string {
  const local = new Date(at);
  const date = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${date}T${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** The instant that such a field says, epoch milliseconds; null where it is empty or no time. */
export function fromLocalInput(text: string): number | null {
  // Without a zone the text is read on the wall clock of this browser.
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

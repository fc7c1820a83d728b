import type { Line } from './typed.ts';

export type TextField = HTMLInputElement | HTMLTextAreaElement;

/** A date alone, a box or a choice is made again in a moment. */
const NOT_WRITTEN = new Set(['checkbox', 'radio', 'hidden', 'submit', 'button', 'date', 'datetime-local']);
const IN_WORDS = new Set(['text', 'textarea']);

/** `part`: a form, or a part of one. */
export function textFieldsOf(part: HTMLElement): TextField[] {
  return [...part.querySelectorAll<TextField>('input, textarea')].filter(({ type }) => !NOT_WRITTEN.has(type));
}

/** The fields that say something else than they began with. `begun`: what each began with. */
export function changedIn(form: HTMLFormElement, begun: WeakMap<TextField, string>): TextField[] {
  return textFieldsOf(form).filter((field) => field.value.trim() !== (begun.get(field) ?? '').trim());
}

/** What is written in them in words. */
export function linesOf(fields: readonly TextField[]): Line[] {
  return fields
    .filter(({ type, value }) => IN_WORDS.has(type) && value.trim() !== '')
    .map((field) => ({ label: labelOf(field), text: field.value }));
}

const labelOf = (field: TextField): string =>
  field.labels?.[0]?.textContent?.trim() || field.getAttribute('aria-label') || field.name;

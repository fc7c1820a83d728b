/** Whether a letter that is pressed there goes into a field, and is no shortcut. In a box or a radio button nothing is written. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable]') !== null;

import type { ALERT_STATUSES } from '@samvakt/contract';

/** An alert that asks, or asked, somebody to read a form. `by` is null while it is open, and where its rule closed it; `at` in epoch milliseconds. */
export type AlertToRead<Person> = {
  readonly status: (typeof ALERT_STATUSES)[number];
  readonly by: Person | null;
  readonly at: number | null;
};

/**
 * `not-needed`: the form says nothing that somebody must see. `waiting`: nobody has read it, or not all of its alerts are closed. `reviewed`: by whom
 * and when (epoch milliseconds).
 */
export type FormReview<Person> =
  | { readonly state: 'not-needed' | 'waiting'; readonly by: null; readonly at: null }
  | { readonly state: 'reviewed'; readonly by: Person; readonly at: number };

/**
 * Whether a clinician has reviewed an answered form: when every alert that it raised is closed, and a person closed at least one; who closed the last has
 * read it last. `asksForSomebody`: the form says something that somebody must see. Then it waits, also where no alert stands: a rule reviews nothing.
 */
export function formReview<Person>(
  alerts: readonly AlertToRead<Person>[],
  asksForSomebody: boolean,
): FormReview<Person> {
  if (alerts.length === 0 && !asksForSomebody) return { state: 'not-needed', by: null, at: null };
  let last: { state: 'reviewed'; by: Person; at: number } | null = null;
  for (const { status, by, at } of alerts) {
    if (status !== 'resolved') return { state: 'waiting', by: null, at: null };
    if (by !== null && at !== null && (last === null || at >= last.at)) last = { state: 'reviewed', by, at };
  }
  return last ?? { state: 'waiting', by: null, at: null };
}

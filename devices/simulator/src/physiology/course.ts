/**
 * How a patient fares. Severity runs from 0, the patient's own normal, to 1, a state that any protocol calls red; `from` is epoch
 * milliseconds and `overMs` the time it takes to go all the way.
 */
export type Course =
  | { readonly kind: 'stable' }
  | { readonly kind: 'deteriorating'; readonly from: number; readonly overMs: number }
  | { readonly kind: 'recovering'; readonly from: number; readonly overMs: number };

/** The severity, 0 to 1, at an instant (epoch milliseconds). */
export function severityAt(course: Course, at: number): number {
  if (course.kind === 'stable') return 0;
  const passed = Math.min(1, Math.max(0, (at - course.from) / course.overMs));
  return course.kind === 'deteriorating' ? passed : 1 - passed;
}

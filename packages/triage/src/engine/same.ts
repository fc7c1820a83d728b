/**
 * Whether two plain JSON values say the same. The order of keys does not count: a database may have changed it. Asked for every leaf of every state that
 * is stored, and so it makes nothing on the way.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && areSame(a, b);
  if (Array.isArray(b)) return false;
  let keys = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !isSame(valueAt(a, key), valueAt(b, key))) return false;
    keys += 1;
  }
  for (const _ in b) keys -= 1;
  return keys === 0;
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place += 1) if (!isSame(a[place], b[place])) return false;
  return true;
}

function valueAt(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}

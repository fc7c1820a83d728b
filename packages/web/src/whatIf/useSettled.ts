import { useEffect, useState } from 'react';

/** Long enough for the next digit. */
const SETTLE_MS = 500;

/** A value once it has not changed for half a second: a question is asked of what was meant, not of every key. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

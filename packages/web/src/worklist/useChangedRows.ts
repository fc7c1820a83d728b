import type { WorklistItem } from '@samvakt/contract';
import { useEffect, useRef, useState } from 'react';
import { changedRows } from '../live/news.ts';

/** How long a changed row is marked. */
const MARKED_MS = 6_000;

/** The rows that have changed a moment ago, for a passing highlight. */
export function useChangedRows(items: readonly WorklistItem[] | undefined): ReadonlySet<string> {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const seen = useRef<readonly WorklistItem[] | undefined>(undefined);
  useEffect(() => {
    if (!items) return;
    const changed = seen.current ? changedRows(seen.current, items) : [];
    seen.current = items;
    if (changed.length === 0) return;
    setMarked(new Set(changed));
    const timer = setTimeout(() => setMarked(new Set()), MARKED_MS);
    return () => clearTimeout(timer);
  }, [items]);
  return marked;
}

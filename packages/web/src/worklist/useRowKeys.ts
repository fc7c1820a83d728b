import { type KeyboardEvent, type RefObject, useCallback, useEffect } from 'react';
import { isTyping } from '../form/isTyping.ts';
import { rowAfterKey } from './rowKeys.ts';

const LINKS = 'a[data-row-link]';

/**
 * Arrow keys and J/K move among the rows' links; J and K also step into the list from elsewhere on the page. Space and X choose the row, where
 * rows can be chosen: only by its own box, so that a row without one cannot be. N goes on to the next that can be chosen and is not.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>, choose?: (row: string) => void) {
  const move = useCallback(
    (key: string, from: Element | null): boolean => {
      const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>(LINKS) ?? [])];
      const current = links.indexOf(from as HTMLAnchorElement);
      const target = rowAfterKey(key, current, links.length);
      if (target === undefined) return false;
      links[target]?.focus();
      return true;
    },
    [list],
  );

  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'j' && event.key !== 'k') return;
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (list.current?.contains(event.target as Node)) return;
      if (move(event.key, null)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [list, move]);

  return useCallback(
    (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const target = event.target instanceof Element ? event.target : null;
      if (choose && event.key === 'n') {
        event.preventDefault();
        nextUnchosen(list.current, target?.closest('tr') ?? null)?.focus();
        return;
      }
      const link = target?.closest(LINKS) ?? null;
      if (link && choose && (event.key === ' ' || event.key === 'x')) {
        event.preventDefault();
        const row = link.closest('tr');
        const box = row?.querySelector<HTMLInputElement>('input[type="checkbox"]');
        if (box) choose(box.value);
        return;
      }
      if (link && move(event.key, link)) event.preventDefault();
    },
    [move, choose, list],
  );
}

function nextUnchosen(list: HTMLElement | null, from: HTMLTableRowElement | null): HTMLElement | null {
  const rows = [...(list?.querySelectorAll('tr') ?? [])];
  const after = from === null ? 0 : rows.indexOf(from) + 1;
  const next = [...rows.slice(after), ...rows.slice(0, after)].find((row) =>
    row.querySelector('input[type="checkbox"]:not(:checked)'),
  );
  return next?.querySelector<HTMLElement>(LINKS) ?? null;
}

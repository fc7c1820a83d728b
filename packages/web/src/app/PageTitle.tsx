import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../texts/useTexts.ts';

/** The path whose heading has had the focus; the first page keeps the browser's own starting point. */
let focusedPath = typeof window === 'undefined' ? '' : window.location.pathname;

interface PageTitleProps {
  /** For the tab; the heading itself where it is left out. */
  readonly documentTitle?: string;
  /** Stands in for the heading to come, and leaves the focus to it. */
  readonly pending?: boolean;
  readonly children: ReactNode;
}

/** The page's one main heading. On every page but the first it takes the focus, so that a screen reader hears where one has come. */
export function PageTitle({ documentTitle, pending = false, children }: PageTitleProps) {
  const { t } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = documentTitle ?? (typeof children === 'string' ? children : t('app.name'));

  useEffect(() => {
    document.title = `${name} – ${t('app.name')}`;
  }, [name, t]);

  useEffect(() => {
    const { pathname } = window.location;
    if (pending || pathname === focusedPath) return;
    focusedPath = pathname;
    heading.current?.focus({ preventScroll: true });
  }, [pending]);

  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

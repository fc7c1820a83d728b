import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../texts/useTexts.ts';

let pagesShown = 0;

interface PageTitleProps {
  /** For the tab; the heading itself where it is left out. */
  readonly documentTitle?: string;
  /** The page puts the focus elsewhere by itself. */
  readonly keepFocus?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The page's one main heading. On every page but the first it takes the focus, so that a screen reader hears where one has come. */
export function PageTitle({ documentTitle, keepFocus = false, className, children }: PageTitleProps) {
  const { t } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = documentTitle ?? (typeof children === 'string' ? children : t('app.name'));

  useEffect(() => {
    document.title = `${name} – ${t('app.name')}`;
  }, [name, t]);

  useEffect(() => {
    pagesShown += 1;
    if (pagesShown > 1 && !keepFocus) heading.current?.focus({ preventScroll: true });
  }, [keepFocus]);

  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}

import { ArrowLeftIcon } from '@navikt/aksel-icons';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';
import styles from './app.module.css';

function Back({ className = '', children, ...link }: ComponentPropsWithRef<'a'>) {
  return (
    <a {...link} className={`${styles.back} ${className}`}>
      <ArrowLeftIcon aria-hidden />
      {children}
    </a>
  );
}

/** Above a page's heading: where one comes from. */
export const BackLink = createLink(Back);

import { Alert } from '@digdir/designsystemet-react';
import type { UncoveredHour } from '@samvakt/contract';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import { uncoveredText } from './uncoveredText.ts';

interface UncoveredProps {
  readonly hour: UncoveredHour;
  /** How it can be mended, for those who can. */
  readonly children?: ReactNode;
}

/** An hour in which nobody acts on red: stands until it is mended. */
export function Uncovered({ hour, children }: UncoveredProps) {
  const { t, language } = useTexts();
  return (
    <Alert data-color="danger" data-size="sm" data-uncovered>
      <p>{uncoveredText(t, language, hour)}</p>
      <p>
        {t('team.uncoveredPatients', { count: hour.patients })} {children}
      </p>
    </Alert>
  );
}

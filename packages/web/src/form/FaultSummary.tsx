import { ErrorSummary } from '@digdir/designsystemet-react';
import { type MouseEvent, useEffect, useRef } from 'react';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { type Faults, inOrder } from './faults.ts';

interface FaultSummaryProps {
  readonly faults: Faults;
  /** Names of the fields in the order of the form. */
  readonly fields: readonly string[];
  /** Id of the element that a fault's link leads to. */
  readonly idOf: (field: string) => string;
}

/** All faults on top, each a link to its field. Takes the focus whenever the form was found wrong, and not when that is only said in another language. */
export function FaultSummary({ faults, fields, idOf }: FaultSummaryProps) {
  const { t } = useTexts();
  const say = useSaid();
  const summary = useRef<HTMLElement>(null);
  useEffect(() => {
    if (faults.size > 0) summary.current?.focus();
  }, [faults]);
  if (faults.size === 0) return null;

  // The address stays as it is: only the focus moves.
  const lead = (field: string) => (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById(idOf(field))?.focus();
  };
  return (
    <ErrorSummary ref={summary as never} tabIndex={-1}>
      <ErrorSummary.Heading>{t('form.errorsTitle')}</ErrorSummary.Heading>
      <ErrorSummary.List>
        {inOrder(faults, fields).map(([field, said]) => (
          <ErrorSummary.Item key={field}>
            <ErrorSummary.Link href={`#${idOf(field)}`} onClick={lead(field)}>
              {say(said)}
            </ErrorSummary.Link>
          </ErrorSummary.Item>
        ))}
      </ErrorSummary.List>
    </ErrorSummary>
  );
}

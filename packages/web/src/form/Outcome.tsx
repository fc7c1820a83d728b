import { Alert } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import styles from './form.module.css';

/** How an act ended, said plainly. */
export interface ActOutcome {
  readonly tone: 'success' | 'warning' | 'danger';
  readonly text: Said;
  readonly detail?: Said | undefined;
  /** The act itself has answered no: it is not done now, nor was it by an earlier attempt whose answer was lost. */
  readonly refused?: boolean;
  /** What was pressed for it, where it may come late: from whoever has gone on meanwhile the focus is not taken. */
  readonly pressed?: Element | null;
}

/** Stands where the act was made and takes the focus: the button that was pressed may be gone. It is read aloud in any case. */
export function Outcome({ outcome }: { readonly outcome: ActOutcome | undefined }) {
  const say = useSaid();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (outcome && !hasGoneOn(outcome)) box.current?.focus();
  }, [outcome]);
  return (
    <div role="status" className={outcome ? undefined : styles.none}>
      {outcome && (
        <Alert ref={box} tabIndex={-1} data-color={outcome.tone} data-size="sm" data-outcome={outcome.tone}>
          <p>{say(outcome.text)}</p>
          {outcome.detail && <p>{say(outcome.detail)}</p>}
        </Alert>
      )}
    </div>
  );
}

function hasGoneOn({ pressed }: ActOutcome): boolean {
  const active = document.activeElement;
  return pressed !== undefined && active !== null && active !== document.body && active !== pressed;
}

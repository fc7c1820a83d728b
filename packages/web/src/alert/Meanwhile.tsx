import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import styles from './alert.module.css';

interface MeanwhileProps {
  readonly changed: Said | undefined;
  /** Why the last attempt to send was not carried out. */
  readonly refused: ActOutcome | undefined;
}

/** In a dialogue: what has happened to the alert while one wrote, read aloud when it comes, and why it could not be sent. */
export function Meanwhile({ changed, refused }: MeanwhileProps) {
  const say = useSaid();
  return (
    <>
      <div role="status">{changed && <p className={styles.flag}>{say(changed)}</p>}</div>
      <Outcome outcome={refused} />
    </>
  );
}

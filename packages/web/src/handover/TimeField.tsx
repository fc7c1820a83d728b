import { Textfield } from '@digdir/designsystemet-react';
import styles from './handover.module.css';
import { toLocalInput } from './localTime.ts';

interface TimeFieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  /** Epoch milliseconds; null: empty. */
  readonly value?: number | null;
  readonly fault?: string | undefined;
}

/** Date and time of day, by the clock by which every time on the screen is written. */
export function TimeField({ id, name, label, help, value = null, fault }: TimeFieldProps) {
  return (
    <Textfield
      data-size="sm"
      className={styles.time ?? ''}
      type="datetime-local"
      id={id}
      name={name}
      label={label}
      {...(help ? { description: help } : {})}
      {...(value === null ? {} : { defaultValue: toLocalInput(value) })}
      error={fault}
    />
  );
}

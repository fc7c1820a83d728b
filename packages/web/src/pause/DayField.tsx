import { Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useFormat } from '../format/useFormat.ts';
import styles from './pause.module.css';

interface DayFieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  /** `YYYY-MM-DD`, as all days. */
  readonly min: string;
  readonly max: string;
  readonly initial?: string;
  /** The instant that the chosen day stands for; it is written out, since a date alone can be misread. */
  readonly instantOf: (day: string) => number;
  readonly fault?: string | undefined;
  readonly onDay?: (day: string) => void;
}

export function DayField({ id, name, label, help, min, max, initial = '', instantOf, fault, onDay }: DayFieldProps) {
  const format = useFormat();
  const [day, setDay] = useState(initial);
  const at = instantOf(day);
  return (
    <div className={styles.day}>
      <Textfield
        data-size="sm"
        type="date"
        id={id}
        name={name}
        label={label}
        {...(help === undefined ? {} : { description: help })}
        min={min}
        max={max}
        value={day}
        error={fault}
        onChange={(event) => {
          setDay(event.target.value);
          onDay?.(event.target.value);
        }}
      />
      <output htmlFor={id} className={styles.written}>
        {Number.isNaN(at) ? '' : format.fullDateTime(at)}
      </output>
    </div>
  );
}

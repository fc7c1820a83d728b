import { Field, Label, Select } from '@digdir/designsystemet-react';
import { useClock } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DEFAULT_DUE_HOURS, DUE_HOURS, dueAfter } from './due.ts';
import styles from './task.module.css';

/** Until when: a choice of lengths, each with the time at which it ends. The value is the hours. */
export function DueField({ id, name, label }: { readonly id: string; readonly name: string; readonly label: string }) {
  const { t } = useTexts();
  const format = useFormat();
  const clock = useClock();
  return (
    <Field data-size="sm">
      <Label htmlFor={id}>{label}</Label>
      <Select id={id} name={name} defaultValue={String(DEFAULT_DUE_HOURS)} className={styles.narrow}>
        {DUE_HOURS.map((hours) => (
          <Select.Option key={hours} value={String(hours)}>
            {t('handover.deadlineOption', {
              duration: format.duration(hours * 3_600_000),
              time: format.near(dueAfter(hours, clock.ticked()), clock.ticked()),
            })}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

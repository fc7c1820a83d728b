import { Field, Label, Select } from '@digdir/designsystemet-react';
import type { TeamDuty } from '@samvakt/contract';
import { useId, useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { Form, Send } from '../form/Form.tsx';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './duty.module.css';

const LENGTHS_HOURS = [4, 8, 10, 12, 24, 48, 72, 168] as const;
const HOUR_MS = 3_600_000;

interface SetDutyFormProps {
  readonly duty: TeamDuty;
  readonly busy: boolean;
  /** Whether it is set. */
  readonly onSet: (wanted: { practitionerId: string; from?: string; until: string }, name: string) => Promise<boolean>;
}

/** Who, from now or from where another duty ends, and for how long: each choice says the time that it means. */
export function SetDutyForm({ duty, busy, onSet }: SetDutyFormProps) {
  const { t } = useTexts();
  const format = useFormat();
  const clock = useClock();
  const id = useId();
  const [fault, setFault] = useState(false);
  const [chosen, setFrom] = useState('');
  const others = [...(duty.now ? [duty.now] : []), ...duty.planned];
  // A duty after which somebody was to begin may have been taken away meanwhile: what is sent is what is shown.
  const from = others.some(({ until }) => until === chosen) ? chosen : '';
  const begins = from === '' ? clock.ticked() : Date.parse(from);

  async function send(form: FormData): Promise<boolean> {
    const person = duty.members.find((one) => one.id === form.get('person'));
    setFault(!person);
    if (!person) return false;
    const until = new Date(begins + Number(form.get('hours')) * HOUR_MS).toISOString();
    return onSet({ practitionerId: person.id, until, ...(from === '' ? {} : { from }) }, person.name);
  }

  return (
    <Form className={styles.form} onSend={send}>
      <Field data-size="sm">
        <Label htmlFor={`${id}-person`}>{t('duty.person')}</Label>
        <Select
          id={`${id}-person`}
          name="person"
          width="auto"
          defaultValue=""
          aria-invalid={fault || undefined}
          aria-describedby={fault ? `${id}-fault` : undefined}
        >
          <Select.Option value="">{t('duty.choose')}</Select.Option>
          {duty.members.map((one) => (
            <Select.Option key={one.id} value={one.id}>
              {one.name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Field data-size="sm">
        <Label htmlFor={`${id}-from`}>{t('duty.begins')}</Label>
        <Select id={`${id}-from`} width="auto" value={from} onChange={(event) => setFrom(event.target.value)}>
          <Select.Option value="">{t('duty.now')}</Select.Option>
          {others.map((one) => (
            <Select.Option key={one.id} value={one.until}>
              {format.near(one.until, clock.ticked())}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Field data-size="sm">
        <Label htmlFor={`${id}-hours`}>{t('duty.ends')}</Label>
        <Select id={`${id}-hours`} name="hours" width="auto" defaultValue="8">
          {LENGTHS_HOURS.map((hours) => (
            <Select.Option key={hours} value={String(hours)}>
              {t('handover.deadlineOption', {
                duration: format.duration(hours * HOUR_MS),
                time: format.near(begins + hours * HOUR_MS, clock.ticked()),
              })}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Send data-size="sm" disabled={busy}>
        {t('duty.add')}
      </Send>
      {fault && (
        <p id={`${id}-fault`} role="alert">
          {t('duty.faults.person')}
        </p>
      )}
    </Form>
  );
}

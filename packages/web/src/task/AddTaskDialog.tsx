import { Button, Checkbox, Dialog, Field, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { AddTaskSchema, type Practitioner, TASK_KINDS } from '@samvakt/contract';
import { type FormEvent, useId, useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DueField } from './DueField.tsx';
import { dueAfter } from './due.ts';
import styles from './task.module.css';
import type { NewTask } from './useTaskActs.ts';

interface AddTaskDialogProps {
  readonly me: Practitioner;
  readonly onClose: () => void;
  readonly onAdd: (task: NewTask) => Promise<void>;
}

export function AddTaskDialog({ me, onClose, onAdd }: AddTaskDialogProps) {
  const { t } = useTexts();
  const clock = useClock();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [sending, setSending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const parsed = AddTaskSchema.safeParse({
      kind: textOf(form, 'kind'),
      text: textOf(form, 'text'),
      dueAt: new Date(dueAfter(Number(textOf(form, 'due')), clock.now())).toISOString(),
      ...(form.has('mine') ? { personId: me.id } : {}),
    });
    if (!parsed.success) return setFaults(faultsOf(t, parsed.error));
    setSending(true);
    await onAdd(parsed.data);
    onClose();
  }

  return (
    <Dialog open onClose={onClose} closeButton={t('form.close')} aria-labelledby={`${id}-title`}>
      <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
        <h2 id={`${id}-title`}>{t('task.addTitle')}</h2>
        <FaultSummary faults={faults} fields={['kind', 'text']} idOf={(field) => `${id}-${field}`} />
        <Field data-size="sm">
          <Label htmlFor={`${id}-kind`}>{t('task.kind')}</Label>
          <Select id={`${id}-kind`} name="kind" defaultValue="call-back" className={styles.narrow}>
            {TASK_KINDS.map((kind) => (
              <Select.Option key={kind} value={kind}>
                {t(`task.kinds.${kind}`)}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Textfield
          data-size="sm"
          multiline
          rows={2}
          id={`${id}-text`}
          name="text"
          label={t('task.text')}
          description={t('task.textHelp')}
          error={faults.get('text')}
        />
        <DueField id={`${id}-due`} name="due" label={t('task.due')} />
        <Checkbox data-size="sm" name="mine" value="yes" label={t('task.takeIt')} />
        <div className={styles.buttons}>
          <Button type="submit" loading={sending}>
            {t('task.save')}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { Checkbox, Field, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { AddTaskSchema, type EpisodeDetail, type Practitioner, TASK_KINDS } from '@samvakt/contract';
import { useId, useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { useAttempts } from '../form/attempts.ts';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { FormDialog } from '../form/FormDialog.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DueField } from './DueField.tsx';
import { dueAfter } from './due.ts';
import styles from './task.module.css';
import type { NewTask } from './useTaskActs.ts';

interface AddTaskDialogProps {
  readonly episode: EpisodeDetail;
  readonly me: Practitioner;
  readonly onClose: () => void;
  readonly onAdd: (task: NewTask) => Promise<ActOutcome>;
}

export function AddTaskDialog({ episode, me, onClose, onAdd }: AddTaskDialogProps) {
  const { t } = useTexts();
  const say = useSaid();
  const clock = useClock();
  const attempts = useAttempts();
  const fieldId = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [ownerId, setOwnerId] = useState('');
  const supporting = episode.relations.filter(({ kind }) => kind === 'supporting');

  async function send(form: FormData): Promise<ActOutcome | undefined> {
    const owner = textOf(form, 'owner');
    // The due time is reckoned from when it was first tried: sent again it is the same task.
    const content = [...form];
    const { id, at } = attempts.of(content, clock.now());
    const parsed = AddTaskSchema.safeParse({
      id,
      kind: textOf(form, 'kind'),
      text: textOf(form, 'text'),
      dueAt: new Date(dueAfter(Number(textOf(form, 'due')), at)).toISOString(),
      ...(owner === '' ? {} : { ownerTeamId: owner }),
      // Who takes it must be of the team that owns it.
      ...(form.has('mine') && owner === '' ? { personId: me.id } : {}),
    });
    setFaults(parsed.success ? NO_FAULTS : faultsOf(parsed.error));
    if (!parsed.success) return undefined;
    const outcome = await onAdd(parsed.data);
    // Any other no may come before it was looked whether an earlier attempt had done it.
    if (outcome.refused) attempts.refused(content);
    return outcome;
  }

  return (
    <FormDialog title={t('task.addTitle')} act={t('task.save')} onSend={send} onClose={onClose}>
      <FaultSummary faults={faults} fields={['kind', 'text']} idOf={(field) => `${fieldId}-${field}`} />
      <Field data-size="sm">
        <Label htmlFor={`${fieldId}-kind`}>{t('task.kind')}</Label>
        <Select id={`${fieldId}-kind`} name="kind" defaultValue="call-back" className={styles.narrow}>
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
        id={`${fieldId}-text`}
        name="text"
        label={t('task.text')}
        description={t('task.textHelp')}
        error={say(faults.get('text'))}
      />
      <DueField id={`${fieldId}-due`} name="due" label={t('task.due')} />
      {supporting.length > 0 && (
        <Field data-size="sm">
          <Label htmlFor={`${fieldId}-owner`}>{t('task.owner')}</Label>
          <Select
            id={`${fieldId}-owner`}
            name="owner"
            value={ownerId}
            className={styles.narrow}
            onChange={(event) => setOwnerId(event.target.value)}
          >
            <Select.Option value="">{episode.accountable.team.name}</Select.Option>
            {supporting.map(({ team }) => (
              <Select.Option key={team.id} value={team.id}>
                {team.name}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      {ownerId === '' && <Checkbox data-size="sm" name="mine" value="yes" label={t('task.takeIt')} />}
    </FormDialog>
  );
}

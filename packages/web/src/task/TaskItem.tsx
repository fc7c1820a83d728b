import { Button } from '@digdir/designsystemet-react';
import { ClockDashedIcon, PersonCheckmarkIcon } from '@navikt/aksel-icons';
import type { Practitioner, Task } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { At } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { conditionName } from '../texts/names.ts';
import { type Texts, type Translate, useTexts } from '../texts/useTexts.ts';
import styles from './task.module.css';

type TaskButton = 'claim' | 'release' | 'finish' | 'cancel';

interface TaskItemProps {
  readonly task: Task;
  readonly me: Practitioner;
  readonly busy: boolean;
  /** On the page of a whole team: whose patient it is. */
  readonly withPatient?: boolean;
  readonly onPress: (button: TaskButton) => void;
}

/** One open task. Its due time is read against the clock here too: nothing has to come for it to be shown as overdue. */
export function TaskItem({ task, me, busy, withPatient = false, onPress }: TaskItemProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const overdue = Date.parse(task.dueAt) <= now;
  return (
    <li className={styles.item} data-overdue={overdue || undefined}>
      <div className={styles.what}>
        {withPatient && (
          <p className={styles.patient}>
            <Link to="/episodes/$episodeId" params={{ episodeId: task.episodeId }} hash="tasks">
              {task.patient.name}
            </Link>{' '}
            <span className={styles.soft}>{conditionName(t, task.condition)}</span>
          </p>
        )}
        <p className={styles.text}>
          <strong>{t(`task.kinds.${task.kind}`)}:</strong> {localized(task.text)}
        </p>
        <p className={styles.facts}>
          <span className={styles.due} title={format.fullDateTime(task.dueAt)}>
            {overdue && <ClockDashedIcon aria-hidden />}
            {overdue
              ? t('task.overdueSince', { time: format.relative(task.dueAt, now) })
              : t('task.dueBy', { time: format.near(task.dueAt, now) })}
          </span>
          <span>
            {task.person && <PersonCheckmarkIcon aria-hidden />}
            {holderText(t, task, me)}
          </span>
          <span>{t('task.ownerIs', { team: task.ownerTeam.name })}</span>
          <span>{originText(t, task)}</span>
        </p>
      </div>
      <Acts task={task} me={me} busy={busy} onPress={onPress} />
    </li>
  );
}

function Acts({ task, me, busy, onPress }: Pick<TaskItemProps, 'task' | 'me' | 'busy' | 'onPress'>) {
  const { t, localized } = useTexts();
  const text = taskText(t, localized, task);
  const named = (act: string) => t('task.forTask', { act, task: text });
  const heldByOther = task.person !== null && task.person.id !== me.id;
  const { claim, close } = task.may;
  return (
    <div className={styles.buttons}>
      {claim && task.person === null && (
        <Button data-size="sm" loading={busy} aria-label={named(t('task.claim'))} onClick={() => onPress('claim')}>
          {t('task.claim')}
        </Button>
      )}
      {close && !heldByOther && (
        <Button
          data-size="sm"
          variant={task.person === null ? 'secondary' : 'primary'}
          aria-label={named(t('task.finish'))}
          onClick={() => onPress('finish')}
        >
          {t('task.finish')}
        </Button>
      )}
      {claim && task.person !== null && (
        <Button
          data-size="sm"
          variant="secondary"
          loading={busy}
          aria-label={named(t('task.release'))}
          onClick={() => onPress('release')}
        >
          {t('task.release')}
        </Button>
      )}
      {close && !heldByOther && (
        <Button
          data-size="sm"
          variant="tertiary"
          aria-label={named(t('task.cancel'))}
          onClick={() => onPress('cancel')}
        >
          {t('task.cancel')}
        </Button>
      )}
    </div>
  );
}

/** A task that is closed: what became of it. */
export function ClosedTask({ task }: { readonly task: Task }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const status = t(`task.statuses.${task.status}`);
  const time = task.closedAt === null ? '' : format.near(task.closedAt, now);
  return (
    <li>
      <p>
        <strong>{t(`task.kinds.${task.kind}`)}:</strong> {localized(task.text)}
      </p>
      <p className={styles.soft}>
        {task.closedBy
          ? t('task.closedBy', { status, name: task.closedBy.name, time })
          : t('task.closedByRule', { status, time })}
        {task.outcomeNote && ` · ${task.outcomeNote}`}
      </p>
    </li>
  );
}

/** What is to be done, in one line. */
export const taskText = (
  t: Translate,
  localized: Texts['localized'],
  { kind, text }: Pick<Task, 'kind' | 'text'>,
): string => `${t(`task.kinds.${kind}`)}: ${localized(text)}`;

function holderText(t: Translate, { person }: Task, me: Practitioner): string {
  if (person === null) return t('task.nobody');
  return person.id === me.id ? t('task.personIsYou') : t('task.personIs', { name: person.name });
}

function originText(t: Translate, { origin, createdBy }: Task): string {
  if (origin !== 'person') return t(`task.origins.${origin}`);
  return createdBy ? t('task.origins.person', { name: createdBy.name }) : t('task.fromPerson');
}

/** When the picture is a table of a letter: kind, text, who and when in one line. */
export function TaskLine({
  kind,
  text,
  owner,
  dueAt,
  heldBy,
}: {
  readonly kind: Task['kind'];
  readonly text: string;
  readonly owner: string;
  readonly dueAt: string;
  readonly heldBy?: string | null;
}) {
  const { t } = useTexts();
  return (
    <li>
      <p className={styles.text}>
        <strong>{t(`task.kinds.${kind}`)}:</strong> {text}
      </p>
      <p className={styles.facts}>
        <span>{owner}</span>
        <span>
          {t('action.due')} <At at={dueAt} full />
        </span>
        {heldBy && <span>{t('digestTasks.heldBy', { name: heldBy })}</span>}
      </p>
    </li>
  );
}

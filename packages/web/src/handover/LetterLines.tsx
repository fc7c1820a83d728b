import { Button, Field, Fieldset, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { PlusIcon, TrashIcon } from '@navikt/aksel-icons';
import { type Contingency, type HandoverAction, MOST_LINES, TASK_KINDS } from '@samvakt/contract';
import { type ReactNode, useState } from 'react';
import { DueField } from '../task/DueField.tsx';
import styles from '../task/task.module.css';
import { useTexts } from '../texts/useTexts.ts';

/** What is to be done, by whom and when: as many lines as the sender wants. Read back by `actionsOf`. */
export function ActionLines({
  idOf,
  team,
  initial,
}: {
  readonly idOf: (field: string) => string;
  readonly team: string;
  /** Of the letter that this one begins with; when each is due is chosen anew. */
  readonly initial: readonly HandoverAction[];
}) {
  const { t } = useTexts();
  return (
    <Lines of="action" begun={initial.length}>
      {(line, place) => (
        <>
          <Textfield
            data-size="sm"
            id={place === 0 ? idOf('actions') : `${idOf('actions')}-${line}`}
            name="actionText"
            defaultValue={initial[line]?.text ?? ''}
            maxLength={1000}
            label={t('action.what')}
          />
          <div className={styles.pair}>
            <Field data-size="sm">
              <Label htmlFor={`${idOf('actionKind')}-${line}`}>{t('task.kind')}</Label>
              <Select
                id={`${idOf('actionKind')}-${line}`}
                name="actionKind"
                defaultValue={initial[line]?.kind ?? 'call-back'}
              >
                {TASK_KINDS.map((kind) => (
                  <Select.Option key={kind} value={kind}>
                    {t(`task.kinds.${kind}`)}
                  </Select.Option>
                ))}
              </Select>
            </Field>
            <Field data-size="sm">
              <Label htmlFor={`${idOf('actionOwner')}-${line}`}>{t('action.owner')}</Label>
              <Select
                id={`${idOf('actionOwner')}-${line}`}
                name="actionOwner"
                defaultValue={initial[line]?.owner ?? 'receiver'}
              >
                <Select.Option value="receiver">{t('action.owners.receiver')}</Select.Option>
                <Select.Option value="sender">{t('action.owners.sender', { team })}</Select.Option>
              </Select>
            </Field>
            <DueField id={`${idOf('actionDue')}-${line}`} name="actionDue" label={t('action.due')} />
          </div>
        </>
      )}
    </Lines>
  );
}

/** If this happens, then do that. Read back by `ifThenOf`. */
export function IfThenLines({
  idOf,
  fault,
  initial,
}: {
  readonly idOf: (field: string) => string;
  readonly fault: string | undefined;
  readonly initial: readonly Contingency[];
}) {
  const { t } = useTexts();
  return (
    <Lines of="ifThen" fault={fault} begun={initial.length}>
      {(line, place) => (
        <div className={styles.pair}>
          <Textfield
            data-size="sm"
            id={place === 0 ? idOf('ifThen') : `${idOf('ifThen')}-${line}`}
            name="ifThenCondition"
            defaultValue={initial[line]?.condition ?? ''}
            maxLength={500}
            label={t('ifThen.condition')}
          />
          <Textfield
            data-size="sm"
            name="ifThenResponse"
            defaultValue={initial[line]?.response ?? ''}
            maxLength={500}
            label={t('ifThen.response')}
          />
        </div>
      )}
    </Lines>
  );
}

interface LinesProps {
  readonly of: 'action' | 'ifThen';
  readonly fault?: string | undefined;
  /** How many lines there are to begin with. */
  readonly begun: number;
  readonly children: (line: number, place: number) => ReactNode;
}

/** Lines that come and go; each keeps what is written in it, whatever happens to the others. */
function Lines({ of, fault, begun, children }: LinesProps) {
  const { t } = useTexts();
  const [lines, setLines] = useState<{ readonly ids: readonly number[]; readonly next: number }>({
    ids: Array.from({ length: begun }, (_, line) => line),
    next: begun,
  });
  return (
    <Fieldset data-size="sm">
      <Fieldset.Legend>
        {t(`${of}.legend`)} ({t('form.optional')})
      </Fieldset.Legend>
      <Fieldset.Description>{t(`${of}.help`)}</Fieldset.Description>
      {lines.ids.map((line, place) => (
        <fieldset key={line} className={styles.lineFields}>
          <legend className="hidden-visually">{t(`${of}.line`, { number: place + 1 })}</legend>
          {children(line, place)}
          <div>
            <Button
              type="button"
              data-size="sm"
              variant="tertiary"
              data-color="neutral"
              onClick={() => setLines({ ...lines, ids: lines.ids.filter((id) => id !== line) })}
            >
              <TrashIcon aria-hidden fontSize="1.25rem" />
              {t(`${of}.remove`, { number: place + 1 })}
            </Button>
          </div>
        </fieldset>
      ))}
      {fault && <ValidationMessage>{fault}</ValidationMessage>}
      {lines.ids.length < MOST_LINES && (
        <div>
          <Button
            type="button"
            data-size="sm"
            variant="secondary"
            onClick={() => setLines({ ids: [...lines.ids, lines.next], next: lines.next + 1 })}
          >
            <PlusIcon aria-hidden fontSize="1.25rem" />
            {t(`${of}.add`)}
          </Button>
        </div>
      )}
    </Fieldset>
  );
}

import { Button, Checkbox, Field, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { ILLNESS_SEVERITIES, type WorklistItem } from '@samvakt/contract';
import { useState } from 'react';
import type { Faults } from '../form/faults.ts';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { conditionName } from '../texts/names.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { BatchDigest } from './BatchDigest.tsx';
import styles from './handover.module.css';

interface BatchPatientsProps {
  readonly items: readonly WorklistItem[];
  readonly faults: Faults;
}

const idOf = (field: string) => `offer-${field}`;

/** The team's own worklist to choose from, worst first; of each that is chosen how ill, and a word where one is needed. */
export function BatchPatients({ items, faults }: BatchPatientsProps) {
  const { t } = useTexts();
  const say = useSaid();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [read, setRead] = useState<ReadonlyMap<string, string>>(new Map());
  const free = items.filter(({ openHandover }) => openHandover === null);

  function toggle(episodeId: string, on: boolean) {
    const next = new Set(chosen);
    if (on) next.add(episodeId);
    else next.delete(episodeId);
    setChosen(next);
  }

  function markRead(episodeId: string, as: string | undefined) {
    const next = new Map(read);
    if (as === undefined) next.delete(episodeId);
    else next.set(episodeId, as);
    setRead(next);
  }
  const readCount = [...chosen].filter((episodeId) => read.has(episodeId)).length;

  return (
    <>
      <p className={styles.soft}>{t('batch.patientsHelp')}</p>
      <div className={styles.buttons}>
        <Button
          type="button"
          variant="secondary"
          data-size="sm"
          onClick={() => setChosen(new Set(free.map(({ episodeId }) => episodeId)))}
        >
          {t('batch.selectAll')}
        </Button>
        <span role="status">
          {t('batch.chosen', { count: chosen.size })}
          {chosen.size > 0 && `, ${t('batch.readOf', { read: readCount, count: chosen.size })}`}
        </span>
        {chosen.size > 0 && (
          <progress
            className={styles.progress}
            max={chosen.size}
            value={readCount}
            aria-label={t('batch.readOf', { read: readCount, count: chosen.size })}
          />
        )}
      </div>
      {faults.has('episodeId') && <ValidationMessage>{say(faults.get('episodeId'))}</ValidationMessage>}
      <ul className={styles.list}>
        {items.map((item) => (
          <Patient
            key={item.episodeId}
            item={item}
            first={item.episodeId === free[0]?.episodeId}
            chosen={chosen.has(item.episodeId)}
            readAs={read.get(item.episodeId)}
            faults={faults}
            onRead={(as) => markRead(item.episodeId, as)}
            onChoose={(on) => toggle(item.episodeId, on)}
          />
        ))}
      </ul>
    </>
  );
}

interface PatientProps {
  readonly item: WorklistItem;
  /** The first that can be chosen bears the field's id, so that a fault can lead there. */
  readonly first: boolean;
  readonly chosen: boolean;
  /** The open alerts with which its digest was read. */
  readonly readAs: string | undefined;
  readonly faults: Faults;
  readonly onRead: (as: string | undefined) => void;
  readonly onChoose: (on: boolean) => void;
}

function Patient({ item, first, chosen, readAs, faults, onRead, onChoose }: PatientProps) {
  const { t, localized } = useTexts();
  const say = useSaid();
  const { episodeId, patient } = item;
  const busy = item.openHandover !== null;
  const fault = say(faults.get(`severity-${episodeId}`));
  return (
    <li className={styles.batchPatient} data-open={chosen || undefined}>
      {busy ? (
        // No box that cannot be ticked: why it is not there is to be read like everything else.
        <p>
          {patient.name} <span className={styles.soft}>{t('batch.busy')}</span>
        </p>
      ) : (
        <Checkbox
          data-size="sm"
          name="episodeId"
          value={episodeId}
          checked={chosen}
          {...(first ? { id: idOf('episodeId') } : {})}
          onChange={(event) => onChoose(event.currentTarget.checked)}
          label={patient.name}
          description={`${conditionName(t, item.condition)} · ${localized(item.reason)}`}
        />
      )}
      <div>
        <StatusBadge status={item.status} />
      </div>
      {chosen && !busy && (
        <div className={styles.batchFields}>
          <Field data-size="sm">
            <Label htmlFor={idOf(`severity-${episodeId}`)}>{t('batch.severityOf', { name: patient.name })}</Label>
            <Select
              id={idOf(`severity-${episodeId}`)}
              name={`severity-${episodeId}`}
              defaultValue=""
              aria-invalid={fault ? true : undefined}
            >
              <Select.Option value="">{t('batch.chooseSeverity')}</Select.Option>
              {ILLNESS_SEVERITIES.map((value) => (
                <Select.Option key={value} value={value}>
                  {t(`handover.severities.${value}`)}
                </Select.Option>
              ))}
            </Select>
            {fault && <ValidationMessage>{fault}</ValidationMessage>}
          </Field>
          <Textfield
            data-size="sm"
            name={`note-${episodeId}`}
            label={`${t('batch.noteOf', { name: patient.name })} (${t('form.optional')})`}
          />
        </div>
      )}
      {chosen && !busy && (
        <BatchDigest
          episodeId={episodeId}
          name={patient.name}
          readAs={readAs}
          fault={say(faults.get(`read-${episodeId}`))}
          onRead={onRead}
        />
      )}
    </li>
  );
}

import { Checkbox, Field, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { ILLNESS_SEVERITIES, type WorklistItem } from '@samvakt/contract';
import { memo, useState } from 'react';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { BatchDigest } from './BatchDigest.tsx';
import styles from './handover.module.css';
import type { BatchActs } from './useBatchReading.ts';

const idOf = (field: string) => `offer-${field}`;

interface BatchPatientProps {
  readonly item: WorklistItem;
  /** Filtered away: it stays in the form, and is not seen. */
  readonly hidden: boolean;
  /** The first that can be chosen bears the field's id, so that a fault can lead there. */
  readonly first: boolean;
  readonly chosen: boolean;
  readonly open: boolean;
  /** The open alerts with which its digest was read. */
  readonly readAs: string | undefined;
  /** Whether somebody else is chosen and not read. */
  readonly isMore: boolean;
  readonly faultOfSeverity: string | undefined;
  readonly faultOfReading: string | undefined;
  readonly acts: BatchActs;
}

/** One of many: whether it goes along, how ill the patient is, and what goes with it. */
export const BatchPatient = memo(function BatchPatient(props: BatchPatientProps) {
  const { item, hidden, first, chosen, acts, faultOfSeverity } = props;
  const { t, localized } = useTexts();
  const { episodeId, patient } = item;
  const busy = item.openHandover !== null;
  // Whoever takes the tick away by mistake finds the words again.
  const [wasChosen, setWasChosen] = useState(chosen);
  if (chosen && !wasChosen) setWasChosen(true);
  return (
    <li
      className={styles.batchPatient}
      data-open={chosen || undefined}
      data-read={(chosen && props.readAs !== undefined) || undefined}
      data-episode={episodeId}
      hidden={hidden}
    >
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
          onChange={(event) => acts.toggle(episodeId, event.currentTarget.checked)}
          label={patient.name}
          description={`${t('person.born', { year: patient.birthDate.slice(0, 4) })} · ${conditionName(t, item.condition)} · ${localized(item.reason)}`}
        />
      )}
      <div>
        <StatusBadge status={item.status} />
      </div>
      {wasChosen && !busy && (
        <div hidden={!chosen} className={styles.batchOwn}>
          <OwnWords item={item} fault={faultOfSeverity} />
          <BatchDigest {...props} fault={props.faultOfReading} />
        </div>
      )}
    </li>
  );
});

interface OwnWordsProps {
  readonly item: WorklistItem;
  readonly fault: string | undefined;
}

function OwnWords({ item: { episodeId, patient }, fault }: OwnWordsProps) {
  const { t } = useTexts();
  return (
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
  );
}

import { Checkbox, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import type { Team, WorklistItem } from '@samvakt/contract';
import { useMemo } from 'react';
import { useClock } from '../clock/useNow.ts';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { AFTER_PATIENTS, BatchPatients } from './BatchPatients.tsx';
import { type BatchOffer, batchWritten } from './batchDraft.ts';
import { gathered } from './batchReading.ts';
import styles from './handover.module.css';
import { PARAGRAPHS } from './offerDraft.ts';
import { BLANK } from './offerStart.ts';
import { WhenStep } from './WhenStep.tsx';

interface BatchFormProps {
  readonly items: readonly WorklistItem[];
  readonly teams: readonly Team[];
  readonly faults: Faults;
  readonly isSent: boolean;
  /** The episodes that were sent with nobody knowing whether it was done. */
  readonly unanswered: ReadonlySet<string>;
  readonly onFaults: (faults: Faults) => void;
  /** Whether all are sent. */
  readonly onSend: (batch: BatchOffer) => Promise<boolean>;
}

const idOf = (field: string) => `offer-${field}`;

/** Whom, to whom and when, and what is said of all of them. Sent together or not at all. */
export function BatchForm({ items, teams, faults, isSent, unanswered, onFaults, onSend }: BatchFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const clock = useClock();
  const lines = useMemo(() => gathered(faults), [faults]);
  const own = new Set(items.map(({ team }) => team.id));
  const fields = [
    'episodeId',
    ...items.flatMap(({ episodeId }) => [`severity-${episodeId}`, `read-${episodeId}`]),
    ...['toTeamId', 'timing', 'effectiveAt', 'returnAt', 'deadlineAt'],
    ...PARAGRAPHS,
    'signed',
  ];

  async function send(form: FormData): Promise<boolean> {
    const names = new Map(items.map(({ episodeId, patient }) => [episodeId, patient.name]));
    const { batch, faults: found } = batchWritten(form, { names, now: clock.now() });
    onFaults(found.size > 0 ? found : NO_FAULTS);
    return found.size === 0 && onSend(batch);
  }

  return (
    <Form onSend={send} className={styles.form}>
      <FaultSummary faults={lines} fields={fields} idOf={idOf} />
      <h2>1. {t('batch.patients')}</h2>
      <BatchPatients items={items} faults={faults} isSent={isSent} unanswered={unanswered} />
      <h2 id={AFTER_PATIENTS} tabIndex={-1}>
        2. {t('offer.steps.when')}
      </h2>
      <WhenStep teams={teams.filter(({ id }) => !own.has(id) || own.size > 1)} start={BLANK} faults={faults} />
      <h2>3. {t('batch.common')}</h2>
      <p className={styles.soft}>{t('batch.commonHelp')}</p>
      {PARAGRAPHS.map((part) => (
        <Textfield
          key={part}
          data-size="sm"
          multiline
          rows={3}
          id={idOf(part)}
          name={part}
          label={
            part === 'contingency' ? `${t('handover.contingency')} (${t('form.optional')})` : t(`handover.${part}`)
          }
          description={t(`handover.${part}Help`)}
          error={say(faults.get(part))}
        />
      ))}
      <div>
        <Checkbox data-size="sm" id={idOf('signed')} name="signed" value="on" label={t('batch.signed')} />
        {faults.has('signed') && <ValidationMessage>{say(faults.get('signed'))}</ValidationMessage>}
      </div>
      <div className={styles.buttons}>
        <Send>{t('batch.send')}</Send>
      </div>
    </Form>
  );
}

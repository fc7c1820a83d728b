import { Checkbox, Textfield } from '@digdir/designsystemet-react';
import { useMemo, useState } from 'react';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, NO_FAULTS, textOf } from '../form/faults.ts';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { fromLocalInput } from './localTime.ts';
import { TimeField } from './TimeField.tsx';

export type Proposal = { readonly earliestAt: string | null; readonly conditions: string };

interface DeclineFormProps {
  readonly intro: string;
  readonly faults: Faults;
  /** Whether it is declined. */
  readonly onSend: (reason: string, proposal: Proposal | undefined) => Promise<boolean>;
}

const FIELDS = ['reason', 'earliestAt', 'conditions'];
const idOf = (field: string) => `decline-${field}`;

/** No, with a reason; and perhaps what would be a yes. */
export function DeclineForm({ intro, faults: found, onSend }: DeclineFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const [own, setOwn] = useState<Faults>(NO_FAULTS);
  const [proposes, setProposes] = useState(false);
  const ofTheirs = useMemo(() => new Map([...found].filter(([field]) => FIELDS.includes(field))), [found]);
  const faults = own.size > 0 ? own : ofTheirs;

  async function send(form: FormData): Promise<boolean> {
    const reason = textOf(form, 'reason').trim();
    const conditions = textOf(form, 'conditions').trim();
    const missing = new Map<string, Said>();
    if (reason === '') missing.set('reason', ({ t }) => `${t('handover.declineReason')} ${t('form.required')}`);
    if (proposes && conditions === '') missing.set('conditions', ({ t }) => t('offer.conditionsMissing'));
    setOwn(missing);
    if (missing.size > 0) return false;
    const earliest = fromLocalInput(textOf(form, 'earliestAt'));
    const earliestAt = earliest === null ? null : new Date(earliest).toISOString();
    return onSend(reason, proposes ? { earliestAt, conditions } : undefined);
  }

  return (
    <Form onSend={send} className={styles.form}>
      <p>{intro}</p>
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={idOf('reason')}
        name="reason"
        label={t('handover.declineReason')}
        error={say(faults.get('reason'))}
      />
      <Checkbox
        data-size="sm"
        label={t('offer.proposeInstead')}
        description={t('offer.proposeHelp')}
        checked={proposes}
        onChange={(event) => setProposes(event.currentTarget.checked)}
      />
      {proposes && (
        <>
          <TimeField
            id={idOf('earliestAt')}
            name="earliestAt"
            label={`${t('offer.earliestAt')} (${t('form.optional')})`}
            fault={say(faults.get('earliestAt'))}
          />
          <Textfield
            data-size="sm"
            multiline
            rows={2}
            id={idOf('conditions')}
            name="conditions"
            label={t('offer.conditions')}
            error={say(faults.get('conditions'))}
          />
        </>
      )}
      <div className={styles.buttons}>
        <Send variant="secondary" data-color="neutral">
          {t('handover.declineSend')}
        </Send>
      </div>
    </Form>
  );
}

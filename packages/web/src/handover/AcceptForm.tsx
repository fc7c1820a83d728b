import { Checkbox, Fieldset, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { type Alert, type Handover, ILLNESS_SEVERITIES, type ReadBack, ReadBackSchema } from '@samvakt/contract';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, textOf } from '../form/faults.ts';
import { useFormat } from '../format/useFormat.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { readBackFaults } from './readBackFaults.ts';

interface AcceptFormProps {
  readonly handover: Handover;
  /** Those that are open at this moment, also such as opened after the offer. */
  readonly openRedAlerts: readonly Alert[];
  readonly faults: Faults;
  readonly onFaults: (faults: Faults) => void;
  /** Whether it is accepted. */
  readonly onAccept: (readBack: ReadBack) => Promise<boolean>;
}

const FIELDS = ['illnessSeverity', 'firstAction', 'redAlertIds'];
const idOf = (field: string) => `accept-${field}`;

/** The receiver says it back: how ill, what first, and each open red alert by name. */
export function AcceptForm({ handover, openRedAlerts, faults, onFaults, onAccept }: AcceptFormProps) {
  const { t } = useTexts();
  const say = useSaid();

  async function send(form: FormData): Promise<boolean> {
    const redAlertIds = form.getAll('redAlertIds').filter((id) => typeof id === 'string');
    const parsed = ReadBackSchema.safeParse({
      illnessSeverity: textOf(form, 'illnessSeverity'),
      firstAction: textOf(form, 'firstAction'),
      redAlertIds,
    });
    const found = readBackFaults(parsed, redAlertIds, openRedAlerts);
    onFaults(found);
    return parsed.success && found.size === 0 && onAccept(parsed.data);
  }

  return (
    <Form onSend={send} className={styles.form}>
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <Choice
        name="illnessSeverity"
        id={idOf('illnessSeverity')}
        legend={t('handover.readBackSeverity')}
        fault={say(faults.get('illnessSeverity'))}
        options={ILLNESS_SEVERITIES.map((value) => ({ value, label: t(`handover.severities.${value}`) }))}
      />
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={idOf('firstAction')}
        name="firstAction"
        label={t('handover.firstAction')}
        description={t('handover.firstActionHelp')}
        error={say(faults.get('firstAction'))}
      />
      <RedAlerts handover={handover} alerts={openRedAlerts} fault={say(faults.get('redAlertIds'))} />
      <div className={styles.buttons}>
        <Send>{t('handover.accept')}</Send>
      </div>
    </Form>
  );
}

interface RedAlertsProps {
  readonly handover: Handover;
  readonly alerts: readonly Alert[];
  readonly fault: string | undefined;
}

function RedAlerts({ handover, alerts, fault }: RedAlertsProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  if (alerts.length === 0) return <p className={styles.soft}>{t('handover.noRedAlerts')}</p>;
  const told = new Set(handover.digest.alerts.map(({ alertId }) => alertId));
  const described = ({ id, pausedUntil }: Alert) => {
    const said = [
      ...(told.has(id) ? [] : [t('handover.newRedAlert')]),
      ...(pausedUntil === null ? [] : [t('pause.heldUntil', { time: format.dateTime(pausedUntil) })]),
    ];
    return said.length === 0 ? {} : { description: said.join(' · ') };
  };
  return (
    <Fieldset data-size="sm">
      <Fieldset.Legend>{t('handover.redAlerts')}</Fieldset.Legend>
      <Fieldset.Description>{t('handover.redAlertsHelp')}</Fieldset.Description>
      {alerts.map((alert, index) => (
        <Checkbox
          key={alert.id}
          name="redAlertIds"
          value={alert.id}
          {...(index === 0 ? { id: idOf('redAlertIds') } : {})}
          {...(fault ? { 'aria-invalid': true } : {})}
          label={
            <span className={styles.redAlert}>
              <StatusIcon status="red" size={18} />
              {t('handover.redAlertTake', { summary: localized(alert.summary) })}
            </span>
          }
          {...described(alert)}
        />
      ))}
      {fault && <ValidationMessage>{fault}</ValidationMessage>}
    </Fieldset>
  );
}

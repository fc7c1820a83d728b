import { Checkbox, Fieldset, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import type { ProtocolTrialDetail } from '@samvakt/contract';
import { useState } from 'react';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, missing, NO_FAULTS, textOf } from '../form/faults.ts';
import { useWriting } from '../form/useTyped.ts';
import { limitText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import styles from '../protocol/protocol.module.css';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { AdoptionProgress } from './AdoptionProgress.tsx';
import { useTrialAdoption } from './useTrialAdoption.ts';

type Patient = ProtocolTrialDetail['patients'][number];

const idOf = (field: string) => `adopt-${field}`;

/** After a trial that is done: its version put in force for chosen patients in one go, each an act of its own. */
export function AdoptTrial({ trial }: { readonly trial: ProtocolTrialDetail }) {
  const { t } = useTexts();
  const say = useSaid();
  const writing = useWriting();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const { run, start, retry } = useTrialAdoption(trial.id);
  const open = trial.patients.filter(isOpen);
  const others = trial.patients.filter((patient) => !isOpen(patient));

  async function send(form: FormData): Promise<boolean> {
    const names = new Set(form.getAll('patient'));
    const chosen = open.filter(({ episodeId }) => names.has(episodeId));
    const reason = textOf(form, 'reason').trim();
    const found = new Map<string, Said>();
    if (chosen.length === 0) found.set('patient', ({ t }) => t('trial.adopt.nobody'));
    const unsaid = chosen.find(({ episodeId, wouldNotHold }) =>
      wouldNotHold.some(({ name }) => !form.getAll(`giveUp ${episodeId}`).includes(name)),
    );
    if (unsaid) found.set('patient', ({ t }) => t('trial.adopt.giveUpOf', { name: unsaid.patientName }));
    if (reason === '') found.set('reason', missing('protocol.reason'));
    setFaults(found);
    if (found.size > 0) return false;
    // What could not be tried stands above, with the reason; what is written stays until all have been.
    return start(
      chosen.map(({ episodeId, wouldNotHold }) => ({ episodeId, giveUp: wouldNotHold.map(({ name }) => name) })),
      reason,
    );
  }

  async function tryRest(): Promise<void> {
    if (!(await retry())) return;
    writing.touched = false;
    writing.mayBeDone = false;
  }

  return (
    <>
      {run && <AdoptionProgress run={run} trial={trial} onRetry={() => void tryRest()} />}
      {open.length > 0 && (
        <Form writing={writing} onSend={send} className={styles.form}>
          <FaultSummary faults={faults} fields={['patient', 'reason']} idOf={idOf} />
          <p>{t('trial.adopt.intro')}</p>
          <Fieldset data-size="sm" aria-invalid={faults.has('patient') ? true : undefined}>
            <Fieldset.Legend>{t('trial.adopt.forWhom')}</Fieldset.Legend>
            {open.map((patient, place) => (
              <PatientField key={patient.episodeId} patient={patient} isFirst={place === 0} />
            ))}
            {faults.has('patient') && <ValidationMessage>{say(faults.get('patient'))}</ValidationMessage>}
          </Fieldset>
          <Textfield
            data-size="sm"
            multiline
            rows={2}
            id={idOf('reason')}
            name="reason"
            label={t('protocol.reason')}
            error={say(faults.get('reason'))}
          />
          <div className={styles.buttons}>
            <Send disabled={run?.running ?? false}>{t('protocol.save')}</Send>
          </div>
        </Form>
      )}
      {others.length > 0 && (
        <ul className={styles.history}>
          {others.map((patient) => (
            <li key={patient.episodeId}>
              {patient.patientName}: {t(`trial.adopt.${whyNot(patient)}`)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const isOpen = (patient: Patient): boolean =>
  patient.result !== null && !patient.inForce && !patient.movedOn && !patient.unreadable;

function whyNot({ inForce, movedOn, unreadable }: Patient): 'inForce' | 'movedOn' | 'unreadable' | 'notReplayed' {
  if (inForce) return 'inForce';
  if (unreadable) return 'unreadable';
  return movedOn ? 'movedOn' : 'notReplayed';
}

function PatientField({ patient, isFirst }: { readonly patient: Patient; readonly isFirst: boolean }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const { episodeId, patientName, wouldNotHold, result } = patient;
  const [chosen, setChosen] = useState(wouldNotHold.length === 0);
  return (
    <>
      <Checkbox
        name="patient"
        value={episodeId}
        label={patientName}
        {...(isFirst ? { id: idOf('patient') } : {})}
        {...(result
          ? {
              description: t('trial.adopt.changes', {
                gained: result.gained,
                lost: result.lost,
                changed: result.changed,
              }),
            }
          : {})}
        checked={chosen}
        onChange={(event) => setChosen(event.target.checked)}
      />
      {chosen &&
        wouldNotHold.map(({ name, text, unit, value, why }) => (
          <Checkbox
            key={name}
            name={`giveUp ${episodeId}`}
            value={name}
            label={t('protocol.giveUp', { name: localized(text), value: limitText(t, format, value, unit) })}
            description={t(`protocol.why.${why}`)}
            className={styles.nested}
          />
        ))}
    </>
  );
}

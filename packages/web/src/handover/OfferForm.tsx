import { Button } from '@digdir/designsystemet-react';
import type { HandoverDigest, Team } from '@samvakt/contract';
import { useEffect, useRef, useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import type { Faults } from '../form/faults.ts';
import { useTexts } from '../texts/useTexts.ts';
import { ConfirmStep } from './ConfirmStep.tsx';
import { DigestStep } from './DigestStep.tsx';
import styles from './handover.module.css';
import { LetterStep } from './LetterStep.tsx';
import { FIELDS, faultsIn, type Offer, offerWritten, STEPS, type Step, stepOf } from './offerDraft.ts';
import type { OfferStart } from './offerStart.ts';
import { StepList } from './StepList.tsx';
import { WhenStep } from './WhenStep.tsx';

interface OfferFormProps {
  readonly from: Team;
  readonly teams: readonly Team[];
  readonly start: OfferStart;
  /** What the platform attaches, as it is now; the sender reads it before signing. */
  readonly digest: HandoverDigest;
  readonly faults: Faults;
  readonly onFaults: (faults: Faults) => void;
  /** Whether it is sent. */
  readonly onSend: (offer: Offer) => Promise<boolean>;
  readonly onCancel: () => void;
}

const idOf = (field: string) => `offer-${field}`;

/**
 * The offer in four steps. All of them are one form: a step that is not looked at is hidden and keeps what was written, and nobody goes on from a
 * step that has faults.
 */
export function OfferForm({ from, teams, start, digest, faults, onFaults, onSend, onCancel }: OfferFormProps) {
  const { t } = useTexts();
  const clock = useClock();
  const heading = useRef<HTMLHeadingElement>(null);
  const [step, setStep] = useState<Step>('when');
  const [shown, setShown] = useState<Offer>();
  const place = STEPS.indexOf(step);

  // A fault that the API found leads to the step in which its field stands.
  const [first] = faults.keys();
  useEffect(() => {
    if (first !== undefined) setStep(stepOf(first));
  }, [first]);

  function written(form: FormData) {
    const seenAlertIds = digest.alerts.map(({ alertId }) => alertId);
    const given = { requestId: start.requestId, seenAlertIds, now: clock.now() };
    return offerWritten(form, given);
  }

  function go(to: Step) {
    setStep(to);
    // The page is another now: who reads by ear or keyboard begins at its heading.
    requestAnimationFrame(() => heading.current?.focus());
  }

  async function send(form: FormData): Promise<boolean> {
    const { offer, faults: found } = written(form);
    const here = faultsIn(step, found);
    onFaults(here);
    if (here.size > 0) return false;
    const next = STEPS[place + 1];
    if (next !== undefined) {
      setShown(offer);
      go(next);
      return false;
    }
    onFaults(found);
    return found.size === 0 && onSend(offer);
  }

  return (
    <Form onSend={send} className={styles.form}>
      <StepList step={step} />
      <h2 ref={heading} tabIndex={-1} className={styles.stepTitle}>
        {t(`offer.steps.${step}`)}{' '}
        <span className={styles.soft}>{t('offer.stepOf', { step: place + 1, count: STEPS.length })}</span>
      </h2>
      <FaultSummary faults={faults} fields={FIELDS[step]} idOf={idOf} />
      <div hidden={step !== 'when'} className={styles.form}>
        <WhenStep teams={teams} start={start} faults={faults} />
      </div>
      <div hidden={step !== 'letter'} className={styles.form}>
        <LetterStep from={from} start={start} faults={faults} />
      </div>
      <div hidden={step !== 'digest'} className={styles.form}>
        <DigestStep digest={digest} faults={faults} />
      </div>
      {step === 'confirm' && shown && <ConfirmStep offer={shown} from={from} teams={teams} />}
      <div className={styles.buttons}>
        <Send>{step === 'confirm' ? t('handover.send') : t('offer.next')}</Send>
        {place > 0 && (
          <Button type="button" variant="secondary" onClick={() => go(STEPS[place - 1] ?? 'when')}>
            {t('offer.back')}
          </Button>
        )}
        <Button type="button" variant="tertiary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </Form>
  );
}

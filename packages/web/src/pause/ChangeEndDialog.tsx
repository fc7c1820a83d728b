import { Button, Dialog } from '@digdir/designsystemet-react';
import { MAX_PAUSE_MS } from '@samvakt/care';
import type { Pause } from '@samvakt/contract';
import { type FormEvent, useId, useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { textOf } from '../form/faults.ts';
import { epochMs } from '../format/format.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DayField } from './DayField.tsx';
import { dayOf, endOf, lastDayFrom } from './days.ts';
import styles from './pause.module.css';

interface ChangeEndDialogProps {
  readonly pause: Pause;
  readonly onSave: (endsAt: string) => Promise<void>;
  readonly onClose: () => void;
}

type EndFault = 'pause.endRequired' | 'refusals.pause-too-long' | 'refusals.pause-not-ahead';

export function ChangeEndDialog({ pause, onSave, onClose }: ChangeEndDialogProps) {
  const { t, localized } = useTexts();
  const clock = useClock();
  const id = useId();
  const [fault, setFault] = useState<EndFault>();
  const [sending, setSending] = useState(false);
  const startsAt = epochMs(pause.startsAt);
  const first = dayOf(Math.max(startsAt, clock.now()));
  const last = lastDayFrom(startsAt, MAX_PAUSE_MS);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const endsAt = endOf(textOf(new FormData(event.currentTarget), 'lastDay'));
    if (Number.isNaN(endsAt)) return setFault('pause.endRequired');
    if (endsAt - startsAt > MAX_PAUSE_MS) return setFault('refusals.pause-too-long');
    if (endsAt <= Math.max(startsAt, clock.now())) return setFault('refusals.pause-not-ahead');
    setSending(true);
    await onSave(new Date(endsAt).toISOString());
    onClose();
  }

  return (
    <Dialog
      open
      className={styles.dialog}
      onClose={onClose}
      closeButton={t('form.close')}
      aria-labelledby={`${id}-title`}
    >
      <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
        <div>
          <h2 id={`${id}-title`}>{t('pause.changeEnd')}</h2>
          <p className={styles.soft}>{localized(pause.scopeText)}</p>
        </div>
        <DayField
          id={`${id}-lastDay`}
          name="lastDay"
          label={t('pause.lastDay')}
          min={first}
          max={last}
          initial={dayOf(epochMs(pause.endsAt))}
          instantOf={endOf}
          fault={fault && t(fault)}
        />
        <div className={styles.buttons}>
          <Button type="submit" loading={sending}>
            {t('pause.saveEnd')}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { MAX_PAUSE_MS } from '@samvakt/care';
import type { Pause } from '@samvakt/contract';
import { useId, useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { FormDialog } from '../form/FormDialog.tsx';
import { textOf } from '../form/faults.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import { epochMs } from '../format/format.ts';
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DayField } from './DayField.tsx';
import { dayOf, endOf, lastDayFrom } from './days.ts';

interface ChangeEndDialogProps {
  readonly pause: Pause;
  /** What has happened to the pause meanwhile. */
  readonly changed: Said | undefined;
  readonly onSave: (endsAt: string) => Promise<ActOutcome>;
  readonly onClose: () => void;
}

type EndFault = 'pause.endRequired' | 'refusals.pause-too-long' | 'refusals.pause-not-ahead';

export function ChangeEndDialog({ pause, changed, onSave, onClose }: ChangeEndDialogProps) {
  const { t, localized } = useTexts();
  const clock = useClock();
  const id = useId();
  const [fault, setFault] = useState<EndFault>();
  const startsAt = epochMs(pause.startsAt);
  const first = dayOf(Math.max(startsAt, clock.now()));
  const last = lastDayFrom(startsAt, MAX_PAUSE_MS);

  async function send(form: FormData): Promise<ActOutcome | undefined> {
    const endsAt = endOf(textOf(form, 'lastDay'));
    const found = faultOf(endsAt, { startsAt, now: clock.now() });
    setFault(found);
    return found ? undefined : onSave(new Date(endsAt).toISOString());
  }

  return (
    <FormDialog
      title={t('pause.changeEnd')}
      about={localized(pause.scopeText)}
      changed={changed}
      act={t('pause.saveEnd')}
      onSend={send}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

function faultOf(
  endsAt: number,
  { startsAt, now }: { readonly startsAt: number; readonly now: number },
): EndFault | undefined {
  if (Number.isNaN(endsAt)) return 'pause.endRequired';
  if (endsAt - startsAt > MAX_PAUSE_MS) return 'refusals.pause-too-long';
  return endsAt <= Math.max(startsAt, now) ? 'refusals.pause-not-ahead' : undefined;
}

import { useState } from 'react';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { AlertAct } from './useAlertActs.ts';

/** A dialogue's way of sending what was written in it: done, it closes; not done, it stays as it is and says why. */
export function useSending(onSend: (act: AlertAct) => Promise<ActOutcome>, onClose: () => void) {
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<ActOutcome>();

  async function send(act: AlertAct): Promise<void> {
    setSending(true);
    setRefused(undefined);
    const became = await onSend(act);
    setSending(false);
    if (became.tone === 'success') onClose();
    else setRefused(became);
  }

  return { send, sending, refused };
}

import type { Alert, EpisodeDetail, Practitioner } from '@samvakt/contract';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';
import { changedSince } from './changedSince.ts';
import { NoteDialog } from './NoteDialog.tsx';
import { ResolveDialog } from './ResolveDialog.tsx';
import type { AlertAct } from './useAlertActs.ts';

/** What is being written, and about which alert, as it was when the writing began. */
export interface Writing {
  readonly type: 'note' | 'resolve';
  readonly opened: Alert;
}

/** What a dialogue is told. `version`: of the alert as it is shown; `changed`: what has happened to it since the dialogue was opened. */
export interface WritingProps {
  readonly summary: string;
  readonly version: number;
  readonly changed: Said | undefined;
  readonly onSend: (act: AlertAct) => Promise<ActOutcome>;
  readonly onClose: () => void;
}

interface AlertDialogProps {
  readonly writing: Writing;
  readonly episode: EpisodeDetail;
  readonly me: Practitioner;
  readonly onSend: (alert: Alert, act: AlertAct) => Promise<ActOutcome>;
  readonly onClose: () => void;
}

/**
 * Stands beside the cards and not in one: a card may change its place or go while one writes, and what is written must not go with it. What
 * has happened to the alert meanwhile is said, and an act is sent about the alert as it is shown here.
 */
export function AlertDialog({ writing: { type, opened }, episode, me, onSend, onClose }: AlertDialogProps) {
  const { localized } = useTexts();
  const alert = [...episode.openAlerts, ...episode.recentAlerts].find(({ id }) => id === opened.id);
  const shown = alert ?? opened;
  const Dialog = type === 'note' ? NoteDialog : ResolveDialog;
  return (
    <Dialog
      summary={localized(shown.summary)}
      version={shown.version}
      changed={changedSince(opened, alert, me)}
      onSend={(act) => onSend(shown, act)}
      onClose={onClose}
    />
  );
}

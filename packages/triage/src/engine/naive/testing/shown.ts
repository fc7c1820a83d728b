import type { OpenAlert } from '../../state.ts';
import type { NaiveAlert } from '../history.ts';

/** Of what the engine holds open, all that the reference says too. */
export function shown(open: readonly OpenAlert[]): NaiveAlert[] {
  return open.map(({ ruleId, severity, present, phase, openedAt, late }) => ({
    ruleId,
    severity,
    present,
    phase,
    openedAt,
    late,
  }));
}

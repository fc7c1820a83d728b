import type { ReadBack } from '@samvakt/contract';
import { isVisible } from '@samvakt/contract';
import { type Refusal, refuse } from '../refusal.ts';
import type { IllnessSeverity } from './state.ts';

/**
 * What is wrong with a read-back, or null. The receiver restates the severity that was offered, says a first action, and names every red
 * alert that is open now: none left out, none beside them. A red alert that came after the form was opened is therefore never taken over unseen.
 */
export function readBackFault(
  readBack: ReadBack,
  offered: { illnessSeverity: IllnessSeverity; openRedAlertIds: readonly string[] },
): Refusal | null {
  if (readBack.illnessSeverity !== offered.illnessSeverity) {
    return refuse(
      'severity-differs',
      `The sender offered the patient as ${offered.illnessSeverity}; the read-back says ${readBack.illnessSeverity}. Speak with the sender before accepting.`,
    );
  }
  if (!isVisible(readBack.firstAction)) {
    return refuse('first-action-missing', 'The read-back must say the first action that the receiving team takes.');
  }
  const named = new Set(readBack.redAlertIds);
  if (named.size < readBack.redAlertIds.length) {
    return refuse('alert-named-twice', 'The read-back names the same alert more than once. Name each once.');
  }
  const left = offered.openRedAlertIds.filter((id) => !named.has(id));
  if (left.length > 0) {
    return refuse(
      'red-alert-not-taken-over',
      `Every open red alert is taken over by name; ${left.length} of ${offered.openRedAlertIds.length} are not named: ${left.join(', ')}.`,
    );
  }
  const open = new Set(offered.openRedAlertIds);
  const beside = [...named].filter((id) => !open.has(id));
  if (beside.length > 0) {
    return refuse(
      'not-an-open-red-alert',
      `Named in the read-back, but not an open red alert of this episode: ${beside.join(', ')}.`,
    );
  }
  return null;
}

import { Textfield } from '@digdir/designsystemet-react';
import { Send } from '../form/Form.tsx';
import type { Faults } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { Beginning, type BeginningDraft } from './Beginning.tsx';

interface FromAndWhyProps {
  /** The fields' ids are `${id}-from` and `${id}-reason`. */
  readonly id: string;
  readonly beginning: BeginningDraft;
  readonly planned: readonly { readonly from: string }[];
  readonly now: number;
  readonly reason: string;
  /** Of the fields `from` and `reason`. */
  readonly faults: Faults;
  readonly labels: { readonly reason: string; readonly send: string };
  readonly onBeginning: (beginning: BeginningDraft) => void;
  readonly onReason: (reason: string) => void;
}

/** The end of a form that changes what a team has declared: from when it holds, why, and the button that sends it. */
export function FromAndWhy(props: FromAndWhyProps) {
  const { id, beginning, planned, now, reason, faults, labels, onBeginning, onReason } = props;
  const say = useSaid();
  return (
    <>
      <Beginning
        id={id}
        draft={beginning}
        planned={planned}
        now={now}
        fault={say(faults.get('from'))}
        onChange={onBeginning}
      />
      <Textfield
        data-size="sm"
        id={`${id}-reason`}
        label={labels.reason}
        maxLength={500}
        value={reason}
        error={say(faults.get('reason')) ?? false}
        onChange={(event) => onReason(event.target.value)}
      />
      <div>
        <Send data-size="sm">{labels.send}</Send>
      </div>
    </>
  );
}

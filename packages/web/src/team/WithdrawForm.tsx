import { Textfield } from '@digdir/designsystemet-react';
import { useId, useState } from 'react';
import { useNow } from '../clock/useNow.ts';
import { Form, Send } from '../form/Form.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { AT_ONCE, Beginning, beginningOf } from './Beginning.tsx';
import styles from './team.module.css';

interface WithdrawFormProps {
  readonly label: string;
  readonly button: string;
  /** What the button is called aloud: there may be several of them. */
  readonly name: string;
  /** Asks from when, too. */
  readonly dated?: boolean;
  /** `from`: ISO 8601; null: at once. Whether it is taken back. */
  readonly onSend: (reason: string, from: string | null) => Promise<boolean>;
}

/** Takes something back with a reason. */
export function WithdrawForm({ label, button, name, dated = false, onSend }: WithdrawFormProps) {
  const { t } = useTexts();
  const id = useId();
  const [reason, setReason] = useState('');
  const [beginning, setBeginning] = useState(AT_ONCE);
  const [fault, setFault] = useState<'reason' | 'from' | null>(null);
  const now = useNow();
  return (
    <Form
      className={styles.form}
      onSend={async () => {
        const from = beginningOf(beginning, now);
        const found = reason.trim() === '' ? 'reason' : from === undefined ? 'from' : null;
        setFault(found);
        if (found !== null || from === undefined || !(await onSend(reason.trim(), from))) return false;
        setReason('');
        return true;
      }}
    >
      {dated && (
        <Beginning
          id={id}
          draft={beginning}
          planned={[]}
          now={now}
          fault={fault === 'from' ? t('team.form.faults.from') : undefined}
          onChange={setBeginning}
        />
      )}
      <Textfield
        data-size="sm"
        id={id}
        label={label}
        maxLength={500}
        value={reason}
        error={fault === 'reason' ? t('team.form.faults.reason') : false}
        onChange={(event) => setReason(event.target.value)}
      />
      <div>
        <Send data-size="sm" variant="secondary" aria-label={name}>
          {button}
        </Send>
      </div>
    </Form>
  );
}

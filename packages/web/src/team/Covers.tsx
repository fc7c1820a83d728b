import { Button, Textfield } from '@digdir/designsystemet-react';
import type { Declaration } from '@samvakt/contract';
import { useId, useState } from 'react';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './team.module.css';

type Covered = Declaration['covers'][number];

interface CoversProps {
  readonly declaration: Declaration;
  readonly busy: boolean;
  readonly onWithdraw: (covered: Covered, reason: string) => void;
}

/** The teams for which this one acts on red, and when next; its lead may withdraw. */
export function Covers({ declaration, busy, onWithdraw }: CoversProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { covers, mayChange } = declaration;
  return (
    <>
      <h3>{t('team.covers.title')}</h3>
      {covers.length === 0 && <p className={styles.soft}>{t('team.covers.none')}</p>}
      <ul className={styles.list} data-covers>
        {covers.map((covered) => (
          <li key={covered.team.id}>
            <strong>{covered.team.name}</strong>,{' '}
            {covered.next === null
              ? t('team.covers.never')
              : t('team.covers.next', {
                  from: format.near(covered.next.from, now),
                  until: format.near(covered.next.until, now),
                })}
            {mayChange && (
              <details>
                <summary>{t('team.covers.withdrawOf', { team: covered.team.name })}</summary>
                <WithdrawForm team={covered.team.name} busy={busy} onSend={(reason) => onWithdraw(covered, reason)} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface WithdrawFormProps {
  readonly team: string;
  readonly busy: boolean;
  readonly onSend: (reason: string) => void;
}

function WithdrawForm({ team, busy, onSend }: WithdrawFormProps) {
  const { t } = useTexts();
  const id = useId();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState(false);
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setFault(reason.trim() === '');
        if (reason.trim() !== '') onSend(reason.trim());
      }}
    >
      <Textfield
        data-size="sm"
        id={id}
        label={t('team.covers.reason')}
        maxLength={500}
        value={reason}
        error={fault ? t('team.form.faults.reason') : false}
        onChange={(event) => setReason(event.target.value)}
      />
      <div>
        <Button
          type="submit"
          data-size="sm"
          variant="secondary"
          loading={busy}
          aria-label={t('team.covers.withdrawOf', { team })}
        >
          {t('team.covers.withdraw')}
        </Button>
      </div>
    </form>
  );
}

import { Button, Field, Label, Select } from '@digdir/designsystemet-react';
import type { Duty, TeamDuty } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { problemText } from '../app/problemText.ts';
import { useNow } from '../clock/useNow.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './duty.module.css';
import { PolicySteps } from './PolicySteps.tsx';
import { SetDutyForm } from './SetDutyForm.tsx';

/** One team: who has the duty, who will, who leads, and what is done while nobody claims an alert. */
export function TeamDutyPanel({ duty }: { readonly duty: TeamDuty }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const id = useId();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState(false);
  const { team } = duty;

  async function run(act: () => Promise<unknown>, done: string): Promise<void> {
    setBusy(true);
    try {
      await act();
      setOutcome({ tone: 'success', text: done });
    } catch (error) {
      setOutcome({ tone: 'danger', text: problemText(t, error) });
    }
    await queryClient.invalidateQueries({ queryKey: keys.duty() });
    setBusy(false);
  }

  const line = (one: Duty, act: string, detail: string) => (
    <li key={one.id} className={styles.line}>
      <span>
        <strong>{one.person.name}</strong> {detail}
      </span>
      <Button
        variant="tertiary"
        data-size="sm"
        disabled={busy}
        aria-label={t('duty.ofPerson', { act, name: one.person.name })}
        onClick={() => void run(() => acts.endDuty(one.id), t('duty.done.ended'))}
      >
        {act}
      </Button>
    </li>
  );
  return (
    <section className={styles.team} aria-labelledby={id}>
      <h2 id={id}>{team.name}</h2>
      <Outcome outcome={outcome} />
      <h3>{t('duty.onDuty')}</h3>
      {duty.now ? (
        <ul className={styles.list}>
          {line(duty.now, t('duty.end'), t('duty.until', { time: format.near(duty.now.until, now) }))}
        </ul>
      ) : (
        <p className={styles.now}>
          <strong>{t('duty.nobody')}.</strong> {t('duty.nobodyDetail')}
        </p>
      )}
      <h3>{t('duty.planned')}</h3>
      {duty.planned.length === 0 && <p className={styles.soft}>{t('duty.noPlanned')}</p>}
      <ul className={styles.list}>
        {duty.planned.map((one) =>
          line(
            one,
            t('duty.remove'),
            `${t('duty.from', { time: format.near(one.from, now) })} ${t('duty.until', { time: format.near(one.until, now) })}`,
          ),
        )}
      </ul>
      <SetDutyForm
        duty={duty}
        busy={busy}
        onSet={(wanted, name) =>
          void run(
            () => acts.setDuty(team.id, wanted),
            t('duty.done.set', { name, time: format.near(wanted.until, now) }),
          )
        }
      />
      <h3>{t('duty.lead')}</h3>
      <Field data-size="sm" className={styles.form}>
        <Label htmlFor={`${id}-lead`} className="hidden-visually">
          {t('duty.chooseLead')}
        </Label>
        <Select
          id={`${id}-lead`}
          width="auto"
          disabled={busy}
          value={duty.lead?.id ?? ''}
          onChange={(event) => void run(() => acts.setLead(team.id, event.target.value || null), t('duty.done.lead'))}
        >
          <Select.Option value="">{t('duty.noLead')}</Select.Option>
          {duty.members.map((one) => (
            <Select.Option key={one.id} value={one.id}>
              {one.name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <PolicySteps teamId={team.id} />
    </section>
  );
}

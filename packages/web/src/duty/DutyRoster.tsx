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
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './duty.module.css';
import { SetDutyForm } from './SetDutyForm.tsx';

interface DutyRosterProps {
  readonly duty: TeamDuty;
  /** Of its headings. */
  readonly level: 3 | 4;
}

/** Who has a team's duty, who will, and who leads it. */
export function DutyRoster({ duty, level }: DutyRosterProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const id = useId();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState(false);
  const { team } = duty;
  const Heading = `h${level}` as const;

  async function run(act: () => Promise<unknown>, done: Said): Promise<boolean> {
    setBusy(true);
    let went = true;
    try {
      await act();
      setOutcome({ tone: 'success', text: done });
    } catch (error) {
      went = false;
      setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
    }
    await queryClient.invalidateQueries({ queryKey: keys.duty() });
    setBusy(false);
    return went;
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
        onClick={() =>
          void run(
            () => acts.endDuty(one.id),
            ({ t }) => t('duty.done.ended'),
          )
        }
      >
        {act}
      </Button>
    </li>
  );
  return (
    <>
      <Outcome outcome={outcome} />
      <Heading>{t('duty.onDuty')}</Heading>
      {duty.now ? (
        <ul className={styles.list}>
          {line(duty.now, t('duty.end'), t('duty.until', { time: format.near(duty.now.until, now) }))}
        </ul>
      ) : (
        <p className={styles.now}>
          <strong>{t('duty.nobody')}.</strong> {t('duty.nobodyDetail')}
        </p>
      )}
      <Heading>{t('duty.planned')}</Heading>
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
          run(
            () => acts.setDuty(team.id, wanted),
            ({ t, format }) => t('duty.done.set', { name, time: format.near(wanted.until, now) }),
          )
        }
      />
      <Heading>{t('duty.lead')}</Heading>
      <Field data-size="sm" className={styles.form}>
        <Label htmlFor={`${id}-lead`} className="hidden-visually">
          {t('duty.chooseLead')}
        </Label>
        <Select
          id={`${id}-lead`}
          width="auto"
          disabled={busy}
          value={duty.lead?.id ?? ''}
          onChange={(event) =>
            void run(
              () => acts.setLead(team.id, event.target.value || null),
              ({ t }) => t('duty.done.lead'),
            )
          }
        >
          <Select.Option value="">{t('duty.noLead')}</Select.Option>
          {duty.members.map((one) => (
            <Select.Option key={one.id} value={one.id}>
              {one.name}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </>
  );
}

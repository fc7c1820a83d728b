import { Field, Label, Select, Textfield } from '@digdir/designsystemet-react';
import type { Team } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { problemText } from '../app/problemText.ts';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, NO_FAULTS, textOf } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { fromLocalInput } from './localTime.ts';
import { TimeField } from './TimeField.tsx';

interface RequestFormProps {
  readonly episodeId: string;
  /** Who is accountable, and is asked. */
  readonly accountable: Team;
  /** One's own teams that could take over. */
  readonly teams: readonly Team[];
}

/** Asks the accountable team for the responsibility. Nothing moves by it. */
export function RequestForm({ episodeId, accountable, teams }: RequestFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();

  async function send(form: FormData): Promise<boolean> {
    const reason = textOf(form, 'reason').trim();
    const wanted = fromLocalInput(textOf(form, 'wantedAt'));
    if (reason === '') {
      setFaults(new Map([['reason', ({ t }) => `${t('ask.reason')} ${t('form.required')}`]]));
      return false;
    }
    setFaults(NO_FAULTS);
    try {
      await acts.request(episodeId, {
        teamId: textOf(form, 'teamId'),
        reason,
        ...(wanted === null ? {} : { wantedAt: new Date(wanted).toISOString() }),
      });
      await queryClient.invalidateQueries({ queryKey: keys.handovers() });
      setOutcome({ tone: 'success', text: ({ t }) => t('ask.sent', { team: accountable.name }) });
      return true;
    } catch (error) {
      setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
      return false;
    }
  }

  // What was sent is not to be sent again by mistake.
  if (outcome?.tone === 'success') return <Outcome outcome={outcome} />;
  return (
    <Form onSend={send} className={styles.form}>
      <Outcome outcome={outcome} />
      <p>{t('ask.intro')}</p>
      <OwnTeam id={`${id}-team`} teams={teams} />
      <Textfield
        data-size="sm"
        multiline
        rows={2}
        name="reason"
        id={`${id}-reason`}
        label={t('ask.reason')}
        error={say(faults.get('reason'))}
      />
      <TimeField id={`${id}-wantedAt`} name="wantedAt" label={t('ask.wantedAt')} />
      <div className={styles.buttons}>
        <Send variant="secondary" data-size="sm">
          {t('ask.send')}
        </Send>
      </div>
    </Form>
  );
}

/** One's own team; asked only of who has more than one. */
export function OwnTeam({ id, teams }: { readonly id: string; readonly teams: readonly Team[] }) {
  const { t } = useTexts();
  if (teams.length <= 1) return <input type="hidden" name="teamId" value={teams[0]?.id ?? ''} />;
  return (
    <Field data-size="sm">
      <Label htmlFor={id}>{t('ask.team')}</Label>
      <Select id={id} name="teamId" width="auto">
        {teams.map((team) => (
          <Select.Option key={team.id} value={team.id}>
            {team.name}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

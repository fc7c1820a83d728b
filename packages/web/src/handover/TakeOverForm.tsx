import { Checkbox, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { type EpisodeDetail, ILLNESS_SEVERITIES, TakeOverSchema, type Team } from '@samvakt/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { problemText } from '../app/problemText.ts';
import { Uncovered } from '../cover/Uncovered.tsx';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { OwnTeam } from './RequestForm.tsx';

interface TakeOverFormProps {
  readonly episode: EpisodeDetail;
  readonly teams: readonly Team[];
}

const FIELDS = ['reason', 'illnessSeverity', 'firstAction', 'urgent'];
const idOf = (field: string) => `take-over-${field}`;

const NAMES = {
  reason: 'takeOver.reason',
  illnessSeverity: 'handover.severity',
  firstAction: 'takeOver.firstAction',
} as const;

/** Each fault with the name of its field. */
const named = (faults: Faults): Faults =>
  new Map(
    [...faults].map(([field, said]) => {
      const name = Object.entries(NAMES).find(([known]) => known === field)?.[1];
      return [field, (texts) => `${name === undefined ? field : texts.t(name)}: ${said(texts).toLocaleLowerCase()}`];
    }),
  );

/** Takes the responsibility at once, without an offer. Meant to be possible quickly, and never by accident. */
export function TakeOverForm({ episode, teams }: TakeOverFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();

  async function send(form: FormData): Promise<boolean> {
    const parsed = TakeOverSchema.safeParse({
      teamId: textOf(form, 'teamId'),
      reason: textOf(form, 'reason'),
      illnessSeverity: textOf(form, 'illnessSeverity'),
      firstAction: textOf(form, 'firstAction'),
    });
    const found = new Map<string, Said>(parsed.success ? [] : named(faultsOf(parsed.error, ['illnessSeverity'])));
    if (textOf(form, 'urgent') !== 'on') found.set('urgent', ({ t }) => t('takeOver.confirmMissing'));
    setFaults(found);
    if (!parsed.success || found.size > 0) return false;
    try {
      const handover = await acts.takeOver(episode.id, parsed.data);
      await queryClient.invalidateQueries();
      await navigate({ to: '/handovers/$handoverId', params: { handoverId: handover.id } });
      return true;
    } catch (error) {
      setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
      return false;
    }
  }

  return (
    <Form onSend={send} className={styles.form}>
      <Outcome outcome={outcome} />
      <p>{t('takeOver.intro', { team: episode.accountable.team.name })}</p>
      {teams.map(({ id }) => (
        <HoleOf key={id} teamId={id} />
      ))}
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <OwnTeam id={idOf('team')} teams={teams} />
      <Textfield
        data-size="sm"
        multiline
        rows={2}
        id={idOf('reason')}
        name="reason"
        label={t('takeOver.reason')}
        error={say(faults.get('reason'))}
      />
      <Choice
        name="illnessSeverity"
        id={idOf('illnessSeverity')}
        legend={t('handover.severity')}
        fault={say(faults.get('illnessSeverity'))}
        options={ILLNESS_SEVERITIES.map((value) => ({ value, label: t(`handover.severities.${value}`) }))}
      />
      <Textfield
        data-size="sm"
        multiline
        rows={2}
        id={idOf('firstAction')}
        name="firstAction"
        label={t('takeOver.firstAction')}
        error={say(faults.get('firstAction'))}
      />
      <div>
        <Checkbox data-size="sm" id={idOf('urgent')} name="urgent" value="on" label={t('takeOver.confirm')} />
        {faults.has('urgent') && <ValidationMessage>{say(faults.get('urgent'))}</ValidationMessage>}
      </div>
      <div className={styles.buttons}>
        <Send data-color="danger" data-size="sm">
          {t('takeOver.send')}
        </Send>
      </div>
    </Form>
  );
}

/** What the own team would leave to nobody: told before, and no hindrance. */
function HoleOf({ teamId }: { readonly teamId: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const { data } = useQuery(queries.teamHours(teamId));
  return data?.uncovered ? <Uncovered hour={data.uncovered}>{t('takeOver.uncovered')}</Uncovered> : null;
}

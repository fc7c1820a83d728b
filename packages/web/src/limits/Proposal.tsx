import { Button, Textfield } from '@digdir/designsystemet-react';
import type { EpisodeDetail, LimitsProposal, Practitioner, ShownBefore } from '@samvakt/contract';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh, useRefresh } from '../api/useRefresh.ts';
import { useNow } from '../clock/useNow.ts';
import { Form, Send } from '../form/Form.tsx';
import { failureOf } from '../form/failureOf.ts';
import { textOf } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useTyped, useWriting } from '../form/useTyped.ts';
import { limitText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { isNotShown } from '../whatIf/shown.ts';
import { idleLimits } from './filledIn.ts';
import { IdleText } from './IdleText.tsx';
import styles from './limits.module.css';
import { Review } from './Review.tsx';

type Act = { act: 'confirm'; shown: ShownBefore } | { act: 'withdraw' } | { act: 'decline'; reason: string };

/** Limits that wait for a second person: shown to both, with what each may do. Stays with its answer when it is decided. */
export function Proposal({ episode, me }: { readonly episode: EpisodeDetail; readonly me: Practitioner }) {
  const { acts } = useApi();
  const refresh = useRefresh();
  const refreshEpisode = useEpisodeRefresh(episode.id);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState(false);
  const proposal = episode.limitsProposal;

  async function run({ act, ...said }: Act): Promise<boolean> {
    if (proposal === null) return false;
    let went = true;
    setBusy(true);
    try {
      const { status } = await acts.decideLimits(proposal.id, act, said);
      setOutcome({ tone: 'success', text: ({ t }) => t(`limits.done.${status}`) });
    } catch (error) {
      went = false;
      if (isNotShown(error)) await refresh(keys.whatIfs(episode.id));
      setOutcome(failureOf(error));
    } finally {
      setBusy(false);
    }
    await refreshEpisode();
    return went;
  }

  return (
    <>
      <Outcome outcome={outcome} />
      {proposal && (
        <Waiting
          key={proposal.id}
          episode={episode}
          proposal={proposal}
          isAuthor={proposal.proposedBy.id === me.id}
          mayAct={episode.access === 'accountable'}
          busy={busy}
          onAct={run}
        />
      )}
    </>
  );
}

interface WaitingProps {
  readonly episode: EpisodeDetail;
  readonly proposal: LimitsProposal;
  /** Then it can be taken back, whichever team is accountable now. */
  readonly isAuthor: boolean;
  /** The reader is of the team that is accountable. */
  readonly mayAct: boolean;
  readonly busy: boolean;
  /** Whether it is done. */
  readonly onAct: (act: Act) => Promise<boolean>;
}

function Waiting({ episode, proposal, isAuthor, mayAct, busy, onAct }: WaitingProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const [looking, setLooking] = useState(false);
  const [declining, setDeclining] = useState(false);
  const deadline = format.near(proposal.deadlineAt, now);
  const values = Object.fromEntries(proposal.values.map(({ name, value }) => [name, value]));
  const idle = idleLimits(episode.protocol.numbers, values);
  return (
    <article className={styles.proposal} aria-label={t('limits.proposal')}>
      <h3>{t('limits.proposal')}</h3>
      <p>
        {isAuthor
          ? t(proposal.formerTeam ? 'limits.proposalYoursBefore' : 'limits.proposalYours', { deadline })
          : t(proposal.formerTeam ? 'limits.proposalBefore' : 'limits.proposalBy', {
              name: proposal.proposedBy.name,
              team: proposal.formerTeam?.name ?? '',
              time: format.near(proposal.proposedAt, now),
              deadline,
            })}
      </p>
      <ul>
        {proposal.values.map(({ name, text, unit, value, standard, beyond }) => (
          <li key={name}>
            {t('limits.proposedValue', {
              name: localized(text),
              value: limitText(t, format, value, unit),
              standard: limitText(t, format, standard, unit),
            })}
            {beyond && <strong> – {t('limits.isBeyond')}</strong>}
          </li>
        ))}
      </ul>
      {idle.map((one) => (
        <IdleText key={`${one.number.name} ${one.by?.name ?? one.byValue}`} idle={one} />
      ))}
      <p>
        {t('episode.limitReason')}: {proposal.reason}
      </p>
      <p>
        {proposal.until === null
          ? t('limits.proposalUnreadable')
          : t('limits.untilTime', { time: format.fullDateTime(proposal.until) })}
      </p>
      {mayAct && !isAuthor && looking && !declining && (
        <Review episode={episode} proposal={proposal} onConfirm={(shown) => onAct({ act: 'confirm', shown })} />
      )}
      {isAuthor && (
        <div className={styles.buttons}>
          <Button data-size="sm" variant="secondary" loading={busy} onClick={() => void onAct({ act: 'withdraw' })}>
            {t('limits.withdraw')}
          </Button>
        </div>
      )}
      {mayAct && !isAuthor && !declining && (
        <div className={styles.buttons}>
          {!looking && proposal.until !== null && (
            <Button data-size="sm" onClick={() => setLooking(true)}>
              {t('limits.look')}
            </Button>
          )}
          <Button data-size="sm" variant="secondary" onClick={() => setDeclining(true)}>
            {t('limits.decline')}
          </Button>
        </div>
      )}
      {mayAct && !isAuthor && declining && (
        <Decline onSend={(reason) => onAct({ act: 'decline', reason })} onCancel={() => setDeclining(false)} />
      )}
    </article>
  );
}

interface DeclineProps {
  readonly onSend: (reason: string) => Promise<boolean>;
  readonly onCancel: () => void;
}

/** No, with a reason. */
function Decline({ onSend, onCancel }: DeclineProps) {
  const { t } = useTexts();
  const typed = useTyped();
  const writing = useWriting();
  const [missing, setMissing] = useState(false);

  async function send(form: FormData): Promise<boolean> {
    const reason = textOf(form, 'reason').trim();
    setMissing(reason === '');
    return reason !== '' && onSend(reason);
  }

  return (
    <Form writing={writing} onSend={send} className={styles.review}>
      <Textfield
        data-size="sm"
        multiline
        rows={2}
        name="reason"
        label={t('limits.declineReason')}
        error={missing ? t('form.required') : undefined}
      />
      <div className={styles.buttons}>
        <Send data-size="sm" variant="secondary">
          {t('limits.decline')}
        </Send>
        <Button
          data-size="sm"
          variant="tertiary"
          onClick={() => void typed.ask('close', writing).then((yes) => yes && onCancel())}
        >
          {t('form.cancel')}
        </Button>
      </div>
    </Form>
  );
}

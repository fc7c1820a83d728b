import { Button, Textfield } from '@digdir/designsystemet-react';
import type { EpisodeDetail, LimitsProposal, Practitioner, ShownBefore } from '@samvakt/contract';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh, useRefresh } from '../api/useRefresh.ts';
import { problemText } from '../app/problemText.ts';
import { useNow } from '../clock/useNow.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { limitText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { isNotShown } from '../whatIf/shown.ts';
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

  async function run({ act, ...said }: Act): Promise<void> {
    if (proposal === null) return;
    setBusy(true);
    try {
      const { status } = await acts.decideLimits(proposal.id, act, said);
      setOutcome({ tone: 'success', text: ({ t }) => t(`limits.done.${status}`) });
    } catch (error) {
      if (isNotShown(error)) await refresh(keys.whatIfs(episode.id));
      setOutcome({ tone: hasCode(error, 'conflict') ? 'warning' : 'danger', text: ({ t }) => problemText(t, error) });
    } finally {
      setBusy(false);
    }
    await refreshEpisode();
  }

  return (
    <>
      <Outcome outcome={outcome} />
      {proposal && (
        <Waiting
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
  readonly isAuthor: boolean;
  readonly mayAct: boolean;
  readonly busy: boolean;
  readonly onAct: (act: Act) => Promise<void>;
}

function Waiting({ episode, proposal, isAuthor, mayAct, busy, onAct }: WaitingProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const [looking, setLooking] = useState(false);
  const [declining, setDeclining] = useState(false);
  const [reason, setReason] = useState('');
  const deadline = format.near(proposal.deadlineAt, now);
  return (
    <article className={styles.proposal} aria-label={t('limits.proposal')}>
      <h3>{t('limits.proposal')}</h3>
      <p>
        {isAuthor
          ? t('limits.proposalYours', { deadline })
          : t('limits.proposalBy', {
              name: proposal.proposedBy.name,
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
      <p>
        {t('episode.limitReason')}: {proposal.reason}
      </p>
      <p>{t('limits.untilTime', { time: format.fullDateTime(proposal.until) })}</p>
      {mayAct && !isAuthor && looking && !declining && (
        <Review
          episode={episode}
          proposal={proposal}
          busy={busy}
          onConfirm={(shown) => onAct({ act: 'confirm', shown })}
        />
      )}
      {declining && (
        <Textfield
          data-size="sm"
          multiline
          rows={2}
          label={t('limits.declineReason')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {mayAct && (
        <div className={styles.buttons}>
          {isAuthor ? (
            <Button data-size="sm" variant="secondary" loading={busy} onClick={() => void onAct({ act: 'withdraw' })}>
              {t('limits.withdraw')}
            </Button>
          ) : (
            <>
              {!declining && !looking && (
                <Button data-size="sm" onClick={() => setLooking(true)}>
                  {t('limits.look')}
                </Button>
              )}
              <Button
                data-size="sm"
                variant="secondary"
                disabled={declining && reason.trim() === ''}
                onClick={() => (declining ? void onAct({ act: 'decline', reason: reason.trim() }) : setDeclining(true))}
              >
                {t('limits.decline')}
              </Button>
              {declining && (
                <Button data-size="sm" variant="tertiary" onClick={() => setDeclining(false)}>
                  {t('form.cancel')}
                </Button>
              )}
            </>
          )}
        </div>
      )}
    </article>
  );
}

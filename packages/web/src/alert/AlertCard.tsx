import { Button } from '@digdir/designsystemet-react';
import type { Alert, EpisodeDetail, Practitioner } from '@samvakt/contract';
import { useId } from 'react';
import { Age, At } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useFormat } from '../format/useFormat.ts';
import { Verdict } from '../protocol/Verdict.tsx';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './alert.module.css';
import { EvidenceTable } from './EvidenceTable.tsx';
import { Explanation } from './Explanation.tsx';
import { isAboutForm } from './evidence.ts';
import { Since } from './Since.tsx';

/** What one may do with an alert. The first two are done at once, the others are written first. */
type AlertButton = 'claim' | 'release' | 'note' | 'resolve';

interface AlertCardProps {
  readonly alert: Alert;
  readonly episode: EpisodeDetail;
  readonly me: Practitioner;
  /** Only the accountable team acts. */
  readonly mayAct: boolean;
  readonly busy: boolean;
  /** Of the last act on this alert. */
  readonly outcome: ActOutcome | undefined;
  readonly onPress: (button: AlertButton) => void;
}

export function AlertCard({ alert, episode, me, mayAct, busy, outcome, onPress }: AlertCardProps) {
  const { t, localized } = useTexts();
  const id = useId();
  const { protocol } = episode;
  return (
    <article className={styles.card} data-status={alert.severity} aria-labelledby={id}>
      <header className={styles.head}>
        <StatusIcon status={alert.severity} size={26} />
        <div>
          <p className={styles.kind}>
            <strong>{t(`alert.severity.${alert.severity}`)}</strong> · {t(`alert.kind.${alert.kind}`)} ·{' '}
            <Age at={alert.openedAt} /> (<At at={alert.openedAt} />)
          </p>
          <h3 id={id} className={styles.summary}>
            {localized(alert.summary)}
          </h3>
        </div>
      </header>
      {alert.late && <p className={styles.flag}>{t('alert.late')}</p>}
      {alert.pausedUntil !== null && (
        <p className={styles.flag}>
          {t('pause.running')} {t('pause.untilLead')} <At at={alert.pausedUntil} />
        </p>
      )}
      <Escalation alert={alert} />
      <Cleared alert={alert} />
      <Verdict alert={alert} episode={episode} />
      <div className={styles.body}>
        <dl className={styles.explained}>
          <dt>{t('alert.action')}</dt>
          <dd className={styles.action}>{localized(alert.action)}</dd>
          <dt>{t('alert.meaning')}</dt>
          <dd>{localized(alert.meaning)}</dd>
        </dl>
        <div>
          <h4 className={styles.label}>{t('alert.evidence')}</h4>
          <EvidenceTable evidence={alert.evidence} episodeId={alert.episodeId} />
          <Since evidence={alert.evidence} metrics={episode.metrics} />
          <p className={styles.rule}>
            {t('alert.rule', {
              rule: alert.ruleId,
              protocol: alert.protocol.id === protocol.id ? localized(protocol.title) : alert.protocol.id,
              version: alert.protocol.version,
            })}
            {alert.limitsVersion !== null && t('alert.withLimits', { version: alert.limitsVersion })}
          </p>
        </div>
      </div>
      <Explanation alert={alert} />
      <Notes alert={alert} />
      <Outcome outcome={outcome} />
      <footer className={styles.foot}>
        <Holder alert={alert} me={me} />
        {mayAct && <Acts alert={alert} me={me} busy={busy} onPress={onPress} />}
      </footer>
    </article>
  );
}

/** Where the alert stands while nobody has it, and until when somebody has. */
function Escalation({ alert: { claimedUntil, escalation } }: { readonly alert: Alert }) {
  const { t } = useTexts();
  if (claimedUntil !== null) {
    return (
      <p className={styles.flag}>
        {t('escalation.claimedUntil')} <At at={claimedUntil} />
      </p>
    );
  }
  if (escalation?.status === 'exhausted') {
    return (
      <p className={styles.flag} data-unanswered>
        <strong>{t('escalation.nobodyAnswered')}.</strong> {t('escalation.nobodyAnsweredDetail')}
      </p>
    );
  }
  if (escalation?.status !== 'waiting' || escalation.nextAt === null) return null;
  return (
    <p className={styles.flag}>
      {t('escalation.nextAt')} <At at={escalation.nextAt} />
    </p>
  );
}

function Cleared({ alert }: { readonly alert: Alert }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  if (alert.conditionClearedAt === null) return null;
  const time = format.near(alert.conditionClearedAt, now);
  return (
    <p className={styles.flag}>
      {isAboutForm(alert.evidence) ? t('alert.conditionClearedForm', { time }) : t('alert.conditionCleared', { time })}
    </p>
  );
}

export function Notes({ alert }: { readonly alert: Alert }) {
  const { t } = useTexts();
  if (alert.notes.length === 0) return null;
  return (
    <div className={styles.notes}>
      <h4 className={styles.label}>{t('alert.notes')}</h4>
      <ul>
        {alert.notes.map((note) => (
          <li key={note.id}>
            <p className={styles.noteText}>{note.text}</p>
            <p className={styles.soft}>
              {note.writtenBy.name}, <At at={note.writtenAt} />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Holder({ alert, me }: Pick<AlertCardProps, 'alert' | 'me'>) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { claimedBy, claimedAt } = alert;
  if (!claimedBy || claimedAt === null) return <p className={styles.holder}>{t('alert.unclaimed')}</p>;
  const time = format.relative(claimedAt, now);
  return (
    <p className={styles.holder} title={format.fullDateTime(claimedAt)} data-claimed>
      {claimedBy.id === me.id
        ? t('alert.claimedByYou', { time })
        : t('alert.claimedBy', { name: claimedBy.name, time })}
    </p>
  );
}

/** A colleague's alert is released before it is resolved: who wants it sees the colleague's name first. */
function Acts({ alert, me, busy, onPress }: Pick<AlertCardProps, 'alert' | 'me' | 'busy' | 'onPress'>) {
  const { t, localized } = useTexts();
  const summary = localized(alert.summary);
  const heldByOther = alert.claimedBy !== null && alert.claimedBy.id !== me.id;
  const named = (act: string) => t('alert.forAlert', { act, summary });
  return (
    <div className={styles.buttons}>
      {!heldByOther && (
        <Button
          data-size="sm"
          variant={alert.claimedBy === null ? 'secondary' : 'primary'}
          aria-label={named(t('alert.resolve'))}
          onClick={() => onPress('resolve')}
        >
          {t('alert.resolve')}
        </Button>
      )}
      {alert.claimedBy === null ? (
        <Button
          data-size="sm"
          className={styles.first}
          loading={busy}
          aria-label={named(t('alert.claim'))}
          onClick={() => onPress('claim')}
        >
          {t('alert.claim')}
        </Button>
      ) : (
        <Button
          data-size="sm"
          variant="secondary"
          loading={busy}
          aria-label={named(t('alert.release'))}
          onClick={() => onPress('release')}
        >
          {t('alert.release')}
        </Button>
      )}
      <Button data-size="sm" variant="tertiary" aria-label={named(t('alert.note'))} onClick={() => onPress('note')}>
        {t('alert.note')}
      </Button>
    </div>
  );
}

import { Button } from '@digdir/designsystemet-react';
import { PauseIcon } from '@navikt/aksel-icons';
import type { Alert, EpisodeDetail, Practitioner } from '@samvakt/contract';
import { SEVERITIES } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { At } from '../clock/Age.tsx';
import { Outcome } from '../form/Outcome.tsx';
import { epochMs } from '../format/format.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { AlertCard, Notes } from './AlertCard.tsx';
import { AlertDialog, type Writing } from './AlertDialog.tsx';
import styles from './alert.module.css';
import { Explanation } from './Explanation.tsx';
import { useAlertActs } from './useAlertActs.ts';

interface AlertsProps {
  readonly episode: EpisodeDetail;
  readonly me: Practitioner;
}

/** Red before yellow, the one that has waited longest first. */
const worstFirst = (a: Alert, b: Alert) =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || epochMs(a.openedAt) - epochMs(b.openedAt);

export function Alerts({ episode, me }: AlertsProps) {
  const { t } = useTexts();
  const { run, outcome, busy } = useAlertActs(episode.id);
  const [writing, setWriting] = useState<Writing>();
  const mayAct = episode.access === 'accountable';
  const covering = episode.access === 'covering';
  const open = episode.openAlerts.filter(({ pausedUntil }) => pausedUntil === null).toSorted(worstFirst);
  const paused = episode.openAlerts.filter(({ pausedUntil }) => pausedUntil !== null).toSorted(worstFirst);
  const inCard = episode.openAlerts.some(({ id }) => id === outcome?.alertId);
  const card = (alert: Alert) => (
    <AlertCard
      key={alert.id}
      alert={alert}
      episode={episode}
      me={me}
      mayAct={mayAct || (covering && alert.severity === 'red')}
      busy={busy === alert.id}
      outcome={outcome?.alertId === alert.id ? outcome : undefined}
      onPress={(button) => {
        if (button === 'note' || button === 'resolve') setWriting({ type: button, opened: alert });
        else void run(alert, { type: button });
      }}
    />
  );
  return (
    <section aria-labelledby="alerts" className={styles.alerts}>
      <div className={styles.top}>
        <h2 id="alerts">
          {t('episode.openAlerts')} {open.length > 0 && <span className={styles.count}>{open.length}</span>}
        </h2>
        {mayAct && episode.endedAt === null && (
          <Button asChild variant="tertiary" data-size="sm">
            <Link to="/episodes/$episodeId/pause" params={{ episodeId: episode.id }}>
              <PauseIcon aria-hidden fontSize="1.25rem" />
              {t('pause.title')}
            </Link>
          </Button>
        )}
      </div>
      {/* What came of an act stands in its card while that is there, so that one goes on from where one was. */}
      <Outcome outcome={inCard ? undefined : outcome} />
      {!mayAct && open.length > 0 && (
        <p className={styles.soft}>
          {covering
            ? t('episode.actOnlyRed', { team: episode.accountable.team.name })
            : t('episode.actOnlyAccountable')}
        </p>
      )}
      {open.length === 0 && paused.length === 0 && <p className={styles.none}>{t('episode.noOpenAlerts')}</p>}
      {open.map(card)}
      {paused.length > 0 && (
        <details className={styles.paused}>
          <summary>{t('pause.heldTitle', { count: paused.length })}</summary>
          <p className={styles.soft}>{t('pause.heldHelp')}</p>
          {paused.map(card)}
        </details>
      )}
      {episode.recentAlerts.length > 0 && <RecentAlerts alerts={episode.recentAlerts} />}
      {writing && (
        <AlertDialog writing={writing} episode={episode} me={me} onSend={run} onClose={() => setWriting(undefined)} />
      )}
    </section>
  );
}

function RecentAlerts({ alerts }: { readonly alerts: readonly Alert[] }) {
  const { t, localized } = useTexts();
  return (
    <details className={styles.recent}>
      <summary>{t('episode.recentAlerts', { count: alerts.length })}</summary>
      <ul>
        {alerts.map((alert) => (
          <li key={alert.id}>
            <StatusIcon status={alert.severity} size={18} />
            <div>
              <p>
                <span className="hidden-visually">{t(`alert.severity.${alert.severity}`)}: </span>
                {localized(alert.summary)}
              </p>
              <p className={styles.soft}>
                <At at={alert.openedAt} />
                {alert.outcome && (
                  <>
                    {' → '}
                    {t(`alert.outcomes.${alert.outcome}`)}
                    {alert.resolvedBy && `, ${alert.resolvedBy.name}`}
                    {alert.resolvedAt && (
                      <>
                        {' '}
                        <At at={alert.resolvedAt} />
                      </>
                    )}
                  </>
                )}
              </p>
              <Notes alert={alert} />
              <Explanation alert={alert} />
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

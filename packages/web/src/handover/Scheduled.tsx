import { Alert as Box, Details } from '@digdir/designsystemet-react';
import type { Alert, Handover } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { useNow } from '../clock/useNow.ts';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { ReasonForm } from './ReasonForm.tsx';
import { hasMoved } from './Route.tsx';

/** Who is accountable as far as this handover says, in one sentence. */
export function Standing({ handover }: { readonly handover: Handover }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const [from, to] = [handover.fromTeam.name, handover.toTeam.name];
  const { kind, status, effectiveAt, decidedAt, offeredAt } = handover;
  if (kind === 'emergency') {
    return <p>{t('takeOver.text', { team: to, time: format.near(decidedAt ?? offeredAt, now) })}</p>;
  }
  if (hasMoved(handover, now)) return <p>{t('handover.nowAccountable', { team: to })}</p>;
  if (status === 'scheduled' && effectiveAt !== null) {
    return <p>{t('offer.scheduledText', { from, to, time: format.fullDateTime(effectiveAt) })}</p>;
  }
  return <p>{t('handover.stillAccountable', { team: from })}</p>;
}

interface ScheduledProps {
  readonly handover: Handover;
  readonly mayCallOff: boolean;
  readonly onCallOff: (reason: string) => Promise<boolean>;
}

/** Accepted, and its time has not come: either side may still call it off. */
export function Scheduled({ handover, mayCallOff, onCallOff }: ScheduledProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { effectiveAt } = handover;
  if (effectiveAt === null || epochMs(effectiveAt) <= now) return null;
  return (
    <section className={styles.panel} aria-labelledby="scheduled">
      <h2 id="scheduled">{t('offer.scheduledTitle')}</h2>
      <p>
        <strong>{format.fullDateTime(effectiveAt)}</strong>{' '}
        <span className={styles.soft}>({format.relative(effectiveAt, now)})</span>
      </p>
      {mayCallOff && (
        <Details data-size="sm" data-color="neutral">
          <Details.Summary>{t('offer.callOff')}</Details.Summary>
          <Details.Content>
            <ReasonForm
              intro={t('offer.callOffIntro', { team: handover.fromTeam.name })}
              label={({ t }) => t('offer.callOffReason')}
              act={t('offer.callOff')}
              demanded
              onSend={onCallOff}
            />
          </Details.Content>
        </Details>
      )}
    </section>
  );
}

interface SinceAcceptanceProps {
  readonly handover: Handover;
  readonly openRedAlerts: readonly Alert[];
}

/** Red alerts that no read-back named, because they opened between acceptance and effect: told to both teams, before it takes effect too. */
export function SinceAcceptance({ handover, openRedAlerts }: SinceAcceptanceProps) {
  const { t, localized } = useTexts();
  const named = new Set(handover.readBack?.redAlertIds);
  const waiting = handover.status === 'scheduled';
  const ids = waiting
    ? openRedAlerts.map(({ id }) => id).filter((id) => !named.has(id))
    : (handover.redAlertsSinceAcceptance ?? []);
  if (ids.length === 0) return null;
  return (
    <Box data-color="danger" data-size="sm">
      <p>
        <strong>{t('offer.sinceAcceptance', { count: ids.length })}</strong>
      </p>
      <ul className={styles.plainList}>
        {ids.map((id) => {
          const alert = openRedAlerts.find((one) => one.id === id);
          return <li key={id}>{alert ? localized(alert.summary) : t('offer.sinceAcceptanceClosed')}</li>;
        })}
      </ul>
      {!waiting && (
        <p>
          {t('offer.sinceAcceptanceHelp', { team: handover.toTeam.name })}{' '}
          <Link to="/episodes/$episodeId" params={{ episodeId: handover.episodeId }}>
            {t('handover.seePatient')}
          </Link>
        </p>
      )}
    </Box>
  );
}

import { Button } from '@digdir/designsystemet-react';
import type { Handover } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

interface DecisionProps {
  readonly handover: Handover;
  /** Whether one's own team made the offer, and so may make another. */
  readonly mayOffer: boolean;
}

/** How it ended: by whom, when, why, what the receiver said back or would have accepted instead. */
export function Decision({ handover, mayOffer }: DecisionProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { kind, status, decidedBy, decidedAt, decisionReason, readBack, calledOff } = handover;
  // What happened to the offer; that it was called off, or has not taken effect, is said beside it.
  const named =
    kind === 'emergency' ? t('takeOver.tag') : t(`handover.status.${readBack !== null ? 'accepted' : status}`);
  const time = format.near(decidedAt ?? handover.deadlineAt, now);
  return (
    <section className={styles.panel} aria-labelledby="decision">
      <h2 id="decision">{status === 'scheduled' || kind === 'emergency' ? named : t(`handover.status.${status}`)}</h2>
      <p>
        {decidedBy
          ? t('handover.decidedBy', { status: named, name: decidedBy.name, time })
          : t('handover.decidedAt', { status: named, time })}
      </p>
      {calledOff && <p>{t('offer.calledOffBy', { name: calledOff.by.name, time: format.near(calledOff.at, now) })}</p>}
      {(decisionReason || calledOff) && (
        <dl className={styles.isbar}>
          <dt>{t('handover.reason')}</dt>
          <dd>{calledOff?.reason ?? decisionReason}</dd>
        </dl>
      )}
      <Proposal handover={handover} mayOffer={mayOffer} />
      {readBack && <ReadBackTold readBack={readBack} emergency={kind === 'emergency'} />}
    </section>
  );
}

/** What the receiver would accept; one press makes the form of a new offer out of it. */
function Proposal({ handover, mayOffer }: DecisionProps) {
  const { t } = useTexts();
  const format = useFormat();
  const { counterProposal, episodeId, id } = handover;
  if (!counterProposal) return null;
  const { earliestAt, conditions } = counterProposal;
  return (
    <>
      <h3>{t('offer.proposal')}</h3>
      <dl className={styles.isbar}>
        <dt>{t('offer.earliestAt')}</dt>
        <dd>{earliestAt === null ? t('offer.earliestAny') : format.fullDateTime(earliestAt)}</dd>
        <dt>{t('offer.conditions')}</dt>
        <dd>{conditions}</dd>
      </dl>
      {mayOffer && (
        <div className={styles.buttons}>
          <Button asChild>
            <Link to="/episodes/$episodeId/handover" params={{ episodeId }} search={{ proposal: id }}>
              {t('offer.makeOffer')}
            </Link>
          </Button>
        </div>
      )}
    </>
  );
}

interface ReadBackToldProps {
  readonly readBack: NonNullable<Handover['readBack']>;
  /** Nobody named the alerts: all of them came with it. */
  readonly emergency: boolean;
}

function ReadBackTold({ readBack, emergency }: ReadBackToldProps) {
  const { t } = useTexts();
  return (
    <>
      {!emergency && <h3>{t('handover.readBackTitle')}</h3>}
      <dl className={styles.isbar}>
        <dt>{t('handover.readBackSeverity')}</dt>
        <dd>{t(`handover.severities.${readBack.illnessSeverity}`)}</dd>
        <dt>{t('handover.firstAction')}</dt>
        <dd>{readBack.firstAction}</dd>
        {readBack.redAlertIds.length > 0 && (
          <>
            <dt>{t('handover.redAlerts')}</dt>
            <dd>
              {t(emergency ? 'takeOver.taken' : 'handover.readBackTaken', { count: readBack.redAlertIds.length })}
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

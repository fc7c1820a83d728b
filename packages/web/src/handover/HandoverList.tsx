import { Tag } from '@digdir/designsystemet-react';
import type { Handover } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { useNow } from '../clock/useNow.ts';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { StatusTag } from './StatusTag.tsx';

interface HandoverListProps {
  readonly id: string;
  readonly title: string;
  readonly empty: string;
  readonly handovers: readonly Handover[];
  /** The list is of one batch: it need not be said of each. */
  readonly inBatch?: boolean;
}

const TURN: Partial<Record<Handover['status'], number>> = { offered: 0, scheduled: 1 };

/** Open offers first, the one that is due first on top; then those that wait for their time; decided ones after, newest first. */
const inTurn = (a: Handover, b: Handover) => {
  const [turnA, turnB] = [TURN[a.status] ?? 2, TURN[b.status] ?? 2];
  if (turnA !== turnB) return turnA - turnB;
  if (turnA === 0) return epochMs(a.deadlineAt) - epochMs(b.deadlineAt);
  if (turnA === 1) return epochMs(a.effectiveAt ?? a.deadlineAt) - epochMs(b.effectiveAt ?? b.deadlineAt);
  return epochMs(b.decidedAt ?? b.offeredAt) - epochMs(a.decidedAt ?? a.offeredAt);
};

export function HandoverList({ id, title, empty, handovers, inBatch = false }: HandoverListProps) {
  const { t } = useTexts();
  const waiting = handovers.filter(({ status }) => status === 'offered').length;
  return (
    <section aria-labelledby={id} className={styles.box}>
      <h2 id={id}>
        {title} {waiting > 0 && <span className={styles.waiting}>{t('handover.waiting', { count: waiting })}</span>}
      </h2>
      {handovers.length === 0 && <p className={styles.none}>{empty}</p>}
      <ul className={styles.list}>
        {handovers.toSorted(inTurn).map((handover) => (
          <Entry key={handover.id} handover={handover} inBatch={inBatch} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ handover, inBatch }: { readonly handover: Handover; readonly inBatch: boolean }) {
  const { t } = useTexts();
  const open = handover.status === 'offered';
  return (
    <li className={styles.entry} data-open={open || undefined}>
      <div>
        <Link to="/handovers/$handoverId" params={{ handoverId: handover.id }} className={styles.entryLink}>
          {handover.patient.name}
        </Link>
        <p className={styles.soft}>
          {t('person.born', { year: handover.patient.birthDate.slice(0, 4) })} · {conditionName(t, handover.condition)}
        </p>
      </div>
      <p className={styles.entryTeams}>
        {t('handover.fromTo', { from: handover.fromTeam.name, to: handover.toTeam.name })}
        <Times handover={handover} />
        {handover.batchId !== null && !inBatch && (
          <Link to="/handover-batches/$batchId" params={{ batchId: handover.batchId }} className={styles.above}>
            {t('batch.partOf')}
          </Link>
        )}
        {open && (
          <span className={styles.soft}>
            {t('handover.severity')}{' '}
            <strong>
              {handover.unreadable?.includes('isbar')
                ? t('handover.severityUnreadable')
                : t(`handover.severities.${handover.isbar.illnessSeverity}`)}
            </strong>
          </span>
        )}
      </p>
      <div className={styles.entryState}>
        <StatusTag status={handover.status} kind={handover.kind} />
        {handover.kind === 'emergency' && handover.review === null && (
          <Tag data-size="sm" data-color="warning">
            {t('takeOver.reviewWanted')}
          </Tag>
        )}
        <When handover={handover} />
      </div>
    </li>
  );
}

/** When it passes and comes back, where that is not at once and for good; and that the answer is wanted soon. */
function Times({ handover }: { readonly handover: Handover }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { effectiveAt, returnAt, status, deadlineAt } = handover;
  const left = epochMs(deadlineAt) - now;
  return (
    <>
      {effectiveAt !== null && (
        <span className={styles.soft}>{t('offer.effectiveShort', { time: format.near(effectiveAt, now) })}</span>
      )}
      {returnAt != null && (
        <span className={styles.soft}>{t('offer.returnShort', { time: format.near(returnAt, now) })}</span>
      )}
      {status === 'offered' && left > 0 && left <= SOON_MS && (
        <Tag data-size="sm" data-color="warning">
          {t('offer.dueSoon')}
        </Tag>
      )}
    </>
  );
}

/** As the platform's own reminder: within an hour of the deadline. */
const SOON_MS = 3_600_000;

export function When({ handover }: { readonly handover: Handover }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  if (handover.status === 'scheduled' && handover.effectiveAt !== null) {
    return (
      <time
        dateTime={handover.effectiveAt}
        title={format.fullDateTime(handover.effectiveAt)}
        className={styles.deadline}
      >
        {t('offer.effectiveShort', { time: format.near(handover.effectiveAt, now) })}
      </time>
    );
  }
  if (handover.status !== 'offered') {
    const at = handover.calledOff?.at ?? handover.decidedAt ?? handover.deadlineAt;
    return (
      <time dateTime={at} title={format.fullDateTime(at)} className={styles.soft}>
        {format.near(at, now)}
      </time>
    );
  }
  const relative = format.relative(handover.deadlineAt, now);
  const late = epochMs(handover.deadlineAt) < now;
  return (
    <time
      dateTime={handover.deadlineAt}
      title={format.fullDateTime(handover.deadlineAt)}
      className={styles.deadline}
      data-late={late || undefined}
    >
      {late ? t('handover.deadlinePast', { relative }) : t('handover.deadlineIn', { relative })} (
      {format.near(handover.deadlineAt, now)})
    </time>
  );
}

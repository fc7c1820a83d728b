import { HandshakeIcon, PersonCheckmarkIcon } from '@navikt/aksel-icons';
import type { WorklistItem } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { Age, At } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { ageInYears, epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { LimitsChip } from '../limits/LimitsChip.tsx';
import { PauseChip } from '../pause/PauseChip.tsx';
import { subjectName } from '../plan/subject.ts';
import { ReviewCell } from '../review/ReviewCell.tsx';
import type { BulkReview } from '../review/useBulkReview.ts';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './worklist.module.css';

interface WorklistRowProps {
  readonly item: WorklistItem;
  readonly changed: boolean;
  readonly showTeam: boolean;
  readonly onOpen: (episodeId: string) => void;
  readonly review?: BulkReview | undefined;
}

export const WorklistRow = memo(function WorklistRow({ item, changed, showTeam, onOpen, review }: WorklistRowProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { patient, openAlerts } = item;
  const others = openAlerts.red + openAlerts.yellow - 1;
  return (
    <tr className={styles.row} data-status={item.status} data-changed={changed || undefined}>
      <td className={styles.cellStatus}>
        <StatusBadge status={item.status} />
      </td>
      <th scope="row" className={styles.cellPatient}>
        <Link
          to="/episodes/$episodeId"
          params={{ episodeId: item.episodeId }}
          className={styles.name}
          data-row-link={item.episodeId}
          onClick={() => onOpen(item.episodeId)}
        >
          {patient.name}
        </Link>
        <span className={styles.detail}>
          {t('person.years', { count: ageInYears(patient.birthDate, now) })},{' '}
          {t('person.born', { year: patient.birthDate.slice(0, 4) })}
        </span>
      </th>
      <td className={styles.cellCondition}>{conditionName(t, item.condition)}</td>
      <td className={styles.cellReason}>
        <span className={styles.reason}>{localized(item.reason)}</span>
        {item.unanswered > 0 && <strong className={styles.unanswered}>{t('escalation.nobodyAnswered')}</strong>}
        <PauseChip item={item} />
        <LimitsChip limits={item.limits} />
        {item.status === 'unknown' && item.nextDue !== null && (
          <span className={styles.detail}>
            {t('measuringPlan.nextDue', {
              metric: subjectName(t, localized, item.nextDue),
              time: format.near(item.nextDue.by, now),
            })}
          </span>
        )}
        {(item.since !== null || others > 0) && (
          <span className={styles.detail}>
            {item.since !== null && item.status !== 'green' && <Age at={item.since} />}
            {others > 0 && <span className={styles.others}>{t('worklist.moreAlerts', { count: others })}</span>}
          </span>
        )}
      </td>
      <td className={styles.cellNewest}>
        <span className={styles.label}>{t('worklist.columns.newest')}: </span>
        {item.newestMeasurementAt === null ? t('worklist.noMeasurement') : <Age at={item.newestMeasurementAt} />}
      </td>
      <td className={styles.cellClaimed} data-empty={item.claimedBy === null || undefined}>
        {item.claimedBy ? (
          <span className={styles.claimed}>
            <PersonCheckmarkIcon aria-hidden />
            <span>
              <span className={styles.label}>{t('worklist.columns.claimedBy')}: </span>
              {item.claimedBy.name}
            </span>
          </span>
        ) : (
          <Absent
            text={openAlerts.red + openAlerts.yellow > 0 ? t('worklist.unclaimed') : t('worklist.notNeeded')}
            quiet={openAlerts.red + openAlerts.yellow === 0}
          />
        )}
      </td>
      <td className={styles.cellHandover} data-empty={item.openHandover === null || undefined}>
        {item.openHandover ? (
          <Link
            to="/handovers/$handoverId"
            params={{ handoverId: item.openHandover.id }}
            className={styles.chip}
            data-late={isLate(item.openHandover, now) || undefined}
          >
            <HandshakeIcon aria-hidden />
            <span>
              {t('worklist.handoverChip', { team: item.openHandover.toTeam.name })},{' '}
              {item.openHandover.status === 'scheduled' ? (
                <>
                  {t('worklist.handoverScheduled')}{' '}
                  <At at={item.openHandover.effectiveAt ?? item.openHandover.deadlineAt} />
                </>
              ) : isLate(item.openHandover, now) ? (
                t('worklist.handoverLate')
              ) : (
                <>
                  {t('handover.deadline').toLocaleLowerCase()} <At at={item.openHandover.deadlineAt} />
                </>
              )}
            </span>
          </Link>
        ) : (
          <Absent text={t('worklist.noHandover')} quiet />
        )}
      </td>
      {showTeam && <td className={styles.cellTeam}>{item.team.name}</td>}
      {review && <ReviewCell item={item} review={review} />}
    </tr>
  );
});

const isLate = ({ status, deadlineAt }: NonNullable<WorklistItem['openHandover']>, now: number): boolean =>
  status === 'offered' && epochMs(deadlineAt) < now;

/** Nothing there: said to a screen reader, a dash or the word on the screen. */
function Absent({ text, quiet }: { readonly text: string; readonly quiet: boolean }) {
  return quiet ? (
    <>
      <span aria-hidden="true" className={styles.dash}>
        –
      </span>
      <span className="hidden-visually">{text}</span>
    </>
  ) : (
    <span className={styles.dash}>{text}</span>
  );
}

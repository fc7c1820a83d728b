import { EPISODE_STATUSES, type EpisodeStatus } from '@samvakt/contract';
import type { StatusCounts } from '../status/order.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './worklist.module.css';

interface StatusFilterProps {
  readonly counts: StatusCounts;
  readonly selected: EpisodeStatus | undefined;
  readonly onSelect: (status: EpisodeStatus | undefined) => void;
}

/** The counts per status, each of which is also the filter for it. */
export function StatusFilter({ counts, selected, onSelect }: StatusFilterProps) {
  const { t } = useTexts();
  const total = EPISODE_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return (
    <fieldset className={styles.statusFilter}>
      <legend className="hidden-visually">{t('worklist.filterStatus')}</legend>
      <button type="button" aria-pressed={selected === undefined} onClick={() => onSelect(undefined)}>
        {t('worklist.all')} <b>{total}</b>
      </button>
      {EPISODE_STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          data-status={status}
          aria-pressed={selected === status}
          title={t(`status.meaning.${status}`)}
          onClick={() => onSelect(selected === status ? undefined : status)}
        >
          <StatusIcon status={status} size={18} />
          {t(`status.${status}`)} <b>{counts[status]}</b>
        </button>
      ))}
    </fieldset>
  );
}

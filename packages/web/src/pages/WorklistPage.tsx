import { Search, Select } from '@digdir/designsystemet-react';
import type { Worklist } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import { useApi } from '../api/useApi.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { useNow } from '../clock/useNow.ts';
import { OnDutyStrip } from '../duty/OnDutyStrip.tsx';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { ReviewBar } from '../review/ReviewBar.tsx';
import { useBulkReview } from '../review/useBulkReview.ts';
import { countByStatus, worstFirst } from '../status/order.ts';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { Covered } from '../worklist/Covered.tsx';
import { matchesStatus, matchesTeam, matchesText, type WorklistSearch } from '../worklist/filter.ts';
import { StatusFilter } from '../worklist/StatusFilter.tsx';
import { useChangedRows } from '../worklist/useChangedRows.ts';
import { WorklistTable } from '../worklist/WorklistTable.tsx';
import styles from '../worklist/worklist.module.css';

/** Older than this the picture is said to be old: it is renewed every minute, so two have failed. */
const OLD_MS = 150_000;

export function WorklistPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const worklist = useQuery(queries.worklist());
  if (worklist.data) return <WorklistView {...worklist.data} />;
  return (
    <>
      <PageTitle pending>{t('worklist.title')}</PageTitle>
      <UntilRead of={[worklist]} label={t('loading.worklist')} rows={8} />
    </>
  );
}

function WorklistView({ items, covered, computedAt }: Worklist) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const navigate = useNavigate({ from: '/' });
  const search = useSearch({ from: '/' });
  const query = useDeferredValue(search.q ?? '');
  const changed = useChangedRows(items);

  const teams = useMemo(() => [...new Map(items.map(({ team }) => [team.id, team])).values()], [items]);
  const inTeam = useMemo(() => items.filter((item) => matchesTeam(item, search.team)), [items, search.team]);
  const counts = useMemo(() => countByStatus(inTeam), [inTeam]);
  const shown = useMemo(
    () =>
      inTeam
        .filter((item) => matchesStatus(item, search.status))
        .filter((item) => {
          const texts = [
            item.patient.name,
            item.patient.birthDate,
            conditionName(t, item.condition),
            localized(item.reason),
            ...item.pauses.map(({ scopeText }) => `${t('pause.running')} ${localized(scopeText)}`),
          ];
          return matchesText([...texts, item.claimedBy?.name ?? ''], query);
        })
        .sort(worstFirst),
    [inTeam, search.status, query, t, localized],
  );

  const review = useBulkReview(shown, computedAt);

  const show = (change: Partial<WorklistSearch>) =>
    void navigate({
      search: (before) => {
        const next = { ...before, ...change };
        return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ''));
      },
      replace: true,
    });
  const documentTitle =
    counts.red > 0 ? t('worklist.documentTitle', { count: counts.red }) : t('worklist.documentTitleNone');
  const isOld = now - epochMs(computedAt) > OLD_MS;

  return (
    <>
      <div className={styles.top}>
        <PageTitle documentTitle={documentTitle}>{t('worklist.title')}</PageTitle>
        <p className={styles.asOf}>
          <time dateTime={computedAt} title={format.fullDateTime(computedAt)}>
            {t('worklist.asOf', { time: format.time(computedAt) })}
          </time>
        </p>
        <Link to="/handovers/several">{t('batch.link')}</Link>
      </div>
      <OnDutyStrip />
      <Covered items={covered} />
      {isOld && <p className={styles.old}>{t('worklist.old', { time: format.time(computedAt) })}</p>}
      <div className={styles.tools}>
        <StatusFilter counts={counts} selected={search.status} onSelect={(status) => show({ status })} />
        {teams.length > 1 && (
          <Select
            data-size="sm"
            width="auto"
            aria-label={t('worklist.team')}
            value={search.team ?? ''}
            onChange={(event) => show({ team: event.target.value || undefined })}
          >
            <Select.Option value="">{t('worklist.allTeams')}</Select.Option>
            {teams.map((team) => (
              <Select.Option key={team.id} value={team.id}>
                {team.name}
              </Select.Option>
            ))}
          </Select>
        )}
        <Search data-size="sm" className={styles.search}>
          <Search.Input
            aria-label={t('worklist.search')}
            placeholder={t('worklist.search')}
            value={search.q ?? ''}
            onChange={(event) => show({ q: event.target.value })}
          />
          <Search.Clear aria-label={t('worklist.clearSearch')} />
        </Search>
      </div>
      <ReviewBar review={review} />
      {shown.length > 0 ? (
        <WorklistTable
          items={shown}
          changed={changed}
          showTeam={teams.length > 1}
          review={review.active ? review : undefined}
        />
      ) : (
        <EmptyWorklist
          filtered={items.length > 0}
          onShowAll={() => show({ q: undefined, status: undefined, team: undefined })}
        />
      )}
      <p className={styles.foot} role="status">
        {t('worklist.showing', { count: shown.length, total: items.length })}
      </p>
      <p className={styles.keys}>{t('worklist.keys')}</p>
    </>
  );
}

function EmptyWorklist({ filtered, onShowAll }: { readonly filtered: boolean; readonly onShowAll: () => void }) {
  const { t } = useTexts();
  return (
    <div className={styles.empty}>
      <h2>{filtered ? t('worklist.noMatchTitle') : t('worklist.emptyTitle')}</h2>
      <p>{filtered ? t('worklist.noMatchText') : t('worklist.emptyText')}</p>
      {filtered && (
        <button type="button" className={styles.linkButton} onClick={onShowAll}>
          {t('worklist.showAll')}
        </button>
      )}
    </div>
  );
}

import { Button, ValidationMessage } from '@digdir/designsystemet-react';
import { type EpisodeStatus, MOST_OFFERED_AT_ONCE, type WorklistItem } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useSending } from '../form/Form.tsx';
import type { Faults } from '../form/faults.ts';
import { isTyping } from '../form/isTyping.ts';
import { useAtStake } from '../form/useTyped.ts';
import { WrittenLines } from '../form/WrittenLines.tsx';
import { useFormat } from '../format/useFormat.ts';
import { countByStatus, worstFirst } from '../status/order.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { matchesStatus } from '../worklist/filter.ts';
import { StatusFilter } from '../worklist/StatusFilter.tsx';
import { BatchPatient } from './BatchPatient.tsx';
import { inFirstOrder } from './batchReading.ts';
import styles from './handover.module.css';
import { useBatchReading } from './useBatchReading.ts';
import { useWordsOfDropped } from './useWordsOfDropped.ts';

interface BatchPatientsProps {
  readonly items: readonly WorklistItem[];
  readonly faults: Faults;
  /** What was asked has been done, and the form is about to be left. */
  readonly isSent: boolean;
  /** The episodes that were sent with nobody knowing whether it was done. */
  readonly unanswered: ReadonlySet<string>;
}

/** Id of the heading that comes after them. */
export const AFTER_PATIENTS = 'offer-after-patients';

/**
 * The team's own worklist to choose from, worst first as it stood when the form was opened; of each that is chosen how ill, and a word where one is
 * needed. Who is filtered away stays in the form: nothing written is lost, and nobody chosen is forgotten. On its way it stands as it was sent: the
 * open handovers that come then are its own.
 */
export function BatchPatients({ items: newest, faults, isSent, unanswered }: BatchPatientsProps) {
  const { t } = useTexts();
  const say = useSaid();
  const format = useFormat();
  const isOnItsWay = useSending() || isSent;
  const [stood, setStood] = useState(newest);
  if (!isOnItsWay && stood !== newest) setStood(newest);
  const items = isOnItsWay ? stood : newest;
  const [first] = useState(() => items.toSorted(worstFirst).map(({ episodeId }) => episodeId));
  // Who has gone from the list is still to be named.
  const [names] = useState(() => new Map(items.map(({ episodeId, patient }) => [episodeId, patient.name])));
  const [status, setStatus] = useState<EpisodeStatus>();
  const ordered = inFirstOrder(items, first);
  // A fault that is led to must be there.
  const isShown = (item: WorklistItem) =>
    matchesStatus(item, status) ||
    [`severity-${item.episodeId}`, `read-${item.episodeId}`].some((one) => faults.has(one));
  const shown = ordered.filter(isShown);
  const reading = useBatchReading({ ordered, shown, onShowAll: () => setStatus(undefined) });
  const { chosen, unread, acts } = reading;
  const nameOf = (episodeId: string) => names.get(episodeId) ?? '';
  const words = useWordsOfDropped({ free: reading.free, unanswered, nameOf });
  const [mayBeOurs, dropped] = [true, false].map((ours) =>
    format.list(reading.dropped.filter((one) => unanswered.has(one) === ours).map(nameOf)),
  );
  const tally = useRef<HTMLSpanElement>(null);
  const { size: read } = reading.read;
  useAtStake(read > 0, ({ t }) => t('batch.leaveText', { count: read }));
  const free = shown.filter(({ openHandover }) => openHandover === null);
  const readOf = t('batch.readOf', { read: chosen.size - unread.size, count: chosen.size });

  /** The button that was pressed is gone: the focus goes to the line above it. */
  function forget(): void {
    words.forget();
    tally.current?.focus();
  }

  /** Past a hundred patients, which are no way to go by the wheel or the Tab key. */
  function goPast(): void {
    document.getElementById(AFTER_PATIENTS)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const row = event.target instanceof Element ? event.target.closest('li') : null;
    if (event.key === 'n') acts.goOn(row?.dataset.episode);
    // Only what is on the screen has its box, so that nothing unopened is said to be read.
    else if (event.key === 'x') row?.querySelector<HTMLInputElement>('details[open] input[name^="read-"]')?.click();
    else return;
    event.preventDefault();
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are a short cut to the buttons that stand in it. */}
      <div className={styles.column} onKeyDown={onKeyDown} onInput={words.onInput}>
        <p className={styles.soft}>{t('batch.patientsHelp')}</p>
        <StatusFilter counts={countByStatus(items)} selected={status} onSelect={setStatus} />
        <div>
          <Button
            type="button"
            variant="secondary"
            data-size="sm"
            onClick={() => reading.choose(free.map(({ episodeId }) => episodeId))}
          >
            {status === undefined ? t('batch.selectAll') : t('batch.selectShown', { count: free.length })}
          </Button>
        </div>
        <div className={styles.batchBar}>
          <span ref={tally} role="status" tabIndex={-1}>
            {t('batch.chosen', { count: chosen.size })}
            {chosen.size > 0 && `, ${readOf}`}
          </span>
          {chosen.size > 0 && (
            <progress
              className={styles.progress}
              max={chosen.size}
              value={chosen.size - unread.size}
              aria-label={readOf}
            />
          )}
          {unread.size > 0 && (
            <Button type="button" data-size="sm" onClick={() => acts.goOn(undefined)}>
              {t('batch.nextUnread')}
            </Button>
          )}
          {chosen.size > 0 && (
            <Button type="button" variant="tertiary" data-size="sm" onClick={goPast}>
              {t('batch.goPast')}
            </Button>
          )}
        </div>
        <div role="status">
          {dropped && (
            <ValidationMessage data-color="warning">{t('batch.dropped', { names: dropped })}</ValidationMessage>
          )}
          {mayBeOurs && (
            <ValidationMessage data-color="warning">
              {t('batch.mayBeOurs', { names: mayBeOurs })} <Link to="/handovers">{t('batch.seeHandovers')}</Link>
            </ValidationMessage>
          )}
          {words.kept.length > 0 && <p>{t(words.mayBeSent ? 'batch.wordsPerhapsSent' : 'batch.wordsOfDropped')}</p>}
        </div>
        {words.kept.length > 0 && <WrittenLines lines={words.kept} onForget={forget} />}
        {unread.size > 0 && <p className={styles.batchKeys}>{t('batch.keys')}</p>}
        {chosen.size > MOST_OFFERED_AT_ONCE && (
          <ValidationMessage>{t('batch.tooMany', { most: MOST_OFFERED_AT_ONCE })}</ValidationMessage>
        )}
        {faults.has('episodeId') && <ValidationMessage>{say(faults.get('episodeId'))}</ValidationMessage>}
        {shown.length === 0 && <p className={styles.none}>{t('worklist.noMatchTitle')}</p>}
        <ul className={styles.list}>
          {ordered.map((item) => {
            const { episodeId } = item;
            return (
              <BatchPatient
                key={episodeId}
                item={item}
                hidden={!isShown(item)}
                first={episodeId === free[0]?.episodeId}
                chosen={chosen.has(episodeId)}
                open={reading.open.has(episodeId)}
                readAs={reading.read.get(episodeId)}
                isMore={unread.size > (unread.has(episodeId) ? 1 : 0)}
                faultOfSeverity={say(faults.get(`severity-${episodeId}`))}
                faultOfReading={say(faults.get(`read-${episodeId}`))}
                acts={acts}
              />
            );
          })}
        </ul>
      </div>
    </>
  );
}

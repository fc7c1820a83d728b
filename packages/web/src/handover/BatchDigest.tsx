import { Button, Checkbox, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import type { DIGEST_PARTS, WorklistItem } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { UntilRead } from '../app/UntilRead.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { DigestView } from './Digest.tsx';
import styles from './handover.module.css';
import type { BatchActs } from './useBatchReading.ts';

interface BatchDigestProps {
  readonly item: WorklistItem;
  readonly open: boolean;
  /** The open alerts with which it was read. */
  readonly readAs: string | undefined;
  /** Whether somebody else is chosen and not read. */
  readonly isMore: boolean;
  readonly fault: string | undefined;
  readonly acts: BatchActs;
}

/**
 * What the platform attaches to one of many, fetched when it is opened: with room for the sender's own words to each part, and a box that says it was
 * read. Its open alerts go with the form, so that one which opens meanwhile refuses the offer.
 */
export function BatchDigest({ item, open, readAs, isMore, fault, acts }: BatchDigestProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId, patient } = item;
  const { name } = patient;
  const [wasOpened, setWasOpened] = useState(open);
  if (open && !wasOpened) setWasOpened(true);
  const digest = useQuery({ ...queries.handoverDigest(episodeId), enabled: wasOpened });
  const alertIds = digest.data?.alerts.map(({ alertId }) => alertId);
  const shown = alertIds?.join();

  // Another alert, and it is to be read anew.
  const isOld = readAs !== undefined && shown !== undefined && readAs !== shown;
  useEffect(() => {
    if (isOld) acts.markRead(episodeId, undefined);
  }, [isOld, acts, episodeId]);

  return (
    <div className={styles.batchDigest}>
      <details open={open} onToggle={(event) => acts.setOpen(episodeId, event.currentTarget.open)}>
        <summary id={`offer-read-${episodeId}`}>
          {t('batch.digestOf', { name })}
          {readAs !== undefined && <strong className={styles.batchRead}>{t('batch.isRead')}</strong>}
        </summary>
        {digest.data ? (
          <>
            <DigestView digest={digest.data} beside={(part) => <Comment episodeId={episodeId} part={part} />} />
            {alertIds?.map((alertId) => (
              <input key={alertId} type="hidden" name={`seen-${episodeId}`} value={alertId} />
            ))}
            <div className={styles.batchDone}>
              <Checkbox
                data-size="sm"
                name={`read-${episodeId}`}
                value="on"
                label={t('batch.read', { name })}
                checked={readAs === shown}
                {...(fault ? { 'aria-invalid': true } : {})}
                onChange={(event) => acts.markRead(episodeId, event.currentTarget.checked ? shown : undefined)}
              />
              {isMore && (
                <Button type="button" variant="secondary" data-size="sm" onClick={() => acts.goOn(episodeId)}>
                  {t('batch.nextUnread')}
                </Button>
              )}
            </div>
          </>
        ) : (
          <UntilRead of={[digest]} label={t('batch.digestLoading', { name })} rows={3} />
        )}
      </details>
      {fault && <ValidationMessage>{fault}</ValidationMessage>}
    </div>
  );
}

/** Folded away until somebody has something to say: six empty fields would hide what is to be read. */
function Comment({ episodeId, part }: { readonly episodeId: string; readonly part: (typeof DIGEST_PARTS)[number] }) {
  const { t } = useTexts();
  const name = t('offer.comment', { part: t(`offer.parts.${part}`).toLocaleLowerCase() });
  return (
    <details>
      <summary>{name}</summary>
      <Textfield data-size="sm" multiline rows={2} name={`comment-${part}-${episodeId}`} aria-label={name} />
    </details>
  );
}

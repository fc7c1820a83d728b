import { Checkbox, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { DigestView } from './Digest.tsx';
import styles from './handover.module.css';

interface BatchDigestProps {
  readonly episodeId: string;
  readonly name: string;
  /** Whether it was read as it is: another alert, and it is to be read anew. */
  readonly readAs: string | undefined;
  readonly fault: string | undefined;
  /** `as`: what was read, or undefined where that is taken back. */
  readonly onRead: (as: string | undefined) => void;
}

/**
 * What the platform attaches to one of many, fetched when it is opened: with room for the sender's own words to each part, and a box that says it was
 * read. Its open alerts go with the form, so that one which opens meanwhile refuses the offer.
 */
export function BatchDigest({ episodeId, name, readAs, fault, onRead }: BatchDigestProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const [open, setOpen] = useState(false);
  const digest = useQuery({ ...queries.handoverDigest(episodeId), enabled: open });
  const alertIds = digest.data?.alerts.map(({ alertId }) => alertId) ?? [];
  const shown = alertIds.join();
  return (
    <div className={styles.batchDigest}>
      <details onToggle={(event) => event.currentTarget.open && setOpen(true)}>
        <summary id={`offer-read-${episodeId}`}>{t('batch.digestOf', { name })}</summary>
        {digest.data ? (
          <>
            <DigestView
              digest={digest.data}
              beside={(part) => (
                <Textfield
                  data-size="sm"
                  multiline
                  rows={1}
                  name={`comment-${part}-${episodeId}`}
                  label={t('offer.comment', { part: t(`offer.parts.${part}`).toLocaleLowerCase() })}
                />
              )}
            />
            {alertIds.map((alertId) => (
              <input key={alertId} type="hidden" name={`seen-${episodeId}`} value={alertId} />
            ))}
            <Checkbox
              data-size="sm"
              name={`read-${episodeId}`}
              value="on"
              label={t('batch.read', { name })}
              checked={readAs === shown}
              {...(fault ? { 'aria-invalid': true } : {})}
              onChange={(event) => onRead(event.currentTarget.checked ? shown : undefined)}
            />
          </>
        ) : digest.error ? (
          <ProblemPanel error={digest.error} onRetry={() => void digest.refetch()} />
        ) : (
          <Loading label={t('batch.digestLoading', { name })} rows={3} />
        )}
      </details>
      {fault && <ValidationMessage>{fault}</ValidationMessage>}
    </div>
  );
}

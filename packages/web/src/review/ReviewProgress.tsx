import { Button } from '@digdir/designsystemet-react';
import type { RefusalCode } from '@samvakt/care';
import type { ReviewResult } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { problemText, whyText } from '../app/problemText.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { nb } from '../texts/nb/index.ts';
import { type Translate, useTexts } from '../texts/useTexts.ts';
import styles from './review.module.css';
import type { Run } from './useBulkReview.ts';

/** How far one press of the button has come, and who was left out and why. */
export function ReviewProgress({ run, onRetry }: { readonly run: Run; readonly onRetry: () => void }) {
  const { t } = useTexts();
  const { items, results, running } = run;
  // The same for as long as nothing more came of it: it takes the focus once, and not from whoever has gone on.
  const outcome = useMemo(() => outcomeOf(run), [run]);
  const refused = items.flatMap((item) => {
    const result = results.get(item.episodeId);
    return result?.refusal ? [{ item, reason: refusedText(t, result) }] : [];
  });
  const left = items.length - results.size;
  if (running) {
    return (
      <p className={styles.running} role="status">
        <progress max={items.length} value={results.size} aria-label={t('review.running')} />
        {t('review.progress', { done: results.size, total: items.length })}
      </p>
    );
  }
  return (
    <>
      <Outcome outcome={outcome} />
      {left > 0 && (
        <div>
          <Button data-size="sm" onClick={onRetry}>
            {t('review.retry')}
          </Button>
        </div>
      )}
      {refused.length > 0 && (
        <div>
          <p>{t('review.refused', { count: refused.length })}</p>
          <ul className={styles.refused}>
            {refused.map(({ item, reason }) => (
              <li key={item.episodeId}>
                <Link to="/episodes/$episodeId" params={{ episodeId: item.episodeId }}>
                  {item.patient.name}
                </Link>
                : {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Why one was left out, in the screen's own words; a reason that this screen does not know is told as it came. */
export function refusedText(t: Translate, { refusal }: ReviewResult): string {
  if (refusal === null) return '';
  return Object.hasOwn(nb.refusals, refusal.reason) ? t(`refusals.${refusal.reason as RefusalCode}`) : refusal.detail;
}

function outcomeOf({ items, results, error, inDoubt }: Run): ActOutcome {
  const done = [...results.values()].filter(({ result }) => result === 'reviewed').length;
  const left = items.length - results.size;
  const text: ActOutcome['text'] = ({ t }) => t('review.finished', { count: done });
  if (left === 0) return { tone: done < results.size ? 'warning' : 'success', text };
  const untried = left - inDoubt;
  const detail: ActOutcome['text'] = ({ t }) =>
    [
      inDoubt > 0 ? `${whyText(t, error)} ${t('review.inDoubt', { count: inDoubt })}` : problemText(t, error),
      ...(untried > 0 ? [t('review.notTried', { count: untried })] : []),
    ].join(' ');
  return { tone: 'warning', text, detail };
}

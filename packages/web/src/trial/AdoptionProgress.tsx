import { Button } from '@digdir/designsystemet-react';
import type { RefusalCode } from '@samvakt/care';
import type { ProtocolTrialDetail, TrialAdoptions } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { problemText, whyText } from '../app/problemText.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../protocol/protocol.module.css';
import { nb } from '../texts/nb/index.ts';
import { type Translate, useTexts } from '../texts/useTexts.ts';
import type { AdoptionRun } from './useTrialAdoption.ts';

interface AdoptionProgressProps {
  readonly run: AdoptionRun;
  readonly trial: ProtocolTrialDetail;
  readonly onRetry: () => void;
}

/** How far one press of the button has come, and who was left out and why. */
export function AdoptionProgress({ run, trial, onRetry }: AdoptionProgressProps) {
  const { t } = useTexts();
  const { chosen, results, running } = run;
  // The same for as long as nothing more came of it: it takes the focus once, and not from whoever writes on.
  const outcome = useMemo(() => outcomeOf(run), [run]);
  const refused = results.filter(({ refusal }) => refusal !== null);
  const left = chosen.length - results.length;
  const nameOf = (id: string) => trial.patients.find(({ episodeId }) => episodeId === id)?.patientName ?? id;
  if (running) {
    return (
      <p role="status">
        <progress max={chosen.length} value={results.length} aria-label={t('trial.adopt.running')} />{' '}
        {t('trial.adopt.progress', { done: results.length, total: chosen.length })}
      </p>
    );
  }
  return (
    <>
      <Outcome outcome={outcome} />
      {left > 0 && (
        <div className={styles.buttons}>
          <Button data-size="sm" onClick={onRetry}>
            {t('trial.adopt.retry')}
          </Button>
        </div>
      )}
      {refused.length > 0 && (
        <div>
          <p>{t('trial.adopt.refused', { count: refused.length })}</p>
          <ul className={styles.history}>
            {refused.map((one) => (
              <li key={one.episodeId}>
                <Link to="/episodes/$episodeId" params={{ episodeId: one.episodeId }}>
                  {nameOf(one.episodeId)}
                </Link>
                : {refusedText(t, one)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function refusedText(t: Translate, { refusal }: TrialAdoptions['results'][number]): string {
  if (refusal === null) return '';
  return Object.hasOwn(nb.refusals, refusal.reason) ? t(`refusals.${refusal.reason as RefusalCode}`) : refusal.detail;
}

function outcomeOf({ chosen, results, error, inDoubt }: AdoptionRun): ActOutcome {
  const done = results.filter(({ result }) => result === 'adopted').length;
  const left = chosen.length - results.length;
  const text: ActOutcome['text'] = ({ t }) => t('trial.adopt.finished', { count: done });
  if (left === 0) return { tone: done < results.length ? 'warning' : 'success', text };
  const untried = left - inDoubt;
  const detail: ActOutcome['text'] = ({ t }) =>
    [
      inDoubt > 0 ? `${whyText(t, error)} ${t('trial.adopt.inDoubt', { count: inDoubt })}` : problemText(t, error),
      ...(untried > 0 ? [t('trial.adopt.notTried', { count: untried })] : []),
    ].join(' ');
  return { tone: 'warning', text, detail };
}

import { Button } from '@digdir/designsystemet-react';
import type { RefusalCode } from '@samvakt/care';
import type { ProtocolTrialDetail, TrialAdoptions } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { problemText } from '../app/problemText.ts';
import { Outcome } from '../form/Outcome.tsx';
import styles from '../protocol/protocol.module.css';
import { nb } from '../texts/nb/index.ts';
import type { SaidWith } from '../texts/said.ts';
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
  const { chosen, results, running, error } = run;
  const done = results.filter(({ result }) => result === 'adopted').length;
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
      <Outcome
        outcome={{
          tone: refused.length > 0 || left > 0 ? 'warning' : 'success',
          text: ({ t }) => t('trial.adopt.finished', { count: done }),
          ...(left > 0
            ? { detail: ({ t }: SaidWith) => `${problemText(t, error)} ${t('trial.adopt.notTried', { count: left })}` }
            : {}),
        }}
      />
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

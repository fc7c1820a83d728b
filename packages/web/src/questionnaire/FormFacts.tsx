import { CheckmarkCircleIcon, ClockDashedIcon, PhoneIcon } from '@navikt/aksel-icons';
import type { QuestionnaireResponse } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './questionnaire.module.css';

interface FormProps {
  readonly form: QuestionnaireResponse;
}

/** The score, or that there is none: a form of which a part is missing has no total, never an assumed nought. Nothing of a form that gives no score. */
export function ScoreText({ form: { isScored, score } }: FormProps) {
  const { t } = useTexts();
  if (!isScored) return null;
  return <span>{score ? t('questionnaire.score', score) : t('questionnaire.noScore')}</span>;
}

/** That the patient wants to be contacted, whatever else was answered. */
export function ContactTag({ form: { contact } }: FormProps) {
  const { t } = useTexts();
  if (!contact) return null;
  return (
    <strong className={styles.contact}>
      <PhoneIcon aria-hidden />
      {t('questionnaire.contact')}
    </strong>
  );
}

/** Who has reviewed a form that somebody must read, or that nobody has. Nothing of a form that needs no one. */
export function ReviewLine({ form: { review } }: FormProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { state, by, at, alerts } = review;
  if (state === 'not-needed') return null;
  if (state === 'reviewed' && by && at !== null) {
    const outcome = alerts.findLast(({ resolvedAt }) => resolvedAt === at)?.outcome;
    return (
      <p className={styles.review} data-review="reviewed">
        <CheckmarkCircleIcon aria-hidden />
        <span>
          {t('questionnaire.reviewed', { name: by.name, time: format.near(at, now) })}
          {outcome && `: ${t(`alert.outcomes.${outcome}`)}`}
        </span>
      </p>
    );
  }
  const holder = alerts.find(({ claimedBy }) => claimedBy !== null)?.claimedBy;
  const stands = alerts.some(({ status }) => status !== 'resolved');
  return (
    <p className={styles.review} data-review="waiting">
      <ClockDashedIcon aria-hidden />
      <span>
        {t('questionnaire.waiting')}
        {holder && `. ${t('questionnaire.held', { name: holder.name })}`}
        {stands && (
          <>
            {'. '}
            <a href="#alerts">{t('questionnaire.toAlerts')}</a>
          </>
        )}
      </span>
    </p>
  );
}

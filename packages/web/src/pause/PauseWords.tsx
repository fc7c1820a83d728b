import type { PauseBrief } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './pause.module.css';

/** What is paused, from when until when, why, and what becomes of red: the same words on the patient page and in a handover. */
export function PauseWords({ pause }: { readonly pause: PauseBrief }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const planned = now < epochMs(pause.startsAt);
  const until = format.near(pause.endsAt, now);
  return (
    <>
      <p className={styles.when}>
        <strong>
          {planned ? t('pause.planned') : t('pause.running')}{' '}
          {planned
            ? t('pause.fromUntil', { from: format.near(pause.startsAt, now), until })
            : t('pause.until', { time: until })}
        </strong>
      </p>
      <p>
        {localized(pause.scopeText)} · {t(`pause.reasons.${pause.reason}`)}
        {pause.note !== '' && ` · ${pause.note}`}
      </p>
      <p className={pause.includesRed ? styles.red : styles.soft}>
        {t(pause.includesRed ? 'pause.redHeld' : 'pause.redShown')}
      </p>
    </>
  );
}

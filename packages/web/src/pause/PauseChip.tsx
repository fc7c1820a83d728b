import { PauseIcon } from '@navikt/aksel-icons';
import type { WorklistItem } from '@samvakt/contract';
import { At } from '../clock/Age.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './pause.module.css';

/**
 * What a line of the worklist says of a running pause: what is paused, until when, and how many alerts wait for its end, where the line does
 * not say that already as its reason.
 */
export function PauseChip({ item }: { readonly item: Pick<WorklistItem, 'status' | 'pauses' | 'openAlerts'> }) {
  const { t, localized } = useTexts();
  const { status, pauses, openAlerts } = item;
  if (pauses.length === 0) return null;
  return (
    <span className={styles.chips}>
      {pauses.map((pause) => (
        <span key={pause.id} className={styles.chip} data-red={pause.includesRed || undefined}>
          <PauseIcon aria-hidden />
          <span>
            {t('pause.running')} {t('pause.untilLead')} <At at={pause.endsAt} /> · {localized(pause.scopeText)}
            {pause.includesRed && ` · ${t('pause.redToo')}`}
          </span>
        </span>
      ))}
      {openAlerts.paused > 0 && status !== 'unknown' && (
        <span className={styles.soft}>{t('pause.chipHeld', { count: openAlerts.paused })}</span>
      )}
    </span>
  );
}

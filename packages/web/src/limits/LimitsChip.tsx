import { RulerIcon } from '@navikt/aksel-icons';
import type { WorklistItem } from '@samvakt/contract';
import { At } from '../clock/Age.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './limits.module.css';

/** What a line of the worklist asks about a patient's own limits: confirm, renew soon, or renew now. */
export function LimitsChip({ limits }: Pick<WorklistItem, 'limits'>) {
  const { t } = useTexts();
  if (limits === null) return null;
  return (
    <span className={styles.chip} data-state={limits.state}>
      <RulerIcon aria-hidden />
      <span>
        {t(`limits.chip.${limits.state}`)} <At at={limits.at} />
      </span>
    </span>
  );
}

import type { EpisodeDetail } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { ageInYears, identityNumber } from '../format/format.ts';
import styles from '../handover/handover.module.css';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';

/** Whom an act is about, by more than a name: two patients may share that. */
export function WhoItIs({ episode: { patient, condition } }: { readonly episode: EpisodeDetail }) {
  const { t } = useTexts();
  const now = useNow();
  return (
    <p className={styles.lead}>
      <strong>{patient.name}</strong> · {t('person.years', { count: ageInYears(patient.birthDate, now) })} ·{' '}
      <span className="hidden-visually">{t('person.identityNumber')}: </span>
      {identityNumber(patient.nationalIdentityNumber)} · {conditionName(t, condition)}
    </p>
  );
}

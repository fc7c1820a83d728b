import { PhoneIcon } from '@navikt/aksel-icons';
import type { EpisodeDetail } from '@samvakt/contract';
import { PageTitle } from '../app/PageTitle.tsx';
import { useNow } from '../clock/useNow.ts';
import { ageInYears, identityNumber } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './episode.module.css';

/** Whom the page is about and how it stands; it stays in sight while the rest is scrolled. */
export function PatientHeader({ episode }: { readonly episode: EpisodeDetail }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { patient } = episode;
  const condition = conditionName(t, episode.condition);
  return (
    <div className={styles.patient} data-status={episode.status}>
      <div className={styles.identity}>
        <PageTitle documentTitle={t('episode.documentTitle', { name: patient.name, condition })}>
          {patient.name}
        </PageTitle>
        <p className={styles.facts}>
          <span>{t(`person.gender.${patient.gender}`)}</span>
          <span title={format.date(patient.birthDate)}>
            {t('person.years', { count: ageInYears(patient.birthDate, now) })}
          </span>
          <span>
            <span className="hidden-visually">{t('person.identityNumber')}: </span>
            {identityNumber(patient.nationalIdentityNumber)}
          </span>
          {patient.phone ? (
            <a href={`tel:${patient.phone.replaceAll(/\s/g, '')}`} className={styles.phone}>
              <PhoneIcon aria-hidden />
              <span className="hidden-visually">{t('person.phone')}: </span>
              {patient.phone}
            </a>
          ) : (
            <span>{t('person.noPhone')}</span>
          )}
          <strong>{condition}</strong>
        </p>
      </div>
      <div className={styles.status}>
        <StatusBadge status={episode.status} explained />
        <p>{localized(episode.reason)}</p>
      </div>
    </div>
  );
}

import type { EpisodeDetail } from '@samvakt/contract';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './episode.module.css';

/** The goal and what the patient does in each zone, worst zone last, as it stands on the patient's own sheet. */
export function Plan({ plan }: Pick<EpisodeDetail, 'plan'>) {
  const { t } = useTexts();
  return (
    <section className={styles.panel} aria-labelledby="plan">
      <h2 id="plan">{t('episode.plan')}</h2>
      <h3>{t('episode.goal')}</h3>
      <p className={styles.goal}>{plan.goal || t('episode.noGoal')}</p>
      <h3>{t('episode.selfManagement')}</h3>
      {plan.selfManagement.length === 0 && <p className={styles.soft}>{t('episode.noSelfManagement')}</p>}
      <ul className={styles.zones}>
        {plan.selfManagement.map(({ zone, condition, action }) => (
          <li key={`${zone}-${condition}`} data-status={zone}>
            <StatusBadge status={zone} />
            <dl>
              <dt>{t('episode.zoneCondition')}</dt>
              <dd>{condition}</dd>
              <dt>{t('episode.zoneAction')}</dt>
              <dd>{action}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

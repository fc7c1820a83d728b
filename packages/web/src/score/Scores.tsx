import type { EpisodeDetail, EpisodeScore } from '@samvakt/contract';
import { Age, At } from '../clock/Age.tsx';
import { measurementText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './score.module.css';
import { outputText, scoreName, settingName } from './words.ts';

/** The scores that the protocol judges by as they stand: the total or what is missing for one, then each part with its points and its time. */
export function Scores({ scores }: Pick<EpisodeDetail, 'scores'>) {
  return scores.map((score) => <ScorePanel key={score.score} score={score} />);
}

function ScorePanel({ score }: { readonly score: EpisodeScore }) {
  const { t } = useTexts();
  const format = useFormat();
  const { at, outdated, parts, settings } = score;
  const id = `score-${score.score}`;
  const missing = parts.filter(({ points }) => points === null);
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <h2 id={id}>{scoreName(t, score.score)}</h2>
      <p className={styles.line} data-total={score.total !== null || undefined}>
        <strong>{totalText()}</strong>
        {at !== null && (
          <span>
            {t('score.measured')} <At at={at} />, <Age at={at} />
          </span>
        )}
        {settings.map(({ name, value, origin }) => (
          <span key={name}>
            {settingName(t, name)} {format.number(value)} (
            {origin === 'limits' ? t('evidence.ownLimit') : t('evidence.standardLimit')})
          </span>
        ))}
      </p>
      {at !== null && missing.length > 0 && (
        <p className={styles.warning}>
          {t('score.missingParts', {
            parts: missing.map(({ metric }) => metricName(t, metric)).join(', '),
            within: format.duration(score.withinMs),
          })}
        </p>
      )}
      {outdated && <p className={styles.warning}>{t('score.outdated')}</p>}
      <dl className={styles.parts}>
        {parts.map(({ part, metric, reading, points }) => (
          <div key={part} data-points={points ?? 'unknown'}>
            <dt>{metricName(t, metric)}</dt>
            <dd>
              {reading ? measurementText(t, format, metric, reading.value) : t('score.notMeasured')}
              {reading && (
                <span className={styles.soft}>
                  {' '}
                  <At at={reading.at} />
                </span>
              )}
            </dd>
            <dd className={styles.points}>
              {points === null ? t('score.doesNotCount') : t('score.points', { count: points })}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );

  function totalText(): string {
    if (at === null) return t('score.never');
    if (score.total === null) return t('score.noTotal', { value: score.atLeast });
    return t('score.total', { value: score.total, risk: outputText(t, 'risk', score.risk) });
  }
}

import type { Format } from '../format/format.ts';
import { measurementText } from '../format/measurement.ts';
import { outputText, scoreName, settingName } from '../score/words.ts';
import { metricName } from '../texts/names.ts';
import type { Translate } from '../texts/useTexts.ts';
import type { ScoreItem } from './evidence.ts';
import { type EvidenceRow, limitText } from './evidenceRow.ts';

/** A score as lines of a table: what it came to beside its limit, then each part with its points and its age, then what a clinician has set of it. */
export function scoreRows(t: Translate, format: Format, item: ScoreItem, judgedAt: number): EvidenceRow[] {
  const { score, output, complete, compared, threshold, parts, settings } = item;
  const found = outputText(t, output, compared);
  const missing = parts.filter(({ points }) => points === null).map(({ metric }) => metricName(t, metric));
  return [
    {
      key: `${score}-${output}`,
      what: `${scoreName(t, score)}, ${t(`score.outputs.${output}`)}`,
      value: complete ? found : t('score.atLeast', { value: found }),
      threshold: limitText(t, item, outputText(t, output, threshold.value)),
      note: complete ? t('score.complete') : t('score.missing', { parts: missing.join(', ') }),
    },
    ...parts.map(({ part, metric, reading, points }): EvidenceRow => {
      const row = { key: `${score}-${output}-${part}`, what: metricName(t, metric) };
      if (!reading) return { ...row, value: t('score.notMeasured'), points: t('score.noPoints') };
      const age = judgedAt - reading.at;
      return {
        ...row,
        value: measurementText(t, format, metric, reading.value),
        points: points === null ? t('score.noPoints') : t('score.points', { count: points }),
        at: reading.at,
        ...(age > 0 && { note: t('score.before', { age: format.duration(age) }) }),
      };
    }),
    ...Object.entries(settings).map(
      ([name, { value, origin }]): EvidenceRow => ({
        key: `${score}-${output}-${name}`,
        what: settingName(t, name),
        value: format.number(value),
        points: origin === 'limits' ? t('evidence.ownLimit') : t('evidence.standardLimit'),
      }),
    ),
  ];
}

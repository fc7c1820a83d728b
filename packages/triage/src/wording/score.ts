import { findMetric } from '@samvakt/contract';
import type { EvidenceItem, Threshold } from '../engine/alerts/finding.ts';
import type { ScoreLeaf } from '../protocol/expression.ts';
import { findScore, type ScoreId } from '../scores/registry.ts';
import type { ScoreOutput } from '../scores/score.ts';
import { durationText, type Language, listText, nameOf, say, valueText } from './terms.ts';

type ScoreItem = Extract<EvidenceItem, { type: 'score' }>;

const NAMES: Readonly<Record<ScoreId, string>> = { news2: 'NEWS2' };

/** `id` as it stands in evidence, which an older version may have written. */
export function scoreName(id: string): string {
  return Object.hasOwn(NAMES, id) ? NAMES[id as ScoreId] : id;
}

type Origin = (threshold: Threshold) => string;

/** “NEWS2 7 (pustefrekvens 24/min: 2, SpO₂ 91 %: 3, oksygen: 2), grense 7”; without a total “NEWS2 minst 5 (…; mangler temperatur)”. */
export function scoreText(
  item: ScoreItem,
  language: Language,
  { limitFrom, settingFrom }: { readonly limitFrom: Origin; readonly settingFrom: Origin },
): string {
  const { score, output, compared, complete, threshold } = item;
  const found = outputText(output, compared, language);
  const shown = complete ? found : `${say(language, 'minst', 'at least')} ${found}`;
  const limit = `, ${say(language, 'grense', 'limit')} ${outputText(output, threshold.value, language)}${limitFrom(threshold)}`;
  return `${scoreName(score)}${outputName(output, language)} ${shown} (${partsText(item, language, settingFrom)})${limit}`;
}

/** What gave points, what is missing, and what a clinician has set of the score. */
function partsText({ score, parts, settings }: ScoreItem, language: Language, settingFrom: Origin): string {
  const given = parts.flatMap(({ metric, reading, points }) => {
    if (!reading || !points) return [];
    const value = valueText(metric, reading.value, language);
    // An answer says itself what was asked.
    const what = findMetric(metric)?.kind === 'choice' ? value : `${nameOf(metric, language)} ${value}`;
    return [`${what}: ${points}`];
  });
  const missing = parts.flatMap(({ metric, points }) => (points === null ? [nameOf(metric, language)] : []));
  const own = Object.entries(settings).flatMap(([name, threshold]) => {
    const { value } = threshold;
    if (value === findScore(score).settings[name]?.[0]) return [];
    return [`${settingName(name, language)} ${value}${settingFrom(threshold)}`];
  });
  return [
    given.length > 0 ? given.join(', ') : say(language, 'ingen poeng', 'no points'),
    ...(missing.length > 0 ? [`${say(language, 'mangler', 'missing')} ${listText(missing, language)}`] : []),
    ...own,
  ].join('; ');
}

/** “NEWS2 minst 7, av målinger innen 2 t”. */
export function scoreRuleText(leaf: ScoreLeaf, limit: number, language: Language): string {
  const test = leaf.test === 'above' ? say(language, 'over', 'above') : say(language, 'minst', 'at least');
  const found = `${scoreName(leaf.score)}${outputName(leaf.output, language)} ${test} ${outputText(leaf.output, limit, language)}`;
  const span = durationText(leaf.within, language);
  return say(language, `${found}, av målinger innen ${span}`, `${found}, of readings within ${span}`);
}

function outputName(output: ScoreOutput, language: Language): string {
  switch (output) {
    case 'total':
      return '';
    case 'single':
      return say(language, ', en enkelt del', ', a single part');
    case 'risk':
      return say(language, ', risiko', ', risk');
  }
}

function outputText(output: ScoreOutput, value: number, language: Language): string {
  return output === 'risk' ? (RISKS[language][value] ?? String(value)) : String(value);
}

const RISKS: Readonly<Record<Language, readonly string[]>> = {
  nb: ['lav', 'lav til middels', 'middels', 'høy'],
  en: ['low', 'low to medium', 'medium', 'high'],
};

function settingName(name: string, language: Language): string {
  return name === 'saturation-scale' ? say(language, 'metningsskala', 'saturation scale') : name;
}

import type { MetricCode } from '@samvakt/contract';
import type { EvidencePart, EvidenceReading, Threshold } from '../engine/alerts/finding.ts';
import { settingsOf } from '../engine/leaves/score.ts';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { leavesOfRule } from '../protocol/check.ts';
import type { Leaf, ScoreLeaf } from '../protocol/expression.ts';
import { findScore, type ScoreId } from './registry.ts';
import { judgeScore } from './score.ts';

/** A score as it stands at the newest reading of its parts. Instants are epoch milliseconds. */
interface CurrentScore {
  readonly score: ScoreId;
  /** The newest reading of a part; null: none has ever come. */
  readonly at: number | null;
  /** Null while a part is missing, or was measured more than `within` before `at`. */
  readonly total: number | null;
  /** What the parts that are there come to: the total, or what it is at least. */
  readonly atLeast: number;
  readonly risk: number;
  readonly within: number;
  /** A part has not come for as long as the protocol demands it: the score says how it was, not how it is. */
  readonly outdated: boolean;
  readonly settings: Readonly<Record<string, Threshold>>;
  /** `reading` is the latest, also of a part that is too old to count; then `points` is null. */
  readonly parts: readonly EvidencePart[];
}

type Newest = Readonly<Partial<Record<MetricCode, EvidenceReading>>>;

/** The scores that a protocol judges by, each once, by the numbers in force. `newest`: the latest reading of each metric. */
export function currentScores(effective: EffectiveProtocol, newest: Newest, now: number): CurrentScore[] {
  const leaves = effective.protocol.rules.flatMap((rule) => [...leavesOfRule(rule)]);
  const first = new Map<ScoreId, ScoreLeaf>();
  for (const leaf of leaves) if (leaf.type === 'score' && !first.has(leaf.score)) first.set(leaf.score, leaf);
  return [...first.values()].map((leaf) =>
    currentScore(leaf, effective, newest, (metric) => isOverdue(leaves, metric, newest, now)),
  );
}

function currentScore(
  leaf: ScoreLeaf,
  effective: EffectiveProtocol,
  newest: Newest,
  isLate: (metric: MetricCode) => boolean,
): CurrentScore {
  const { score: id, within } = leaf;
  const score = findScore(id);
  const settings = settingsOf(leaf, effective.numbers);
  const readings = score.parts.map(({ metric }) => newest[metric] ?? null);
  const instants = readings.flatMap((reading) => (reading ? [reading.at] : []));
  const at = instants.length > 0 ? Math.max(...instants) : null;
  const { points, complete, outputs } = judgeScore(
    score,
    readings.map((reading) => (reading && at !== null && at - reading.at <= within ? reading.value : null)),
    Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])),
  );
  return {
    score: id,
    at,
    total: complete ? outputs.total : null,
    atLeast: outputs.total,
    risk: outputs.risk,
    within,
    outdated: score.parts.some(({ metric }) => isLate(metric)),
    settings,
    parts: score.parts.map((part, place) => ({
      part: part.id,
      metric: part.metric,
      reading: readings[place] ?? null,
      points: points[place] ?? null,
    })),
  };
}

/** It has come once, and not again for as long as a rule takes. */
function isOverdue(leaves: readonly Leaf[], metric: MetricCode, newest: Newest, now: number): boolean {
  const lastAt = newest[metric]?.at;
  if (lastAt === undefined) return false;
  return leaves.some(
    (leaf) => leaf.type === 'missing' && leaf.metric === metric && now - lastAt >= leaf.every + leaf.grace,
  );
}

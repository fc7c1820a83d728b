import type { ScoreLeaf } from '../../protocol/expression.ts';
import { findScore, metricsOfScore } from '../../scores/registry.ts';
import { judgeScore, type ScoreJudgement } from '../../scores/score.ts';
import type { EvidenceItem, Threshold } from '../alerts/finding.ts';
import { NEVER, placeOfMetric } from '../metricPlace.ts';
import { type Crossing, doesCross, latch } from './latch.ts';
import type { CompiledLeaf } from './leaf.ts';
import { forget, keepItem, type LeafDraft, UNREAD } from './leafState.ts';
import { type SharedScores, shareScore } from './sharedScore.ts';
import { endurance } from './sustained.ts';
import { clearValue, isStrict, type Numbers, resolve } from './threshold.ts';

type ScoreItem = Extract<EvidenceItem, { type: 'score' }>;

/**
 * A score judged at each reading of one of its parts. The window holds when the score was last complete, then instant and value of the latest reading of each
 * part. A total judges as any value does. Without one the leaf is unknown, unless what the observed parts come to by themselves crosses: that can only be
 * more; it never clears. Every part has come anew since the last total and there still is none: then somebody must look, since parts that never come together
 * would leave the score silent.
 */
export function compileScore(leaf: ScoreLeaf, numbers: Numbers, scores: SharedScores): CompiledLeaf {
  const { output, test, within } = leaf;
  const score = findScore(leaf.score);
  const metrics = metricsOfScore(leaf.score);
  const places = metrics.map(placeOfMetric);
  const threshold = resolve(leaf.set, numbers);
  const settings = settingsOf(leaf, numbers);
  const inForce = Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));
  const atOnce = endurance(undefined);
  const crossing: Crossing = {
    sign: 1,
    strict: isStrict(test),
    set: threshold.value,
    clear: clearValue(leaf, threshold.value, numbers),
    setFor: atOnce,
    clearFor: atOnce,
  };

  const judged = (window: readonly number[], at: number): ScoreJudgement =>
    judgeScore(
      score,
      places.map((_, part) => (isFresh(window, part, at, within) ? (window[valuePlace(part)] ?? null) : null)),
      inForce,
    );

  const itemOf = (window: readonly number[], at: number, { points, complete, outputs }: ScoreJudgement): ScoreItem => ({
    type: 'score',
    score: leaf.score,
    output,
    test,
    threshold,
    compared: outputs[output],
    complete,
    settings,
    within,
    parts: score.parts.map(({ id, metric }, part) => {
      const reading = { at: window[atPlace(part)] ?? NEVER, value: window[valuePlace(part)] ?? 0 };
      return {
        part: id,
        metric,
        reading: isFresh(window, part, at, within) ? reading : null,
        points: points[part] ?? null,
      };
    }),
  });

  const take = (window: number[], metric: number, at: number, value: number): void => {
    for (let part = 0; part < places.length; part += 1) {
      if (places[part] !== metric) continue;
      window[atPlace(part)] = at;
      window[valuePlace(part)] = value;
    }
  };
  const fresh = () => [NEVER, ...places.flatMap(() => [NEVER, 0])];

  const name = JSON.stringify([leaf.score, within, inForce]);
  const known = scores.get(name);
  const follows = known !== undefined;
  const shared = known ?? shareScore();
  scores.set(name, shared);

  const judgeReading = (draft: LeafDraft, at: number, value: number, metric: number): ScoreJudgement => {
    draft.window ??= fresh();
    const { window } = draft;
    take(window, metric, at, value);
    const judgement = judged(window, at);
    if (judgement.complete) window[0] = at;
    return judgement;
  };

  const read = (draft: LeafDraft, at: number, value: number, metric: number): void => {
    const judgement = follows
      ? shared.follow(draft, at, value)
      : shared.lead(draft, at, value, judgeReading(draft, at, value, metric));
    const { window = fresh() } = draft;
    const compared = judgement.outputs[output];
    if (judgement.complete) draft.lacking = undefined;
    else if (places.every((_, part) => (window[atPlace(part)] ?? NEVER) > (window[0] ?? NEVER))) draft.lacking = true;
    if (judgement.complete || doesCross(crossing, compared)) {
      const completed = latch(crossing, draft, 0, at, value, compared);
      keepItem(draft, completed && itemOf(window, at, judgement));
    } else if (draft.mode === 'false') draft.mode = 'unknown';
  };

  return {
    metrics,
    declared: leaf,
    initial: () => UNREAD,
    calm: null,
    follows,
    read: (draft, at, value, _previousAt, _since, metric) => read(draft, at, value, metric),
    answered: () => {},
    reread: (draft, { at, value, metric }) => read(draft, at, value, metric),
    // Who closed it has seen its parts: a new total is made of new ones.
    close: (draft) => {
      forget(draft);
      draft.window = undefined;
    },
    carryOver: (state) => state,
    alone: (_state, at, value, metric) => {
      const window = fresh();
      take(window, metric, at, value);
      const judgement = judged(window, at);
      return doesCross(crossing, judgement.outputs[output])
        ? { truth: true, item: itemOf(window, at, judgement) }
        : null;
    },
    // One normal part of a score that can no longer be put together is nobody's work.
    needsReview: (_age, value, metric) => {
      const points = score.points(
        places.map((place) => (place === metric ? value : null)),
        inForce,
      );
      return places.some((place, part) => place === metric && points[part] !== 0);
    },
  };
}

const atPlace = (part: number): number => 1 + 2 * part;
const valuePlace = (part: number): number => 2 + 2 * part;

function isFresh(window: readonly number[], part: number, at: number, within: number): boolean {
  return at - (window[atPlace(part)] ?? NEVER) <= within;
}

/** @throws RangeError where a number in force is not what the setting may be: the rule then judges nothing and says so. */
export function settingsOf({ score, settings }: ScoreLeaf, numbers: Numbers): Record<string, Threshold> {
  return Object.fromEntries(
    Object.entries(findScore(score).settings).map(([name, allowed]) => {
      const found = resolve(settings[name] ?? allowed[0] ?? Number.NaN, numbers);
      if (!allowed.includes(found.value)) throw new RangeError(`${found.value} is no ${name} of ${score}`);
      return [name, found];
    }),
  );
}

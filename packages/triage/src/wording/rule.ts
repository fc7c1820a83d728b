import { metric } from '@samvakt/contract';
import { isHigh, resolve } from '../engine/leaves/threshold.ts';
import { isSame } from '../engine/same.ts';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { leavesOfRule } from '../protocol/check.ts';
import type { Comparison, Expression, Leaf } from '../protocol/expression.ts';
import { type Rule, titleOf } from '../protocol/schema.ts';
import { detailText, sustainedText } from './detail.ts';
import { scoreRuleText } from './score.ts';
import { amountText, bandText, durationText, type Language, measuredText, nameOf, percentText, say } from './terms.ts';

/** The rule with the numbers in force, one line: “Rød: SpO₂ under 88 % i 2 målinger. Gul: …”. */
export function describeRule(effective: EffectiveProtocol, rule: Rule, language: Language): string {
  return ruleText(effective, rule, language, leafText);
}

interface RuleOf {
  readonly effective: EffectiveProtocol;
  readonly rule: Rule;
}

/**
 * The line of a rule in two versions. Where more differs than the lines can show, they say all that the engine goes by: “… (slutter ved 90 % i 2 målinger
 * på rad)”.
 */
export function describeRuleChange(
  before: RuleOf,
  after: RuleOf,
  language: Language,
): { before: string; after: string } {
  const [old, now] = [before, after].map(({ effective, rule }) =>
    [...leavesOfRule(rule)].map((leaf) => detailText(effective, leaf, language)),
  );
  const told = isSame(old, now) ? leafText : inFull;
  const line = ({ effective, rule }: RuleOf) => ruleText(effective, rule, language, told);
  return { before: line(before), after: line(after) };
}

type LeafText = (effective: EffectiveProtocol, leaf: Leaf, language: Language) => string;

const inFull: LeafText = (effective, leaf, language) =>
  `${leafText(effective, leaf, language)}${detailText(effective, leaf, language)}`;

function ruleText(effective: EffectiveProtocol, rule: Rule, language: Language, told: LeafText): string {
  const names = { red: say(language, 'Rød', 'Red'), yellow: say(language, 'Gul', 'Yellow') };
  const sentences: string[] = [];
  for (const severity of ['red', 'yellow'] as const) {
    const level = rule.levels[severity];
    if (level) sentences.push(`${names[severity]}: ${expressionText(effective, level.when, language, told)}.`);
  }
  return sentences.join(' ');
}

function expressionText(
  effective: EffectiveProtocol,
  expression: Expression,
  language: Language,
  told: LeafText,
): string {
  const parts = (of: readonly Expression[]) => of.map((part) => expressionText(effective, part, language, told));
  const within = (length: number | undefined) =>
    length === undefined ? '' : ` ${say(language, 'innen', 'within')} ${durationText(length, language)}`;
  switch (expression.type) {
    case 'all':
      if (told === leafText && expression.within === undefined && areSilent(expression.of)) {
        return silenceText(expression.of, language);
      }
      return `${parts(expression.of).join(` ${say(language, 'og', 'and')} `)}${within(expression.within)}`;
    case 'any':
      return parts(expression.of).join(`, ${say(language, 'eller', 'or')} `);
    case 'not':
      return `${say(language, 'ikke', 'not')} (${expressionText(effective, expression.of, language, told)})`;
    case 'at-least': {
      const list = parts(expression.of).join('; ');
      const count = say(language, `minst ${expression.count} av`, `at least ${expression.count} of`);
      return `${count} (${list})${within(expression.within)}`;
    }
    default:
      return told(effective, expression, language);
  }
}

type Missing = Extract<Leaf, { type: 'missing' }>;

/** Everything must be silent, for equally long. */
function areSilent(of: readonly Expression[]): of is readonly Missing[] {
  const lengths = of.map((part) => (part.type === 'missing' ? part.every + part.grace : 0));
  return lengths.length > 1 && lengths.every((length) => length > 0 && length === lengths[0]);
}

function silenceText(leaves: readonly Missing[], language: Language): string {
  const names = leaves.map(({ metric }) => nameOf(metric, language));
  const [first] = leaves;
  const span = durationText(first ? first.every + first.grace : 0, language);
  const list = `${names.slice(0, -1).join(', ')} ${say(language, 'eller', 'or')} ${names.at(-1)}`;
  return say(language, `ingen måling av ${list} på ${span}`, `no ${list} for ${span}`);
}

function leafText(effective: EffectiveProtocol, leaf: Leaf, language: Language): string {
  if (leaf.type === 'score') return scoreRuleText(leaf, resolve(leaf.set, effective.numbers).value, language);
  if ('questionnaire' in leaf) return questionnaireText(effective, leaf, language);
  const name = nameOf(leaf.metric, language);
  if (leaf.type === 'overdue')
    return say(language, `${name} ikke målt innen planens frist`, `no ${name} by the time of the plan`);
  if (leaf.type === 'missing') {
    const span = durationText(leaf.every + leaf.grace, language);
    return say(language, `ingen måling av ${name} på ${span}`, `no ${name} for ${span}`);
  }
  const sustained = sustainedText(leaf.sustained, language);
  return leaf.type === 'change'
    ? `${changeText(effective, leaf, name, language)}${sustained}`
    : `${subjectText(leaf, name, language)} ${limitText(effective, leaf, language)}${sustained}`;
}

function questionnaireText(
  { protocol }: EffectiveProtocol,
  leaf: Extract<Leaf, { questionnaire: string }>,
  language: Language,
): string {
  const form = titleOf(protocol, leaf.questionnaire)[language];
  if (leaf.type === 'unanswered') {
    const span = durationText(leaf.every + leaf.grace, language);
    return say(language, `skjemaet «${form}» ikke besvart på ${span}`, `the form “${form}” not answered for ${span}`);
  }
  if (leaf.type === 'overdue') {
    return say(
      language,
      `skjemaet «${form}» ikke besvart innen planens frist`,
      `the form “${form}” not answered by the time of the plan`,
    );
  }
  if (leaf.about === 'contact') {
    return say(language, `pasienten ber om kontakt i «${form}»`, `the patient asks to be contacted in “${form}”`);
  }
  return leaf.atLeast === 'red'
    ? say(language, `minst ett rødt svar i «${form}»`, `at least one red answer in “${form}”`)
    : say(language, `minst ett gult eller rødt svar i «${form}»`, `at least one yellow or red answer in “${form}”`);
}

function subjectText(leaf: Comparison, name: string, language: Language): string {
  if (leaf.type === 'share') {
    const band = bandText(leaf.metric, leaf.band, language);
    return `${say(language, 'andel', 'share of')} ${name} ${band} ${say(language, 'over', 'over')} ${durationText(leaf.over, language)}`;
  }
  if (leaf.type !== 'mean' && leaf.type !== 'variation') return name;
  const span = durationText(leaf.over, language);
  if (leaf.type === 'variation') {
    return say(language, `variasjon (CV) i ${name} over ${span}`, `variation (CV) of ${name} over ${span}`);
  }
  return say(language, `${name} i snitt over ${span}`, `mean ${name} over ${span}`);
}

/** “vekt opp mer enn 2 kg fra laveste på 3 døgn” */
function changeText(
  effective: EffectiveProtocol,
  leaf: Extract<Comparison, { type: 'change' }>,
  name: string,
  language: Language,
): string {
  const { value } = resolve(leaf.set, effective.numbers);
  const size = Math.abs(value);
  const amount = measuredText(leaf.metric, size, leaf.measure, language);
  const direction = isHigh(leaf.test) ? say(language, 'opp', 'up') : say(language, 'ned', 'down');
  const strictly = leaf.test === 'above' || leaf.test === 'below';
  const least = strictly ? say(language, 'mer enn', 'more than') : say(language, 'minst', 'at least');
  const span = durationText(leaf.over, language);
  const reference = {
    minimum: say(language, `laveste på ${span}`, `the lowest in ${span}`),
    maximum: say(language, `høyeste på ${span}`, `the highest in ${span}`),
    mean: say(language, `middel over ${span}`, `the mean of ${span}`),
    baseline: say(language, `egen normal (${span})`, `own normal (${span})`),
  }[leaf.reference];
  return `${name} ${direction} ${least} ${amount} ${say(language, 'fra', 'from')} ${reference}`;
}

function limitText(effective: EffectiveProtocol, leaf: Comparison, language: Language): string {
  const { value } = resolve(leaf.set, effective.numbers);
  const shown =
    leaf.type === 'share' || leaf.type === 'variation'
      ? percentText(value, language)
      : amountText(leaf.metric, value, language);
  const declared = metric(leaf.metric);
  if (declared.kind === 'choice' && leaf.test === 'at-least') {
    const isWorst = declared.options.every(({ ordinal }) => ordinal <= value);
    return isWorst ? shown : say(language, `${shown} eller verre`, `${shown} or worse`);
  }
  const words = {
    below: say(language, 'under', 'below'),
    'at-most': say(language, 'høyst', 'at most'),
    above: say(language, 'over', 'above'),
    'at-least': say(language, 'minst', 'at least'),
  };
  return `${words[leaf.test]} ${shown}`;
}

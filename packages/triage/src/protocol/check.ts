import { type MetricCode, subjectOfEntry } from '@samvakt/contract';
import { findScore, metricsOfScore } from '../scores/registry.ts';
import { type Absence, type Expression, isAbsence, type Leaf, type ScoreLeaf } from './expression.ts';
import type { Protocol } from './schema.ts';

/** The metrics that a leaf looks at: one, all parts of its score, or none where it is about a questionnaire. */
export function metricsOfLeaf(leaf: Leaf): readonly MetricCode[] {
  if ('questionnaire' in leaf) return [];
  return leaf.type === 'score' ? metricsOfScore(leaf.score) : [leaf.metric];
}

/** All that a leaf looks at: metrics by their code, a questionnaire by its URL. The two cannot be mistaken for each other. */
export function subjectsOfLeaf(leaf: Leaf): readonly string[] {
  return 'questionnaire' in leaf ? [leaf.questionnaire] : metricsOfLeaf(leaf);
}

/** The one thing that does not come. */
export function subjectOfAbsence(leaf: Absence): string {
  return 'questionnaire' in leaf ? leaf.questionnaire : leaf.metric;
}

/** Every leaf of an expression, left to right. */
function* leavesOf(expression: Expression): Generator<Leaf> {
  switch (expression.type) {
    case 'all':
    case 'any':
    case 'at-least':
      for (const part of expression.of) yield* leavesOf(part);
      return;
    case 'not':
      yield* leavesOf(expression.of);
      return;
    default:
      yield expression;
  }
}

/** The leaves of all levels of a rule. */
export function* leavesOfRule(rule: Protocol['rules'][number]): Generator<Leaf> {
  if (rule.levels.red) yield* leavesOf(rule.levels.red.when);
  if (rule.levels.yellow) yield* leavesOf(rule.levels.yellow.when);
}

interface Fault {
  path: (string | number)[];
  message: string;
}

/**
 * What the shape alone cannot say: rule ids are unique, every number that a rule names is there, every questionnaire is asked for, and a score can be computed:
 * its settings are what it knows, and each of its parts is asked for. Without that a score could stay away for ever with nobody told, and the patient be green
 * because of it.
 */
export function protocolFaults(protocol: Protocol): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, rule] of protocol.rules.entries()) {
    if (seen.has(rule.id)) faults.push({ path: ['rules', index, 'id'], message: `Rule ${rule.id} is declared twice` });
    seen.add(rule.id);
    const questionnaires = [...leavesOfRule(rule)].flatMap((leaf) =>
      'questionnaire' in leaf ? leaf.questionnaire : [],
    );
    for (const url of questionnaires) {
      if (!protocol.questionnaires?.some((asked) => asked.url === url)) {
        faults.push({
          path: ['rules', index],
          message: `Rule ${rule.id} is about the questionnaire ${url}, which the protocol does not ask for`,
        });
      }
    }
    // What a patient has said is answered by a person, also when the next answer is better.
    if (rule.autoClose && rule.kind !== 'missing' && questionnaires.length > 0) {
      faults.push({
        path: ['rules', index, 'autoClose'],
        message: `Rule ${rule.id} judges answers and must not close by itself`,
      });
    }
    for (const name of namesUsedBy(rule)) {
      if (!Object.hasOwn(protocol.numbers, name)) {
        faults.push({
          path: ['rules', index],
          message: `Rule ${rule.id} names the number ${name}, which the protocol does not declare`,
        });
      }
    }
  }
  return [...faults, ...scoreFaults(protocol), ...planFaults(protocol)];
}

function scoreFaults(protocol: Protocol): Fault[] {
  const leaves = protocol.rules.map((rule) => [...leavesOfRule(rule)]);
  const demanded = new Set<MetricCode>();
  for (const leaf of leaves.flat())
    if (leaf.type === 'missing') for (const metric of metricsOfLeaf(leaf)) demanded.add(metric);
  return leaves.flatMap((own, index) =>
    own.flatMap((leaf) => {
      if (leaf.type !== 'score') return [];
      const unasked = metricsOfLeaf(leaf).filter((metric) => !demanded.has(metric));
      const messages = [
        ...unasked.map((metric) => `${leaf.score} needs ${metric}, which no rule demands (missing)`),
        ...settingFaults(protocol, leaf),
      ];
      return messages.map((message) => ({ path: ['rules', index], message }));
    }),
  );
}

/** A number that stands for a setting may be nothing but what the score knows, whatever a patient's limits say. */
function settingFaults({ numbers }: Protocol, { score, settings }: ScoreLeaf): string[] {
  return Object.entries(settings).flatMap(([setting, quantity]) => {
    if (typeof quantity === 'number' || !Object.hasOwn(numbers, quantity.number)) return [];
    const allowed = findScore(score).settings[setting] ?? [];
    const choices = numbers[quantity.number]?.choices ?? [];
    const isKnown = choices.length > 0 && choices.every(({ value }) => allowed.includes(value));
    return isKnown ? [] : [`${quantity.number} needs choices among ${allowed.join(', ')}, the ${setting} of ${score}`];
  });
}

function planFaults(protocol: Protocol): Fault[] {
  const plannable = plannableSubjects(protocol);
  return (protocol.plan?.entries ?? []).flatMap((entry, index) => {
    const subject = subjectOfEntry(entry);
    if (plannable.includes(subject)) return [];
    const message = `The plan asks for ${subject}, and no rule says what it means when it does not come`;
    return [{ path: ['plan', 'entries', index, entry.metric ? 'metric' : 'questionnaire'], message }];
  });
}

/** What a plan may ask for: that of which the protocol has a rule about its being overdue. Metrics by their code, questionnaires by their URL. */
export function plannableSubjects(protocol: Pick<Protocol, 'rules'>): string[] {
  return [...plannableMetrics(protocol), ...plannableQuestionnaires(protocol)];
}

/** The metrics that a plan may ask for, in the order of the rules, each once. */
export function plannableMetrics({ rules }: Pick<Protocol, 'rules'>): MetricCode[] {
  return [...new Set(overdueIn(rules).flatMap((leaf) => ('metric' in leaf ? leaf.metric : [])))];
}

/** The questionnaires (canonical URL) that a plan may ask for, in the order of the rules, each once. */
export function plannableQuestionnaires({ rules }: Pick<Protocol, 'rules'>): string[] {
  return [...new Set(overdueIn(rules).flatMap((leaf) => ('questionnaire' in leaf ? leaf.questionnaire : [])))];
}

function overdueIn(rules: Protocol['rules']): Extract<Leaf, { type: 'overdue' }>[] {
  return rules.flatMap((rule) => [...leavesOfRule(rule)].filter((leaf) => leaf.type === 'overdue'));
}

function* namesUsedBy(rule: Protocol['rules'][number]): Generator<string> {
  for (const leaf of leavesOfRule(rule)) {
    if (isAbsence(leaf) || 'questionnaire' in leaf) continue;
    if (typeof leaf.set === 'object') yield leaf.set.number;
    if (typeof leaf.clear === 'object' && 'number' in leaf.clear) yield leaf.clear.number;
    if (leaf.type !== 'score') continue;
    for (const setting of Object.values(leaf.settings)) if (typeof setting === 'object') yield setting.number;
  }
}

/** What does not come, each by itself; together where an `all` is about nothing else, and wants all of them to be silent. */
export function* silencesOf(expression: Expression): Generator<readonly Absence[]> {
  switch (expression.type) {
    case 'all':
    case 'any':
    case 'at-least': {
      const absences = expression.of.filter(isAbsence);
      if (expression.type === 'all' && absences.length === expression.of.length) yield absences;
      else for (const part of expression.of) yield* silencesOf(part);
      return;
    }
    case 'not':
      yield* silencesOf(expression.of);
      return;
    default:
      if (isAbsence(expression)) yield [expression];
  }
}

import {
  applyLimits,
  type CompiledProtocol,
  compileProtocol,
  findProtocol,
  type Protocol,
  ProtocolSchema,
  type Rule,
} from '@samvakt/triage';

const DAY = 86_400_000;

/** The rules of the shipped protocols, each question asked once. */
const RULES = {
  copd: [
    'saturation-low',
    'respiration-high',
    'pulse-high',
    'temperature-high',
    'breathlessness-high',
    'sputum-bloody',
    'exacerbation',
    'wellbeing-worse',
    'saturation-missing',
  ],
  'heart-failure': ['weight-gain', 'pressure-low', 'leg-swelling', 'weight-missing'],
  diabetes: ['glucose-low', 'glucose-high', 'glucose-missing'],
  hypertension: ['pressure-crisis', 'pressure-mean-high', 'pressure-missing'],
};

const OWN_NORMAL = {
  type: 'change',
  metric: 'oxygen-saturation',
  test: 'at-most',
  set: -5,
  clear: -3,
  measure: 'absolute',
  reference: 'baseline',
  over: 14 * DAY,
  sustained: { readings: 2 },
} as const;

/**
 * A patient with COPD, heart failure, diabetes and high blood pressure: nineteen rules of the shipped protocols, and the saturation against the
 * patient's own normal, asked to measure what each of the four protocols asks for.
 */
export function twentyRules(): CompiledProtocol {
  const numbers: Protocol['numbers'] = {};
  const rules: Rule[] = [];
  const plans: NonNullable<Protocol['plan']>[] = [];
  for (const [id, ruleIds] of Object.entries(RULES)) {
    const protocol = findProtocol(id);
    if (!protocol) throw new Error(`there is no protocol ${id}`);
    for (const [name, number] of Object.entries(protocol.numbers)) numbers[`${id} ${name}`] = number;
    if (protocol.plan) plans.push(protocol.plan);
    for (const ruleId of ruleIds) {
      const rule = protocol.rules.find((one) => one.id === ruleId);
      if (!rule) throw new Error(`${id} has no rule ${ruleId}`);
      // Every protocol names its own numbers.
      rules.push(JSON.parse(JSON.stringify(rule).replaceAll('{"number":"', `{"number":"${id} `)));
    }
  }
  const [[words], [first]] = [rules, plans];
  if (!words || !first) throw new Error('no rules were chosen');
  // No rule here waits for a form.
  const entries = plans.flatMap((own) => own.entries.filter((entry) => 'metric' in entry));
  const plan = { ...first, entries };
  rules.push({ ...words, id: 'saturation-below-own-normal', levels: { yellow: { when: OWN_NORMAL } } });
  const frame = { version: 1, condition: 'several', title: words.text, source: 'for the bench' };
  const protocol = ProtocolSchema.parse({ ...frame, id: 'twenty-rules', numbers, plan, rules });
  return compileProtocol(applyLimits(protocol, null, 0));
}

import type { MetricCode } from '@samvakt/contract';
import type { Evidence, EvidenceItem, MeasuredItem, ReviewReason, Threshold } from '../engine/alerts/finding.ts';
import { leavesOfRule, metricsOfLeaf } from '../protocol/check.ts';
import type { Protocol } from '../protocol/schema.ts';
import { answersText, countedText, namedText, responseText, type ToldAnswers, unansweredText } from './form.ts';
import { refusalText } from './refused.ts';
import { scoreName, scoreText } from './score.ts';
import {
  amountText,
  bandText,
  capitalized,
  dateText,
  durationText,
  instantText,
  type Language,
  listText,
  measuredText,
  nameOf,
  percentText,
  say,
  valueText,
} from './terms.ts';

type Compared = MeasuredItem;

/** So many readings are named one by one; of more only the worst and their number. */
const NAMED_READINGS = 4;

/** Who set the patient's own limits that judged, and when (epoch milliseconds). `by` null: the installation itself; `confirmedBy`: the second person, where one was needed. */
export interface LimitSource {
  readonly by: string | null;
  readonly confirmedBy?: string | null;
  readonly at: number;
}

/**
 * What was found, in one short line: “SpO₂ 87 % og 86 % innen 30 min, grense 88 %”. Of several coloured answers it says how many there are; the
 * evidence has them all.
 */
export function describeFinding(protocol: Protocol, evidence: Evidence, language: Language): string {
  return findingText(protocol, evidence, language, {
    limitFrom: ownLimit(language),
    settingFrom: () => '',
    answers: countedText,
  });
}

/**
 * The same with all that it rests on: where each limit comes from (“grense 88 % satt av Kari Berg 3. mars 2026”, or the protocol's own, where
 * `source` is null), and every coloured answer.
 */
export function explainFinding(
  protocol: Protocol,
  evidence: Evidence,
  language: Language,
  source: LimitSource | null,
): string {
  const limitFrom = originOf(protocol, language, source);
  return findingText(protocol, evidence, language, { limitFrom, settingFrom: limitFrom, answers: namedText });
}

/** What is said of a limit after its value, and of what a clinician has set of a score, and how the answers of a form are told. */
interface Telling {
  readonly limitFrom: (threshold: Threshold) => string;
  readonly settingFrom: (threshold: Threshold) => string;
  readonly answers: ToldAnswers;
}

function findingText(protocol: Protocol, evidence: Evidence, language: Language, telling: Telling): string {
  if (evidence.review) return reviewText(evidence.review, language);
  if (evidence.items.length === 0) {
    return protocol.rules.find((rule) => rule.id === evidence.ruleId)?.text[language] ?? evidence.ruleId;
  }
  const silence = silenceText(protocol, evidence.items, language);
  if (silence !== null) return capitalized([...deviceText(evidence.device, language), silence].join('; '));
  const found = evidence.items.map((item) => itemText(item, language, telling));
  return capitalized([...deviceText(evidence.device, language), ...found].join('; '));
}

function deviceText(device: Evidence['device'], language: Language): string[] {
  if (!device) return [];
  const since = instantText(device.since, language);
  return [
    say(
      language,
      `utstyret ${device.id} har ikke hatt forbindelse siden ${since}`,
      `the device ${device.id} has had no connection since ${since}`,
    ),
  ];
}

const ownText = (language: Language) => say(language, ' (pasientens egen)', ' (the patient’s own)');

/** After the value of a limit: only whether it is the patient's own. */
const ownLimit =
  (language: Language): Telling['limitFrom'] =>
  ({ origin }) =>
    origin === 'limits' ? ownText(language) : '';

/** Where a limit comes from, after its value. */
function originOf(protocol: Protocol, language: Language, source: LimitSource | null): Telling['limitFrom'] {
  return ({ origin }) => {
    if (origin === 'limits' && source) {
      const { confirmedBy = null } = source;
      const by = source.by ?? 'Samvakt';
      const date = dateText(source.at, language);
      return say(
        language,
        ` satt av ${by}${confirmedBy === null ? '' : ` og bekreftet av ${confirmedBy}`} ${date}`,
        ` set by ${by}${confirmedBy === null ? '' : ` and confirmed by ${confirmedBy}`} on ${date}`,
      );
    }
    if (origin === 'limits') return ownText(language);
    const { title, version } = protocol;
    return say(language, ` etter ${title.nb}, versjon ${version}`, ` of ${title.en}, version ${version}`);
  };
}

function itemText(item: EvidenceItem, language: Language, telling: Telling): string {
  const { limitFrom, answers } = telling;
  switch (item.type) {
    case 'missing':
      return missingText(item, language);
    case 'score':
      return scoreText(item, language, telling);
    case 'unanswered':
      return unansweredText(item, language);
    case 'questionnaire':
      return answersText(item, language, answers);
    case 'value':
      return `${nameOf(item.metric, language)} ${readingsText(item, language)}${limitText(item, language, limitFrom)}`;
    case 'change':
      return `${changeText(item, language)}${limitText(item, language, limitFrom)}`;
    case 'share':
      return `${shareText(item, language)}${limitText(item, language, limitFrom)}`;
    case 'variation':
      return `${variationText(item, language)}${limitText(item, language, limitFrom)}`;
    case 'mean':
      return `${meanText(item, language)}${limitText(item, language, limitFrom)}`;
  }
}

function readingsText({ metric, readings, count, test }: Compared, language: Language): string {
  const first = readings[0];
  const last = readings.at(-1);
  const span = first && last && last.at > first.at ? durationText(last.at - first.at, language) : null;
  if (count > NAMED_READINGS || count > readings.length) {
    const values = readings.map(({ value }) => value);
    const high = test === 'above' || test === 'at-least';
    const worst = valueText(metric, high ? Math.max(...values) : Math.min(...values), language);
    const extreme = high ? say(language, 'høyest', 'highest') : say(language, 'lavest', 'lowest');
    const many = say(language, `${count} målinger`, `${count} readings`);
    return span
      ? `${extreme} ${worst}, ${many} ${say(language, 'over', 'over')} ${span}`
      : `${extreme} ${worst}, ${many}`;
  }
  const values = listText(
    readings.map(({ value }) => valueText(metric, value, language)),
    language,
  );
  return span ? `${values} ${say(language, 'innen', 'within')} ${span}` : values;
}

function changeText({ metric, compared, measure, reference, readings, window }: Compared, language: Language): string {
  const amount = measuredText(metric, Math.abs(compared), measure, language);
  const direction = compared < 0 ? say(language, 'ned', 'down') : say(language, 'opp', 'up');
  const now = readings.at(-1);
  // From the reading that it is compared with, where that is one: the window only says how far back it may lie.
  const lasted = now && reference?.at !== undefined ? now.at - reference.at : window;
  // The own normal is known of long; how fast it was left, nobody has measured.
  const isSince = lasted !== undefined && reference?.kind !== 'baseline';
  const span = isSince ? ` ${say(language, 'på', 'in')} ${durationText(lasted, language)}` : '';
  const from = reference ? referenceText(metric, reference, language) : '';
  const to = now ? ` ${say(language, 'til', 'to')} ${valueText(metric, now.value, language)}` : '';
  return `${nameOf(metric, language)} ${direction} ${amount}${span} (${from}${to})`;
}

function referenceText(
  metric: Compared['metric'],
  reference: NonNullable<Compared['reference']>,
  language: Language,
): string {
  const value = amountText(metric, reference.value, language);
  const variation = reference.spread === undefined ? '' : ` ± ${amountText(metric, reference.spread, language)}`;
  switch (reference.kind) {
    case 'baseline':
      return say(language, `fra egen normal ${value}${variation}`, `from own normal ${value}${variation}`);
    case 'mean':
      return say(language, `fra middel ${value}`, `from a mean of ${value}`);
    default:
      return say(language, `fra ${value}`, `from ${value}`);
  }
}

function meanText({ metric, compared, count, window }: Compared, language: Language): string {
  const value = amountText(metric, compared, language);
  const span = window === undefined ? '' : ` ${say(language, 'over', 'over')} ${durationText(window, language)}`;
  const name = nameOf(metric, language);
  return say(
    language,
    `${name} i snitt ${value}${span} (${count} målinger)`,
    `mean ${name} ${value}${span} (${count} readings)`,
  );
}

function shareText({ metric, compared, count, window, band }: Compared, language: Language): string {
  const span = window === undefined ? '' : ` ${say(language, 'over', 'over')} ${durationText(window, language)}`;
  const what = `${nameOf(metric, language)} ${band ? bandText(metric, band, language) : ''}${span}`;
  return `${what}: ${percentText(compared, language)} ${say(language, `av ${count} målinger`, `of ${count} readings`)}`;
}

function variationText({ metric, compared, count, window }: Compared, language: Language): string {
  const span = window === undefined ? '' : ` ${say(language, 'over', 'over')} ${durationText(window, language)}`;
  const name = nameOf(metric, language);
  const percent = percentText(compared, language);
  return say(
    language,
    `${name} varierer ${percent}${span} (CV av ${count} målinger)`,
    `${name} varies ${percent}${span} (CV of ${count} readings)`,
  );
}

function limitText(
  { metric, threshold, type, measure }: Compared,
  language: Language,
  limitFrom: Telling['limitFrom'],
): string {
  const { value } = threshold;
  const magnitude = type === 'change' ? Math.abs(value) : value;
  const shown =
    type === 'share' || type === 'variation'
      ? percentText(value, language)
      : measuredText(metric, magnitude, measure, language);
  return `, ${say(language, 'grense', 'limit')} ${shown}${limitFrom(threshold)}`;
}

type Missing = Extract<EvidenceItem, { type: 'missing' }>;

/** So many that are missing together are no longer named one by one. */
const NAMED_MISSING = 3;

function silenceText(protocol: Protocol, items: readonly EvidenceItem[], language: Language): string | null {
  const missing = items.filter((item) => item.type === 'missing');
  if (missing.length <= NAMED_MISSING || missing.length < items.length) return null;
  const read = missing.flatMap(({ lastAt }) => lastAt ?? []);
  const from =
    read.length === 0
      ? say(language, 'oppfølgingen begynte', 'the follow-up began')
      : instantText(Math.max(...read), language);
  const metrics = new Set(missing.map(({ metric }) => metric));
  // Of what else the protocol takes, something may have been read.
  const none = takenBy(protocol).every((metric) => metrics.has(metric))
    ? say(language, 'ingen målinger', 'no readings')
    : say(language, `ingen av ${metrics.size} ventede målinger`, `none of ${metrics.size} expected readings`);
  return say(language, `${none} siden ${from}`, `${none} since ${from}`);
}

/** The metrics of which the protocol has something to say. */
function takenBy({ rules, observes }: Protocol): readonly MetricCode[] {
  return [...observes, ...rules.flatMap((rule) => [...leavesOfRule(rule)].flatMap(metricsOfLeaf))];
}

function missingText({ metric, lastAt, planned }: Missing, language: Language): string {
  const name = nameOf(metric, language);
  if (planned) {
    const by = instantText(planned.by, language);
    const due = say(language, `${name} skulle vært målt innen ${by}`, `${name} was due by ${by}`);
    if (lastAt === null) return say(language, `${due}, aldri målt`, `${due}, never measured`);
    const last = instantText(lastAt, language);
    return say(language, `${due}, sist målt ${last}`, `${due}, last measured ${last}`);
  }
  if (lastAt === null) {
    return say(language, `ingen måling av ${name} siden oppfølgingen begynte`, `no ${name} since the follow-up began`);
  }
  const since = instantText(lastAt, language);
  return say(language, `ingen måling av ${name} siden ${since}`, `no ${name} since ${since}`);
}

function reviewText({ code, metric, reading, detail, response }: ReviewReason, language: Language): string {
  if (response) return responseText(code, response.title[language], detail, language);
  const name = metric ? nameOf(metric, language) : say(language, 'måling', 'reading');
  const value = metric && reading ? `${name} ${valueText(metric, reading.value, language)}` : name;
  switch (code) {
    case 'not-asked':
    case 'unjudged-answers':
    case 'no-rule':
      return capitalized(say(language, `${value}: ingen regel vurderer dette`, `${value}: no rule judges this`));
    // Too few came, or they were set aside by a close, or are forgotten, or a percentage would be taken of nothing.
    case 'no-reference':
      return capitalized(
        say(
          language,
          `${value}: kan ikke vurderes, grunnlag for sammenlikning mangler`,
          `${value}: cannot be judged, there is no basis for comparison`,
        ),
      );
    case 'no-total': {
      const score = detail ? scoreName(detail) : '';
      return capitalized(
        say(
          language,
          `${score} kan ikke regnes ut: delene er ikke målt nær nok hverandre (sist ${value})`,
          `${score} cannot be computed: its parts were not measured close enough together (latest ${value})`,
        ),
      );
    }
    case 'refused': {
      const why = refusalText(detail, language);
      const what = metric ? name : say(language, 'noe', 'something');
      return capitalized(
        say(
          language,
          `${what} ble sendt og kunne ikke brukes: ${why}`,
          `${what} was sent and could not be used: ${why}`,
        ),
      );
    }
    case 'not-a-number':
      return capitalized(say(language, `${name}: målingen er ikke et tall`, `${name}: the reading is not a number`));
    case 'rule-failed': {
      const why = detail ? ` (${detail})` : '';
      return capitalized(say(language, `${value}: regelen feilet${why}`, `${value}: the rule failed${why}`));
    }
  }
}

import { type MetricCode, metric } from '@samvakt/contract';
import type { Band } from '../protocol/expression.ts';

/** Bokmål or English: the languages of a protocol's own words and of explanations. */
export type Language = 'nb' | 'en';
type Words = Readonly<Record<Language, string>>;

/** What a metric is called inside a sentence. */
const NAMES: Readonly<Record<MetricCode, Words>> = {
  'oxygen-saturation': { nb: 'SpO₂', en: 'SpO₂' },
  'heart-rate': { nb: 'puls', en: 'heart rate' },
  'systolic-pressure': { nb: 'systolisk blodtrykk', en: 'systolic blood pressure' },
  'diastolic-pressure': { nb: 'diastolisk blodtrykk', en: 'diastolic blood pressure' },
  'body-weight': { nb: 'vekt', en: 'weight' },
  'body-temperature': { nb: 'temperatur', en: 'temperature' },
  'respiratory-rate': { nb: 'pustefrekvens', en: 'respiratory rate' },
  glucose: { nb: 'blodsukker', en: 'glucose' },
  'peak-flow': { nb: 'PEF', en: 'peak flow' },
  fev1: { nb: 'FEV1', en: 'FEV1' },
  steps: { nb: 'skritt', en: 'steps' },
  inr: { nb: 'INR', en: 'INR' },
  'pain-severity': { nb: 'smerte', en: 'pain' },
  breathlessness: { nb: 'tung pust', en: 'breathlessness' },
  wellbeing: { nb: 'dagsform', en: 'wellbeing' },
  'leg-swelling': { nb: 'hovne bein', en: 'leg swelling' },
  'sputum-colour': { nb: 'oppspytt', en: 'sputum' },
  consciousness: { nb: 'bevissthet', en: 'consciousness' },
  'inspired-oxygen': { nb: 'luft eller oksygen', en: 'air or oxygen' },
};

const UNITS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  Cel: '°C',
  '{steps}': '',
  '{INR}': '',
  '{score}': '',
};

const OPTIONS: Readonly<Record<string, Words>> = {
  better: { nb: 'bedre', en: 'better' },
  'as-usual': { nb: 'som vanlig', en: 'as usual' },
  worse: { nb: 'verre', en: 'worse' },
  'much-worse': { nb: 'mye verre', en: 'much worse' },
  none: { nb: 'ingen', en: 'none' },
  ankles: { nb: 'anklene', en: 'ankles' },
  calves: { nb: 'leggene', en: 'calves' },
  'above-knees': { nb: 'over knærne', en: 'above the knees' },
  clear: { nb: 'klart', en: 'clear' },
  yellow: { nb: 'gult', en: 'yellow' },
  green: { nb: 'grønt', en: 'green' },
  bloody: { nb: 'blodig', en: 'bloody' },
  alert: { nb: 'våken', en: 'alert' },
  confusion: { nb: 'nyoppstått forvirret', en: 'newly confused' },
  voice: { nb: 'reagerer på tiltale', en: 'responds to voice' },
  pain: { nb: 'reagerer på smerte', en: 'responds to pain' },
  unresponsive: { nb: 'reagerer ikke', en: 'unresponsive' },
  air: { nb: 'luft', en: 'air' },
  oxygen: { nb: 'oksygen', en: 'oxygen' },
};

/** What a metric is called inside a sentence, in lower case where the language wants it. */
export function nameOf(code: MetricCode, language: Language): string {
  return NAMES[code][language];
}

export function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export function say(language: Language, nb: string, en: string): string {
  return language === 'nb' ? nb : en;
}

/** A number as the language writes it, with at most so many decimals. */
function numberText(value: number, decimals: number, language: Language): string {
  const locale = language === 'nb' ? 'nb-NO' : 'en-GB';
  return new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(value).replace('−', '-');
}

/** A value of a metric with its unit; of a choice the chosen words. */
export function valueText(code: MetricCode, value: number, language: Language): string {
  const definition = metric(code);
  if (definition.kind === 'choice') {
    const option = definition.options.find(({ ordinal }) => ordinal === value);
    return option ? (OPTIONS[option.code]?.[language] ?? option.code) : String(value);
  }
  return withUnit(numberText(value, definition.decimals, language), code);
}

/** A difference or a threshold: one decimal more than the device shows, where it has one. */
export function amountText(code: MetricCode, value: number, language: Language): string {
  const definition = metric(code);
  if (definition.kind === 'choice') return valueText(code, value, language);
  return withUnit(numberText(value, Math.max(1, definition.decimals), language), code);
}

export function percentText(percent: number, language: Language): string {
  return `${numberText(percent, 1, language)} %`;
}

/** A stretch of a metric's scale: “from 3.9 to 10 mmol/L”. */
export function bandText(code: MetricCode, band: Band, language: Language): string {
  const end = (value: number) => withUnit(numberText(value, 2, language), code);
  if ('below' in band) return `${say(language, 'under', 'below')} ${end(band.below)}`;
  if ('above' in band) return `${say(language, 'over', 'above')} ${end(band.above)}`;
  const from = numberText(band.from, 2, language);
  return say(language, `fra ${from} til ${end(band.until)}`, `from ${from} to ${end(band.until)}`);
}

/** The size of a change: in the metric's unit, in percent, or in the patient's own ordinary variation. */
export function measuredText(
  code: MetricCode,
  size: number,
  measure: 'absolute' | 'relative' | 'spread' | undefined,
  language: Language,
): string {
  if (measure === 'relative') return percentText(size, language);
  if (measure === 'absolute' && metric(code).unit === '%') {
    const points = numberText(size, Math.max(1, metric(code).decimals), language);
    return say(language, `${points} prosentpoeng`, `${points} percentage ${size === 1 ? 'point' : 'points'}`);
  }
  if (measure !== 'spread') return amountText(code, size, language);
  const times = numberText(size, 1, language);
  return say(language, `${times} ganger vanlig variasjon`, `${times} times the usual variation`);
}

function withUnit(text: string, code: MetricCode): string {
  const { unit } = metric(code);
  const shown = UNITS[unit] ?? unit;
  if (shown === '') return text;
  return shown.startsWith('/') ? `${text}${shown}` : `${text} ${shown}`;
}

/** “a, b and c”. */
export function listText(parts: readonly string[], language: Language): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} ${say(language, 'og', 'and')} ${parts.at(-1)}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest parts: “3 d 6 h”, “30 min”. */
export function durationText(milliseconds: number, language: Language): string {
  const parts: readonly [size: number, name: string][] = [
    [DAY, say(language, 'døgn', 'd')],
    [HOUR, say(language, 't', 'h')],
    [MINUTE, 'min'],
    [1000, 's'],
  ];
  const shown: string[] = [];
  let rest = Math.max(0, milliseconds);
  for (const [size, name] of parts) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && shown.length < 2) shown.push(`${count} ${name}`);
    else if (shown.length > 0) break;
  }
  return shown.length > 0 ? shown.join(' ') : '0 s';
}

/** An instant on the wall in Norway. */
export function instantText(at: number, language: Language): string {
  const inNorway = (parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', { ...parts, timeZone: 'Europe/Oslo' }).format(at);
  const day = inNorway({ day: 'numeric', month: 'short' });
  return `${day}${language === 'nb' ? ' kl. ' : ', '}${inNorway({ hour: '2-digit', minute: '2-digit' })}`;
}

/** A day in Norway. */
export function dateText(at: number, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Europe/Oslo',
  });
  return format.format(at);
}

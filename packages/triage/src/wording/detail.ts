import { resolve } from '../engine/leaves/threshold.ts';
import type { EffectiveProtocol } from '../limits/apply.ts';
import type { Comparison, Leaf, Quantity, ScoreLeaf, Sustained } from '../protocol/expression.ts';
import { amountText, durationText, type Language, measuredText, percentText, say } from './terms.ts';

/**
 * What the short line of a leaf leaves out, for whom two versions are compared: named numbers, when it ends, how dense the readings must be. Empty
 * where the line says it all.
 */
export function detailText(effective: EffectiveProtocol, leaf: Leaf, language: Language): string {
  const parts = partsOf(effective, leaf, language);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function partsOf(effective: EffectiveProtocol, leaf: Leaf, language: Language): string[] {
  switch (leaf.type) {
    case 'overdue':
      return [];
    case 'missing':
    case 'unanswered': {
      const [every, grace] = [durationText(leaf.every, language), durationText(leaf.grace, language)];
      const rest = leaf.grace === 0 ? '' : say(language, `, frist ${grace} etter`, `, ${grace} of grace`);
      return [`${say(language, `ventet hver ${every}`, `expected every ${every}`)}${rest}`];
    }
    case 'questionnaire': {
      const colour = leaf.atLeast === 'red' ? say(language, 'rødt', 'red') : say(language, 'gult', 'yellow');
      return leaf.about === 'contact' ? [say(language, `merket minst ${colour}`, `marked at least ${colour}`)] : [];
    }
    case 'score':
      return [
        ...namedText(effective, leaf.set, language),
        ...settingsText(effective, leaf, language),
        ...endText(effective, leaf, (value) => String(value), language),
      ];
    default:
      return [
        ...namedText(effective, leaf.set, language),
        ...densityText(leaf, language),
        ...gapText(leaf.sustained, language),
        ...endText(effective, leaf, (value) => shownValue(leaf, value, language), language),
      ];
  }
}

/** Which number of the protocol the limit is, since the patient's own limits may move it. */
function namedText({ protocol }: EffectiveProtocol, quantity: Quantity, language: Language): string[] {
  if (typeof quantity === 'number') return [];
  const name = protocol.numbers[quantity.number]?.text[language] ?? quantity.number;
  return [say(language, `grensen er «${name}»`, `the limit is “${name}”`)];
}

function settingsText(effective: EffectiveProtocol, { settings }: ScoreLeaf, language: Language): string[] {
  return Object.entries(settings).map(([name, quantity]) => {
    const { value } = resolve(quantity, effective.numbers);
    return [`${name} ${value}`, ...namedText(effective, quantity, language)].join(', ');
  });
}

/** What the readings must be before they are judged, and what they are held against. */
function densityText(leaf: Comparison, language: Language): string[] {
  switch (leaf.type) {
    case 'value':
      return [];
    case 'change': {
      const floor = leaf.floor === undefined ? null : amountText(leaf.metric, leaf.floor, language);
      return [
        ...(leaf.measure === 'relative'
          ? [say(language, 'i prosent av det den sammenliknes med', 'as a percentage of its reference')]
          : []),
        ...daysText(leaf.minDays, language),
        ...(floor === null
          ? []
          : [
              say(
                language,
                `vanlig variasjon regnes som minst ${floor}`,
                `the usual variation counts as at least ${floor}`,
              ),
            ]),
      ];
    }
    case 'mean':
      return [
        say(language, `minst ${leaf.minReadings} målinger`, `at least ${leaf.minReadings} readings`),
        ...daysText(leaf.minDays, language),
      ];
    default: {
      const share = percentText(leaf.sufficient, language);
      const every = durationText(leaf.every, language);
      return [
        say(
          language,
          `krever mer enn ${share} av målingene, én hver ${every}`,
          `needs more than ${share} of the readings, one every ${every}`,
        ),
        ...daysText(leaf.minDays, language),
        leaf.whenTooFew === 'silent'
          ? say(language, 'sier ingenting når det er for få', 'silent where there are too few')
          : say(language, 'må vurderes av person når det er for få', 'asks for a review where there are too few'),
      ];
    }
  }
}

function daysText(minDays: number | undefined, language: Language): string[] {
  if (minDays === undefined) return [];
  return [say(language, `på minst ${minDays} dager`, `on at least ${minDays} days`)];
}

function gapText(sustained: Sustained | undefined, language: Language): string[] {
  if (sustained?.maxGap === undefined) return [];
  const gap = durationText(sustained.maxGap, language);
  return [say(language, `høyst ${gap} mellom målingene`, `at most ${gap} between readings`)];
}

/** From what value it no longer holds, and for how long that must last. */
function endText(
  effective: EffectiveProtocol,
  leaf: Comparison | ScoreLeaf,
  shown: (value: number) => string,
  language: Language,
): string[] {
  const { clear } = leaf;
  const recovery = 'recovery' in leaf ? leaf.recovery : undefined;
  if (clear === undefined && recovery === undefined) return [];
  const lasting = [sustainedText(recovery, language), ...gapText(recovery, language)].filter((text) => text !== '');
  return [`${say(language, 'slutter', 'ends')}${clearText(effective, clear, shown, language)}${lasting.join(', ')}`];
}

/** Of a margin and a named number only themselves: they move with what is told elsewhere. */
function clearText(
  effective: EffectiveProtocol,
  clear: Comparison['clear'],
  shown: (value: number) => string,
  language: Language,
): string {
  if (clear === undefined) return '';
  if (typeof clear === 'number') return say(language, ` ved ${shown(clear)}`, ` at ${shown(clear)}`);
  if ('margin' in clear) {
    return say(language, ` ${shown(clear.margin)} fra grensen`, ` ${shown(clear.margin)} off the limit`);
  }
  const name = effective.protocol.numbers[clear.number]?.text[language] ?? clear.number;
  return say(language, ` ved «${name}»`, ` at “${name}”`);
}

function shownValue(leaf: Comparison, value: number, language: Language): string {
  if (leaf.type === 'share' || leaf.type === 'variation') return percentText(value, language);
  return measuredText(leaf.metric, value, leaf.type === 'change' ? leaf.measure : undefined, language);
}

export function sustainedText(sustained: Sustained | undefined, language: Language): string {
  if (!sustained) return '';
  if ('for' in sustained) return ` ${say(language, 'i', 'for')} ${durationText(sustained.for, language)}`;
  const { readings, of = readings } = sustained;
  if (of === readings) return say(language, ` i ${readings} målinger på rad`, ` in ${readings} readings in a row`);
  return say(language, ` i ${readings} av ${of} målinger`, ` in ${readings} of ${of} readings`);
}

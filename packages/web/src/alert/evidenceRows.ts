import { findMetric } from '@samvakt/contract';
import type { Format } from '../format/format.ts';
import { changeText, measurementText, workedOutText } from '../format/measurement.ts';
import { metricName } from '../texts/names.ts';
import type { Translate } from '../texts/useTexts.ts';
import type { JudgedItem, ShownEvidence } from './evidence.ts';
import { type EvidenceRow, limitText } from './evidenceRow.ts';
import { scoreRows } from './scoreRows.ts';

/** The judged values as lines of a table: readings with their limit, a change with what it is counted from, a mean with its base. */
export function evidenceRows(t: Translate, format: Format, evidence: ShownEvidence): EvidenceRow[] {
  return evidence.items.flatMap((item, index) => {
    if (item.type === 'score') return scoreRows(t, format, item, evidence.at);
    return 'readings' in item ? rowsOf(t, format, item, `${index}`) : [];
  });
}

function rowsOf(t: Translate, format: Format, item: JudgedItem, key: string): EvidenceRow[] {
  const metric = metricName(t, item.metric);
  const text = (value: number) => measurementText(t, format, item.metric, value);
  const reading = ({ at, value }: { at: number; value: number }): EvidenceRow => ({
    key: `${key}-${at}-${value}`,
    what: metric,
    value: text(value),
    at,
  });
  if (item.type === 'value') {
    return item.readings.map((found) => ({
      ...reading(found),
      threshold: limitText(t, item, text(item.threshold.value)),
    }));
  }
  if (item.type === 'mean') {
    return [
      {
        key,
        what: metric,
        value: t('evidence.meanOf', { value: text(item.compared) }),
        threshold: limitText(t, item, text(item.threshold.value)),
        note: t('evidence.readings', { count: item.count }),
      },
    ];
  }
  if (item.type === 'share' || item.type === 'variation') {
    const what = item.type === 'variation' ? t('evidence.variation') : item.band && bandText(t, item.band, text);
    const percent = (value: number) => `${format.number(value, 1)}\u00a0%`;
    return [
      {
        key,
        what: what ? `${metric}, ${what}` : metric,
        value: percent(item.compared),
        threshold: limitText(t, item, percent(item.threshold.value)),
        note: t('evidence.readings', { count: item.count }),
      },
    ];
  }
  // The engine counts a relative change in percent, and one in the patient's own variation in times.
  const change = (value: number) => {
    if (item.measure === 'relative') return format.signed(value, 0).concat('\u00a0%');
    if (item.measure === 'spread') return t('evidence.variations', { times: format.signed(value, 1) });
    return changeText(t, format, item.metric, value);
  };
  const isPlain = (item.measure === undefined || item.measure === 'absolute') && findMetric(item.metric)?.unit !== '%';
  const limit = isPlain ? text(item.threshold.value) : change(item.threshold.value);
  const { reference } = item;
  const isWorkedOut = reference?.kind === 'baseline' || reference?.kind === 'mean';
  // The own normal is that of its window; how fast it was left, nobody has measured.
  const isOwn = reference?.kind === 'baseline';
  const window = item.window === undefined ? undefined : format.duration(item.window);
  const ofWindow = isOwn && window !== undefined ? [t('evidence.ofWindow', { window })] : [];
  const latest = item.readings.at(-1);
  return [
    ...(reference
      ? [
          {
            key: `${key}-reference`,
            what: `${metric}, ${t(`evidence.reference.${reference.kind}`)}`,
            value: isWorkedOut ? workedOutText(t, format, item.metric, reference.value) : text(reference.value),
            ...noteOf([
              ...ofWindow,
              ...(reference.spread === undefined
                ? []
                : [t('evidence.usualVariation', { value: workedOutText(t, format, item.metric, reference.spread) })]),
            ]),
            ...(reference.at === undefined ? {} : { at: reference.at }),
          },
        ]
      : []),
    ...(latest ? [reading(latest)] : []),
    {
      key: `${key}-change`,
      what: metric,
      value: t('evidence.changeOf', { value: change(item.compared) }),
      threshold: limitText(t, item, limit),
      ...noteOf(isOwn || window === undefined ? [] : [t('evidence.within', { window })]),
    },
  ];
}

function noteOf(parts: readonly string[]): Pick<EvidenceRow, 'note'> {
  return parts.length === 0 ? {} : { note: parts.join(', ') };
}

function bandText(t: Translate, band: NonNullable<JudgedItem['band']>, text: (value: number) => string): string {
  if ('below' in band) return t('evidence.shareBelow', { value: text(band.below) });
  if ('above' in band) return t('evidence.shareAbove', { value: text(band.above) });
  return t('evidence.shareBetween', { from: text(band.from), until: text(band.until) });
}

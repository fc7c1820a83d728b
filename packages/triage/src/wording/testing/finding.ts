import type { Evidence, EvidenceItem } from '../../engine/alerts/finding.ts';
import { findProtocol } from '../../protocols/shipped.ts';
import { describeFinding, explainFinding, type LimitSource } from '../finding.ts';

/* What was found, and its line in both languages, for the tests of the words. */

/** One in the afternoon in Norway. */
export const AT = Date.parse('2026-03-10T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const copd = findProtocol('copd');
const first = copd?.rules[0];
if (!copd || !first) throw new Error('no protocol copd with a rule');
export const protocol = copd;
export const rule = first;

export const evidence = (items: readonly EvidenceItem[], change: Partial<Evidence> = {}): Evidence => ({
  protocol: { id: 'copd', version: 1 },
  limitsVersion: null,
  ruleId: 'saturation-low',
  severity: 'red',
  kind: 'clinical',
  at: AT,
  items,
  review: null,
  ...change,
});
export const threshold = { name: null, value: 88, origin: 'protocol' } as const;
export type Measured = Extract<EvidenceItem, { count: number }>;
export const item = (change: Partial<Measured> = {}): EvidenceItem =>
  ({
    type: 'value',
    metric: 'oxygen-saturation',
    test: 'below',
    threshold,
    readings: [{ at: AT, value: 87 }],
    count: 1,
    compared: 87,
    ...change,
  }) as EvidenceItem;
export const at = (...values: number[]) => values.map((value, index) => ({ at: AT + index * 10 * MINUTE, value }));
export const found = (items: readonly EvidenceItem[], change: Partial<Evidence> = {}) =>
  (['nb', 'en'] as const).map((language) => describeFinding(protocol, evidence(items, change), language));
export const explained = (items: readonly EvidenceItem[], source: LimitSource | null) =>
  (['nb', 'en'] as const).map((language) => explainFinding(protocol, evidence(items), language, source));

import type { Translate } from '../texts/useTexts.ts';
import type { JudgedItem } from './evidence.ts';

/** A line of the table of what an alert rests on. */
export interface EvidenceRow {
  readonly key: string;
  readonly what: string;
  readonly value: string;
  /** Only on the value that was compared with a limit. */
  readonly threshold?: string;
  /** Of a part of a score, in the place of a limit. */
  readonly points?: string;
  /** Epoch milliseconds. */
  readonly at?: number;
  /** In the place of a time, or after it. */
  readonly note?: string;
}

/** `under 88 % (individuell)`. */
export function limitText(
  t: Translate,
  { test, threshold }: Pick<JudgedItem, 'test' | 'threshold'>,
  value: string,
): string {
  const origin = threshold.origin === 'limits' ? t('evidence.ownLimit') : t('evidence.standardLimit');
  return `${t(`evidence.tests.${test}`, { value })} (${origin})`;
}

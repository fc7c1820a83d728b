import type { ReplayedAlertShown } from '@samvakt/contract';
import { epochMs } from '../format/format.ts';

/** What of an alert another setting moves. `ms`: how far. */
export type Moved =
  | { readonly what: 'openedAt'; readonly how: 'earlier' | 'later'; readonly ms: number }
  | { readonly what: 'redAt'; readonly how: 'earlier' | 'later'; readonly ms: number }
  | { readonly what: 'redAt'; readonly how: 'gained' | 'lost' };

type Instants = Pick<ReplayedAlertShown, 'openedAt' | 'redAt'>;

/** When it opens, and when or whether it turns red: two lines of the same minute and the same sentence would say nothing. */
export function movedOf(before: Instants, after: Instants): Moved[] {
  return [...shift('openedAt', before.openedAt, after.openedAt), ...redOf(before, after)];
}

function redOf({ redAt: before }: Instants, { redAt: after }: Instants): Moved[] {
  if (before !== null && after !== null) return shift('redAt', before, after);
  if (before === after) return [];
  return [{ what: 'redAt', how: before === null ? 'gained' : 'lost' }];
}

function shift(what: 'openedAt' | 'redAt', before: string, after: string): Moved[] {
  const ms = epochMs(after) - epochMs(before);
  if (ms === 0) return [];
  return [{ what, how: ms < 0 ? 'earlier' : 'later', ms: Math.abs(ms) }];
}

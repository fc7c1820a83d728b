import { epochMs, type Instant } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { useNow } from './useNow.ts';

/** How long ago (or until), ticking; the absolute time stands in the title and in `dateTime`. */
export function Age({ at }: { readonly at: Instant }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={new Date(epochMs(at)).toISOString()} title={format.fullDateTime(at)}>
      {format.relative(at, now)}
    </time>
  );
}

/** The instant itself: the time of day today, with the date on other days. */
export function At({ at, full = false }: { readonly at: Instant; readonly full?: boolean }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={new Date(epochMs(at)).toISOString()} title={format.fullDateTime(at)}>
      {full ? format.fullDateTime(at) : format.near(at, now)}
    </time>
  );
}

import { instantOnClock, wallClock } from '@samvakt/care';
import { TIME_ZONE } from '../format/format.ts';

/** An instant as a `datetime-local` field has it: the clock by which every time on the screen is written, to the minute, whatever that of the machine. */
export function toLocalInput(at: number): string {
  const { date, time } = wallClock(at, TIME_ZONE);
  return `${date}T${time}`;
}

/** The instant that such a field says, epoch milliseconds; null where it is empty or no time. */
export function fromLocalInput(text: string): number | null {
  const [date = '', time = ''] = text.split('T');
  return instantOnClock(date, time.slice(0, 5), TIME_ZONE);
}

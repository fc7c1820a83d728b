import type { LocalizedText } from '@samvakt/contract';
import Holidays from 'date-holidays';

/** A calendar goes on in the language that it was last asked in: so one for each. */
const norwegian = new Holidays('NO', { types: ['public'], languages: 'no' });
const english = new Holidays('NO', { types: ['public'], languages: 'en' });
/** Remembered per year: reckoning Easter and its kin each time would be wasteful, and the answer never changes. */
const byYear = new Map<number, ReadonlyMap<string, LocalizedText>>();

/** The Norwegian public holiday of a date (YYYY-MM-DD) by name, or null. Source: lov om 1. og 17. mai, lov om helligdager, by way of `date-holidays`. */
export function norwegianHoliday(date: string): LocalizedText | null {
  return holidaysOf(Number(date.slice(0, 4))).get(date) ?? null;
}

export function isNorwegianHoliday(date: string): boolean {
  return norwegianHoliday(date) !== null;
}

/** The dates (YYYY-MM-DD) of a year that are public holidays in Norway, in order. */
export function norwegianHolidays(year: number): string[] {
  return [...holidaysOf(year).keys()].sort();
}

function holidaysOf(year: number): ReadonlyMap<string, LocalizedText> {
  let dates = byYear.get(year);
  if (dates === undefined) {
    const names = new Map(english.getHolidays(year).map((holiday) => [holiday.date, holiday.name]));
    dates = new Map(
      norwegian
        .getHolidays(year)
        .map((holiday) => [
          holiday.date.slice(0, 10),
          { nb: holiday.name, en: names.get(holiday.date) ?? holiday.name },
        ]),
    );
    byYear.set(year, dates);
  }
  return dates;
}

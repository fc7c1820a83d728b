import Holidays from 'date-holidays';

const norway = new Holidays('NO', { types: ['public'] });
/** Remembered per year: reckoning Easter and its kin each time would be wasteful, and the answer never changes. */
const byYear = new Map<number, ReadonlySet<string>>();

/** Whether a date (YYYY-MM-DD) is a public holiday in Norway. Source: lov om 1. og 17. mai, lov om helligdager, by way of `date-holidays`. */
export function isNorwegianHoliday(date: string): boolean {
  const year = Number(date.slice(0, 4));
  let dates = byYear.get(year);
  if (dates === undefined) {
    dates = new Set(norway.getHolidays(year).map((holiday) => holiday.date.slice(0, 10)));
    byYear.set(year, dates);
  }
  return dates.has(date);
}

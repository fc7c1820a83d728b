import { type Cover, type OpeningHours, type Team, type UncoveredHour, WEEKDAYS } from '@samvakt/contract';
import { type Language, LOCALES } from '../texts/language.ts';
import type { Translate } from '../texts/useTexts.ts';

/** `fredag 27. november`, of a date as the team's calendar has it (YYYY-MM-DD). */
export function dayText(date: string, language: Language, weekday: 'long' | 'short' = 'long'): string {
  const options = { weekday, day: 'numeric', month: weekday === 'long' ? 'long' : 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(`${date}T12:00:00Z`));
}

/** The hour that is nobody's, when and why. On the team's own clock, whatever the browser's. */
export function uncoveredText(t: Translate, language: Language, hour: UncoveredHour): string {
  const at = (date: string, time: string) => `${dayText(date, language)} ${language === 'nb' ? 'kl. ' : ''}${time}`;
  const until = hour.untilDate === hour.date ? hour.localUntil : at(hour.untilDate, hour.localUntil);
  const why = t(`team.why.${hour.why}`, { holiday: hour.holiday?.[language] ?? '' });
  return t('team.uncovered', { team: hour.teamName, from: at(hour.date, hour.localFrom), until, why });
}

export function coverText(t: Translate, cover: Cover | null, teams: readonly Team[]): string {
  if (cover === null) return t('cover.undeclared');
  if (cover.kind === 'team') return teams.find(({ id }) => id === cover.teamId)?.name ?? cover.teamId;
  return t('cover.patientCalls', { numbers: cover.numbers.map(({ number }) => number).join(' / ') });
}

/** Opening hours in a line: `Mandag–Fredag 08:00–15:30`. */
export function hoursText(t: Translate, hours: OpeningHours): string {
  if (hours.kind === 'always') return t('team.hours.always');
  if (hours.week.length === 0) return t('team.hours.closed');
  const lines = hours.week.map(({ days, from, until }) => {
    const inOrder = WEEKDAYS.filter((day) => days.includes(day));
    const first = inOrder[0] ?? 'monday';
    const last = inOrder.at(-1) ?? first;
    const isRun = WEEKDAYS.indexOf(last) - WEEKDAYS.indexOf(first) === inOrder.length - 1 && inOrder.length > 2;
    const name = isRun
      ? `${t(`team.form.days.${first}`)}–${t(`team.form.days.${last}`)}`
      : inOrder.map((day) => t(`team.form.days.${day}`)).join(', ');
    return `${name} ${from}–${until}`;
  });
  return [...lines, ...(hours.holidays === 'closed' ? [t('team.hours.holidaysClosed')] : [])].join('; ');
}

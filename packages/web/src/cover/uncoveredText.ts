import type { UncoveredHour } from '@samvakt/contract';
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

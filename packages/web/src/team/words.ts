import { type Cover, type OpeningHours, type Team, WEEKDAYS } from '@samvakt/contract';
import type { Translate } from '../texts/useTexts.ts';

export function coverText(t: Translate, cover: Cover | null, teams: readonly Team[]): string {
  if (cover === null) return t('cover.undeclared');
  if (cover.kind === 'team') return teams.find(({ id }) => id === cover.teamId)?.name ?? cover.teamId;
  return t('cover.patientCalls', { numbers: cover.numbers.map(({ number }) => number).join(' / ') });
}

/** Opening hours in a line: `Mandag–fredag 08:00–15:30`. */
export function hoursText(t: Translate, hours: OpeningHours): string {
  if (hours.kind === 'always') return t('team.hours.always');
  if (hours.week.length === 0) return t('team.hours.closed');
  const dayName = (day: (typeof WEEKDAYS)[number]) => t(`measuringPlan.dayNames.${day}`);
  const lines = hours.week.map(({ days, from, until }) => {
    const inOrder = WEEKDAYS.filter((day) => days.includes(day));
    const first = inOrder[0] ?? 'monday';
    const last = inOrder.at(-1) ?? first;
    const isRun = WEEKDAYS.indexOf(last) - WEEKDAYS.indexOf(first) === inOrder.length - 1 && inOrder.length > 2;
    const name = isRun ? `${dayName(first)}–${dayName(last)}` : inOrder.map(dayName).join(', ');
    return from === until ? `${name} ${t('team.hours.wholeDay')}` : `${name} ${from}–${until}`;
  });
  const line = [...lines, ...(hours.holidays === 'closed' ? [t('team.hours.holidaysClosed')] : [])].join('; ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
}

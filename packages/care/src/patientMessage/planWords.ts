import { type LocalizedText, type MeasuringPlanEntry, PLAN_DAYS, type PlanDay } from '@samvakt/contract';
import { WHERE_HELP_IS } from './words.ts';

/** How long a home is told of a plan: a month. *Assumption*: a patient whose home is away longer is told by the team itself. */
export const PLAN_SHOWN_MS = 30 * 24 * 60 * 60 * 1000;

/** One measurement or form of a plan with what it is called. */
export type AskedFor = Pick<MeasuringPlanEntry, 'days' | 'from' | 'by' | 'onHolidays'> & {
  readonly name: LocalizedText;
  /** It is a form, which is answered and not measured. */
  readonly isForm?: boolean;
};

type Language = 'nb' | 'en';

const DAYS: Readonly<Record<PlanDay, LocalizedText>> = {
  monday: { nb: 'mandag', en: 'Monday' },
  tuesday: { nb: 'tirsdag', en: 'Tuesday' },
  wednesday: { nb: 'onsdag', en: 'Wednesday' },
  thursday: { nb: 'torsdag', en: 'Thursday' },
  friday: { nb: 'fredag', en: 'Friday' },
  saturday: { nb: 'lørdag', en: 'Saturday' },
  sunday: { nb: 'søndag', en: 'Sunday' },
};

/**
 * What the patient is asked to measure and to answer: all of it, on which days and until when, and whom to call. Said when it has changed, and to a device that comes to the home
 * later, where it is not new.
 */
export function planWords(
  { name, phone }: { readonly name: string; readonly phone: string },
  asked: readonly AskedFor[],
  isNew = true,
): LocalizedText {
  if (asked.length === 0) {
    return {
      nb: `Ny måleplan fra ${name}: du trenger ikke måle noe fast nå. Ring ${phone} hvis du lurer på noe. ${WHERE_HELP_IS.nb}`,
      en: `A new plan from ${name}: you need not measure anything regularly now. Call ${phone} if you have questions. ${WHERE_HELP_IS.en}`,
    };
  }
  const measured = asked.filter(({ isForm }) => isForm !== true);
  const forms = asked.filter(({ isForm }) => isForm === true);
  const list = (of: readonly AskedFor[], language: Language) => of.map((one) => entryWords(one, language)).join('; ');
  const sentence = (lead: string, of: readonly AskedFor[], language: Language) =>
    of.length === 0 ? '' : ` ${lead}: ${list(of, language)}.`;
  const nb = `${sentence('Vi ber deg sende', measured, 'nb')}${sentence('Vi ber deg svare på', forms, 'nb')}`;
  const en = `${sentence('Please send', measured, 'en')}${sentence('Please answer', forms, 'en')}`;
  return {
    nb: `${isNew ? 'Ny måleplan' : 'Måleplan'} fra ${name}.${nb} Ring ${phone} hvis det ikke passer. ${WHERE_HELP_IS.nb}`,
    en: `${isNew ? 'A new plan' : 'The plan'} from ${name}.${en} Call ${phone} if it does not suit you. ${WHERE_HELP_IS.en}`,
  };
}

function entryWords({ name, isForm, days, from, by, onHolidays }: AskedFor, language: Language): string {
  const what = isForm === true ? (language === 'nb' ? `«${name.nb}»` : `“${name.en}”`) : name[language];
  const isNb = language === 'nb';
  const between = isNb ? `mellom kl. ${from} og ${by}` : `between ${from} and ${by}`;
  const time = from === '00:00' ? (isNb ? `innen kl. ${by}` : `by ${by}`) : between;
  const holidays = isNb ? ', ikke på helligdager' : ', not on public holidays';
  return `${what} ${daysWords(days, language)} ${time}${onHolidays === 'asked' ? '' : holidays}`;
}

function daysWords(days: readonly PlanDay[], language: Language): string {
  if (days.length === PLAN_DAYS.length) return language === 'nb' ? 'hver dag' : 'every day';
  const names = PLAN_DAYS.filter((day) => days.includes(day)).map((day) => DAYS[day][language]);
  const listed = new Intl.ListFormat(language === 'nb' ? 'nb-NO' : 'en-GB', { type: 'conjunction' }).format(names);
  return language === 'nb' ? listed : `on ${listed}`;
}

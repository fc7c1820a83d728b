import type { LocalizedText, MeasuringPlan, MeasuringPlanEntry, TaskKind } from '@samvakt/contract';
import { isSame } from '../engine/same.ts';
import type { ProtocolDifference } from '../protocol/difference.ts';
import type { AlertKind, Rule } from '../protocol/schema.ts';
import { capitalized, durationText, type Language, listText, nameOf, say } from './terms.ts';

/** One thing that differs between two versions, in words. Null: that version has none. */
export interface ToldChange {
  readonly what: LocalizedText;
  readonly before: LocalizedText | null;
  readonly after: LocalizedText | null;
}

type Words = (language: Language) => string;
const both = (words: Words): LocalizedText => ({ nb: words('nb'), en: words('en') });

const WHAT = {
  meaning: { nb: 'Hva det betyr', en: 'What it means' },
  action: { nb: 'Hva du gjør', en: 'What to do' },
  kind: { nb: 'Slags varsel', en: 'Kind of alert' },
  autoClose: { nb: 'Lukking', en: 'Closing' },
  task: { nb: 'Oppgave', en: 'Task' },
  title: { nb: 'Protokollens navn', en: 'Name of the protocol' },
  form: { nb: 'Skjema pasienten blir bedt om', en: 'Form that the patient is asked for' },
  entry: { nb: 'Måling i standardplanen', en: 'Measurement of the standard plan' },
  formEntry: { nb: 'Skjema i standardplanen', en: 'Form of the standard plan' },
  timeZone: { nb: 'Klokken i standardplanen', en: 'Clock of the standard plan' },
  holiday: { nb: 'Helligdager i standardplanen', en: 'Holidays of the standard plan' },
} as const satisfies Record<string, LocalizedText>;

const KINDS: Readonly<Record<AlertKind, LocalizedText>> = {
  clinical: { nb: 'klinisk', en: 'clinical' },
  missing: { nb: 'mangler data', en: 'missing data' },
  review: { nb: 'må vurderes av person', en: 'to be judged by a person' },
};

const TASKS: Readonly<Record<TaskKind, LocalizedText>> = {
  'call-back': { nb: 'ring tilbake', en: 'call back' },
  'check-device': { nb: 'sjekk utstyret', en: 'check the device' },
  'adjust-plan': { nb: 'juster planen', en: 'adjust the plan' },
  review: { nb: 'vurder på nytt', en: 'review' },
  other: { nb: 'annet', en: 'other' },
};

/** What of a rule differs beside when it holds. */
export function toldOfRule(before: Rule, after: Rule): ToldChange[] {
  return [
    ...changed(WHAT.meaning, before.text, after.text),
    ...changed(WHAT.action, before.action, after.action),
    ...changed(WHAT.kind, KINDS[before.kind], KINDS[after.kind]),
    ...changed(WHAT.autoClose, closing(before), closing(after)),
    ...changed(WHAT.task, taskText(before.task), taskText(after.task)),
  ];
}

/** What differs beside rules, numbers and what is observed. */
export function toldOfProtocol({ title, plan, questionnaires }: ProtocolDifference): ToldChange[] {
  return [
    ...(title === null ? [] : changed(WHAT.title, title.before, title.after)),
    ...questionnaires.flatMap(({ before, after }) => changed(WHAT.form, before, after)),
    ...(plan === null ? [] : toldOfPlan(plan)),
  ];
}

function changed(what: LocalizedText, before: LocalizedText | null, after: LocalizedText | null): ToldChange[] {
  return isSame(before, after) ? [] : [{ what, before, after }];
}

const closing = ({ autoClose }: Rule): LocalizedText =>
  autoClose
    ? {
        nb: 'et gult varsel lukkes av seg selv når det ikke gjelder lenger',
        en: 'a yellow alert closes by itself when it no longer holds',
      }
    : { nb: 'lukkes av en person', en: 'closed by a person' };

function taskText(task: Rule['task']): LocalizedText | null {
  if (task === undefined) return null;
  const { kind, text, within, from } = task;
  return both((language) => {
    const span = durationText(within, language);
    const when =
      from === 'red'
        ? say(language, 'bare ved rødt', 'for red only')
        : say(language, 'ved gult og rødt', 'for yellow and red');
    return `${TASKS[kind][language]}: ${text[language]}, ${say(language, 'innen', 'within')} ${span}, ${when}`;
  });
}

function toldOfPlan({ before, after, titles }: NonNullable<ProtocolDifference['plan']>): ToldChange[] {
  const [old, now] = [before?.entries ?? [], after?.entries ?? []];
  const gone = old.filter((entry) => !now.some((other) => isSame(entry, other)));
  const come = now.filter((entry) => !old.some((other) => isSame(entry, other)));
  return [
    ...gone.flatMap((entry) => changed(kindOf(entry), entryText(entry, titles), null)),
    ...come.flatMap((entry) => changed(kindOf(entry), null, entryText(entry, titles))),
    ...changed(WHAT.timeZone, plain(before?.timeZone), plain(after?.timeZone)),
    ...changed(WHAT.holiday, datesText(before), datesText(after)),
  ];
}

const kindOf = ({ metric }: MeasuringPlanEntry): LocalizedText => (metric === undefined ? WHAT.formEntry : WHAT.entry);

const plain = (text: string | undefined): LocalizedText | null => (text === undefined ? null : { nb: text, en: text });
const datesText = (plan: MeasuringPlan | null) =>
  plan === null || plan.holidays.length === 0 ? null : plain([...plan.holidays].sort().join(', '));

const DAYS: Readonly<Record<MeasuringPlanEntry['days'][number], LocalizedText>> = {
  monday: { nb: 'mandag', en: 'Monday' },
  tuesday: { nb: 'tirsdag', en: 'Tuesday' },
  wednesday: { nb: 'onsdag', en: 'Wednesday' },
  thursday: { nb: 'torsdag', en: 'Thursday' },
  friday: { nb: 'fredag', en: 'Friday' },
  saturday: { nb: 'lørdag', en: 'Saturday' },
  sunday: { nb: 'søndag', en: 'Sunday' },
};

/** “SpO₂ mandag og torsdag, 06:00–20:00, pluss 2 t, ikke på helligdager”. */
function entryText(
  { metric, questionnaire, days, from, by, graceMinutes, onHolidays }: MeasuringPlanEntry,
  titles: Readonly<Record<string, LocalizedText>>,
): LocalizedText {
  return both((language) => {
    const name =
      metric === undefined
        ? (titles[questionnaire]?.[language] ?? questionnaire)
        : capitalized(nameOf(metric, language));
    const named = listText(
      days.map((day) => DAYS[day][language]),
      language,
    );
    const grace = durationText(graceMinutes * 60_000, language);
    const holidays =
      onHolidays === 'asked'
        ? say(language, 'også på helligdager', 'on holidays too')
        : say(language, 'ikke på helligdager', 'not on holidays');
    return `${name} ${named}, ${from}–${by}, ${say(language, 'pluss', 'plus')} ${grace}, ${holidays}`;
  });
}

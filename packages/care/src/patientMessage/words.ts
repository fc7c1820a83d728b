/*
 * What the platform itself says to a patient. Plain words, in the patient's own languages, nothing that a visitor in the room should not read: no
 * condition, no value. Every message that could be mistaken for help says where help is.
 */

/** How long a home is told who follows the patient: a week. *Assumption*: a home that is away longer hears it from the team itself. */
export const FOLLOWED_BY_SHOWN_MS = 7 * 24 * 60 * 60 * 1000;

/** How long "all is well" may still be said: a day. *Assumption*: older than that it is no news, and may no longer be so. */
export const ALL_WELL_SHOWN_MS = 24 * 60 * 60 * 1000;

type Texts = { readonly nb: string; readonly en: string };
type TeamName = { readonly name: string; readonly organization: string; readonly phone: string };

/** Whom to call when the team does not answer: 116117 is the national number of the emergency wards, 113 of ambulances. Ends every message. */
export const WHERE_HELP_IS: Texts = {
  nb: 'Svarer ingen og du trenger lege, ring legevakt 116117. Er det akutt, ring 113.',
  en: 'If nobody answers and you need a doctor, call 116117. In an emergency call 113.',
};

/** Said when responsibility has moved: also that the team does not watch at every moment. */
export function followedByWords({ name, organization, phone }: TeamName): Texts {
  return {
    nb: `Fra nå av følges du av ${name}, ${organization}. Ring ${phone} hvis du lurer på noe. Teamet følger ikke med hele døgnet. ${WHERE_HELP_IS.nb}`,
    en: `From now on you are followed by ${name}, ${organization}. Call ${phone} if you have questions. The team does not watch around the clock. ${WHERE_HELP_IS.en}`,
  };
}

/** Said when a nurse has looked and all was well; `seenUntil` (epoch milliseconds) is the newest measurement that was looked at. */
export function allWellWords({ name, phone }: TeamName, seenUntil: number | null): Texts {
  const until =
    seenUntil === null ? { nb: '', en: '' } : { nb: ` til og med ${nb(seenUntil)}`, en: ` up to ${en(seenUntil)}` };
  return {
    nb: `${name} har sett på det du har sendt${until.nb}. Alt ser bra ut. Blir du dårligere, ring ${phone}. ${WHERE_HELP_IS.nb}`,
    en: `${name} has looked at what you have sent${until.en}. All looks well. If you get worse, call ${phone}. ${WHERE_HELP_IS.en}`,
  };
}

const ZONE = { timeZone: 'Europe/Oslo' } as const;
const PARTS = { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const;
const nb = (at: number): string => new Intl.DateTimeFormat('nb-NO', { ...PARTS, ...ZONE }).format(at);
const en = (at: number): string => new Intl.DateTimeFormat('en-GB', { ...PARTS, ...ZONE }).format(at);

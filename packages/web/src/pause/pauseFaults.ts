import type { RefusalCode } from '@samvakt/care';
import { MAX_PAUSE_MS } from '@samvakt/care';
import type { PauseReason, PauseScope } from '@samvakt/contract';
import type { ApiProblem } from '../api/problem.ts';
import { refusalText } from '../app/problemText.ts';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import type { Said } from '../texts/said.ts';

/** The form as it stands. Instants are epoch milliseconds, NaN where no day is chosen. */
export interface FilledIn {
  readonly reason: PauseReason | undefined;
  readonly scope: PauseScope | undefined;
  /** Whether it is chosen what kind of scope it is; metrics or rules may then still be missing. */
  readonly named: boolean;
  readonly includesRed: boolean;
  readonly note: string;
  readonly begins: boolean;
  readonly startsAt: number;
  readonly endsAt: number;
  /** Whether what the pause would have hidden has been shown. */
  readonly previewed: boolean;
}

export function pauseFaults(filled: FilledIn): Faults {
  const faults = new Map<string, Said>();
  const { reason, scope, named, includesRed, note, begins, startsAt, endsAt, previewed } = filled;
  if (reason === undefined) faults.set('reason', ({ t }) => t('form.chooseOne'));
  if (!named) faults.set('scope', ({ t }) => t('form.chooseOne'));
  else if (scope === undefined) faults.set('named', ({ t }) => t('pause.chooseSome'));
  if (!begins) faults.set('begins', ({ t }) => t('form.chooseOne'));
  else if (Number.isNaN(startsAt)) faults.set('firstDay', ({ t }) => t('form.required'));
  if (Number.isNaN(endsAt)) faults.set('lastDay', ({ t }) => t('pause.endRequired'));
  else if (endsAt <= startsAt) faults.set('lastDay', ({ t }) => t('refusals.pause-not-ahead'));
  else if (endsAt - startsAt > MAX_PAUSE_MS) faults.set('lastDay', ({ t }) => t('refusals.pause-too-long'));
  if (note === '' && (includesRed || reason === 'other'))
    faults.set('note', ({ t }) => t('refusals.pause-note-missing'));
  if (scope !== undefined && !previewed) faults.set('preview', ({ t }) => t('pause.previewFirst'));
  return withNames(faults);
}

const NAMES = {
  reason: 'pause.reason',
  scope: 'pause.scope',
  begins: 'pause.startsAt',
  firstDay: 'pause.startDate',
  lastDay: 'pause.lastDay',
  note: 'pause.note',
} as const;

/** Each fault with the name of its field: three times *choose one* in the list on top would say nothing. */
function withNames(faults: Faults): Faults {
  return new Map(
    [...faults].map(([field, said]) => {
      const name = Object.entries(NAMES).find(([known]) => known === field)?.[1];
      return [field, name ? (texts) => `${texts.t(name)}: ${begunSmall(said(texts))}` : said];
    }),
  );
}

const begunSmall = (text: string): string => text.charAt(0).toLocaleLowerCase() + text.slice(1);

/** The field that a rule of care is about, where it is about one. */
const FIELDS: Partial<Record<RefusalCode, string>> = {
  'pause-not-ahead': 'lastDay',
  'pause-too-long': 'lastDay',
  'pause-too-far-ahead': 'firstDay',
  'pause-note-missing': 'note',
  'pause-scope-unknown': 'named',
};

export function faultsOfRefusal(error: ApiProblem): Faults {
  const field = Object.entries(FIELDS).find(([code]) => code === error.problem.reason)?.[1];
  const said = refusalText(error);
  return field === undefined || said === undefined ? NO_FAULTS : new Map([[field, said]]);
}

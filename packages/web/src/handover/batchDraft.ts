import { timesFault } from '@samvakt/care';
import { DIGEST_PARTS, MOST_OFFERED_AT_ONCE, OfferBatchSchema } from '@samvakt/contract';
import type { z } from 'zod';
import { type Faults, faultsOf, textOf } from '../form/faults.ts';
import type { Said } from '../texts/said.ts';
import { deadlineAfter } from './deadlines.ts';
import { fromLocalInput } from './localTime.ts';
import { offerFaults } from './offerFaults.ts';
import { fieldOf } from './refusal.ts';

export type BatchOffer = z.input<typeof OfferBatchSchema>;

/** What stands in the form of many, and what is wrong with it. `now`: epoch milliseconds. */
export function batchWritten(
  form: FormData,
  given: { names: ReadonlyMap<string, string>; now: number },
): { batch: BatchOffer; faults: Faults } {
  const chosen = form.getAll('episodeId').filter((id) => typeof id === 'string');
  const later = textOf(form, 'timing') === 'later';
  const temporary = textOf(form, 'temporary') === 'on';
  const times = {
    deadlineAt: deadlineAfter(Number(textOf(form, 'deadlineAt')), given.now),
    effectiveAt: later ? fromLocalInput(textOf(form, 'effectiveAt')) : null,
    returnAt: temporary ? fromLocalInput(textOf(form, 'returnAt')) : null,
  };
  const faults = new Map<string, Said>();
  if (chosen.length === 0) faults.set('episodeId', ({ t }) => t('batch.noneChosen'));
  if (chosen.length > MOST_OFFERED_AT_ONCE)
    faults.set('episodeId', ({ t }) => t('batch.tooMany', { most: MOST_OFFERED_AT_ONCE }));
  const items = chosen.map((episodeId) => {
    const severity = textOf(form, `severity-${episodeId}`);
    const name = given.names.get(episodeId) ?? episodeId;
    if (severity === '') faults.set(`severity-${episodeId}`, ({ t }) => t('batch.severityMissing', { name }));
    // What was not opened was not read, and is not signed.
    if (textOf(form, `read-${episodeId}`) !== 'on')
      faults.set(`read-${episodeId}`, ({ t }) => t('batch.readMissing', { name }));
    const note = textOf(form, `note-${episodeId}`).trim();
    const comments = DIGEST_PARTS.flatMap((part) => {
      const text = textOf(form, `comment-${part}-${episodeId}`).trim();
      return text === '' ? [] : [[part, text] as const];
    });
    return {
      episodeId,
      illnessSeverity: severity as BatchOffer['items'][number]['illnessSeverity'],
      ...(note === '' ? {} : { note }),
      ...(comments.length === 0 ? {} : { comments: Object.fromEntries(comments) }),
      seenAlertIds: form.getAll(`seen-${episodeId}`).filter((id) => typeof id === 'string'),
    };
  });
  const batch: BatchOffer = {
    toTeamId: textOf(form, 'toTeamId'),
    isbar: {
      situation: textOf(form, 'situation'),
      background: textOf(form, 'background'),
      assessment: textOf(form, 'assessment'),
      recommendation: textOf(form, 'recommendation'),
      contingency: textOf(form, 'contingency'),
    },
    items,
    deadlineAt: iso(times.deadlineAt),
    ...(times.effectiveAt === null ? {} : { effectiveAt: iso(times.effectiveAt) }),
    ...(times.returnAt === null ? {} : { returnAt: iso(times.returnAt) }),
  };
  const parsed = OfferBatchSchema.omit({ items: true }).safeParse(batch);
  const common = new Map<string, Said>(parsed.success ? [] : faultsOf(parsed.error, ['toTeamId']));
  if (textOf(form, 'timing') === '') common.set('timing', ({ t }) => t('form.chooseOne'));
  if (later && times.effectiveAt === null) common.set('effectiveAt', ({ t }) => t('form.required'));
  if (temporary && times.returnAt === null) common.set('returnAt', ({ t }) => t('form.required'));
  for (const [field, said] of offerFaults(common)) faults.set(field, said);
  const wrong = timesFault(times, given.now);
  const field = wrong === null ? undefined : fieldOf(wrong.code);
  if (wrong !== null && field !== undefined && !faults.has(field))
    faults.set(field, ({ t }) => t(`refusals.${wrong.code}`));
  if (textOf(form, 'signed') !== 'on') faults.set('signed', ({ t }) => t('batch.signedMissing'));
  return { batch, faults };
}

const iso = (at: number): string => new Date(at).toISOString();

import { timesFault } from '@samvakt/care';
import { DIGEST_PARTS, OfferHandoverSchema } from '@samvakt/contract';
import type { z } from 'zod';
import { type Faults, faultsOf, textOf } from '../form/faults.ts';
import type { Said } from '../texts/said.ts';
import { deadlineAfter } from './deadlines.ts';
import { actionsOf, ifThenOf } from './letterLines.ts';
import { fromLocalInput } from './localTime.ts';
import { offerFaults } from './offerFaults.ts';
import { fieldOf } from './refusal.ts';

export type Offer = z.input<typeof OfferHandoverSchema>;

export const PARAGRAPHS = ['situation', 'background', 'assessment', 'recommendation', 'contingency'] as const;
export const STEPS = ['when', 'letter', 'digest', 'confirm'] as const;
export type Step = (typeof STEPS)[number];

/** Which field stands in which step, in the order of the form. */
export const FIELDS: Readonly<Record<Step, readonly string[]>> = {
  when: ['toTeamId', 'timing', 'effectiveAt', 'returnAt', 'deadlineAt'],
  letter: ['illnessSeverity', ...PARAGRAPHS, 'actions', 'ifThen'],
  digest: [...DIGEST_PARTS, 'signed'],
  confirm: [],
};

export const stepOf = (field: string): Step => STEPS.find((step) => FIELDS[step].includes(field)) ?? 'when';

type Written = { readonly offer: Offer; readonly faults: Faults };

/** What stands in the form, and what is wrong with it, in all of its steps. `now`: epoch milliseconds. */
export function offerWritten(
  form: FormData,
  given: { requestId: string | undefined; seenAlertIds: readonly string[]; now: number },
): Written {
  const later = textOf(form, 'timing') === 'later';
  const temporary = textOf(form, 'temporary') === 'on';
  const times = {
    deadlineAt: deadlineAfter(Number(textOf(form, 'deadlineAt')), given.now),
    effectiveAt: later ? fromLocalInput(textOf(form, 'effectiveAt')) : null,
    returnAt: temporary ? fromLocalInput(textOf(form, 'returnAt')) : null,
  };
  const comments = DIGEST_PARTS.flatMap((part) => {
    const text = textOf(form, `comment-${part}`).trim();
    return text === '' ? [] : [[part, text] as const];
  });
  const offer: Offer = {
    toTeamId: textOf(form, 'toTeamId'),
    isbar: {
      // A choice that was not made is found by the contract's own check.
      illnessSeverity: textOf(form, 'illnessSeverity') as Offer['isbar']['illnessSeverity'],
      situation: textOf(form, 'situation'),
      background: textOf(form, 'background'),
      assessment: textOf(form, 'assessment'),
      recommendation: textOf(form, 'recommendation'),
      actions: actionsOf(form, given.now),
      ifThen: ifThenOf(form),
      contingency: textOf(form, 'contingency'),
    },
    deadlineAt: iso(times.deadlineAt),
    ...(times.effectiveAt === null ? {} : { effectiveAt: iso(times.effectiveAt) }),
    ...(times.returnAt === null ? {} : { returnAt: iso(times.returnAt) }),
    ...(given.requestId === undefined ? {} : { requestId: given.requestId }),
    ...(comments.length === 0 ? {} : { comments: Object.fromEntries(comments) }),
    seenAlertIds: [...given.seenAlertIds],
  };
  const parsed = OfferHandoverSchema.safeParse(offer);
  const faults = new Map<string, Said>(parsed.success ? [] : faultsOf(parsed.error, ['toTeamId', 'illnessSeverity']));
  if (textOf(form, 'timing') === '') faults.set('timing', ({ t }) => t('form.chooseOne'));
  if (later && times.effectiveAt === null) faults.set('effectiveAt', ({ t }) => t('form.required'));
  if (temporary && times.returnAt === null) faults.set('returnAt', ({ t }) => t('form.required'));
  const named = new Map(offerFaults(faults));
  const wrong = timesFault(times, given.now);
  const field = wrong === null ? undefined : fieldOf(wrong.code);
  if (wrong !== null && field !== undefined && !named.has(field))
    named.set(field, ({ t }) => t(`refusals.${wrong.code}`));
  if (textOf(form, 'signed') !== 'on') named.set('signed', ({ t }) => t('offer.signedMissing'));
  return { offer: parsed.success ? parsed.data : offer, faults: named };
}

/** The faults of one step alone: a later one has not been filled in yet. */
export const faultsIn = (step: Step, faults: Faults): Faults =>
  new Map([...faults].filter(([field]) => FIELDS[step].includes(field)));

const iso = (at: number): string => new Date(at).toISOString();

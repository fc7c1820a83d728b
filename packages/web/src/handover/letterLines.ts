import type { Isbar } from '@samvakt/contract';
import { dueAfter } from '../task/due.ts';

type Action = NonNullable<Isbar['actions']>[number];

const texts = (form: FormData, name: string): string[] =>
  form.getAll(name).map((value) => (typeof value === 'string' ? value.trim() : ''));

/** The lines of actions as the form has them; a line with nothing to be done is none. `now`: epoch milliseconds. */
export function actionsOf(form: FormData, now: number): Action[] {
  const [kinds, owners, dues] = [texts(form, 'actionKind'), texts(form, 'actionOwner'), texts(form, 'actionDue')];
  return texts(form, 'actionText').flatMap((text, place) =>
    text === ''
      ? []
      : [
          {
            // Chosen in lists of ours; the contract's own check stands behind.
            kind: kinds[place] as Action['kind'],
            owner: owners[place] as Action['owner'],
            text,
            dueAt: new Date(dueAfter(Number(dues[place]), now)).toISOString(),
          },
        ],
  );
}

/** The if-then lines; one with neither side is none, one with a single side is kept for the contract to refuse. */
export function ifThenOf(form: FormData): NonNullable<Isbar['ifThen']> {
  const responses = texts(form, 'ifThenResponse');
  return texts(form, 'ifThenCondition')
    .map((condition, place) => ({ condition, response: responses[place] ?? '' }))
    .filter(({ condition, response }) => condition !== '' || response !== '');
}

import { ReadBackSchema } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem.ts';
import { inOrder } from '../form/faults.ts';
import { idOf, NOW } from '../testing/examples.ts';
import { wordsOf } from '../testing/translate.ts';
import { deadlineAfter } from './deadlines.ts';
import { readBackFaults } from './readBackFaults.ts';
import { faultsFromProblem } from './refusal.ts';

describe('deadline', () => {
  it('lies ahead on a whole minute', () => {
    expect(deadlineAfter(4, NOW + 1)).toBe(NOW + 4 * 3_600_000 + 60_000);
    expect(deadlineAfter(4, NOW)).toBe(NOW + 4 * 3_600_000);
  });
});

describe('read-back', () => {
  const faults = (readBack: object, ticked: string[], open: string[]) =>
    wordsOf(
      readBackFaults(
        ReadBackSchema.safeParse({ redAlertIds: ticked, ...readBack }),
        ticked,
        open.map((id) => ({ id })),
      ),
    );
  it('demands severity, first action and every open red alert', () => {
    expect(faults({ illnessSeverity: '', firstAction: ' ' }, [], [idOf(1)])).toEqual({
      illnessSeverity: 'Hvor syk er pasienten nå: velg ett alternativ',
      firstAction: 'Det første dere gjør: må fylles ut',
      redAlertIds: 'Bekreft alle åpne røde varsler',
    });
  });
  it('is whole when all is said, whatever severity was chosen', () => {
    expect(faults({ illnessSeverity: 'stable', firstAction: 'Ringer' }, [idOf(1)], [idOf(1)])).toEqual({});
  });
});

describe('refusals', () => {
  const refused = (more: object) =>
    wordsOf(faultsFromProblem(new ApiProblem({ status: 422, code: 'unprocessable', title: 'No', ...more })));
  it('lead to the field they are about, in the words of the screen', () => {
    expect(refused({ reason: 'severity-differs' })).toEqual({
      illnessSeverity: 'Stemmer ikke med det avsenderen oppga. Les innholdet på nytt, eller ring avsenderen.',
    });
    expect(refused({ reason: 'to-the-same-team' })).toHaveProperty('toTeamId');
  });
  it('use the path where the contract was broken', () => {
    expect(refused({ errors: [{ path: 'isbar.situation', message: 'too small' }] })).toEqual({
      situation: 'Ugyldig verdi',
    });
  });
  it('are about no field where none is named', () => {
    expect(refused({ reason: 'episode-ended' })).toEqual({});
    expect(refused({ reason: 'never-heard-of' })).toEqual({});
  });
});

describe('order of faults', () => {
  it('is that of the form', () => {
    const [one, other] = [() => '1', () => '2'];
    const faults = new Map([
      ['b', other],
      ['a', one],
    ]);
    expect(inOrder(faults, ['a', 'b'])).toEqual([
      ['a', one],
      ['b', other],
    ]);
  });
});

import { FAULT_CODES, type FaultCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { refusalText } from './refused.ts';

/* Several codes come to the same for one who is to act on them. */

const CLOCK: readonly FaultCode[] = ['time-invalid', 'time-in-future', 'time-too-old'];
const FORM: readonly FaultCode[] = [
  ...(['response-invalid', 'response-refused', 'questionnaire-unknown', 'question-unknown'] as const),
  ...(['answer-missing', 'answer-invalid'] as const),
];
const MESSAGE: readonly FaultCode[] = ['json-invalid', 'envelope-invalid'];
/** Of these nothing more can be said than that it cannot be read; the last three are of nobody whom a review could be about. */
const UNSAID: readonly FaultCode[] = [
  ...(['measurement-invalid', 'value-absent'] as const),
  ...(['device-unknown', 'device-unassigned', 'patient-unknown'] as const),
];

describe('why something could not be used', () => {
  it.each([
    ['a clock that may be wrong', CLOCK, 'klokken i utstyret kan være feil', 'the clock of the device may be wrong'],
    ['answers to a form', FORM, 'svar på et skjema', 'answers to a form'],
    ['a message that cannot be read', MESSAGE, 'meldingen kan ikke leses', 'the message cannot be read'],
    ['what cannot be read', UNSAID, 'innholdet kan ikke leses', 'it cannot be read'],
  ] as const)('is said of %s', (_, codes, nb, en) => {
    for (const code of codes) expect([refusalText(code, 'nb'), refusalText(code, 'en')]).toEqual([nb, en]);
  });

  it('is said of each other code in words of its own', () => {
    const others = FAULT_CODES.filter((code) => ![...CLOCK, ...FORM, ...MESSAGE, ...UNSAID].includes(code));
    for (const language of ['nb', 'en'] as const) {
      const said = [CLOCK[0], FORM[0], MESSAGE[0], UNSAID[0], ...others].map((code) =>
        refusalText(code ?? null, language),
      );
      expect(new Set(said).size).toBe(said.length);
      expect(said).not.toContain('');
    }
  });

  it('is that it cannot be read where nobody knows', () => {
    expect(refusalText(null, 'nb')).toBe('innholdet kan ikke leses');
  });
});

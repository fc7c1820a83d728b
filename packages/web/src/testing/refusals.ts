import type { Answers } from './render.tsx';
import { problem } from './render.tsx';

/** How an act may fail, and what is said of it. */
export const REFUSALS = [
  ['the network is gone', () => Promise.reject(new TypeError('failed to fetch')), /Det kan være utført likevel/],
  ['the service fails', problem(500, 'internal'), /Feil i tjenesten/],
  ['the service is away', problem(503, 'unavailable'), /ikke tilgjengelig akkurat nå/],
  ['it is not allowed', problem(403, 'forbidden'), /ikke lov til dette/],
  ['somebody else was first', problem(409, 'conflict'), /Noen andre kom først|endret|i mellomtiden/],
  [
    'a rule says no',
    problem(422, 'unprocessable', { reason: 'not-the-accountable-team' }),
    /Bare det ansvarlige teamet/,
  ],
] as const satisfies readonly (readonly [string, Answers[string], RegExp])[];

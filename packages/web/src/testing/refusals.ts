import type { Answers } from './render.tsx';
import { problem } from './render.tsx';

const html = (status: number) => new Response('<html><title>Bad gateway</title></html>', { status });

/** How an act may fail, and what is said of it. */
export const REFUSALS = [
  ['the network is gone', () => Promise.reject(new TypeError('failed to fetch')), /Det kan være utført likevel/],
  ['the service fails', problem(500, 'internal', { mayBeDone: true }), /Feil i tjenesten.*Det kan være utført likevel/],
  ['the service is away', problem(503, 'unavailable', { mayBeDone: false }), /akkurat nå\. Det ble ikke utført/],
  ['a gateway waits in vain', () => html(504), /ikke tilgjengelig akkurat nå\. Det kan være utført likevel/],
  ['the answer is a page', () => html(200), /ikke til å forstå\. Det kan være utført likevel/],
  ['it is not allowed', problem(403, 'forbidden'), /ikke lov til dette/],
  ['somebody else was first', problem(409, 'conflict'), /Noen andre kom først|endret|i mellomtiden/],
  [
    'a rule says no',
    problem(422, 'unprocessable', { reason: 'not-the-accountable-team' }),
    /Bare det ansvarlige teamet/,
  ],
] as const satisfies readonly (readonly [string, Answers[string], RegExp])[];

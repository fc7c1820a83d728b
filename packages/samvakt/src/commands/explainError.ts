/** Thrown where there is no alert to explain, or, after the difference has been told on standard output, one that is judged differently; its message is for the terminal. */
export class ExplainError extends Error {
  override readonly name = 'ExplainError';
}

/** Thrown for a file that holds no protocol; its message, one line for each fault with its place, is for the terminal. */
export class ProtocolFileError extends Error {
  override readonly name = 'ProtocolFileError';
}

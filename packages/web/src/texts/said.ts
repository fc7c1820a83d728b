import type { Format } from '../format/format.ts';
import type { Texts } from './useTexts.ts';

/** What a message is put together with. */
export type SaidWith = Texts & { readonly format: Format };

/**
 * A message that is made when it is shown, and not when what it tells of happened: one that stays on the screen follows the language. It holds what it tells of, never words.
 */
export type Said = (texts: SaidWith) => string;

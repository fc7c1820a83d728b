/**
 * A letter, digit, punctuation mark or symbol. The properties alone would let some through that show nothing: the Hangul fillers are letters
 * and the empty braille pattern (U+2800) is a symbol.
 */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether the text shows anything at all. White space, zero-width, control and combining characters alone do not. */
export const isVisible = (text: string): boolean => VISIBLE.test(text);

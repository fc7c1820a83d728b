/** The shape of a catalogue with any words in it: a missing or surplus key in a translation fails type-check. */
export type Catalogue<T> = { readonly [K in keyof T]: T[K] extends string ? string : Catalogue<T[K]> };

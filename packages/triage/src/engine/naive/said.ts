/** At an instant somebody was asked to look, or that about which they would be asked could be judged. */
export interface Said {
  readonly at: number;
  readonly asks: boolean;
  /** So long after a person's close it asks again. */
  readonly again: number;
}

export function asked(at: number, again: number): Said {
  return { at, asks: true, again };
}

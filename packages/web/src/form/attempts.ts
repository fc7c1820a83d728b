import { useState } from 'react';

/** What is being added: under which id, and since when it is tried (epoch milliseconds). */
interface Attempt {
  readonly id: string;
  readonly at: number;
}

export interface Attempts {
  /** The attempt of this content: the same as before where it was tried before, so that what was done already is not done twice. `now`: epoch milliseconds. */
  readonly of: (content: unknown, now: number) => Attempt;
  /** The act itself has answered no, so this content is not there: tried again, it begins anew. Whatever else was tried may be there all the same. */
  readonly refused: (content: unknown) => void;
}

const nameOf = (content: unknown): string => JSON.stringify(content);

/** The attempts to send one filled-in form. Another form has others, also where the same is written in it: it is meant to be there twice. */
export function createAttempts(newId: () => string = () => crypto.randomUUID()): Attempts {
  const attempts = new Map<string, Attempt>();
  return {
    of: (content, now) => {
      const name = nameOf(content);
      const attempt = attempts.get(name) ?? { id: newId(), at: now };
      attempts.set(name, attempt);
      return attempt;
    },
    refused: (content) => void attempts.delete(nameOf(content)),
  };
}

/** Those of the form in which it is used, for as long as that is on the screen. */
export function useAttempts(): Attempts {
  const [attempts] = useState(() => createAttempts());
  return attempts;
}

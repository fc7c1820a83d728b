import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Line } from '../form/typed.ts';
import { useWriting } from '../form/useTyped.ts';
import { linesOf, textFieldsOf } from '../form/written.ts';

interface Given {
  /** The episodes that can still be offered; of all others the fields are gone. */
  readonly free: ReadonlySet<string>;
  /** Those that may have been offered by this form itself: no answer said whether. */
  readonly unanswered: ReadonlySet<string>;
  readonly nameOf: (episodeId: string) => string;
}

/**
 * The fields of one patient go away when an offer stands already, and what is written in them must not, be the patient chosen or not: it is kept beside the form, is asked
 * about before the page is left, and goes along to the next when the others have been sent.
 */
export function useWordsOfDropped({ free, unanswered, nameOf }: Given) {
  const written = useRef(new Map<string, readonly Line[]>());
  const [kept, setKept] = useState<readonly Line[]>([]);
  const [mayBeSent, setMayBeSent] = useState(false);
  const writing = useWriting();

  useEffect(() => {
    const gone = [...written.current].filter(([episodeId]) => !free.has(episodeId));
    for (const [episodeId] of gone) written.current.delete(episodeId);
    const found = gone.flatMap(([episodeId, lines]) => lines.map((line) => naming(line, nameOf(episodeId))));
    if (found.length === 0) return;
    setKept((before) => [...before, ...found]);
    if (gone.some(([episodeId]) => unanswered.has(episodeId))) setMayBeSent(true);
  });

  useEffect(() => {
    writing.touched = kept.length > 0;
    writing.lines = kept;
    writing.mayBeDone = mayBeSent;
    writing.where = document.title;
  }, [writing, kept, mayBeSent]);

  /** Of everything that is written in the list. */
  function onInput({ target }: FormEvent): void {
    const row = target instanceof Element ? target.closest('li') : null;
    const { episode } = row?.dataset ?? {};
    if (row && episode !== undefined) written.current.set(episode, linesOf(textFieldsOf(row)));
  }

  function forget(): void {
    setKept([]);
    setMayBeSent(false);
  }

  return { kept, mayBeSent, onInput, forget };
}

/** Beside the words of others it must be told whose they are. */
const naming = ({ label, text }: Line, name: string): Line => ({
  label: label.includes(name) ? label : `${name}: ${label}`,
  text,
});

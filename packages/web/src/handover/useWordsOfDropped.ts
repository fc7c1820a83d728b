import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Line } from '../form/typed.ts';
import { useWriting } from '../form/useTyped.ts';
import { linesOf, textFieldsOf } from '../form/written.ts';

interface Dropped {
  /** The episodes that have fallen out. */
  readonly dropped: readonly string[];
  readonly nameOf: (episodeId: string) => string;
}

/**
 * The fields of one patient go away when a colleague has been first, and what is written in them must not: it is kept beside the form, is asked about before the page is
 * left, and goes along to the next when the others have been sent.
 */
export function useWordsOfDropped({ dropped, nameOf }: Dropped) {
  const written = useRef(new Map<string, readonly Line[]>());
  const [kept, setKept] = useState<readonly Line[]>([]);
  const writing = useWriting();

  useEffect(() => {
    const found = dropped.flatMap((episodeId) => {
      const lines = written.current.get(episodeId) ?? [];
      written.current.delete(episodeId);
      return lines.map((line) => naming(line, nameOf(episodeId)));
    });
    if (found.length > 0) setKept((before) => [...before, ...found]);
  });

  useEffect(() => {
    writing.touched = kept.length > 0;
    writing.lines = kept;
    writing.where = document.title;
  }, [writing, kept]);

  /** Of everything that is written in the list. */
  function onInput({ target }: FormEvent): void {
    const row = target instanceof Element ? target.closest('li') : null;
    const { episode } = row?.dataset ?? {};
    if (row && episode !== undefined) written.current.set(episode, linesOf(textFieldsOf(row)));
  }

  return { kept, onInput, forget: () => setKept([]) };
}

/** Beside the words of others it must be told whose they are. */
const naming = ({ label, text }: Line, name: string): Line => ({
  label: label.includes(name) ? label : `${name}: ${label}`,
  text,
});

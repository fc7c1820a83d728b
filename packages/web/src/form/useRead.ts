import { useEffect, useState } from 'react';
import type { Writing } from './typed.ts';
import { useWriting } from './useTyped.ts';

/** A form that is decided upon one version of what it changes. */
export interface Read {
  readonly writing: Writing;
  /** The version that the person has read. */
  readonly version: number;
  /** Changes whenever the form is to begin with what holds now: the form's key. */
  readonly begun: number;
  /** Somebody else has changed it while this was being written. */
  readonly hasMoved: boolean;
  /** Has read what holds now. `keeps`: goes on with what is written, or begins with what holds. */
  readonly readAnew: (keeps: boolean) => void;
  /** After it was sent, gives back whether it is done: then the form begins with what holds now. */
  readonly sent: (went: boolean) => boolean;
}

/** A form in which nothing is written begins anew when what it changes has moved on; nobody's words are thrown away for it, and nobody saves over what he has not read. */
export function useRead(newest: number): Read {
  const writing = useWriting();
  const [{ version, begun }, setRead] = useState({ version: newest, begun: 0 });
  function readAnew(keeps: boolean): void {
    if (!keeps) writing.touched = false;
    setRead((before) => ({ version: newest, begun: keeps ? before.begun : before.begun + 1 }));
  }
  useEffect(() => {
    if (newest !== version && !writing.touched) setRead({ version: newest, begun: begun + 1 });
  });
  function sent(went: boolean): boolean {
    if (went) readAnew(false);
    return went;
  }
  return { sent, writing, version, begun, hasMoved: newest !== version && writing.touched, readAnew };
}

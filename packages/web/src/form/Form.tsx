import { Button, type ButtonProps } from '@digdir/designsystemet-react';
import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { Slow } from './Slow.tsx';
import type { Writing } from './typed.ts';
import { useWriting } from './useTyped.ts';
import { changedIn, linesOf, type TextField, textFieldsOf } from './written.ts';

interface FormProps {
  readonly className?: string | undefined;
  /**
   * Sends what is written. True: it was done, and what is written is safe. False: it was not, or something is to be mended first; what is
   * written stays as it is.
   */
  readonly onSend: (written: FormData) => Promise<boolean> | boolean;
  /** Where somebody else must know whether something is written too. */
  readonly writing?: Writing;
  readonly children: ReactNode;
}

const Sending = createContext(false);

/**
 * Every form is one of these. It knows whether somebody has written in it, so that leaving asks first and what is written is not lost when the
 * form itself goes away; and it is sent once at a time.
 */
export function Form({ writing: given, ...props }: FormProps) {
  return given ? <FormOf {...props} writing={given} /> : <OwnForm {...props} />;
}

function OwnForm(props: Omit<FormProps, 'writing'>) {
  return <FormOf {...props} writing={useWriting()} />;
}

function FormOf({ className, onSend, writing, children }: FormProps & { readonly writing: Writing }) {
  const form = useRef<HTMLFormElement>(null);
  const begun = useRef(new WeakMap<TextField, string>());
  const [sending, setSending] = useState(false);

  /** What stands in a field when it is first seen is what it begins with. */
  function remember(): void {
    for (const field of form.current ? textFieldsOf(form.current) : [])
      if (!begun.current.has(field)) begun.current.set(field, field.value);
  }
  // Fields come and go while one writes.
  useEffect(remember);

  function measure(): void {
    if (!form.current) return;
    const changed = changedIn(form.current, begun.current);
    writing.touched = changed.length > 0;
    writing.lines = linesOf(changed);
    writing.where = document.title;
  }

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (writing.sending) return;
    const sent = Promise.resolve(onSend(new FormData(event.currentTarget)));
    writing.sending = sent;
    setSending(true);
    try {
      if (await sent) {
        writing.touched = false;
        writing.mayBeDone = false;
        begun.current = new WeakMap();
        remember();
      }
    } finally {
      writing.sending = undefined;
      setSending(false);
    }
  }

  return (
    <form ref={form} className={className} noValidate onInput={measure} onSubmit={(event) => void submit(event)}>
      <Sending value={sending}>{children}</Sending>
      <Slow sending={sending} />
    </form>
  );
}

/** Whether the form in which this stands is on its way. */
export const useSending = (): boolean => useContext(Sending);

/** The button that sends the form in which it stands. */
export function Send(props: Omit<ButtonProps, 'type' | 'loading'>) {
  return <Button {...props} type="submit" loading={useSending()} />;
}

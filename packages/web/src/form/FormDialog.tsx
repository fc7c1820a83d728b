import { Button, Dialog } from '@digdir/designsystemet-react';
import { type ReactNode, type SyntheticEvent, useId, useState } from 'react';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { Form, Send, useSending } from './Form.tsx';
import styles from './form.module.css';
import { type ActOutcome, Outcome } from './Outcome.tsx';
import { useTyped, useWriting } from './useTyped.ts';

interface FormDialogProps {
  readonly title: string;
  /** What it is about. */
  readonly about?: string;
  /** What has happened to that since the dialogue was opened. */
  readonly changed?: Said | undefined;
  /** What the button that sends is called. */
  readonly act: string;
  /** Undefined: something is to be mended in the form first. It is closed only by what was done; all else is said in it. */
  readonly onSend: (written: FormData) => Promise<ActOutcome | undefined>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a dialogue. Neither Escape nor a refusal takes what is written in it. */
export function FormDialog({ title, about, changed, act, onSend, onClose, children }: FormDialogProps) {
  const { t } = useTexts();
  const id = useId();
  const typed = useTyped();
  const writing = useWriting();
  const [refused, setRefused] = useState<ActOutcome>();

  async function send(written: FormData): Promise<boolean> {
    setRefused(undefined);
    const outcome = await onSend(written);
    if (outcome?.tone === 'success') {
      writing.touched = false;
      onClose();
      return true;
    }
    setRefused(outcome);
    return false;
  }

  async function giveUp(): Promise<void> {
    if (await typed.ask('close', writing)) onClose();
  }

  function askFirst(event: SyntheticEvent): void {
    if (!writing.touched) return;
    event.preventDefault();
    void giveUp();
  }

  /** The browser may close it without having asked: then it is opened again, and asks. */
  function onClosed(event: Event): void {
    if (writing.touched && event.target instanceof HTMLDialogElement) event.target.showModal();
    void giveUp();
  }

  return (
    <Dialog
      open
      className={styles.dialog ?? ''}
      onClose={onClosed}
      onCancel={(event) => event.target === event.currentTarget && askFirst(event)}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('[command="close"]')) askFirst(event);
      }}
      closeButton={t('form.close')}
      aria-labelledby={`${id}-title`}
    >
      <Form writing={writing} onSend={send} className={styles.form}>
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          {about && <p className={styles.soft}>{about}</p>}
        </div>
        <Meanwhile changed={changed} />
        <Outcome outcome={refused} />
        {children}
        <div className={styles.buttons}>
          <Send>{act}</Send>
          <Button type="button" variant="tertiary" onClick={() => void giveUp()}>
            {t('form.cancel')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** Not while it is sent: the change that comes then is one's own. */
function Meanwhile({ changed }: { readonly changed: Said | undefined }) {
  const say = useSaid();
  const sending = useSending();
  return <div role="status">{changed && !sending && <p className={styles.changed}>{say(changed)}</p>}</div>;
}

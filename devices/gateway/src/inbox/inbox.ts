import type { HomeMessage, HomePlan, MessageShown } from '@samvakt/contract';
import type { Logger } from 'pino';
import type { KeptMessage, MessageShelf } from './shelf.ts';

/*
 * Messages from the platform to the patient. Each comes at least once and is shown once: it is on the shelf before the broker may forget it, its id
 * is remembered while the platform may still send it, and the word that it was shown is given again whenever it comes again. Shown one
 * after the other, the oldest first. Of two about the same, of the same kind, the newer holds and the older is not shown any more. A message with a measuring plan is kept
 * for as long as it holds: the home is to know what is asked for also when the platform is out of reach.
 */

/** The home's screen, or loudspeaker, or lamp. */
export interface MessageDisplay {
  /** Resolves when the patient has been shown the message; rejects when it could not be, and is then asked again at the next occasion. */
  show(message: HomeMessage): Promise<void>;
}

export interface InboxParts {
  readonly shelf: MessageShelf;
  readonly display: MessageDisplay;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Tells the platform. May be lost: it is told again when the message comes again. */
  readonly tell: (shown: MessageShown) => void;
}

/** The longest that a plan is kept without a newer one: no follow-up goes on for so long without one. *Assumption.* */
const PLAN_KEPT_MS = 366 * 24 * 60 * 60 * 1000;

/** How long an id is remembered after its message has expired: clocks differ. */
const REMEMBERED_AFTER_MS = 24 * 60 * 60 * 1000;

export class Inbox {
  readonly #parts: InboxParts;
  readonly #kept = new Map<string, KeptMessage>();
  /** Everything that changes what is kept runs one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #isShowing = false;
  #isClosed = false;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  async open(): Promise<void> {
    this.#isClosed = false;
    this.#kept.clear();
    for (const kept of await this.#parts.shelf.open()) this.#kept.set(kept.message.id, kept);
    await this.#inTurn(() => this.#tidy());
    this.#showNext();
  }

  /** What is being shown may be; nothing more is begun. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
  }

  /** Returns when the message is safe, whether it is new or not. */
  async receive(message: HomeMessage): Promise<void> {
    await this.#inTurn(async () => {
      const known = this.#kept.get(message.id);
      if (known?.shownAt != null) return this.#tell(message.id, known.shownAt);
      if (known !== undefined || this.#isOver(message)) return;
      await this.#keep({ message, shownAt: null });
      await this.#tidy();
    });
    this.#showNext();
  }

  /** What the patient is asked to measure when, as the platform has last said it, of each follow-up. */
  get plans(): readonly HomePlan[] {
    return [...this.#kept.values()].flatMap(({ message }) =>
      message.plan !== undefined && !this.#isReplaced(message) ? [message.plan] : [],
    );
  }

  /** Says again what has been shown, after a new connection: the word may have been lost with the old one. */
  tellAgain(): void {
    for (const { message, shownAt } of this.#kept.values()) if (shownAt !== null) this.#tell(message.id, shownAt);
  }

  #showNext(): void {
    if (this.#isShowing || this.#isClosed) return;
    const next = this.#toShow();
    if (next === undefined) return;
    this.#isShowing = true;
    this.#show(next).then(
      () => {
        this.#isShowing = false;
        this.#showNext();
      },
      (error: Error) => {
        this.#isShowing = false;
        this.#parts.log.error(
          { messageId: next.id, reason: error.message },
          'A message could not be shown; it is tried again when it comes again',
        );
      },
    );
  }

  async #show(message: HomeMessage): Promise<void> {
    await this.#parts.display.show(message);
    const shownAt = this.#parts.clock();
    await this.#inTurn(() => this.#keep({ message, shownAt }));
    this.#tell(message.id, shownAt);
  }

  #toShow(): HomeMessage | undefined {
    return [...this.#kept.values()]
      .filter(({ message, shownAt }) => shownAt === null && !this.#isOver(message))
      .map(({ message }) => message)
      .sort((one, other) => createdAt(one) - createdAt(other))[0];
  }

  #isOver(message: HomeMessage): boolean {
    return Date.parse(message.expiresAt) <= this.#parts.clock() || this.#isReplaced(message);
  }

  #isReplaced(message: HomeMessage): boolean {
    return [...this.#kept.values()].some(
      ({ message: other }) =>
        other.kind === message.kind && other.about === message.about && createdAt(other) > createdAt(message),
    );
  }

  /** Forgets what the platform does not send any more. */
  async #tidy(): Promise<void> {
    const before = this.#parts.clock() - REMEMBERED_AFTER_MS;
    for (const { message } of [...this.#kept.values()]) {
      if (Date.parse(message.expiresAt) > before || this.#holdsStill(message)) continue;
      this.#kept.delete(message.id);
      await this.#parts.shelf.forget(message.id);
    }
  }

  /** A plan that no newer one has taken the place of. */
  #holdsStill(message: HomeMessage): boolean {
    const isOld = createdAt(message) + PLAN_KEPT_MS < this.#parts.clock();
    return message.plan !== undefined && !isOld && !this.#isReplaced(message);
  }

  async #keep(kept: KeptMessage): Promise<void> {
    await this.#parts.shelf.keep(kept);
    this.#kept.set(kept.message.id, kept);
  }

  #tell(messageId: string, shownAt: number): void {
    this.#parts.tell({ messageId, at: new Date(shownAt).toISOString() });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

const createdAt = (message: HomeMessage): number => Date.parse(message.createdAt);

import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeviceReading, HomeMessage } from '@samvakt/contract';
import { Gateway, MemoryQueue, MemoryShelf, type MessageQueue } from '@samvakt/gateway';
import type { Logger } from 'pino';
import { batteryPercentAt, type Home, occasionsOf } from './home.ts';
import type { Population } from './population.ts';
import { HOUR } from './schedule.ts';

/** How a population is let live in real time. */
export interface RunOptions {
  /** The broker, `mqtt://host:port`. */
  readonly url: string;
  /**
   * Where each home begins: what it has measured since then is sent first, as a home does after it has been cut off. After a
   * restart this is the newest instant the platform has from the home, or a little before: what it has already, it recognises.
   */
  readonly since: (home: Home) => number;
  readonly log: Logger;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** By default queues that live in memory: a home that is simulated again measures the same again. */
  readonly queueFor?: (home: Home) => MessageQueue;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** Called when a home shows its patient a message from the platform; it is shown at once. */
  readonly onMessage?: (home: Home, message: HomeMessage) => void;
  /** Called when a home has a receipt for all of its past and goes on in the present. */
  readonly onCaughtUp?: (home: Home) => void;
}

/** Readings in one message of the past. */
const READINGS_A_MESSAGE = 500;
/** Messages without a receipt at which a home waits before it measures on. */
const BACKLOG = 8;
/** The longest a timer sleeps, well inside what setTimeout can hold. */
const LONGEST_SLEEP_MS = HOUR;

/** Lives the homes' lives in real time until the signal; returns when all have stopped. */
export async function runPopulation(population: Population, options: RunOptions): Promise<void> {
  await Promise.all(population.homes.map((home) => runHome(home, options)));
}

async function runHome(home: Home, options: RunOptions): Promise<void> {
  const { url, since, log, signal, clock = Date.now } = options;
  const queue = options.queueFor?.(home) ?? new MemoryQueue();
  const messages = {
    shelf: new MemoryShelf(),
    display: { show: async (message: HomeMessage) => options.onMessage?.(home, message) },
  };
  const gateway = new Gateway({ url, deviceId: home.deviceId, secret: home.secret, queue, log, clock, messages });
  gateway.tellStatus({ batteryPercent: batteryPercentAt(home.seed, clock()), firmware: 'simulated-1' });
  await gateway.start();
  try {
    await live(home, gateway, { since: since(home), signal, clock, onCaughtUp: options.onCaughtUp });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await gateway.stop();
  }
}

interface Life {
  readonly since: number;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  readonly onCaughtUp: ((home: Home) => void) | undefined;
}

async function live(home: Home, gateway: Gateway, { since, signal, clock, onCaughtUp }: Life): Promise<void> {
  let batch: DeviceReading[] = [];
  let caughtUp = false;
  let statusAt = clock();
  const send = async () => {
    if (batch.length === 0) return;
    await gateway.enqueue(batch);
    batch = [];
    // The gateway sends again by itself, so there is nothing to do but wait.
    while (gateway.waiting >= BACKLOG) await once(gateway, 'receipt', { signal });
  };

  // Sent is not received: whoever takes silence for missing data must wait until the platform has it.
  const catchUp = async () => {
    if (gateway.waiting > 0) await once(gateway, 'drained', { signal });
    onCaughtUp?.(home);
  };

  for (const occasion of occasionsOf(home, since)) {
    signal.throwIfAborted();
    if (occasion.at > clock()) {
      // The present: everything before has been measured, so it goes out now.
      await send();
      if (!caughtUp) await catchUp();
      caughtUp = true;
    }
    for (let left = occasion.at - clock(); left > 0; left = occasion.at - clock()) {
      await wait(Math.min(left, LONGEST_SLEEP_MS), undefined, { signal });
      if (clock() - statusAt < HOUR) continue;
      statusAt = clock();
      gateway.tellStatus({ batteryPercent: batteryPercentAt(home.seed, statusAt), firmware: 'simulated-1' });
    }
    batch.push(...occasion.readings);
    if (batch.length >= READINGS_A_MESSAGE || occasion.responses.length > 0) await send();
    for (const response of occasion.responses) await gateway.enqueueResponse(response);
  }
  await send();
  if (!caughtUp) await catchUp();
  if (gateway.waiting > 0) await once(gateway, 'drained', { signal });
}

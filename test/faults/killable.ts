import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Workers in processes of their own, each started with an order, that are killed (SIGKILL) at any instant. */
export interface Killable<Order> {
  /** Returns when the worker says that it is ready. */
  readonly start: (order: Order) => Promise<ChildProcess>;
  readonly kill: (worker: ChildProcess) => Promise<void>;
  readonly killAll: () => Promise<void>;
}

/** `file`: what the process runs. */
export function killable<Order extends object>(file: URL): Killable<Order> {
  const workers: ChildProcess[] = [];
  return {
    start: async (order) => {
      const worker = fork(fileURLToPath(file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      workers.push(worker);
      worker.send(order);
      const ended = once(worker, 'exit').then(([code, signal]) => {
        throw new Error(`the worker ended (${signal ?? code}) before it was ready`);
      });
      // Once it is ready, its end is the test's own doing.
      ended.catch(() => undefined);
      await Promise.race([once(worker, 'message'), ended]);
      return worker;
    },
    kill,
    killAll: async () => {
      await Promise.all(workers.splice(0).map(kill));
    },
  };
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  ApiOrder,
  ApiWord,
  BrokerWord,
  ConsumerOrder,
  ConsumerWord,
  PublisherOrder,
  PublisherWord,
} from './processes/protocol.ts';

type Word = BrokerWord | ConsumerWord | PublisherWord | ApiWord;

export interface Child {
  readonly order: (order: ConsumerOrder | PublisherOrder | ApiOrder) => void;
  /** The next word of this type. Rejects when the process ends first, or says nothing for two minutes: a bench ends, whatever happens. */
  readonly hear: <Type extends Word['type']>(type: Type) => Promise<Extract<Word, { type: Type }>>;
  readonly end: () => Promise<void>;
}

const SAYS_WITHIN_MS = 120_000;

/** Starts one of `processes/` by name. */
export function startProcess(name: 'api' | 'broker' | 'floor' | 'ingest' | 'publisher'): Child {
  const child: ChildProcess = fork(fileURLToPath(new URL(`processes/${name}.ts`, import.meta.url)), {
    stdio: 'inherit',
  });
  let ending = false;
  return {
    order: (order) => void child.send(order),
    hear: (type) =>
      new Promise((resolve, reject) => {
        const onExit = (code: number | null) => {
          clearTimeout(timer);
          reject(new Error(`the process ${name} ended with ${code}`));
        };
        child.once('exit', onExit);
        const timer = setTimeout(() => reject(new Error(`the process ${name} did not say ${type}`)), SAYS_WITHIN_MS);
        const onMessage = (word: Word) => {
          if (word.type !== type) return;
          clearTimeout(timer);
          child.off('message', onMessage);
          child.off('exit', onExit);
          resolve(word as Extract<Word, { type: typeof type }>);
        };
        child.on('message', onMessage);
      }),
    end: async () => {
      if (ending || child.exitCode !== null) return;
      ending = true;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

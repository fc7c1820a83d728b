import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HomeMessageSchema } from '@samvakt/contract';
import type { Logger } from 'pino';
import { z } from 'zod';
import { makeFolder, TEMPORARY_SUFFIX, writeDurably } from '../queue/files.ts';
import type { KeptMessage, MessageShelf } from './shelf.ts';

const KeptSchema = z.object({ message: HomeMessageSchema, shownAt: z.number().nullable() });
const TORN_SUFFIX = '.torn';

/** One file per message, named by its id, in a folder of its own; each is written whole or not at all. */
export class DiskShelf implements MessageShelf {
  readonly #folder: string;
  readonly #log: Logger;

  constructor({ directory, log }: { readonly directory: string; readonly log: Logger }) {
    this.#folder = join(directory, 'messages');
    this.#log = log;
  }

  async open(): Promise<readonly KeptMessage[]> {
    await makeFolder(this.#folder);
    const kept: KeptMessage[] = [];
    for (const name of await readdir(this.#folder)) {
      if (name.endsWith(TEMPORARY_SUFFIX)) await rm(join(this.#folder, name), { force: true });
      else if (!name.endsWith(TORN_SUFFIX)) kept.push(...(await this.#read(name)));
    }
    return kept;
  }

  async keep(kept: KeptMessage): Promise<void> {
    await writeDurably(this.#file(kept.message.id), JSON.stringify(kept));
  }

  async forget(messageId: string): Promise<void> {
    await rm(this.#file(messageId), { force: true });
  }

  /** A file that the disk has spoilt is put aside: the platform sends its message again. */
  async #read(name: string): Promise<KeptMessage[]> {
    const path = join(this.#folder, name);
    const parsed = KeptSchema.safeParse(parseJson(await readFile(path, 'utf8')));
    if (parsed.success && parsed.data.message.id === name) return [parsed.data];
    this.#log.error({ path }, 'A message to the patient can no longer be read; it is moved aside');
    await rename(path, `${path}${TORN_SUFFIX}`);
    return [];
  }

  #file(messageId: string): string {
    return join(this.#folder, messageId);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { OwnSetting } from '@samvakt/contract';
import type { z } from 'zod';

/**
 * Thrown where something that is set for one patient alone cannot be read: left by another version, by hand, by a broken disk. Nothing is judged as if it were not there. It bears no code of
 * its own, so that whoever stores what devices send sets it aside and does not wait for the database.
 */
export class SettingUnreadable extends Error {
  override readonly name = 'SettingUnreadable';
  readonly episodeId: string;
  readonly setting: OwnSetting;

  constructor({ episodeId, setting }: { episodeId: string; setting: OwnSetting }, options: ErrorOptions) {
    super(`the ${setting} of episode ${episodeId} cannot be read`, options);
    this.episodeId = episodeId;
    this.setting = setting;
  }
}

/** What is stored, in its schema. @throws SettingUnreadable where it does not hold against that */
export function readOwn<Read>(
  schema: z.ZodType<Read>,
  stored: unknown,
  whose: { episodeId: string; setting: OwnSetting },
): Read {
  const read = schema.safeParse(stored);
  if (read.success) return read.data;
  throw new SettingUnreadable(whose, { cause: read.error });
}

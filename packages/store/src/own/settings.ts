import type { Limits, Pause, PlanVersion } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readTriagePauses } from '../pause/judgedBy.ts';
import { readTriagePlans } from '../plan/judgedBy.ts';
import { readNewestLimits } from '../protocol/adopt.ts';
import { SettingUnreadable } from './unreadable.ts';

/** What is set for one patient alone, as far as it can be read. `faults`: one for each setting that cannot; it is then given as if there were none. */
export type OwnSettings = {
  readonly limits: Limits | null;
  readonly pauses: readonly Pause[];
  readonly plans: readonly PlanVersion[];
  readonly faults: readonly SettingUnreadable[];
};

/** For a page, which shows what can be shown and says what cannot. Nobody judges by it where there is a fault. */
export async function readOwnSettings(client: Queryable, episodeId: string): Promise<OwnSettings> {
  const faults: SettingUnreadable[] = [];
  const orNone = async <Read>(read: Promise<Read>, none: Read): Promise<Read> => {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof SettingUnreadable)) throw error;
      faults.push(error);
      return none;
    }
  };
  const limits = await orNone(readNewestLimits(client, episodeId), null);
  const pauses = (await orNone(readTriagePauses(client, [episodeId]), new Map())).get(episodeId)?.pauses ?? [];
  const plans = (await orNone(readTriagePlans(client, [episodeId]), new Map())).get(episodeId) ?? [];
  return { limits, pauses, plans, faults };
}

/** For an act that would put something in the place of a setting, or judges by one elsewhere. @throws SettingUnreadable */
export async function demandReadable(client: Queryable, episodeId: string): Promise<void> {
  const { faults } = await readOwnSettings(client, episodeId);
  const [first] = faults;
  if (first !== undefined) throw first;
}

import { EPISODE_STATUSES, type EpisodeStatus, type WorklistItem } from '@samvakt/contract';
import { z } from 'zod';

/** What the address of the worklist says about what is shown; whatever it does not understand it leaves out. */
export const WorklistSearchSchema = z.object({
  status: z.enum(EPISODE_STATUSES).optional().catch(undefined),
  q: z.string().max(100).optional().catch(undefined),
  team: z.string().optional().catch(undefined),
});
export type WorklistSearch = z.infer<typeof WorklistSearchSchema>;

/** Folds case and accents, so that `ase` finds neither more nor less than a person means: `å` is not `a` in Norwegian and stays. */
const folded = (text: string) =>
  text
    .toLocaleLowerCase('nb')
    .normalize('NFD')
    .replaceAll(/a\u030a/g, 'å')
    .replaceAll(/[\u0300-\u0309\u030b-\u036f]/g, '')
    .normalize('NFC');

/** Every word must be found somewhere in what the row shows. */
export function matchesText(shown: readonly string[], query: string): boolean {
  const text = folded(shown.join(' '));
  return folded(query)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export const matchesStatus = (item: Pick<WorklistItem, 'status'>, status: EpisodeStatus | undefined): boolean =>
  status === undefined || item.status === status;

export const matchesTeam = (item: Pick<WorklistItem, 'team'>, team: string | undefined): boolean =>
  team === undefined || item.team.id === team;

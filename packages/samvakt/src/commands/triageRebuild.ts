import { type AlertRebuilt, rebuildBeside, type TriageRebuild, tryRebuild } from '@samvakt/store';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

export interface RebuildFlags {
  readonly dryRun?: boolean;
  readonly by?: string;
  readonly reason?: string;
  readonly evenIfReadable?: boolean;
}

/** Makes what triage remembers of a follow-up anew from its history, or says what would come of it, and tells it in sentences. Throws `ActRefused`. */
export async function rebuildTriageAlone(
  { settings, log, stack, clock }: Alone<'triageRebuild'>,
  episodeId: string,
  { dryRun, by = '', reason = '', evenIfReadable = false }: RebuildFlags,
  write: (text: string) => unknown = (text) => process.stdout.write(text),
): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'triage rebuild', log, stack });
  const order = { episodeId, by, reason, evenIfReadable, now: clock() };
  const told = dryRun
    ? await database.transaction((client) => tryRebuild(client, order))
    : await rebuildBeside(database, order);
  write(`${sentences(told, dryRun).join('\n')}\n`);
}

const WAS: Record<TriageRebuild['was'], string> = {
  readable: 'can be read',
  unreadable: 'cannot be read',
  missing: 'is not there',
};

const WHAT: Record<AlertRebuilt, string> = {
  'as-it-was': 'stands as it did',
  beside: 'stands as it did, beside what the history gives, until a person closes it',
  opened: 'opens',
  raised: 'turns red',
  reopened: 'holds again',
  'condition-cleared': 'does not hold any more, and waits for a person',
};

function sentences(told: TriageRebuild, dryRun = false): string[] {
  const { given, alerts, unjudgedSince } = told;
  const was = `What triage remembers of follow-up ${told.episodeId} ${WAS[told.was]}${told.fault === null ? '' : ` (${told.fault})`}.`;
  const history = `The history holds ${given.readings} readings, ${given.answers} forms, ${given.refused} refusals, ${given.closes} closes by people, ${given.ticks} timers and ${given.words} words of devices.`;
  return [
    was,
    ...(told.differs === null
      ? []
      : [told.differs ? 'It is another than the history gives.' : 'It is what the history gives.']),
    history,
    ...(alerts.length === 0
      ? ['No alert stands open.']
      : alerts.map(({ ruleId, severity, what }) => `  ${severity} ${ruleId} ${WHAT[what]}`)),
    ...(unjudgedSince === null
      ? []
      : [
          `Since ${new Date(unjudgedSince).toISOString()} something that came could not be judged: it lies in quarantine, and a review asks somebody to look.`,
        ]),
    dryRun ? 'Nothing has been changed (--dry-run).' : `It was made anew as of ${new Date(told.at).toISOString()}.`,
  ];
}

import type { Queryable } from '../database.ts';
import { adoptProtocol } from '../protocol/adopt.ts';
import { refused } from '../refused.ts';
import { type KeptSetting, KeptSettingSchema } from '../whatIf/presentSetting.ts';
import { refuseStranger } from './act.ts';

/** One patient of a trial, for whom the version is put in force on what the trial showed. */
export type TrialAdoption = {
  trialId: string;
  episodeId: string;
  reason: string;
  giveUp: readonly string[];
  practitionerId: string;
  now: number;
};

/** *Assumption*: after two weeks a patient's history is another, and the trial is made again. */
const GOOD_FOR_MS = 14 * 86_400_000;

/**
 * Puts the version of a trial that is done in force for one of its patients: an act of its own, with everything that `adoptProtocol` demands, judged on what the
 * trial compared with. Again it changes nothing. One transaction's worth. Gives the number of the adoption. Throws `ActRefused`.
 */
export async function adoptFromTrial(client: Queryable, given: TrialAdoption): Promise<number> {
  const { trialId, episodeId, reason, giveUp, practitionerId, now } = given;
  const trial = await readTrial(client, trialId);
  if (trial === null) throw refused('no-such-trial', 'There is no such trial.');
  await refuseStranger(client, trial.teamId, practitionerId);
  if (trial.status !== 'done' || trial.endedAt === null) {
    throw refused('trial-not-done', `The trial is ${trial.status}. A version is put in force after one that is done.`);
  }
  const done = await findAdoption(client, given);
  if (done !== null) return done;
  if (now - trial.endedAt.getTime() > GOOD_FOR_MS) {
    throw refused('replay-not-shown', 'The trial is more than two weeks old. Make another one first.');
  }
  const present = await readCompared(client, given);
  if (present === null) {
    throw refused('not-in-the-trial', 'The patient was not replayed in the trial. Use the patient’s own page.');
  }
  return adoptProtocol(client, {
    episodeId,
    protocol: trial.protocol,
    reason,
    basedOn: present.adoption,
    limitsVersion: present.limitsVersion,
    giveUp,
    shown: { trialId },
    comparedWith: present,
    practitionerId,
    now,
  });
}

type Trial = { teamId: string; status: string; endedAt: Date | null; protocol: { id: string; version: number } };

async function readTrial(client: Queryable, trialId: string): Promise<Trial | null> {
  const { rows } = await client.query<Trial>(
    `
      select team_id as "teamId", status, ended_at as "endedAt",
        jsonb_build_object('id', protocol_id, 'version', protocol_version) as protocol
      from protocol_trial where id = $1
    `,
    [trialId],
  );
  return rows[0] ?? null;
}

/** What a repetition after a broken connection finds: where something else has been put in force since, it is no repetition. */
async function findAdoption(client: Queryable, { trialId, episodeId }: TrialAdoption): Promise<number | null> {
  const { rows } = await client.query<{ number: number }>(
    `
      select number from protocol_adoption where episode_id = $1 and trial_id = $2
        and number = (select max(number) from protocol_adoption where episode_id = $1)
    `,
    [episodeId, trialId],
  );
  return rows[0]?.number ?? null;
}

async function readCompared(client: Queryable, { trialId, episodeId }: TrialAdoption): Promise<KeptSetting | null> {
  const { rows } = await client.query<{ present: unknown }>(
    `
      select present from protocol_trial_episode
      where trial_id = $1 and episode_id = $2 and result is not null and present is not null
    `,
    [trialId, episodeId],
  );
  return rows[0] === undefined ? null : KeptSettingSchema.parse(rows[0].present);
}

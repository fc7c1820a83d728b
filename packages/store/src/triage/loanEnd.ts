import type { DeviceOnlineEvent } from '@samvakt/triage';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { type LoanEnd, scheduleLoanEnd } from '../loanEndJob.ts';
import { applyEvents, givenAt } from './apply.ts';
import type { TriageContext } from './memory.ts';
import { type EpisodeTriage, lockTriageOfPatients } from './state.ts';
import { keepWords } from './words.ts';

/**
 * A device is with a patient no more, and the feed says so, once for each loan. While it had no connection, what it would have brought was hidden behind one alert about it:
 * nobody waits for it now, so what is missing stands by itself, and the alert of the device ends. Triage is told nothing where the device was not known to be offline, or the
 * patient has it again.
 */
export async function applyLoanEnd(client: Queryable, ended: LoanEnd, context: TriageContext): Promise<void> {
  const { deviceId, patientId } = ended;
  const episodes = await lockTriageOfPatients(client, [patientId], context.memory.states);
  await tellReturned(client, ended, context.now);
  // Read under the lock: it may have been lent to the same patient again while that was waited for.
  const until = await readLoanUntil(client, ended, context.now);
  if (until !== null) {
    if (until !== Number.POSITIVE_INFINITY) await scheduleLoanEnd(client, { ...ended, at: until });
    return;
  }
  const waiting = new Set(await readWaiting(client, ended));
  const concerned = episodes.filter((one) => waiting.has(one.episodeId) || isOffline(one, deviceId));
  if (concerned.length === 0) return;
  const now = givenAt(concerned, context.now);
  const work = concerned.map((episode) => {
    // Not older than the word that it had gone, whichever clock that was told by.
    const at = Math.max(context.now, episode.state?.offline[deviceId]?.at ?? context.now);
    const event: DeviceOnlineEvent = { type: 'device-online', deviceId, at, returned: true };
    return { episode, events: [event] };
  });
  await keepWords(client, work, now);
  await applyEvents(client, work, { ...context, now });
}

const isOffline = ({ state }: EpisodeTriage, deviceId: string): boolean =>
  state !== null && Object.hasOwn(state.offline, deviceId);

/** Until when the patient has the device that is on loan to him or her at `now`: infinity where no end is known; null where it is not. */
async function readLoanUntil(client: Queryable, { deviceId, patientId }: LoanEnd, now: number): Promise<number | null> {
  const { rows } = await client.query<{ until: Date | null }>(
    `
      select case when upper_inf(period) then null else upper(period) end as until
      from device_assignment where device_id = $1 and patient_id = $2 and period @> $3::timestamptz
    `,
    [deviceId, patientId, new Date(now)],
  );
  const [loan] = rows;
  return loan === undefined ? null : (loan.until?.getTime() ?? Number.POSITIVE_INFINITY);
}

/** Says in the feed of each loan that has ended, and of which that is not said yet, that the device is back: at its end, whenever the timer ran. */
async function tellReturned(client: Queryable, { deviceId, patientId }: LoanEnd, now: number): Promise<void> {
  const { rows } = await client.query<{ endedAt: Date; by: string | null }>(
    `
      update device_assignment set end_told = true
      where device_id = $1 and patient_id = $2 and not end_told and upper(period) <= $3
      returning upper(period) as "endedAt", end_by as by
    `,
    [deviceId, patientId, new Date(now)],
  );
  const ends = rows.toSorted((one, other) => one.endedAt.getTime() - other.endedAt.getTime());
  await appendChanges(
    client,
    ends.map(({ endedAt, by }) => ({
      kind: 'device-returned',
      occurredAt: endedAt.getTime(),
      deviceId,
      patientId,
      practitionerId: by ?? undefined,
    })),
  );
}

/** Whether an episode waits for a device, both given as SQL: the last that triage was told of it there is that it has no connection. */
const waits = (episodeId: string, deviceId: string): string => `
  (select word.online from triage_word as word where word.episode_id = ${episodeId} and word.device_id = ${deviceId}
   order by word.given_at desc, word.online desc limit 1) = false
`;

/** The patient's running follow-ups that still wait for the device. */
async function readWaiting(client: Queryable, { deviceId, patientId }: LoanEnd): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from episode where patient_id = $2 and upper_inf(period) and ${waits('episode.id', '$1')}`,
    [deviceId, patientId],
  );
  return rows.map(({ id }) => id);
}

/**
 * For so long after the end of a loan it is asked whether a follow-up still waits for the device although its end was told: a word of its connection may have come after that,
 * by the clock of a machine that is behind.
 */
const WORD_MAY_FOLLOW_MS = 24 * 3_600_000;

/** Loans that ended before `before` (epoch milliseconds) and whose end is not told, or whose device is waited for all the same: what the queue has lost. */
export async function readUntoldLoanEnds(
  client: Queryable,
  { before, now }: { before: number; now: number },
): Promise<LoanEnd[]> {
  const { rows } = await client.query<LoanEnd>(
    `
      with untold as (
        select device_id, patient_id from device_assignment
        where not end_told and upper(period) < $1 order by upper(period) limit 1000
      ), waited as (
        select loan.device_id, loan.patient_id
        from device_assignment as loan join episode on episode.patient_id = loan.patient_id and upper_inf(episode.period)
        where loan.end_told and upper(loan.period) >= $3 and upper(loan.period) < $1 and ${waits('episode.id', 'loan.device_id')}
          and not exists (
            select from device_assignment as again
            where again.device_id = loan.device_id and again.patient_id = loan.patient_id and again.period @> $2::timestamptz
          )
        limit 1000
      )
      select device_id as "deviceId", patient_id as "patientId" from untold
      union select device_id, patient_id from waited
    `,
    [new Date(before), new Date(now), new Date(now - WORD_MAY_FOLLOW_MS)],
  );
  return rows;
}

import {
  ActRefused,
  acceptHandover,
  addTask,
  type Database,
  offerHandover,
  type Queryable,
  readHandover,
  readPause,
  setLimits,
  setPause,
  storeShown,
  takeDueMessages,
} from '@samvakt/store';
import type { Logger } from 'pino';
import { demoId } from './draw.ts';
import { findTeam } from './organizations.ts';
import type { DemoPatient } from './patients.ts';
import { type Arrival, OWN_LIMITS, PAUSES, TASKS, WAITING_OFFER } from './story.ts';

const SHOWN_AFTER_MS = 2 * 60_000;

/** How long the receiving team had for its answer. */
const ANSWER_MS = 4 * 3_600_000;

/** Lets the patient's team take over from the one that began at `began`, as people do it: by an offer and its read-back. */
export async function arrive(client: Queryable, patient: DemoPatient, arrival: Arrival, began: number): Promise<void> {
  const offeredAt = began + arrival.offeredAfterMs;
  const { id: handoverId, version } = await offerHandover(client, {
    handoverId: demoId(`handover/${patient.deviceId}`),
    episodeId: patient.episodeId,
    toTeamId: findTeam(patient.team).id,
    isbar: arrival.isbar,
    deadlineAt: offeredAt + ANSWER_MS,
    practitionerId: arrival.offeredBy,
    now: offeredAt,
  });
  const { readBack, acceptedBy: practitionerId } = arrival;
  const acceptedAt = began + arrival.acceptedAfterMs;
  await acceptHandover(client, { handoverId, version, readBack, practitionerId, now: acceptedAt });
  // The home was on, and showed the message about it.
  for (const { deviceId, message } of await takeDueMessages(client, { now: acceptedAt, limit: 10 })) {
    const at = acceptedAt + SHOWN_AFTER_MS;
    await storeShown(client, [{ deviceId, messageId: message.id, at }], at);
  }
}

/** What people have written down to be done at this home, as long ago as the story says. */
export async function giveTasks(client: Queryable, patient: DemoPatient, startedAt: number): Promise<void> {
  for (const [place, task] of (TASKS[patient.deviceId] ?? []).entries()) {
    const { kind, text, writtenBy: practitionerId, writtenAgoMs, dueInMs } = task;
    await addTask(client, {
      taskId: demoId(`task/${patient.deviceId}/${place}`),
      episodeId: patient.episodeId,
      kind,
      text,
      personId: task.takenBy ?? null,
      dueAt: startedAt + dueInMs,
      practitionerId,
      now: startedAt - writtenAgoMs,
    });
  }
}

/** The patient's own limits, where there are any, in force from `began` on. */
export async function setOwnLimits(client: Queryable, patient: DemoPatient, began: number): Promise<void> {
  const own = OWN_LIMITS[patient.deviceId];
  if (!own) return;
  const { values, reason, setBy: practitionerId } = own;
  const episodeId = patient.episodeId;
  const judged = { since: began, until: null, confirmedBy: null };
  await setLimits(client, { episodeId, values, reason, ...judged, practitionerId, now: began });
}

/**
 * Makes the offer that waits for an answer, once in the life of a demo. After the homes' history, so that the offer tells of it. Whoever was
 * quicker and has moved the patient already has made it needless.
 */
export async function offerWaiting(
  database: Database,
  { patients, now, log }: { patients: readonly DemoPatient[]; now: number; log: Logger },
): Promise<void> {
  const { deviceId, handoverId, to, offeredBy, deadlineMs, actions, isbar } = WAITING_OFFER;
  const patient = patients.find((one) => one.deviceId === deviceId);
  if (!patient) throw new RangeError(`Nobody lives in ${deviceId}.`);
  try {
    await database.transaction(async (client) => {
      if (await readHandover(client, handoverId)) return;
      await offerHandover(client, {
        handoverId,
        episodeId: patient.episodeId,
        toTeamId: findTeam(to).id,
        isbar: {
          ...isbar,
          actions: actions.map(({ dueInMs, ...action }) => ({
            ...action,
            dueAt: new Date(now + dueInMs).toISOString(),
          })),
        },
        deadlineAt: now + deadlineMs,
        practitionerId: offeredBy,
        now,
      });
    });
  } catch (error) {
    if (!(error instanceof ActRefused)) throw error;
    log.info({ refusal: error.refusal }, 'the waiting offer of the demo is not needed any more');
  }
}

/**
 * Pauses what is on pause in the story, once in the life of a demo. After the homes' history: a pause is for the time ahead, and triage
 * must have come to now. Whoever was quicker and has moved the patient on has made it needless.
 */
export async function pauseSome(
  database: Database,
  { patients, now, log }: { patients: readonly DemoPatient[]; now: number; log: Logger },
): Promise<void> {
  for (const { deviceId, setBy: practitionerId, lastsMs, ...said } of PAUSES) {
    const patient = patients.find((one) => one.deviceId === deviceId);
    if (!patient) throw new RangeError(`Nobody lives in ${deviceId}.`);
    const { episodeId } = patient;
    const pauseId = demoId(`pause/${deviceId}`);
    const times = { startsAt: null, endsAt: now + lastsMs, now };
    try {
      await database.transaction(async (client) => {
        if (await readPause(client, pauseId)) return;
        await setPause(client, { ...said, ...times, pauseId, episodeId, practitionerId, includesRed: false });
      });
    } catch (error) {
      if (!(error instanceof ActRefused)) throw error;
      log.info({ refusal: error.refusal }, 'a pause of the demo is not needed any more');
    }
  }
}

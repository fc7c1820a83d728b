import {
  ActRefused,
  acceptHandover,
  type Database,
  offerHandover,
  type Queryable,
  readHandover,
  setLimits,
} from '@samvakt/store';
import type { Logger } from 'pino';
import { demoId } from './draw.ts';
import { findTeam } from './organizations.ts';
import type { DemoPatient } from './patients.ts';
import { type Arrival, OWN_LIMITS, WAITING_OFFER } from './story.ts';

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
  await acceptHandover(client, { handoverId, version, readBack, practitionerId, now: began + arrival.acceptedAfterMs });
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
  const { deviceId, handoverId, to, offeredBy, deadlineMs, isbar } = WAITING_OFFER;
  const patient = patients.find((one) => one.deviceId === deviceId);
  if (!patient) throw new RangeError(`Nobody lives in ${deviceId}.`);
  try {
    await database.transaction(async (client) => {
      if (await readHandover(client, handoverId)) return;
      await offerHandover(client, {
        handoverId,
        episodeId: patient.episodeId,
        toTeamId: findTeam(to).id,
        isbar,
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

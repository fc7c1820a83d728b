import { randomUUID } from 'node:crypto';
import type { DeviceReading } from '@samvakt/contract';
import { receivedFrom } from '@samvakt/harness';
import { addAlertNote, claimAlert, releaseAlert, resolveAlert } from '../src/alert/act.ts';
import type { Database } from '../src/database.ts';
import { declareCover, setHours } from '../src/declaration/act.ts';
import { endEpisode, startEpisode } from '../src/episode.ts';
import { lookAtEscalation } from '../src/escalation/look.ts';
import { acceptHandover, declineHandover, withdrawHandover } from '../src/handover/act.ts';
import { expireHandover } from '../src/handover/expire.ts';
import { offerHandover } from '../src/handover/offer.ts';
import { offerHandoverBatch } from '../src/handover/offerBatch.ts';
import { remindOfHandover } from '../src/handover/remind.ts';
import { requestHandover } from '../src/handover/request.ts';
import { takeOverInEmergency } from '../src/handover/takeOver.ts';
import { storeStatuses } from '../src/intake/status.ts';
import { storeBatch } from '../src/intake/storeBatch.ts';
import { wantLimits } from '../src/limits/want.ts';
import { takeDueMessages } from '../src/patientMessage/outbox.ts';
import { setPause } from '../src/pause/act.ts';
import { setMeasuringPlan } from '../src/plan/act.ts';
import { adoptProtocol } from '../src/protocol/adopt.ts';
import { assignDevice, endAssignment, registerDevice } from '../src/registration/device.ts';
import { completeIdentityNumber } from '../src/registration/nationalIdentityNumber.ts';
import { registerPatient } from '../src/registration/patient.ts';
import { addRelation } from '../src/relation/act.ts';
import { reviewEpisode } from '../src/review/act.ts';
import { addTask, finishTask } from '../src/task/act.ts';
import { applyDeviceWord, applyTick } from '../src/triage/apply.ts';
import { applyLoanEnd } from '../src/triage/loanEnd.ts';
import { createTriageMemory } from '../src/triage/memory.ts';
import { rebuildTriage } from '../src/triage/rebuild.ts';
import type { Act } from './meeting.ts';
import { HOUR, isbar, protocol, readBack, type Scene, START } from './scene.ts';

/*
 * Where acts meet (`meeting.ts`): two follow-ups of the municipality, one with all that can be open and one in which all is well; and what everybody does there.
 */

export const NOW = START + HOUR;
const DEADLINE = NOW + 2 * HOUR;

export type Stage = {
  busy: Followed;
  well: Followed;
  /** A second device of the busy one: it had no connection, and has just been given back, which is not told yet. */
  returnedId: string;
  handoverId: string;
  taskId: string;
  alertId: string;
  alertVersion: number;
};
type Followed = { patientId: string; episodeId: string; deviceId: string };

let people = 0;

function nextNumber(): string {
  for (;;) {
    people += 1;
    const day = String(1 + (Math.floor(people / 800) % 28)).padStart(2, '0');
    const number = completeIdentityNumber(`${day}8150${100 + (people % 800)}`);
    if (number !== undefined) return number;
  }
}

const reading = (deviceId: string, value: number, at: number) =>
  message(deviceId, { metric: 'oxygen-saturation', effectiveAt: at, value, unit: '%' }, at);

const message = (deviceId: string, one: DeviceReading, at: number) => receivedFrom({ deviceId, readings: [one], at });

const hoursOf = async (client: Parameters<Act>[0], teamId: string) => {
  const { rows } = await client.query<{ version: number }>(
    'select max(version)::int as version from declaration where team_id = $1',
    [teamId],
  );
  return rows[0]?.version ?? 0;
};

/** A new stage for each meeting, and the acts. Alone, every one of them is allowed. */
export function stageOfMeetings({ database, scene }: { database: Database; scene: Scene }) {
  /** What each does on the stage. Alone, every one of them is allowed. */
  const acts: Record<string, (stage: Stage) => Act> = {
    accept:
      ({ handoverId, alertId }) =>
      (client) =>
        acceptHandover(client, {
          handoverId,
          version: 1,
          practitionerId: scene.lung.nurse,
          now: NOW,
          readBack: { ...readBack, redAlertIds: [alertId] },
        }),
    decline:
      ({ handoverId }) =>
      (client) =>
        declineHandover(client, {
          handoverId,
          version: 1,
          practitionerId: scene.lung.nurse,
          now: NOW,
          reason: 'Full',
        }),
    withdraw:
      ({ handoverId }) =>
      (client) =>
        withdrawHandover(client, { handoverId, version: 1, practitionerId: scene.municipality.nurse, now: NOW }),
    expire:
      ({ handoverId }) =>
      (client) =>
        expireHandover(client, { handoverId, now: DEADLINE }),
    remind:
      ({ handoverId }) =>
      (client) =>
        remindOfHandover(client, { handoverId, now: DEADLINE - 1000 }),
    'take over':
      ({ busy }) =>
      (client) =>
        takeOverInEmergency(client, {
          handoverId: randomUUID(),
          episodeId: busy.episodeId,
          teamId: scene.heart.teamId,
          reason: 'Ambulance',
          illnessSeverity: 'unstable',
          firstAction: 'Admit',
          practitionerId: scene.heart.nurse,
          now: NOW,
        }),
    request:
      ({ busy }) =>
      (client) =>
        requestHandover(client, {
          requestId: randomUUID(),
          episodeId: busy.episodeId,
          teamId: scene.heart.teamId,
          reason: 'Admitted here',
          wantedAt: null,
          practitionerId: scene.heart.nurse,
          now: NOW,
        }),
    claim:
      ({ alertId, alertVersion: version }) =>
      (client) =>
        claimAlert(client, { alertId, version, practitionerId: scene.municipality.nurse, now: NOW }),
    'claim and release':
      ({ alertId, alertVersion: version }) =>
      async (client) => {
        const practitionerId = scene.municipality.colleague;
        await claimAlert(client, { alertId, version, practitionerId, now: NOW });
        await releaseAlert(client, { alertId, version: version + 1, practitionerId, now: NOW });
      },
    note:
      ({ alertId }) =>
      (client) =>
        addAlertNote(client, { alertId, practitionerId: scene.municipality.nurse, now: NOW, text: 'Seen' }),
    resolve:
      ({ alertId, alertVersion: version }) =>
      (client) =>
        resolveAlert(client, {
          alertId,
          version,
          practitionerId: scene.municipality.nurse,
          now: NOW,
          outcome: 'contacted-patient',
        }),
    escalate:
      ({ alertId }) =>
      (client) =>
        lookAtEscalation(client, { alertId, now: NOW }),
    'red readings of both':
      ({ busy, well }) =>
      (client) =>
        storeBatch(client, [reading(well.deviceId, 79, NOW), reading(busy.deviceId, 78, NOW)], {
          now: NOW,
          memory: createTriageMemory(),
        }),
    'words of both devices':
      ({ busy, well }) =>
      (client) =>
        storeStatuses(
          client,
          [busy, well].map(({ deviceId }) => ({
            deviceId,
            status: { at: new Date(NOW).toISOString(), online: false, batteryPercent: 50 },
          })),
          NOW,
        ),
    'words of both, the other way round':
      ({ busy, well }) =>
      (client) =>
        storeStatuses(
          client,
          [well, busy].map(({ deviceId }) => ({
            deviceId,
            status: { at: new Date(NOW).toISOString(), online: false },
          })),
          NOW,
        ),
    tick:
      ({ busy }) =>
      (client) =>
        applyTick(client, { episodeId: busy.episodeId, now: NOW + 31 * HOUR, memory: createTriageMemory() }),
    'loan end':
      ({ busy: { patientId }, returnedId: deviceId }) =>
      (client) =>
        applyLoanEnd(client, { deviceId, patientId }, { now: NOW, memory: createTriageMemory() }),
    rebuild:
      ({ busy }) =>
      (client) =>
        rebuildTriage(client, { episodeId: busy.episodeId, by: 'A', reason: 'B', evenIfReadable: true, now: NOW }),
    pause:
      ({ busy }) =>
      (client) =>
        setPause(client, {
          pauseId: randomUUID(),
          episodeId: busy.episodeId,
          scope: { type: 'episode' },
          includesRed: true,
          reason: 'hospital',
          note: 'Admitted',
          startsAt: null,
          endsAt: NOW + 24 * HOUR,
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    limits:
      ({ busy }) =>
      (client) =>
        wantLimits(client, {
          episodeId: busy.episodeId,
          values: { low: 86 },
          reason: 'Own normal',
          until: NOW + 24 * HOUR,
          basedOnVersion: 0,
          shown: { withoutReplay: 'A test' },
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    plan:
      ({ busy }) =>
      (client) =>
        setMeasuringPlan(client, {
          episodeId: busy.episodeId,
          basedOnVersion: 0,
          plan: null,
          reason: 'Seldom',
          shown: { withoutReplay: 'A test' },
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    adopt:
      ({ busy }) =>
      (client) =>
        adoptProtocol(client, {
          episodeId: busy.episodeId,
          protocol: { id: protocol.id, version: 2 },
          reason: 'Newer',
          basedOn: 0,
          limitsVersion: 0,
          giveUp: [],
          shown: { withoutReplay: 'A test' },
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    'add a task':
      ({ busy }) =>
      (client) =>
        addTask(client, {
          taskId: randomUUID(),
          episodeId: busy.episodeId,
          kind: 'other',
          text: 'Visit',
          dueAt: NOW + HOUR,
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    'finish a task':
      ({ taskId }) =>
      (client) =>
        finishTask(client, { taskId, version: 1, practitionerId: scene.municipality.nurse, now: NOW }),
    relate:
      ({ well }) =>
      (client) =>
        addRelation(client, {
          relationId: randomUUID(),
          episodeId: well.episodeId,
          teamId: scene.lung.teamId,
          kind: 'informed',
          reason: 'Should know',
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    'end what is well':
      ({ well }) =>
      (client) =>
        endEpisode(client, { episodeId: well.episodeId, practitionerId: scene.municipality.nurse, now: NOW }),
    'offer what is well':
      ({ well }) =>
      (client) =>
        offerHandover(client, {
          handoverId: randomUUID(),
          episodeId: well.episodeId,
          toTeamId: scene.lung.teamId,
          isbar,
          deadlineAt: DEADLINE,
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    'offer a list':
      ({ well }) =>
      (client) =>
        offerHandoverBatch(client, {
          batchId: randomUUID(),
          toTeamId: scene.heart.teamId,
          isbar,
          items: [{ handoverId: randomUUID(), episodeId: well.episodeId, illnessSeverity: 'stable' }],
          deadlineAt: DEADLINE,
          effectiveAt: null,
          returnAt: null,
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    'say all well':
      ({ well }) =>
      (client) =>
        reviewEpisode(client, {
          actId: randomUUID(),
          episodeId: well.episodeId,
          seenAt: NOW - 1000,
          seenUntil: NOW - 60_000,
          practitionerId: scene.municipality.nurse,
          now: NOW,
        }),
    'change hours': () => async (client) => {
      const { teamId, nurse } = scene.municipality;
      await setHours(client, {
        teamId,
        version: await hoursOf(client, teamId),
        openingHours: { kind: 'always' },
        cover: { kind: 'team', teamId: scene.heart.teamId },
        reason: 'Night',
        practitionerId: nurse,
        now: NOW,
      });
    },
    'declare cover': () => async (client) => {
      const { teamId, nurse } = scene.lung;
      await declareCover(client, {
        teamId,
        version: await hoursOf(client, teamId),
        cover: { kind: 'team', teamId: scene.municipality.teamId },
        reason: 'Night',
        practitionerId: nurse,
        now: NOW,
      });
    },
    'bring messages': () => (client) => takeDueMessages(client, { now: NOW, limit: 5 }),
  };

  return { stage, acts };

  /** Gives the id of the loan. */
  async function lend(
    client: Parameters<Act>[0],
    { deviceId, patientId }: { deviceId: string; patientId: string },
  ): Promise<string> {
    const { rows } = await client.query<{ id: string }>('select organization_id as id from team where id = $1', [
      scene.municipality.teamId,
    ]);
    await registerDevice(client, {
      id: deviceId,
      organizationId: rows[0]?.id ?? '',
      kind: 'gateway',
      model: 'Test',
      secretHash: '$7$1$c2FsdA==$aGFzaA==',
      registeredAt: START,
    });
    const id = randomUUID();
    await assignDevice(client, { id, deviceId, patientId, from: START, until: null, now: START });
    return id;
  }

  async function giveBackSecond({ patientId }: Followed): Promise<string> {
    const deviceId = `hub-${randomUUID()}`;
    const at = NOW - 50_000;
    await database.transaction(async (client) => {
      const id = await lend(client, { deviceId, patientId });
      const pulse = { metric: 'heart-rate', effectiveAt: at, value: 70, unit: '/min' } as const;
      await storeBatch(client, [message(deviceId, pulse, at)], { now: at, memory: createTriageMemory() });
      const word = { deviceId, online: false, at: at + 1000 };
      await applyDeviceWord(client, word, { now: at + 1000, memory: createTriageMemory() });
      await endAssignment(client, { id, at: NOW - 1000 });
    });
    return deviceId;
  }

  async function followed(quiet: boolean): Promise<Followed> {
    const [patientId, episodeId, deviceId] = [randomUUID(), randomUUID(), `hub-${randomUUID()}`];
    await database.transaction(async (client) => {
      await registerPatient(client, {
        id: patientId,
        nationalIdentityNumber: nextNumber(),
        givenName: 'Test',
        familyName: 'Pasient',
        birthDate: '1950-01-01',
        gender: 'unknown',
        phone: null,
      });
      await lend(client, { deviceId, patientId });
      await startEpisode(client, {
        id: episodeId,
        patientId,
        protocolId: protocol.id,
        protocolVersion: 1,
        teamId: scene.municipality.teamId,
        plan: {},
        practitionerId: null,
        now: START,
      });
      await storeBatch(client, [reading(deviceId, quiet ? 96 : 80, NOW - 60_000)], {
        now: NOW - 60_000,
        memory: createTriageMemory(),
      });
    });
    return { patientId, episodeId, deviceId };
  }

  async function stage(): Promise<Stage> {
    const [busy, well] = [await followed(false), await followed(true)];
    const returnedId = await giveBackSecond(busy);
    const [handoverId, taskId] = [randomUUID(), randomUUID()];
    const nurse = scene.municipality.nurse;
    await database.transaction(async (client) => {
      await addRelation(client, {
        relationId: randomUUID(),
        episodeId: busy.episodeId,
        teamId: scene.heart.teamId,
        kind: 'supporting',
        reason: 'Helps',
        practitionerId: nurse,
        now: NOW - 1000,
      });
      await addTask(client, {
        taskId,
        episodeId: busy.episodeId,
        kind: 'other',
        text: 'Ring',
        dueAt: NOW + 5 * HOUR,
        practitionerId: nurse,
        now: NOW - 1000,
      });
      await offerHandover(client, {
        handoverId,
        episodeId: busy.episodeId,
        toTeamId: scene.lung.teamId,
        isbar,
        deadlineAt: DEADLINE,
        practitionerId: nurse,
        now: NOW - 1000,
      });
    });
    const { rows } = await database.pool.query<{ id: string; version: number }>(
      'select id, version from alert where episode_id = $1',
      [busy.episodeId],
    );
    const [alert] = rows;
    if (alert === undefined) throw new Error('the stage has no alert');
    return { busy, well, returnedId, handoverId, taskId, alertId: alert.id, alertVersion: alert.version };
  }
}

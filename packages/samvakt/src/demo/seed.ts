import { QUESTIONNAIRES } from '@samvakt/contract';
import {
  assignDevice,
  type Database,
  declareCover,
  ProtocolVersionError,
  type Queryable,
  readEpisode,
  readInstallation,
  registerDevice,
  registerOrganization,
  registerPatient,
  registerPractitioner,
  registerProtocol,
  registerQuestionnaire,
  registerTeam,
  setInstallation,
  startEpisode,
} from '@samvakt/store';
import { PROTOCOLS, type Protocol } from '@samvakt/triage';
import type { Logger } from 'pino';
import { CANDIDATE } from './candidate.ts';
import { seedEscalation } from './escalation.ts';
import { COVERS, findTeam, ORGANIZATIONS, organizationId, TEAMS } from './organizations.ts';
import { arrive, giveTasks, setOwnLimits } from './past.ts';
import type { DemoPatient } from './patients.ts';
import { PLANS } from './plans.ts';
import { PRACTITIONERS } from './practitioners.ts';
import type { DemoSecrets } from './secrets.ts';
import { ARRIVALS, type Beginning, beganAt } from './story.ts';

export interface SeedOptions extends Beginning {
  readonly patients: readonly DemoPatient[];
  readonly secrets: DemoSecrets;
  readonly log: Logger;
}

/**
 * Marks the installation as a demo and registers everybody in it. Again it changes nothing that has happened since: who is accountable,
 * which alerts are open. Gives how many patients were new.
 */
export async function seedDemo(database: Database, options: SeedOptions): Promise<number> {
  await database.transaction(async (client) => {
    const isFirstStart = (await readInstallation(client)) !== 'demo';
    await setInstallation(client, 'demo');
    for (const { key, kind, name, organizationNumber } of ORGANIZATIONS) {
      await registerOrganization(client, { id: organizationId(key), kind, name, organizationNumber });
    }
    for (const { id, organization, name, phone, openingHours } of TEAMS) {
      await registerTeam(client, { id, organizationId: organizationId(organization), name, phone, openingHours });
    }
    if (isFirstStart) {
      for (const [teamId, cover] of COVERS) {
        const reason = 'Avtalt da teamet ble opprettet';
        await declareCover(client, {
          teamId,
          version: 1,
          cover,
          reason,
          practitionerId: null,
          now: options.followedSince,
        });
      }
    }
    for (const { id, subject, name, role, teamId } of PRACTITIONERS) {
      await registerPractitioner(client, { id, subject, name, role, teamIds: [teamId] });
    }
    for (const protocol of [...PROTOCOLS, CANDIDATE]) await registerOrKeep(client, protocol, options);
    for (const { resource } of QUESTIONNAIRES) {
      await registerQuestionnaire(client, { resource, registeredAt: options.followedSince });
    }
    if (isFirstStart) await seedEscalation(client, options.startedAt);
  });
  let added = 0;
  for (const patient of options.patients) {
    if (await database.transaction((client) => seedPatient(client, patient, options))) added += 1;
  }
  return added;
}

/**
 * A version never changes. Where an earlier demonstration has registered its number with another content, that one stays, and the demonstration goes on
 * with it.
 */
async function registerOrKeep(
  client: Queryable,
  protocol: Protocol,
  { followedSince, log }: SeedOptions,
): Promise<void> {
  try {
    await registerProtocol(client, { protocol, registeredAt: followedSince });
  } catch (error) {
    if (!(error instanceof ProtocolVersionError)) throw error;
    const { id, version } = protocol;
    log.warn(
      { protocol: id, version },
      'this version is registered with another content, and stays as it is; a new data folder begins afresh',
    );
  }
}

/** The equipment belongs to the municipality, whoever follows the patient. */
const equipmentOwner = organizationId('municipality');

async function seedPatient(client: Queryable, patient: DemoPatient, options: SeedOptions): Promise<boolean> {
  const { secrets } = options;
  const began = beganAt(patient.deviceId, options);
  const arrival = ARRIVALS[patient.deviceId];
  const { id, nationalIdentityNumber, givenName, familyName, birthDate, gender, phone, deviceId } = patient;
  await registerPatient(client, { id, nationalIdentityNumber, givenName, familyName, birthDate, gender, phone });
  await registerDevice(client, {
    id: deviceId,
    organizationId: equipmentOwner,
    kind: 'gateway',
    model: 'Samvakt Demo 1',
    secretHash: await secrets.hashOf(deviceId),
    registeredAt: began,
  });
  if (await readEpisode(client, { episodeId: patient.episodeId, now: began })) return false;
  await assignDevice(client, {
    id: patient.assignmentId,
    deviceId,
    patientId: id,
    from: began,
    until: null,
    now: began,
  });
  await follow(client, patient, { ...patient, team: arrival?.from ?? patient.team }, began);
  if (patient.second) await follow(client, patient, patient.second, began);
  if (arrival) await arrive(client, patient, arrival, began);
  await setOwnLimits(client, patient, began);
  await giveTasks(client, patient, options.startedAt);
  return true;
}

async function follow(
  client: Queryable,
  patient: DemoPatient,
  { episodeId, condition, team }: Pick<DemoPatient, 'episodeId' | 'condition' | 'team'>,
  began: number,
): Promise<void> {
  const protocol = PROTOCOLS.find((one) => one.condition === condition);
  if (!protocol) throw new RangeError(`There is no protocol for ${condition}.`);
  await startEpisode(client, {
    id: episodeId,
    patientId: patient.id,
    protocolId: protocol.id,
    protocolVersion: protocol.version,
    teamId: findTeam(team).id,
    plan: PLANS[condition],
    practitionerId: null,
    now: began,
  });
}

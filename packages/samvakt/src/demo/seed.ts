import {
  assignDevice,
  type Database,
  type Queryable,
  readEpisode,
  registerDevice,
  registerOrganization,
  registerPatient,
  registerPractitioner,
  registerProtocol,
  registerTeam,
  setInstallation,
  startEpisode,
} from '@samvakt/store';
import { findProtocol, PROTOCOLS } from '@samvakt/triage';
import { findTeam, ORGANIZATIONS, organizationId, TEAMS } from './organizations.ts';
import type { DemoPatient } from './patients.ts';
import { PRACTITIONERS } from './practitioners.ts';
import type { DemoSecrets } from './secrets.ts';

export interface SeedOptions {
  readonly patients: readonly DemoPatient[];
  readonly secrets: DemoSecrets;
  /** When follow-up of those who are not yet followed began, epoch milliseconds. */
  readonly followedSince: number;
}

/**
 * Marks the installation as a demo and registers everybody in it. Again it changes nothing that has happened since: who is accountable,
 * which alerts are open. Gives how many patients were new.
 */
export async function seedDemo(database: Database, options: SeedOptions): Promise<number> {
  await database.transaction(async (client) => {
    await setInstallation(client, 'demo');
    for (const { key, kind, name, organizationNumber } of ORGANIZATIONS) {
      await registerOrganization(client, { id: organizationId(key), kind, name, organizationNumber });
    }
    for (const { id, organization, name, phone, openingHours } of TEAMS) {
      await registerTeam(client, { id, organizationId: organizationId(organization), name, phone, openingHours });
    }
    for (const { id, subject, name, role, teamId } of PRACTITIONERS) {
      await registerPractitioner(client, { id, subject, name, role, teamIds: [teamId] });
    }
    for (const protocol of PROTOCOLS) await registerProtocol(client, { protocol, registeredAt: options.followedSince });
  });
  let added = 0;
  for (const patient of options.patients) {
    if (await database.transaction((client) => seedPatient(client, patient, options))) added += 1;
  }
  return added;
}

/** The equipment belongs to the municipality, whoever follows the patient. */
const equipmentOwner = organizationId('municipality');

async function seedPatient(client: Queryable, patient: DemoPatient, options: SeedOptions): Promise<boolean> {
  const { followedSince, secrets } = options;
  const { id, nationalIdentityNumber, givenName, familyName, birthDate, gender, phone, deviceId } = patient;
  await registerPatient(client, { id, nationalIdentityNumber, givenName, familyName, birthDate, gender, phone });
  await registerDevice(client, {
    id: deviceId,
    organizationId: equipmentOwner,
    kind: 'gateway',
    model: 'Samvakt simulated home',
    secretHash: await secrets.hashOf(deviceId),
    registeredAt: followedSince,
  });
  if (await readEpisode(client, { episodeId: patient.episodeId, now: followedSince })) return false;
  await assignDevice(client, { id: patient.assignmentId, deviceId, patientId: id, from: followedSince, until: null });
  const protocol = findProtocol(patient.condition);
  if (!protocol) throw new RangeError(`There is no protocol for ${patient.condition}.`);
  await startEpisode(client, {
    id: patient.episodeId,
    patientId: id,
    protocolId: protocol.id,
    protocolVersion: protocol.version,
    teamId: findTeam(patient.team).id,
    plan: {},
    practitionerId: null,
    now: followedSince,
  });
  return true;
}

import { randomUUID } from 'node:crypto';
import { assignDevice, type Queryable, registerDevice, registerPatient, startEpisode } from '@samvakt/store';
import type { Protocol } from '@samvakt/triage';

export interface NewFollowUp {
  readonly nationalIdentityNumber: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly phone: string | null;
  /** The gateway that is lent to the patient, of an organization. */
  readonly device: {
    readonly id: string;
    readonly organizationId: string;
    readonly model: string;
    readonly secretHash: string;
  };
  readonly protocol: Protocol;
  readonly teamId: string;
  /** When follow-up and the loan begin. Epoch milliseconds. */
  readonly since: number;
}

export interface FollowedPatient {
  readonly patientId: string;
  readonly episodeId: string;
  readonly deviceId: string;
}

/** Registers a synthetic woman born in 1950 with a gateway of her own, and starts the follow-up. */
export async function followAtHome(client: Queryable, wanted: NewFollowUp): Promise<FollowedPatient> {
  const { nationalIdentityNumber, givenName, familyName, phone, device, protocol, teamId, since } = wanted;
  const [patientId, episodeId] = [randomUUID(), randomUUID()];
  await registerPatient(client, {
    id: patientId,
    nationalIdentityNumber,
    givenName,
    familyName,
    birthDate: '1950-01-01',
    gender: 'female',
    phone,
  });
  await registerDevice(client, { ...device, kind: 'gateway', registeredAt: since });
  const loan = { id: randomUUID(), deviceId: device.id, patientId };
  await assignDevice(client, { ...loan, from: since, until: null, now: since });
  await startEpisode(client, {
    id: episodeId,
    patientId,
    protocolId: protocol.id,
    protocolVersion: protocol.version,
    teamId,
    plan: {},
    practitionerId: null,
    now: since,
  });
  return { patientId, episodeId, deviceId: device.id };
}

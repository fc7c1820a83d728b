import { randomUUID } from 'node:crypto';
import { QUESTIONNAIRES } from '@samvakt/contract';
import {
  completeIdentityNumber,
  type Database,
  registerOrganization,
  registerPractitioner,
  registerProtocol,
  registerQuestionnaire,
  registerTeam,
  setInstallation,
} from '@samvakt/store';
import type { Protocol } from '@samvakt/triage';
import { ProtocolSchema } from '@samvakt/triage';
import { type FollowedPatient, followAtHome } from './followed.ts';

export interface Population {
  readonly organizationId: string;
  readonly teamId: string;
  /** A nurse of the team. */
  readonly practitionerId: string;
  readonly patients: readonly FollowedPatient[];
}

const HOUR = 3_600_000;
const text = (words: string) => ({ nb: words, en: words });

/** Low saturation (yellow closes itself, red waits for a person), crisis blood pressure, weight gained, and silence for a day. */
export const TEST_PROTOCOL: Protocol = ProtocolSchema.parse({
  id: 'of-the-tests',
  version: 1,
  condition: 'copd',
  title: text('Of the tests'),
  source: 'assumption, for tests',
  numbers: {},
  observes: ['heart-rate', 'diastolic-pressure', 'body-temperature'],
  rules: [
    {
      id: 'low-saturation',
      kind: 'clinical',
      text: text('Low saturation'),
      action: text('Call'),
      source: 'assumption',
      autoClose: true,
      levels: {
        red: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 85 } },
        yellow: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 90, clear: 92 } },
      },
    },
    {
      id: 'crisis-pressure',
      kind: 'clinical',
      text: text('Very high pressure'),
      action: text('Call'),
      source: 'assumption',
      levels: { red: { when: { type: 'value', metric: 'systolic-pressure', test: 'at-least', set: 180 } } },
    },
    {
      id: 'no-saturation',
      kind: 'missing',
      text: text('Nothing measured'),
      action: text('Call'),
      source: 'assumption',
      autoClose: true,
      levels: { yellow: { when: { type: 'missing', metric: 'oxygen-saturation', every: 24 * HOUR, grace: HOUR } } },
    },
  ],
});

/** Patients who are followed since `startedAt`, each with a gateway of their own called `hub-1`, `hub-2`, … */
export async function registerPopulation(
  database: Database,
  { patients, startedAt, protocol = TEST_PROTOCOL }: { patients: number; startedAt: number; protocol?: Protocol },
): Promise<Population> {
  const organizationId = randomUUID();
  const teamId = randomUUID();
  const practitionerId = randomUUID();
  return database.transaction(async (client) => {
    await setInstallation(client, 'test');
    await registerOrganization(client, {
      id: organizationId,
      kind: 'municipality',
      name: 'Fjordvik kommune',
      organizationNumber: '999000101',
    });
    await registerTeam(client, {
      id: teamId,
      organizationId,
      name: 'Heimeoppfølging',
      phone: '+47 00 00 00 00',
      openingHours: { kind: 'always' },
    });
    const person = { id: practitionerId, subject: 'kari', name: 'Kari Testvik', role: 'nurse', teamIds: [teamId] };
    await registerPractitioner(client, person);
    await registerProtocol(client, { protocol, registeredAt: startedAt });
    for (const { resource } of QUESTIONNAIRES)
      await registerQuestionnaire(client, { resource, registeredAt: startedAt });
    const followed: FollowedPatient[] = [];
    for (const nationalIdentityNumber of syntheticNumbers(patients)) {
      followed.push(await follow(nationalIdentityNumber, followed.length + 1));
    }
    return { organizationId, teamId, practitionerId, patients: followed };

    function follow(nationalIdentityNumber: string, place: number): Promise<FollowedPatient> {
      return followAtHome(client, {
        nationalIdentityNumber,
        givenName: 'Synne',
        familyName: `Testmann ${place}`,
        phone: null,
        device: {
          id: `hub-${place}`,
          organizationId,
          model: 'Test hub',
          secretHash: '$7$1$c2FsdA==$aGFzaA==',
        },
        protocol,
        teamId,
        since: startedAt,
      });
    }
  });
}

/** Numbers of the national test population (month + 80), a new birthday whenever the serial numbers of one are used up. */
function syntheticNumbers(count: number): string[] {
  const numbers: string[] = [];
  for (let serial = 0; numbers.length < count; serial += 1) {
    const day = String(1 + (Math.floor(serial / 400) % 28)).padStart(2, '0');
    const month = String(81 + (Math.floor(serial / 11_200) % 12));
    const number = completeIdentityNumber(`${day}${month}50${100 + (serial % 400)}`);
    if (number !== undefined) numbers.push(number);
  }
  return numbers;
}

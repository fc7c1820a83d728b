import { randomUUID } from 'node:crypto';
import { QUESTIONNAIRES } from '@samvakt/contract';
import { hashDeviceSecret, makeDeviceSecret } from '@samvakt/samvakt/device-secret';
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
import { PROTOCOLS } from '@samvakt/triage';
import { followAtHome } from './followed.ts';

export interface ClinicTeam {
  readonly id: string;
  readonly name: string;
}

export interface ClinicPerson {
  readonly id: string;
  readonly subject: string;
  readonly name: string;
  readonly role: string;
}

/** Somebody who is followed at home, and what their gateway signs in with. */
export interface ClinicPatient {
  readonly patientId: string;
  readonly episodeId: string;
  readonly name: string;
  readonly deviceId: string;
  readonly secret: string;
}

export interface NewClinicPatient {
  readonly givenName: string;
  readonly familyName: string;
  readonly condition: 'copd' | 'heart-failure' | 'diabetes' | 'hypertension' | 'acute-illness';
  readonly teamId: string;
  /** When follow-up and the loan of the equipment begin, epoch milliseconds. */
  readonly since: number;
}

export type Clinic = Awaited<ReturnType<typeof registerClinic>>;

/**
 * One municipality with a follow-up team and a response centre, one hospital trust with a lung and a heart clinic, a person or two in each,
 * and the protocols that are shipped. Teams are open always, so that no story depends on the hour. Nobody is followed until `follow`.
 */
export async function registerClinic(database: Database, { since }: { since: number }) {
  const municipality = { id: randomUUID(), name: 'Fjordvik kommune' };
  const hospital = { id: randomUUID(), name: 'Storfjell sykehus HF' };
  const team = (name: string): ClinicTeam => ({ id: randomUUID(), name });
  const teams = {
    followUp: team('Oppfølgingsteamet'),
    response: team('Responssenteret'),
    lung: team('Lungepoliklinikken'),
    heart: team('Hjertepoliklinikken'),
  };
  const person = (subject: string, name: string, role: string): ClinicPerson => ({
    id: randomUUID(),
    subject,
    name,
    role,
  });
  const people = {
    ingrid: person('ingrid', 'Ingrid Havn', 'nurse'),
    jonas: person('jonas', 'Jonas Lyngmo', 'nurse'),
    mona: person('mona', 'Mona Tindlia', 'operator'),
    silje: person('silje', 'Silje Breivoll', 'nurse'),
    eva: person('eva', 'Eva Strandheim', 'nurse'),
  };
  const members = [
    [people.ingrid, teams.followUp],
    [people.jonas, teams.followUp],
    [people.mona, teams.response],
    [people.silje, teams.lung],
    [people.eva, teams.heart],
  ] as const;

  await database.transaction(async (client) => {
    await setInstallation(client, 'test');
    await registerOrganization(client, { ...municipality, kind: 'municipality', organizationNumber: '999999999' });
    await registerOrganization(client, { ...hospital, kind: 'hospital-trust', organizationNumber: '888888888' });
    for (const [organization, place] of [
      [municipality, [teams.followUp, teams.response]],
      [hospital, [teams.lung, teams.heart]],
    ] as const) {
      for (const { id, name } of place) {
        const openingHours = { kind: 'always' as const };
        await registerTeam(client, { id, organizationId: organization.id, name, phone: '00 00 10 01', openingHours });
      }
    }
    for (const [one, { id }] of members) await registerPractitioner(client, { ...one, teamIds: [id] });
    for (const protocol of PROTOCOLS) await registerProtocol(client, { protocol, registeredAt: since });
    for (const { resource } of QUESTIONNAIRES) await registerQuestionnaire(client, { resource, registeredAt: since });
  });

  let followed = 0;
  return { municipality, hospital, teams, people, follow };

  /** Registers a patient with a gateway of their own and starts the follow-up. */
  async function follow(patient: NewClinicPatient): Promise<ClinicPatient> {
    const { givenName, familyName, condition, teamId } = patient;
    followed += 1;
    const deviceId = `home-${followed}`;
    const secret = makeDeviceSecret();
    const secretHash = await hashDeviceSecret(secret);
    const protocol = PROTOCOLS.find((one) => one.condition === condition);
    if (!protocol) throw new RangeError(`There is no protocol for ${condition}.`);
    const ids = await database.transaction((client) =>
      followAtHome(client, {
        nationalIdentityNumber: syntheticNumber(followed),
        givenName,
        familyName,
        phone: '00 00 30 01',
        device: { id: deviceId, organizationId: municipality.id, model: 'Test home', secretHash },
        protocol,
        teamId,
        since: patient.since,
      }),
    );
    return { ...ids, name: `${givenName} ${familyName}`, secret };
  }
}

/** The `place`th number of a woman born on 1 January 1950 in the national test population: month + 80, even ninth digit. */
function syntheticNumber(place: number): string {
  let found = 0;
  for (let individual = 0; individual < 500; individual += 2) {
    const number = completeIdentityNumber(`018150${String(individual).padStart(3, '0')}`);
    if (number !== undefined) found += 1;
    if (number !== undefined && found === place) return number;
  }
  throw new RangeError('That day has no more numbers.');
}

import type { Cover, OpeningHours } from '@samvakt/contract';
import { demoId } from './draw.ts';

/** Invented names. The numbers pass the check digit of Enhetsregisteret (mod 11) and are plainly nobody's. */
export const ORGANIZATIONS = [
  { key: 'municipality', kind: 'municipality', name: 'Fjordvik kommune', organizationNumber: '999999999' },
  { key: 'hospital-trust', kind: 'hospital-trust', name: 'Storfjell sykehus HF', organizationNumber: '888888888' },
] as const;
export type OrganizationKey = (typeof ORGANIZATIONS)[number]['key'];

const daytime: OpeningHours = {
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
  holidays: 'closed',
  exceptions: [],
};

/** Telephone numbers of eight digits that begin with 00 are given to nobody. */
export const TEAMS = [
  team('follow-up', 'municipality', 'Oppfølgingsteamet', '00 00 10 01', daytime),
  team('response', 'municipality', 'Responssenteret', '00 00 10 02', { kind: 'always' }),
  team('lung', 'hospital-trust', 'Lungepoliklinikken', '00 00 20 01', daytime),
  team('heart', 'hospital-trust', 'Hjertepoliklinikken', '00 00 20 02', daytime),
] as const;
export type TeamKey = 'follow-up' | 'response' | 'lung' | 'heart';

const patientCalls: Cover = {
  kind: 'patient-calls',
  numbers: [
    { number: '116117', when: { nb: 'Trenger lege og kan ikke vente', en: 'Needs a doctor and cannot wait' } },
    { number: '113', when: { nb: 'Akutt og livstruende', en: 'Acute and life-threatening' } },
  ],
};

/** Who acts on red while a team is closed, by the team's id. The response centre never closes. */
export const COVERS: readonly (readonly [teamId: string, Cover])[] = [
  [demoId('team/follow-up'), { kind: 'team', teamId: demoId('team/response') }],
  [demoId('team/lung'), patientCalls],
  [demoId('team/heart'), patientCalls],
];

function team(key: TeamKey, organization: OrganizationKey, name: string, phone: string, openingHours: OpeningHours) {
  return { key, id: demoId(`team/${key}`), organization, name, phone, openingHours };
}

export const organizationId = (key: OrganizationKey): string => demoId(`organization/${key}`);

export function findTeam(key: TeamKey): (typeof TEAMS)[number] {
  const found = TEAMS.find((one) => one.key === key);
  if (!found) throw new RangeError(`There is no demo team "${key}".`);
  return found;
}

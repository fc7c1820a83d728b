import type { Person } from '../embedded/issuer/person.ts';
import { demoId, draw } from './draw.ts';
import { syntheticIdentityNumber } from './identityNumber.ts';
import { findTeam, ORGANIZATIONS, type TeamKey } from './organizations.ts';

export interface DemoPractitioner extends Person {
  readonly id: string;
  readonly teamId: string;
}

/** Invented people: subject, name, role, team, year of birth. */
const cast: readonly (readonly [string, string, string, TeamKey, number, 'female' | 'male'])[] = [
  ['ingrid', 'Ingrid Havn', 'Sykepleier', 'follow-up', 1984, 'female'],
  ['jonas', 'Jonas Lyngmo', 'Teamleder, sykepleier', 'follow-up', 1979, 'male'],
  ['mona', 'Mona Tindlia', 'Sykepleier', 'response', 1990, 'female'],
  ['amir', 'Amir Sundnes', 'Vaktleder, sykepleier', 'response', 1986, 'male'],
  ['silje', 'Silje Breivoll', 'Lungesykepleier', 'lung', 1982, 'female'],
  ['olav', 'Olav Fjellanger', 'Overlege, lungemedisin', 'lung', 1971, 'male'],
  ['eva', 'Eva Strandheim', 'Hjertesykepleier', 'heart', 1988, 'female'],
  ['henrik', 'Henrik Skogly', 'Overlege, kardiologi', 'heart', 1968, 'male'],
];

/** The people whom the development issuer offers and the database knows, by the same subject. */
export const PRACTITIONERS: readonly DemoPractitioner[] = cast.map(
  ([subject, name, role, key, born, gender], index) => {
    const { id: teamId, name: team, organization } = findTeam(key);
    const employer = ORGANIZATIONS.find((one) => one.key === organization);
    if (!employer) throw new RangeError(`There is no demo organization "${organization}".`);
    const birthDate = `${born}-0${1 + (index % 9)}-1${index % 10}`;
    return {
      id: demoId(`practitioner/${subject}`),
      subject,
      name,
      role,
      team,
      teamId,
      organization: employer.name,
      organizationNumber: employer.organizationNumber,
      nationalIdentityNumber: syntheticIdentityNumber({ birthDate, gender, place: draw(0, `practitioner/${subject}`) }),
      hprNumber: String(9_000_001 + index),
    };
  },
);

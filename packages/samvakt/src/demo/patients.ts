import type { Condition, DemoHome } from '@samvakt/simulator';
import { demoId, draw, drawFrom } from './draw.ts';
import { syntheticIdentityNumber } from './identityNumber.ts';
import type { TeamKey } from './organizations.ts';

export interface DemoPatient {
  readonly id: string;
  readonly episodeId: string;
  readonly assignmentId: string;
  readonly deviceId: string;
  readonly nationalIdentityNumber: string;
  readonly givenName: string;
  readonly familyName: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly gender: 'female' | 'male';
  readonly phone: string;
  readonly condition: Condition;
  /** The team accountable from the beginning; later handovers are not touched by another start. */
  readonly team: TeamKey;
  /** What the patient is followed for besides, by whom; the devices are the same. */
  readonly second: { readonly episodeId: string; readonly condition: Condition; readonly team: TeamKey } | null;
}

const GIVEN = {
  female: [
    'Astrid',
    'Bergljot',
    'Dagny',
    'Eldbjørg',
    'Gerd',
    'Hjørdis',
    'Inger',
    'Kirsten',
    'Liv',
    'Målfrid',
    'Ragnhild',
    'Solveig',
  ],
  male: ['Arne', 'Birger', 'Einar', 'Finn', 'Gunnar', 'Harald', 'Kåre', 'Leif', 'Magnus', 'Nils', 'Odd', 'Sverre'],
};
/** Put together from words of the landscape, so that they sound like names and are hardly anybody's. */
const FAMILY_BEGINNINGS = ['Bølge', 'Dugg', 'Frost', 'Grane', 'Hegg', 'Kråke', 'Lyng', 'Måke', 'Rogn', 'Skodde'];
const FAMILY_ENDINGS = ['bukta', 'dalsmo', 'eidet', 'haugli', 'myrvang', 'neset', 'tunga', 'vollset'];

/** Who follows whom: the specialists take those whose condition is theirs and who have lately been in hospital. */
const TEAMS_OF: Record<Condition, readonly TeamKey[]> = {
  copd: ['follow-up', 'follow-up', 'lung', 'follow-up', 'response'],
  'heart-failure': ['follow-up', 'heart', 'follow-up', 'response'],
  diabetes: ['follow-up', 'response', 'follow-up'],
  hypertension: ['follow-up', 'response', 'heart', 'follow-up'],
  // Somebody must be there at night.
  'acute-illness': ['response'],
};

/** The people who live in the simulated homes: the same for the same seed, each with an episode of care, some with a second one. */
export function demoPatients(seed: number, homes: readonly DemoHome[]): readonly DemoPatient[] {
  const seen = new Map<Condition, number>();
  const taken = new Set<string>();
  return homes.map((home) => {
    const place = seen.get(home.condition) ?? 0;
    seen.set(home.condition, place + 1);
    const teams = TEAMS_OF[home.condition];
    const about = (what: string) => `${home.patientKey}/${what}`;
    const gender = draw(seed, about('gender')) < 0.5 ? 'female' : 'male';
    const birthDate = birthDateOf(seed, home.patientKey);
    const { givenName, familyName } = nameOf(seed, home.patientKey, gender, taken);
    return {
      id: demoId(`patient/${home.patientKey}`),
      episodeId: demoId(`episode/${home.patientKey}`),
      assignmentId: demoId(`assignment/${home.patientKey}`),
      deviceId: home.deviceId,
      nationalIdentityNumber: syntheticIdentityNumber({ birthDate, gender, place: draw(seed, about('number')) }),
      givenName,
      familyName,
      birthDate,
      gender,
      phone: `00 00 ${Math.floor(30 + draw(seed, about('phone')) * 60)} ${String(seen.size + place * 2).padStart(2, '0')}`,
      condition: home.condition,
      team: teams[place % teams.length] ?? 'follow-up',
      second: home.alsoFollowedFor && {
        episodeId: demoId(`episode/${home.patientKey}/${home.alsoFollowedFor}`),
        condition: home.alsoFollowedFor,
        team: 'heart',
      },
    };
  });
}

/** Between 48 and 88 years old in 2026: an assumption about whom these conditions are followed at home in. */
function birthDateOf(seed: number, key: string): string {
  const day = Date.UTC(1938, 0, 1) + Math.floor(draw(seed, `${key}/birth`) * 40 * 365) * 86_400_000;
  return new Date(day).toISOString().slice(0, 10);
}

function nameOf(seed: number, key: string, gender: 'female' | 'male', taken: Set<string>) {
  for (let attempt = 0; ; attempt++) {
    const about = (what: string) => `${key}/${what}/${attempt}`;
    const givenName = drawFrom(seed, about('given'), GIVEN[gender]);
    const beginning = drawFrom(seed, about('family'), FAMILY_BEGINNINGS);
    const familyName = `${beginning}${drawFrom(seed, about('ending'), FAMILY_ENDINGS)}`;
    if (taken.has(familyName)) continue;
    taken.add(familyName);
    return { givenName, familyName };
  }
}

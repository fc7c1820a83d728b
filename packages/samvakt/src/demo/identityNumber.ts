import { completeIdentityNumber } from '@samvakt/store';

/** What is added to the month of everybody in Norway's national synthetic test population (Tenor, Skatteetaten). */
const TEST_POPULATION_MONTH = 80;
/** Individual numbers, the three digits after the date: 000–499 for births 1900–1999, 500–999 for 2000–2039 (Skatteetaten). */
const INDIVIDUAL_NUMBERS = 500;

export interface SyntheticBirth {
  /** YYYY-MM-DD, 1900 to 2039 */
  readonly birthDate: string;
  readonly gender: 'female' | 'male';
  /** Which of the numbers of that day, in [0, 1). */
  readonly place: number;
}

/** A national identity number that belongs to nobody: month + 80, both check digits right, the ninth digit odd for a man. */
export function syntheticIdentityNumber({ birthDate, gender, place }: SyntheticBirth): string {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const century = Number(year) < 2000 ? 0 : INDIVIDUAL_NUMBERS;
  const parity = gender === 'male' ? 1 : 0;
  const pairs = INDIVIDUAL_NUMBERS / 2;
  const first = Math.floor(place * pairs);
  for (let step = 0; step < pairs; step++) {
    const individual = century + ((first + step) % pairs) * 2 + parity;
    const date = `${day}${String(Number(month) + TEST_POPULATION_MONTH)}${year.slice(2)}`;
    // About one number in eleven has no check digit that fits; the next one is taken.
    const complete = completeIdentityNumber(`${date}${String(individual).padStart(3, '0')}`);
    if (complete !== undefined) return complete;
  }
  throw new RangeError(`No number is left for ${birthDate}.`);
}

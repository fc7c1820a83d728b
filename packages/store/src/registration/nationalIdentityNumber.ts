const FIRST_WEIGHTS = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const SECOND_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** What is added to the month of a number that belongs to nobody: NAV and H-numbers 40, Norsk helsenett 65, the national test population 80. */
const SYNTHETIC_MONTH_OFFSETS = [80, 65, 40];

/** `a-real-persons`: well formed, and its month is not offset, where only synthetic people are taken. */
export type IdentityNumberFault = 'not-eleven-digits' | 'check-digits-wrong' | 'no-such-date' | 'a-real-persons';

/**
 * What is wrong with a Norwegian national identity number (fødselsnummer or D-number, 11 digits), or undefined.
 * The first check digit may leave 0–3 (the rule for numbers given out from 2032), the second leaves 0
 * (Skatteetaten, "Ny kontrollsifferberegning"). With `syntheticOnly` a number whose month is not offset is refused.
 */
export function faultOfIdentityNumber(
  text: string,
  options: { syntheticOnly: boolean },
): IdentityNumberFault | undefined {
  if (!/^\d{11}$/.test(text)) return 'not-eleven-digits';
  const digits = [...text].map(Number);
  if (remainder(digits, FIRST_WEIGHTS) > 3 || remainder(digits, SECOND_WEIGHTS) !== 0) return 'check-digits-wrong';
  const offset = syntheticOffset(text);
  const day = Number(text.slice(0, 2)) % 40;
  const month = Number(text.slice(2, 4)) - offset;
  // 2000 was a leap year: the century is not needed to refuse a 31 April.
  const days = month >= 1 && month <= 12 ? new Date(Date.UTC(2000, month, 0)).getUTCDate() : 0;
  if (day < 1 || day > days) return 'no-such-date';
  if (options.syntheticOnly && offset === 0) return 'a-real-persons';
  return undefined;
}

/** The whole number with its check digits for the first nine, or undefined where no check digit fits (then choose another number). */
export function completeIdentityNumber(firstNine: string): string | undefined {
  if (!/^\d{9}$/.test(firstNine)) throw new RangeError(`${JSON.stringify(firstNine)} is not nine digits`);
  const digits = [...firstNine].map(Number);
  const first = (11 - remainder(digits, FIRST_WEIGHTS)) % 11;
  const second = (11 - remainder([...digits, first], SECOND_WEIGHTS)) % 11;
  return first === 10 || second === 10 ? undefined : `${firstNine}${first}${second}`;
}

function syntheticOffset(text: string): number {
  const month = Number(text.slice(2, 4));
  return SYNTHETIC_MONTH_OFFSETS.find((offset) => month > offset && month <= offset + 12) ?? 0;
}

function remainder(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * (digits[place] ?? 0), 0) % 11;
}

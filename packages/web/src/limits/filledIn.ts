import type { EpisodeDetail, ProtocolNumber } from '@samvakt/contract';
import { isInReach, withoutEffect } from '@samvakt/triage';
import { type Faults, missing } from '../form/faults.ts';
import type { Said, SaidWith } from '../texts/said.ts';

/** The form as it stands: what is written in the field of each number, by its name. */
export type Written = Readonly<Record<string, string>>;

/** A number as people write it, with a comma or a point; null where nothing is written, NaN where it is no number. */
export function numberOf(written: string | undefined): number | null {
  const text = (written ?? '').trim().replace(/\s/g, '').replace(',', '.').replace('−', '-');
  if (text === '') return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** What would be sent: the numbers that are written and are not the protocol's own. */
export function valuesOf(numbers: readonly ProtocolNumber[], written: Written): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { name, standard } of numbers) {
    const value = numberOf(written[name]);
    if (value !== null && !Number.isNaN(value) && value !== standard) values[name] = value;
  }
  return values;
}

export const isBeyond = ({ min, max }: ProtocolNumber, value: number | null): boolean =>
  value !== null && (value < min || value > max);

/** Whether anybody can have it, be it with a second person. */
export const canBeHad = ({ min, max, choices }: ProtocolNumber, value: number): boolean =>
  isInReach({ min, max, choices: choices && [...choices] }, value);

/** What is wrong with the form, each fault with the name of its field. `until`: epoch milliseconds, NaN where no day is chosen. */
export function limitsFaults({
  numbers,
  written,
  reason,
  until,
}: {
  numbers: readonly ProtocolNumber[];
  written: Written;
  reason: string;
  until: number;
}): Faults {
  const faults = new Map(numberFaults(numbers, written));
  if (reason === '') faults.set('reason', missing('limits.reason'));
  if (Number.isNaN(until)) faults.set('until', missing('limits.until'));
  return faults;
}

/** What is wrong with the numbers themselves. With any of it there is nothing to replay: nobody can have them. */
export function numberFaults(numbers: readonly ProtocolNumber[], written: Written): Faults {
  const faults = new Map<string, Said>();
  for (const number of numbers) {
    const value = numberOf(written[number.name]);
    const about = ({ localized }: SaidWith) => ({ name: localized(number.text) });
    if (Number.isNaN(value)) faults.set(number.name, (texts) => texts.t('limits.notANumber', about(texts)));
    else if (value !== null && !canBeHad(number, value))
      faults.set(number.name, (texts) => texts.t('limits.outOfReach', about(texts)));
  }
  for (const { name, fault } of turnedRound(numbers, written)) if (!faults.has(name)) faults.set(name, fault);
  return faults;
}

/** Yellow limits beyond a red one, each with the field that was written in: the yellow one, unless only the red one was. */
function turnedRound(numbers: readonly ProtocolNumber[], written: Written): { name: string; fault: Said }[] {
  const byName = new Map(numbers.map((number) => [number.name, number]));
  const inForce = ({ name, standard }: ProtocolNumber) => numberOf(written[name]) ?? standard;
  return numbers.flatMap((yellow) =>
    yellow.yellowOf.flatMap(({ red: redName, yellowIs }) => {
      const red = byName.get(redName);
      if (red === undefined) return [];
      const [one, other] = [inForce(yellow), inForce(red)];
      // What is no number is told as such.
      const beyond = yellowIs === 'at-least' ? one < other : one > other;
      if (!beyond) return [];
      const { name } = numberOf(written[yellow.name]) === null ? red : yellow;
      const fault: Said = ({ t, localized }) =>
        t(`limits.yellowBeyondRed.${yellowIs}`, { yellow: localized(yellow.text), red: localized(red.text) });
      return [{ name, fault }];
    }),
  );
}

/** A limit that would have no effect, and the limit of the same rule that comes as soon or sooner; `by`: null where that is written in the rule itself. */
export interface Idle {
  readonly number: ProtocolNumber;
  readonly value: number;
  readonly by: ProtocolNumber | null;
  readonly byValue: number;
}

/** Which limits would have no effect as the form stands, where at least one of the two is the patient's own. It may be saved all the same. */
export function idleLimits(numbers: readonly ProtocolNumber[], values: Readonly<Record<string, number>>): Idle[] {
  const byName = new Map(numbers.map((number) => [number.name, number]));
  const overtakings = numbers.flatMap(({ name, overtakenBy }) => overtakenBy.map((one) => ({ number: name, ...one })));
  return withoutEffect(overtakings, values, (name) => byName.get(name)?.standard).flatMap((idle) => {
    const number = byName.get(idle.number);
    const by = idle.by === null ? null : byName.get(idle.by);
    return number === undefined || by === undefined ? [] : [{ ...idle, number, by }];
  });
}

/** Those to be told at the field of a number: about itself, or that it makes another so. */
export const idleAt = (idle: readonly Idle[], name: string, values: Readonly<Record<string, number>>): Idle[] =>
  idle.filter(({ number, by }) => (number.name === name || by?.name === name) && Object.hasOwn(values, name));

/** Whether there is anything to save: limits that the patient has may always be renewed, or given up. */
export const isChanged = ({ limits }: Pick<EpisodeDetail, 'limits'>, values: Record<string, number>): boolean =>
  limits !== null || Object.keys(values).length > 0;

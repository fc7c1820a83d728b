import type { EpisodeDetail, LimitsProposal, ProtocolNumber, WorklistItem } from '@samvakt/contract';
import type { EpisodeRow, LimitsProposalRow, WorklistRow } from '@samvakt/store';
import {
  applyLimits,
  type EffectiveProtocol,
  type Limits,
  LimitsSchema,
  numberOrders,
  overtakings,
} from '@samvakt/triage';

/** So long before their end limits ask to be renewed. *Assumption*: a working week and a weekend. */
const ENDING_MS = 7 * 86_400_000;

/** Every number of the protocol as it holds for this patient. */
export function numbersShown({ protocol, numbers }: EffectiveProtocol): ProtocolNumber[] {
  // The database keeps no order of names; by their words, those of one measurement stand together.
  const named = Object.entries(protocol.numbers).sort(([, a], [, b]) => a.text.nb.localeCompare(b.text.nb, 'nb'));
  const [orders, overtaken] = [numberOrders(protocol), overtakings(protocol)];
  return named.map(([name, { text, unit, min, max, value, choices }]) => {
    const held = numbers[name];
    const own = held?.origin === 'limits' ? held.value : null;
    const yellowOf = orders.flatMap(({ yellow, red, yellowIs }) => (yellow === name ? [{ red, yellowIs }] : []));
    const overtakenBy = overtaken.flatMap(({ number, by, when }) => (number === name ? [{ by, when }] : []));
    return { name, text, unit, min, max, standard: value, own, yellowOf, overtakenBy, ...(choices && { choices }) };
  });
}

export function limitsShown(
  row: EpisodeRow['limits'],
  { effective, now, confirmedBy }: { effective: EffectiveProtocol; now: number; confirmedBy: string | null },
): EpisodeDetail['limits'] {
  if (row === null) return null;
  const { values, until } = LimitsSchema.parse(row.body);
  const { version, reason, setBy, setAt, withoutReplay, confirmedWithoutReplay } = row;
  return {
    version,
    // Where the protocol's own numbers hold by choice there is nothing that could end, and nothing to renew.
    state: until !== null && until <= now && Object.keys(values).length > 0 ? 'ended' : 'in-force',
    values: valuesShown(values, effective),
    reason,
    setBy,
    setAt,
    confirmedBy,
    until: until === null ? null : new Date(until).toISOString(),
    withoutReplay,
    confirmedWithoutReplay,
  };
}

export function proposalShown(row: LimitsProposalRow, effective: EffectiveProtocol): LimitsProposal {
  const { body, proposedBy, formerTeam, proposedAt, deadlineAt, id, reason } = row;
  const values = body?.values ?? {};
  const beyond = namesBeyond(values, effective);
  return {
    id,
    values: valuesShown(values, effective).map((shown) => ({ ...shown, beyond: beyond.has(shown.name) })),
    reason,
    until: body && new Date(body.until).toISOString(),
    proposedBy,
    formerTeam,
    proposedAt,
    deadlineAt,
  };
}

/** What the team is asked about a patient's limits; limits that change nothing have nothing to renew. */
export function limitsBrief(
  row: Pick<WorklistRow, 'limits' | 'limitsProposedUntil'>,
  now: number,
): WorklistItem['limits'] {
  if (row.limitsProposedUntil !== null) return { state: 'proposed', at: row.limitsProposedUntil };
  const limits: Limits | null = row.limits === null ? null : LimitsSchema.parse(row.limits);
  if (limits?.until == null || Object.keys(limits.values).length === 0 || limits.until > now + ENDING_MS) return null;
  return { state: limits.until <= now ? 'ended' : 'ending', at: new Date(limits.until).toISOString() };
}

function valuesShown(values: Limits['values'], { protocol, numbers }: EffectiveProtocol) {
  return Object.entries(values).map(([name, value]) => ({
    name,
    // A name that this version of the protocol does not have still says something by itself.
    text: protocol.numbers[name]?.text ?? { nb: name, en: name },
    unit: protocol.numbers[name]?.unit ?? '',
    value,
    standard: numbers[name]?.standard ?? value,
  }));
}

function namesBeyond(values: Limits['values'], { protocol }: EffectiveProtocol): Set<string> {
  const limits = { version: 1, values, reason: '-', author: '-', since: 0, until: null, confirmedBy: null };
  const { faults } = applyLimits(protocol, limits, 0);
  return new Set(faults.map(({ name }) => name));
}

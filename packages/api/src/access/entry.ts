import type { AccessBasis } from '@samvakt/contract';
import type { AccessFacts, AccessLogEntry } from '@samvakt/store';
import type { Look } from './access.ts';

/** What the access log is told about one look. The team is the one that gives the basis; without access, the person's only team. */
export function entryOf(
  { member, now, action }: Look,
  seen: {
    facts: AccessFacts | undefined;
    episodeId: string | null;
    basis: AccessBasis | null;
    detail: string | null;
  },
): AccessLogEntry {
  const team = member.teams.find(
    (one) =>
      one.id ===
      teamOf(
        member.teams.map(({ id }) => id),
        seen,
      ),
  );
  return {
    occurredAt: now,
    practitionerId: member.id,
    practitionerRole: member.role,
    teamId: team?.id ?? null,
    organizationId: team?.organization.id ?? null,
    patientId: seen.facts?.patientId ?? null,
    episodeId: seen.facts?.episodeId ?? seen.episodeId,
    action,
    basis: seen.basis,
    detail: seen.detail,
  };
}

function teamOf(
  own: readonly string[],
  { facts, basis }: { facts: AccessFacts | undefined; basis: AccessBasis | null },
): string | undefined {
  switch (basis) {
    case 'accountable':
      return facts?.accountableTeamId ?? undefined;
    case 'covering':
      return facts?.coveringTeamId ?? undefined;
    case 'supporting':
    case 'informed':
      return facts?.relations.find(({ teamId, kind }) => kind === basis && own.includes(teamId))?.teamId;
    case 'invited':
      return own.find((team) => facts?.openHandoverToTeamIds.includes(team)) ?? own[0];
    case 'former':
      return facts?.periods.findLast((period) => own.includes(period.teamId))?.teamId;
    case null:
      return own.length === 1 ? own[0] : undefined;
  }
}

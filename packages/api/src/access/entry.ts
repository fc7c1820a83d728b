import type { AccessFacts, AccessLogEntry, LoggedBasis } from '@samvakt/store';
import type { Look } from './access.ts';

/**
 * What the access log is told about one look. The team is the one that gives the basis: `teamId` where the caller knows it by another way than the
 * facts of the episode (a letter, a request); without access, the person's only team.
 */
export function entryOf(
  { member, now, action }: Look,
  seen: {
    facts: AccessFacts | undefined;
    episodeId: string | null;
    basis: LoggedBasis | null;
    teamId?: string | undefined;
    detail: string | null;
  },
): AccessLogEntry {
  const own = member.teams.map(({ id }) => id);
  const teamId = seen.teamId ?? teamOf(own, seen);
  const team = member.teams.find(({ id }) => id === teamId);
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
  { facts, basis }: { facts: AccessFacts | undefined; basis: LoggedBasis | null },
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
      return own.find((team) => facts?.openHandoverToTeamIds.includes(team));
    case 'former':
      return facts?.periods.findLast((period) => own.includes(period.teamId))?.teamId;
    case 'asked':
    case null:
      return own.length === 1 ? own[0] : undefined;
  }
}

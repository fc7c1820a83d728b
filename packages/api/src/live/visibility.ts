import { FORMER_ACCESS_MS } from '@samvakt/care';
import type { LiveMessage } from '@samvakt/contract';
import {
  type AccessFacts,
  type Change,
  type Queryable,
  readAccessFacts,
  readAccessFactsOfPatients,
  readAccessFactsOfTeams,
  readDeviceIds,
  readMemberships,
  readTeamsOfHandovers,
} from '@samvakt/store';
import { decide } from '../access/access.ts';

/** What must be known at an instant to say which of some changes each of some people may hear of. */
export type Sight = {
  now: number;
  memberships: ReadonlyMap<string, { teamIds: string[]; deviceIds: ReadonlySet<string> }>;
  episodes: ReadonlyMap<string, AccessFacts>;
  /** All episodes of each patient of whom something is told that is not about one of them: a loan of equipment. */
  ofPatients: ReadonlyMap<string, readonly AccessFacts[]>;
  handovers: ReadonlyMap<string, readonly string[]>;
  /** What has been decided already, by person and episode: many changes are about few episodes. */
  decided: Map<string, boolean>;
};

/** Reads it for all people and changes together. Equipment is looked up only when a change is about equipment alone. */
export async function readSight(
  client: Queryable,
  { changes, practitionerIds, now }: { changes: readonly Change[]; practitionerIds: readonly string[]; now: number },
): Promise<Sight> {
  const members = await readMemberships(client, practitionerIds);
  const episodes = await readAccessFacts(client, { episodeIds: named(changes, 'episodeId'), now });
  const loans = changes.filter((change) => change.episodeId === null && change.patientId !== null);
  const patientIds = named(loans, 'patientId');
  const ofPatients = patientIds.length === 0 ? [] : await readAccessFactsOfPatients(client, { patientIds, now });
  const handovers = await readTeamsOfHandovers(client, named(changes, 'handoverId'));
  const equipment = changes.some((change) => change.episodeId === null && change.deviceId !== null);
  const memberships = new Map<string, { teamIds: string[]; deviceIds: ReadonlySet<string> }>();
  for (const { practitionerId, teamIds, organizationIds } of members) {
    const deviceIds = equipment ? await readVisibleDevices(client, { teamIds, organizationIds, now }) : [];
    memberships.set(practitionerId, { teamIds, deviceIds: new Set(deviceIds) });
  }
  return {
    now,
    memberships,
    episodes: new Map(episodes.map((facts) => [facts.episodeId, facts])),
    ofPatients: Map.groupBy(ofPatients, ({ patientId }) => patientId),
    handovers: new Map(handovers.map(({ handoverId, teamIds }) => [handoverId, teamIds])),
    decided: new Map(),
  };
}

async function readVisibleDevices(
  client: Queryable,
  { teamIds, organizationIds, now }: { teamIds: string[]; organizationIds: string[]; now: number },
): Promise<string[]> {
  const facts = await readAccessFactsOfTeams(client, { teamIds, since: now - FORMER_ACCESS_MS, now });
  const episodeIds = facts.filter((one) => decide(one, teamIds, now).allowed).map((one) => one.episodeId);
  return readDeviceIds(client, { episodeIds, organizationIds, now });
}

/**
 * Whether a person may hear of a change: who may see its episode now; and of a handover both teams, also when it has just been declined
 * or withdrawn and the episode is closed to the receiver again. A loan is heard by who may see the patient, a change of equipment alone by who may see the equipment.
 */
export function mayHear(change: Change, practitionerId: string, sight: Sight): boolean {
  const member = sight.memberships.get(practitionerId);
  if (member === undefined) return false;
  if (change.kind.startsWith('handover-') && change.handoverId !== null) {
    if (sight.handovers.get(change.handoverId)?.some((team) => member.teamIds.includes(team))) return true;
  }
  // Who asked for the responsibility need not see the episode, and hears what became of it.
  const { askingTeamId } = change.data;
  if (change.kind.startsWith('handover-request') && typeof askingTeamId === 'string') {
    if (member.teamIds.includes(askingTeamId)) return true;
  }
  if (change.kind.startsWith('notification-')) return isTo(change.data.to, practitionerId, member.teamIds);
  if (OF_A_TEAM.has(change.kind)) {
    const { concerns } = change.data;
    const teams = [change.teamId, ...(Array.isArray(concerns) ? concerns : [])];
    return member.teamIds.some((team) => teams.includes(team));
  }
  // Who was let go hears that much, so that a page that stands open does not stay.
  if (change.kind === 'relation-ended' && member.teamIds.some((team) => team === change.data.relatedTeamId))
    return true;
  const maySee = (facts: AccessFacts | undefined): boolean => {
    if (facts === undefined) return false;
    const key = `${practitionerId} ${facts.episodeId}`;
    const sees = sight.decided.get(key) ?? decide(facts, member.teamIds, sight.now).allowed;
    sight.decided.set(key, sees);
    return sees;
  };
  if (change.episodeId !== null) return maySee(sight.episodes.get(change.episodeId));
  // Also where the loan has not begun, or is over: the equipment itself is then not to be seen by who follows the patient.
  if (change.patientId !== null && sight.ofPatients.get(change.patientId)?.some(maySee)) return true;
  return change.deviceId !== null && member.deviceIds.has(change.deviceId);
}

/** What a team has set for itself, about no patient; of its watch also the teams hear that cover for it or that it covers. */
const OF_A_TEAM: ReadonlySet<string> = new Set([
  'duty-changed',
  'lead-changed',
  'escalation-policy-set',
  'escalation-plan-withdrawn',
  'hours-changed',
  'cover-declared',
  'cover-withdrawn',
  'hours-plan-withdrawn',
  'hours-took-effect',
]);

/** Whether a notification is to a person, or to a team of the person's. It names no patient. */
function isTo(to: unknown, practitionerId: string, teamIds: readonly string[]): boolean {
  if (typeof to !== 'object' || to === null) return false;
  if ('practitionerId' in to) return to.practitionerId === practitionerId;
  return 'teamId' in to && typeof to.teamId === 'string' && teamIds.includes(to.teamId);
}

/** A change as it is told: what to fetch again, and no more. */
export function messageOf(change: Change): LiveMessage {
  const { severity, pausedUntil } = change.data;
  const announced = pausedUntil === undefined && (severity === 'red' || severity === 'yellow');
  return {
    type: 'change',
    cursor: change.cursor,
    kind: change.kind,
    occurredAt: change.occurredAt.toISOString(),
    episodeId: change.episodeId,
    alertId: change.alertId,
    handoverId: change.handoverId,
    deviceId: change.deviceId,
    severity: announced ? severity : null,
  };
}

function named(changes: readonly Change[], key: 'episodeId' | 'handoverId' | 'patientId'): string[] {
  return [...new Set(changes.flatMap((change) => change[key] ?? []))];
}

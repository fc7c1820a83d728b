import { randomUUID } from 'node:crypto';
import { DEFAULT_ESCALATION_POLICY } from '@samvakt/care';
import { BEGINNING, DAY, HOUR, ISBAR, type World } from './world.ts';

/* Every route of the API with a content that holds, and what is answered to a stranger and to a team that is only informed. */

/** When everything is asked. Epoch milliseconds. */
export const NOW = BEGINNING + 10 * DAY;
export const iso = (ahead: number): string => new Date(NOW + ahead).toISOString();
/** What a person must write stands as this in the bodies below. */
export const WORDS = 'Ord som sier noe';
export const isbar = { ...ISBAR, situation: WORDS, background: WORDS, assessment: WORDS, recommendation: WORDS };

/** `body`: a content that holds. `stranger`, `informed`: what is answered to them, with the ids of a patient whom the home team follows. */
export type Route = { body?: () => object; stranger: number; informed: number };
const read = (informedMay = true): Route => ({ stranger: 404, informed: informedMay ? 200 : 404 });
const act = (body?: () => object): Route => ({ ...(body === undefined ? {} : { body }), stranger: 404, informed: 403 });
/** About the own teams: nobody else's is shown. */
const own: Route = { stranger: 200, informed: 200 };
/** What a team keeps for itself: of another team it is said that one is not in it, as of a team that there is none of. */
const ofTeam = (body?: () => object): Route => ({
  ...(body === undefined ? {} : { body }),
  stranger: 404,
  informed: 404,
});

const versioned =
  (more: object = {}) =>
  () => ({ version: 1, ...more });

/** The world, and the ids of something of everything that can be named, by the parameter that names it. */
interface There {
  readonly world: World;
  readonly ids: Readonly<Record<string, string>>;
}

/** By method and path, as the API describes itself. A content is made when it is asked for, so that what there is may come later than the table. */
export const routesOf = (there: There): Record<string, Route> => ({
  'POST /alerts/{alertId}/claim': act(versioned()),
  'GET /alerts/{alertId}/explanation': read(),
  'POST /alerts/{alertId}/notes': act(() => ({ text: WORDS })),
  'POST /alerts/{alertId}/release': act(versioned()),
  'POST /alerts/{alertId}/resolve': act(versioned({ outcome: 'no-action-needed', note: WORDS })),
  'GET /cover': own,
  'GET /devices': own,
  'POST /duties/{dutyId}/end': ofTeam(),
  'GET /duty': own,
  'GET /episodes/{episodeId}': read(),
  'GET /episodes/{episodeId}/handover-digest': read(),
  'POST /episodes/{episodeId}/handover-requests': {
    // In the own team's name, which an informed team may; it has asked already.
    body: () => ({ teamId: there.world.lungTeam, reason: WORDS }),
    stranger: 404,
    informed: 409,
  },
  'POST /episodes/{episodeId}/handovers': act(() => ({
    toTeamId: there.world.heartTeam,
    isbar,
    deadlineAt: iso(HOUR),
  })),
  'POST /episodes/{episodeId}/limits': act(() => ({
    values: { 'saturation-red': 80 },
    reason: WORDS,
    until: iso(DAY),
    basedOnVersion: 0,
    shown: { withoutReplay: WORDS },
  })),
  'GET /episodes/{episodeId}/measuring-plan': read(),
  'POST /episodes/{episodeId}/measuring-plan': act(() => ({
    plan: null,
    reason: WORDS,
    basedOnVersion: 0,
    shown: { withoutReplay: WORDS },
  })),
  'GET /episodes/{episodeId}/messages': read(),
  'POST /episodes/{episodeId}/pauses': act(() => ({
    scope: { type: 'episode' },
    reason: 'other',
    note: WORDS,
    endsAt: iso(DAY),
  })),
  'GET /episodes/{episodeId}/pauses/preview': read(),
  'GET /episodes/{episodeId}/protocols': read(),
  'POST /episodes/{episodeId}/protocol': act(() => ({
    protocol: { id: 'test-copd', version: 2 },
    reason: WORDS,
    basedOn: 0,
    limitsVersion: 0,
    giveUp: [],
    shown: { withoutReplay: WORDS },
  })),
  'GET /episodes/{episodeId}/protocol/verdicts': read(),
  'POST /episodes/{episodeId}/relations': act(() => ({
    teamId: there.world.heartTeam,
    kind: 'informed',
    reason: WORDS,
  })),
  'POST /episodes/{episodeId}/take-over': {
    // Not in another team's name.
    body: () => ({ teamId: there.world.heartTeam, reason: WORDS, illnessSeverity: 'unstable', firstAction: WORDS }),
    stranger: 404,
    informed: 403,
  },
  'GET /episodes/{episodeId}/questionnaire-responses': read(),
  'GET /episodes/{episodeId}/questionnaire-responses/{responseId}': read(),
  'GET /episodes/{episodeId}/tasks': read(),
  'POST /episodes/{episodeId}/tasks': act(() => ({ kind: 'other', text: WORDS, dueAt: iso(HOUR) })),
  'GET /episodes/{episodeId}/timeline': read(),
  'GET /episodes/{episodeId}/trends': read(),
  // A question about what might have been changes nothing.
  'POST /episodes/{episodeId}/what-if': { body: () => ({ days: 30, values: {} }), stranger: 404, informed: 200 },
  'POST /handover-batches': act(() => ({
    toTeamId: there.world.heartTeam,
    isbar: { ...isbar, illnessSeverity: undefined },
    items: [{ episodeId: there.ids.episodeId, illnessSeverity: 'stable' }],
    deadlineAt: iso(HOUR),
  })),
  'GET /handover-batches/{batchId}': read(false),
  // The informed team is the one that has asked.
  'POST /handover-requests/{requestId}/refuse': act(versioned({ reason: WORDS })),
  'POST /handover-requests/{requestId}/withdraw': { body: versioned(), stranger: 404, informed: 200 },
  'GET /handovers': own,
  'GET /handovers/{handoverId}': read(),
  'POST /handovers/{handoverId}/accept': act(
    versioned({ readBack: { illnessSeverity: 'watcher', firstAction: WORDS, redAlertIds: [] } }),
  ),
  'POST /handovers/{handoverId}/call-off': act(versioned({ reason: WORDS })),
  'POST /handovers/{handoverId}/decline': act(versioned({ reason: WORDS })),
  'POST /handovers/{handoverId}/review': act(versioned({ verdict: 'agreed', text: WORDS })),
  'POST /handovers/{handoverId}/withdraw': act(versioned({ reason: WORDS })),
  'POST /limits-proposals/{proposalId}/confirm': act(() => ({ shown: { withoutReplay: WORDS } })),
  'POST /limits-proposals/{proposalId}/decline': act(() => ({ reason: WORDS })),
  'POST /limits-proposals/{proposalId}/withdraw': act(),
  'GET /notifications': own,
  'POST /notifications/seen': { body: () => ({ notificationIds: [randomUUID()] }), stranger: 404, informed: 404 },
  'POST /pauses/{pauseId}/change-end': act(versioned({ endsAt: iso(DAY) })),
  'POST /pauses/{pauseId}/end': act(versioned()),
  'GET /protocol-trials': own,
  // Teams are known to everybody; that one is not in it is no secret.
  'POST /protocol-trials': {
    stranger: 403,
    informed: 403,
    body: () => ({
      teamId: there.world.homeTeam,
      protocolId: 'test-copd',
      protocolVersion: 2,
      days: 30,
    }),
  },
  'GET /protocol-trials/{trialId}': read(false),
  'POST /protocol-trials/{trialId}/adoptions': {
    body: () => ({ reason: WORDS, patients: [{ episodeId: there.ids.episodeId, giveUp: [] }] }),
    stranger: 404,
    informed: 404,
  },
  'POST /protocol-trials/{trialId}/cancel': { stranger: 404, informed: 404 },
  'GET /quarantine': own,
  // It leaves by itself; that it is the informed team's own part is the next table's matter.
  'POST /relations/{relationId}/end': act(),
  'POST /reviews': {
    body: () => ({
      actId: randomUUID(),
      seenAt: iso(0),
      episodes: [{ episodeId: there.ids.episodeId, newestMeasurementAt: null }],
    }),
    stranger: 200,
    informed: 200,
  },
  'GET /session': own,
  'GET /tasks': own,
  'POST /tasks/{taskId}/cancel': act(versioned({ note: WORDS })),
  'POST /tasks/{taskId}/claim': act(versioned()),
  'POST /tasks/{taskId}/done': act(versioned({ note: WORDS })),
  'POST /tasks/{taskId}/release': act(versioned()),
  'GET /teams': own,
  'POST /teams/{teamId}/cover': ofTeam(() => ({
    version: 1,
    cover: { kind: 'team', teamId: there.world.responseTeam },
    reason: WORDS,
  })),
  'POST /teams/{teamId}/cover/withdraw': ofTeam(versioned({ reason: WORDS })),
  'GET /teams/{teamId}/duty': ofTeam(),
  'POST /teams/{teamId}/duty': ofTeam(() => ({ practitionerId: there.world.knut.id, until: iso(HOUR) })),
  'GET /teams/{teamId}/escalation-policy': ofTeam(),
  'POST /teams/{teamId}/escalation-policy': ofTeam(versioned({ policy: DEFAULT_ESCALATION_POLICY, reason: WORDS })),
  'POST /teams/{teamId}/escalation-policy/planned/{planned}/withdraw': ofTeam(versioned({ reason: WORDS })),
  'GET /teams/{teamId}/hours': ofTeam(),
  'POST /teams/{teamId}/hours': ofTeam(versioned({ openingHours: { kind: 'always' }, cover: null, reason: WORDS })),
  'GET /teams/{teamId}/hours/history': ofTeam(),
  'POST /teams/{teamId}/hours/planned/{planned}/withdraw': ofTeam(versioned({ reason: WORDS })),
  'POST /teams/{teamId}/lead': ofTeam(() => ({ practitionerId: there.world.knut.id })),
  'GET /teams/{teamId}/watch': ofTeam(),
  'GET /worklist': own,
});

/** What must be asked for beside the path. */
export const QUERY: Record<string, string> = {
  'GET /episodes/{episodeId}/pauses/preview': '?scope=episode',
  'GET /episodes/{episodeId}/trends': `?metric=heart-rate&from=${iso(-DAY)}&until=${iso(0)}`,
};

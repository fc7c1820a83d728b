import type { Handover, Notification, WorklistItem } from '@samvakt/contract';

/** What a fresh answer holds that the last one did not, and that somebody should hear about. */
export type News =
  | { readonly kind: 'red'; readonly item: WorklistItem; readonly alert: WorklistItem['redAlerts'][number] }
  | { readonly kind: 'yellow'; readonly item: WorklistItem }
  | { readonly kind: 'unknown'; readonly item: WorklistItem }
  | { readonly kind: 'offer'; readonly handover: Handover }
  /** The deadline is near, or has passed with no answer. `side`: whether own team was to answer it (inbox) or waits for the answer (outbox). */
  | { readonly kind: 'reminder'; readonly handover: Handover; readonly side: Side }
  | { readonly kind: 'expired'; readonly handover: Handover; readonly side: Side }
  /** One's own claim ends soon, or a colleague's has ended and the alert is everybody's again. */
  | { readonly kind: 'claim-reminder' | 'claim-ended'; readonly told: ClaimTold };

type ClaimTold = Notification & { readonly about: NonNullable<Notification['about']> };

type Side = 'inbox' | 'outbox';

/**
 * Each red alert is news of its own, also on an episode that was red already. An episode that has just come to the team with its alerts is not news
 * of its own: whoever accepted it has named them. Falling from red to yellow is no alarm either.
 */
export function worklistNews(before: readonly WorklistItem[], after: readonly WorklistItem[]): News[] {
  const known = new Map(before.map((item) => [item.episodeId, item]));
  return after.flatMap((item): News[] => {
    const was = known.get(item.episodeId);
    if (!was) return [];
    const heardOf = new Set(was.redAlerts.map(({ id }) => id));
    const red = item.redAlerts.filter(({ id }) => !heardOf.has(id));
    if (red.length > 0) return red.map((alert) => ({ kind: 'red', item, alert }));
    if (item.openAlerts.yellow > was.openAlerts.yellow && was.openAlerts.red <= item.openAlerts.red) {
      return [{ kind: 'yellow', item }];
    }
    // A pause that holds an alert back is nothing to hear about: somebody has said so.
    const held = item.openAlerts.paused > was.openAlerts.paused;
    if (item.status === 'unknown' && was.status === 'green' && !held) return [{ kind: 'unknown', item }];
    return [];
  });
}

/** What has turned red at a team for which one acts now: each red alert not heard of before, also on an episode that was not there. */
export function coveredNews(before: readonly WorklistItem[], after: readonly WorklistItem[]): News[] {
  const heardOf = new Set(before.flatMap(({ redAlerts }) => redAlerts.map(({ id }) => id)));
  return after.flatMap((item) =>
    item.redAlerts.filter(({ id }) => !heardOf.has(id)).map((alert): News => ({ kind: 'red', item, alert })),
  );
}

/** What has become of the letters of own teams: an offer that has come, an answer that is wanted soon, and one that nobody gave. */
export function handoverNews(before: Letters, after: Letters): News[] {
  return [
    ...inboxNews(before.inbox, after.inbox),
    ...deadlineNews(before.inbox, after.inbox, 'inbox'),
    ...deadlineNews(before.outbox, after.outbox, 'outbox'),
  ];
}

export type Letters = { readonly inbox: readonly Handover[]; readonly outbox: readonly Handover[] };

function deadlineNews(before: readonly Handover[], after: readonly Handover[], side: Side): News[] {
  const known = new Map(before.map((handover) => [handover.id, handover]));
  return after.flatMap((handover): News[] => {
    const was = known.get(handover.id);
    if (was?.status !== 'offered') return [];
    if (handover.status === 'expired') return [{ kind: 'expired', handover, side }];
    const reminded = was.remindedAt === null && handover.remindedAt !== null;
    return handover.status === 'offered' && reminded ? [{ kind: 'reminder', handover, side }] : [];
  });
}

function inboxNews(before: readonly Handover[], after: readonly Handover[]): News[] {
  const known = new Set(before.map((handover) => handover.id));
  return after
    .filter((handover) => handover.status === 'offered' && !known.has(handover.id))
    .map((handover) => ({ kind: 'offer', handover }));
}

/** What one was told of claims since the last answer, as far as it still stands. Steps of an escalation are of an alert that is news already. */
export function claimNews(before: readonly Notification[], after: readonly Notification[]): News[] {
  const known = new Set(before.map(({ id }) => id));
  return after.flatMap((told): News[] => {
    const { id, kind, about, standing, seenAt } = told;
    if (known.has(id) || kind === 'escalation' || about === null || !standing || seenAt !== null) return [];
    return [{ kind, told: { ...told, about } }];
  });
}

/** Episodes whose row differs from before in something a person would see, for a passing highlight. */
export function changedRows(before: readonly WorklistItem[], after: readonly WorklistItem[]): string[] {
  const known = new Map(before.map((item) => [item.episodeId, item]));
  const visible = ({ status, reason, openAlerts, pauses, claimedBy, unanswered, openHandover }: WorklistItem) =>
    JSON.stringify([status, reason, openAlerts, pauses, claimedBy?.id, unanswered, openHandover?.id]);
  return after.flatMap((item) => {
    const was = known.get(item.episodeId);
    return was && visible(was) === visible(item) ? [] : [item.episodeId];
  });
}

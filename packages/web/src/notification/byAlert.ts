import type { Notification } from '@samvakt/contract';

/** All that one was told of one alert, the newest first. What is about nothing that one may see stands alone. */
export type AlertNotifications = readonly [newest: Notification, ...earlier: Notification[]];

/**
 * Gathers what was told by what it is about, in the order of the newest of each: a person on duty is told of the same alert as a person and as one
 * of the team, and it is still one thing to do. A claim that ends is a matter of its own. Expects the newest first, as the list comes.
 */
export function byAlert(notifications: readonly Notification[]): AlertNotifications[] {
  const gathered = new Map<string, [Notification, ...Notification[]]>();
  for (const notification of notifications) {
    const { id, kind, about, standing } = notification;
    const key = about === null ? id : `${kind} ${about.alertId} ${standing}`;
    const known = gathered.get(key);
    if (known) known.push(notification);
    else gathered.set(key, [notification]);
  }
  return [...gathered.values()];
}

/** How many things wait for somebody and have not been seen. */
export function unseenOf(notifications: readonly Notification[]): number {
  return byAlert(notifications.filter(({ standing, seenAt }) => standing && seenAt === null)).length;
}

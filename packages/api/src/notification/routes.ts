import {
  type Notification,
  NotificationListSchema,
  NotificationSchema,
  SeenNotificationsSchema,
} from '@samvakt/contract';
import { currentCursor, markSeen, type NotificationRow, readNotifications } from '@samvakt/store';
import { z } from 'zod';
import { type Access, teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { ruleWords } from '../protocol/wording.ts';
import { memberOf } from '../session/member.ts';
import { CANNOT_BE_READ, shownOr } from '../unreadable/shown.ts';

/** How long a notification is kept in sight. */
const SHOWN_MS = 14 * 86_400_000;

/** What one has been told, and that one has seen it. Whose alert it is about is said only to who may see the follow-up. */
export function registerNotifications(app: ApiInstance, parts: Parts & { access: Access; shelf: ProtocolShelf }): void {
  const { database, clock, access, shelf } = parts;
  const { pool } = database;

  app.get('/notifications', { schema: { response: { 200: NotificationListSchema } } }, async (request) => {
    const look = { member: memberOf(request), now: clock(), action: 'list notifications' };
    // The cursor first: what happens while the rows are read is told again rather than missed.
    const cursor = await currentCursor(pool);
    const rows = await readNotifications(pool, {
      practitionerId: look.member.id,
      teamIds: teamIdsOf(look.member),
      since: look.now - SHOWN_MS,
    });
    const visible = new Map((await access.visible(look)).map((one) => [one.facts.episodeId, one]));
    const shown = new Set(rows.map((row) => row.episodeId));
    await access.shown(
      look,
      [...visible.values()].filter(({ facts }) => shown.has(facts.episodeId)),
    );
    const keys = rows.map((row) => ({ id: row.protocolId, version: row.protocolVersion }));
    await shelf.fetchReadable(keys, (err, key) => request.log.error({ err, ...key }, 'a protocol cannot be read'));
    const notifications = rows.map((row) => {
      const sees = visible.has(row.episodeId);
      const [make, instead] = [() => show(row, sees), () => withoutWhatCannotBeRead(row, sees)];
      return shownOr(NotificationSchema, { make, instead, log: request.log, about: { notificationId: row.id } });
    });
    return {
      notifications,
      unseen: notifications.filter((one) => one.seenAt === null && one.standing).length,
      computedAt: new Date(look.now).toISOString(),
      cursor,
    };
  });

  app.post(
    '/notifications/seen',
    { schema: { body: SeenNotificationsSchema, response: { 204: z.void() } } },
    async (request, reply) => {
      const [practitionerId, now] = [memberOf(request).id, clock()];
      const { notificationIds } = request.body;
      await database.transaction((client) => markSeen(client, { notificationIds, practitionerId, now }));
      reply.code(204);
    },
  );

  function show(row: NotificationRow, visible: boolean): Notification {
    const { episodeId, alertId, ruleId, protocolId, protocolVersion, patient, condition, ...told } = row;
    const protocol = shelf.take({ id: protocolId, version: protocolVersion });
    return {
      ...told,
      about: visible ? { episodeId, alertId, patient, condition, meaning: ruleWords(protocol, ruleId).meaning } : null,
    };
  }
}

/** Whom it is about, and that somebody must look, stand in columns of their own. */
function withoutWhatCannotBeRead(row: NotificationRow, visible: boolean): Notification {
  const { episodeId, alertId, ruleId, protocolId, protocolVersion, patient, condition, step, ...told } = row;
  return {
    ...told,
    step: NotificationSchema.shape.step.catch(null).parse(step),
    about: visible ? { episodeId, alertId, patient, condition, meaning: CANNOT_BE_READ } : null,
  };
}

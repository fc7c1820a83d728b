import {
  AddNoteSchema,
  AlertActSchema,
  AlertExplanationSchema,
  AlertSchema,
  IdSchema,
  ResolveAlertSchema,
} from '@samvakt/contract';
import { addAlertNote, claimAlert, type Replayer, readAlert, releaseAlert, resolveAlert } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { unlessGivenUp } from '../whatIf/giveUp.ts';
import { explanationShown } from './explain.ts';
import { showAlerts } from './show.ts';

const params = z.object({ alertId: IdSchema });
const answer = { 200: AlertSchema };

/** The acts on an alert, and its explanation. Whether the person's team may do it is decided by @samvakt/care inside the store's transaction. */
export function registerAlerts(
  app: ApiInstance,
  parts: Parts & { access: Access; shelf: ProtocolShelf; replayer: Replayer },
): void {
  const { database, clock, access, shelf, replayer } = parts;

  app.post(
    '/alerts/:alertId/claim',
    { schema: { params, body: AlertActSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'claim alert');
      await database.transaction((client) => claimAlert(client, { ...act, ...request.body }));
      return show(act.alertId);
    },
  );

  app.post(
    '/alerts/:alertId/release',
    { schema: { params, body: AlertActSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'release alert');
      await database.transaction((client) => releaseAlert(client, { ...act, ...request.body }));
      return show(act.alertId);
    },
  );

  app.post('/alerts/:alertId/notes', { schema: { params, body: AddNoteSchema, response: answer } }, async (request) => {
    const act = await begin(request, 'add note to alert');
    const { id: noteId, text } = request.body;
    await database.transaction((client) => addAlertNote(client, { ...act, noteId, text }));
    return show(act.alertId);
  });

  app.post(
    '/alerts/:alertId/resolve',
    { schema: { params, body: ResolveAlertSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'resolve alert');
      await database.transaction((client) => resolveAlert(client, { ...act, ...request.body }));
      return show(act.alertId);
    },
  );

  app.get(
    '/alerts/:alertId/explanation',
    { schema: { params, response: { 200: AlertExplanationSchema } } },
    async (request, reply) => {
      const { alertId } = await begin(request, 'explain alert');
      // Judging a long history again takes as long as a what-if, and keeps nobody else waiting either.
      const explanation = await unlessGivenUp(reply, (signal) => replayer.explain(alertId, signal));
      if (explanation === null) throw new Problem('not-found');
      return explanationShown(explanation);
    },
  );

  async function begin(request: Parameters<typeof memberOf>[0] & { params: z.output<typeof params> }, action: string) {
    const [member, now] = [memberOf(request), clock()];
    const { alertId } = request.params;
    await access.toAlert({ member, now, action }, alertId);
    return { alertId, practitionerId: member.id, now };
  }

  async function show(alertId: string) {
    const row = await readAlert(database.pool, alertId);
    const [alert] =
      row === null ? [] : await showAlerts({ client: database.pool, shelf, now: clock(), log: app.log }, [row]);
    if (alert === undefined) throw new Problem('not-found');
    return alert;
  }
}

import { AskWhatIfSchema, IdSchema, WhatIfSchema } from '@samvakt/contract';
import { createReplayer, ReplayRefused, readEpisode } from '@samvakt/store';
import { blamed, type Protocol, turnedRound } from '@samvakt/triage';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { whatIfShown } from './show.ts';

/**
 * `POST /api/v1/episodes/:episodeId/what-if`. The replay runs in a thread of its own; a person has one at a time: the next question gives up the
 * one before, as does a browser that goes away.
 */
export function registerWhatIf(app: ApiInstance, parts: Parts & { access: Access; shelf: ProtocolShelf }): void {
  const { database, clock, access, shelf } = parts;
  const replayer = createReplayer(database);
  const asking = new Map<string, AbortController>();
  app.addHook('onClose', replayer.stop);
  const schema = { params: z.object({ episodeId: IdSchema }), body: AskWhatIfSchema, response: { 200: WhatIfSchema } };

  app.post('/episodes/:episodeId/what-if', { schema }, async (request, reply) => {
    const [member, now] = [memberOf(request), clock()];
    const { episodeId } = request.params;
    const { days, values } = request.body;
    await access.toEpisode({ member, now, action: `ask what if, ${days} days` }, episodeId);
    const row = await readEpisode(database.pool, { episodeId, now });
    if (row === null) throw new Problem('not-found');
    const key = { id: row.protocolId, version: row.protocolVersion };
    await shelf.fetch([key]);
    const protocol = shelf.take(key);
    refuseUnknown(protocol.numbers, values);
    refuseOrder(protocol, values);
    const giveUp = beginAsking(member.id, reply);
    try {
      const answer = await replayer.ask({ episodeId, days, now, proposed: { type: 'values', values } }, giveUp.signal);
      if (answer.ok) return whatIfShown(answer.whatIf, protocol);
      if (answer.reason === 'no-such-episode') throw new Problem('not-found');
      throw new Problem('unprocessable', 'There are more readings than one replay may take. Ask for fewer days.');
    } catch (cause) {
      if (giveUp.signal.aborted) throw new Problem('conflict', 'The question was given up for a newer one.', { cause });
      if (cause instanceof ReplayRefused) throw new Problem('unavailable', `Not now: ${cause.message}.`, { cause });
      throw cause;
    } finally {
      if (asking.get(member.id) === giveUp) asking.delete(member.id);
    }
  });

  function beginAsking(memberId: string, reply: FastifyReply): AbortController {
    asking.get(memberId)?.abort();
    const giveUp = new AbortController();
    asking.set(memberId, giveUp);
    // Closed before the answer has gone out: nobody waits for it any more.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) giveUp.abort();
    });
    return giveUp;
  }
}

/** What could not be saved is not replayed either: the answer would be of limits that nobody can have. */
function refuseOrder(protocol: Protocol, values: Record<string, number>): void {
  const turned = turnedRound(protocol, values);
  if (turned.length === 0) return;
  const errors = turned.map((order) => {
    const name = blamed(order, values);
    const other = name === order.yellow ? order.red : order.yellow;
    return { path: `values.${name}`, message: `the yellow limit would lie beyond the red one (${other})` };
  });
  throw new Problem('unprocessable', 'A yellow limit would lie beyond its red one.', {
    errors,
    reason: 'limits-turned-round',
  });
}

function refuseUnknown(numbers: object, values: Record<string, number>): void {
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(numbers, name));
  if (unknown.length === 0) return;
  const errors = unknown.map((name) => ({ path: `values.${name}`, message: 'the protocol has no such number' }));
  throw new Problem('unprocessable', 'The protocol does not name these numbers.', { errors });
}

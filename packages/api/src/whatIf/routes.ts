import {
  AskWhatIfSchema,
  IdSchema,
  type MeasuringPlan,
  subjectOfEntry,
  WhatIfSchema,
  type WhatIfShown,
} from '@samvakt/contract';
import {
  keepReplayShown,
  type Proposed,
  type ProtocolKey,
  type Replayer,
  readEpisode,
  readRegisteredProtocols,
} from '@samvakt/store';
import {
  blamed,
  outOfReach,
  overtakings,
  type Protocol,
  plannableSubjects,
  turnedRound,
  withoutEffect,
} from '@samvakt/triage';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { unlessGivenUp } from './giveUp.ts';
import { whatIfShown } from './show.ts';

/**
 * `POST /api/v1/episodes/:episodeId/what-if`. The replay runs in a thread of its own; a person has one at a time: the next question gives up the
 * one before, as does a browser that goes away. That it was answered is kept: a change names the answer that was shown before it.
 */
export function registerWhatIf(
  app: ApiInstance,
  parts: Parts & { access: Access; shelf: ProtocolShelf; replayer: Replayer },
): void {
  const { database, clock, access, shelf, replayer } = parts;
  const asking = new Map<string, AbortController>();
  const schema = { params: z.object({ episodeId: IdSchema }), body: AskWhatIfSchema, response: { 200: WhatIfSchema } };

  app.post('/episodes/:episodeId/what-if', { schema }, async (request, reply) => {
    const [member, now] = [memberOf(request), clock()];
    const { episodeId } = request.params;
    const { days } = request.body;
    await access.toEpisode({ member, now, action: `ask what if, ${days} days` }, episodeId);
    const row = await readEpisode(database.pool, { episodeId, now });
    if (row === null) throw new Problem('not-found');
    const present = { id: row.protocolId, version: row.protocolVersion };
    const proposed = await proposedOf(request.body, { present, condition: row.condition });
    const giveUp = beginAsking(member.id);
    try {
      const question = { episodeId, days, now, proposed };
      const answer = await unlessGivenUp(reply, (signal) => replayer.ask(question, signal), giveUp);
      if (answer.ok) {
        const { gained, lost, changed, readings } = answer.whatIf;
        const found = { gained: gained.length, lost: lost.length, changed: changed.length, readings };
        const shown = { episodeId, practitionerId: member.id, days, question: proposed, present: answer.present };
        const replayId = await keepReplayShown(database.pool, { ...shown, found, now });
        const idle = proposed.type === 'values' ? idleOf(shelf.take(present), proposed.values) : [];
        return { replayId, against: answer.present, ...whatIfShown(answer, shelf.take), withoutEffect: idle };
      }
      if (answer.reason === 'no-such-episode') throw new Problem('not-found');
      throw new Problem('unprocessable', 'There are more readings than one replay may take. Ask for fewer days.');
    } finally {
      if (asking.get(member.id) === giveUp) asking.delete(member.id);
    }
  });

  /** What is asked of, judged before it takes a thread. */
  async function proposedOf(
    asked: z.output<typeof AskWhatIfSchema>,
    { present, condition }: { present: ProtocolKey; condition: string },
  ): Promise<Proposed> {
    await shelf.fetch([present]);
    if ('values' in asked) {
      const protocol = shelf.take(present);
      refuseUnknown(protocol.numbers, asked.values);
      refuseOutOfReach(protocol, asked.values);
      refuseOrder(protocol, asked.values);
      return { type: 'values', values: asked.values };
    }
    if ('plan' in asked) {
      if (asked.plan !== null) refuseUnplannable(shelf.take(present), asked.plan);
      return { type: 'plan', plan: asked.plan };
    }
    const { id, version } = asked.protocol;
    const registered = await readRegisteredProtocols(database.pool, condition);
    if (!registered.some((one) => one.id === id && one.version === version)) {
      throw new Problem('unprocessable', 'There is no such protocol version for the condition of this follow-up.');
    }
    await shelf.fetch([{ id, version }]);
    return { type: 'protocol', id, version };
  }

  function beginAsking(memberId: string): AbortController {
    asking.get(memberId)?.abort();
    const giveUp = new AbortController();
    asking.set(memberId, giveUp);
    return giveUp;
  }
}

/** Which of these limits would have no effect, told before anybody saves them. */
function idleOf(protocol: Protocol, values: Record<string, number>): WhatIfShown['withoutEffect'] {
  const textOf = (name: string) => protocol.numbers[name]?.text ?? { nb: name, en: name };
  const standardOf = (name: string) => protocol.numbers[name]?.value;
  return withoutEffect(overtakings(protocol), values, standardOf).map(({ number: name, value, by, byValue }) => ({
    name,
    text: textOf(name),
    value,
    by,
    byText: by === null ? null : textOf(by),
    byValue,
    unit: protocol.numbers[name]?.unit ?? '',
  }));
}

/** A number that nobody can have would be left out of the replay, and the answer say that nothing changes. */
function refuseOutOfReach(protocol: Protocol, values: Record<string, number>): void {
  const errors = outOfReach(protocol, values).map((name) => ({
    path: `values.${name}`,
    message: 'the number lies further outside the range than that is wide, or is none of its choices',
  }));
  if (errors.length > 0) {
    throw new Problem('unprocessable', 'Nobody can have these numbers.', { errors, reason: 'limits-invalid' });
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

function refuseUnplannable(protocol: Protocol, { entries }: MeasuringPlan): void {
  const plannable = plannableSubjects(protocol);
  const errors = entries.flatMap((entry, place) => {
    if (plannable.includes(subjectOfEntry(entry))) return [];
    const path = `plan.entries.${place}.${entry.metric === undefined ? 'questionnaire' : 'metric'}`;
    return [{ path, message: 'the protocol has no rule about it when it does not come' }];
  });
  if (errors.length > 0) throw new Problem('unprocessable', 'The protocol cannot plan this.', { errors });
}

function refuseUnknown(numbers: object, values: Record<string, number>): void {
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(numbers, name));
  if (unknown.length === 0) return;
  const errors = unknown.map((name) => ({ path: `values.${name}`, message: 'the protocol has no such number' }));
  throw new Problem('unprocessable', 'The protocol does not name these numbers.', { errors });
}

import {
  AdoptProtocolSchema,
  IdSchema,
  ProtocolAdoptedSchema,
  type ProtocolChoice,
  ProtocolChoicesSchema,
  ProtocolVerdictsSchema,
} from '@samvakt/contract';
import {
  adoptProtocol,
  numbersNotHolding,
  type Replayer,
  readAdoptions,
  readEpisode,
  readNewestLimits,
  readRegisteredProtocols,
  readUncoveredHour,
} from '@samvakt/store';
import { applyLimits } from '@samvakt/triage';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';
import { unlessGivenUp } from '../whatIf/giveUp.ts';
import { differenceShown } from './difference.ts';
import type { ProtocolShelf } from './shelf.ts';

const params = z.object({ episodeId: IdSchema });

/** Which protocol version judges a patient, which others could, and putting one of them in force. Care decides, in the transaction. */
export function registerProtocols(
  app: ApiInstance,
  parts: Parts & { access: Access; shelf: ProtocolShelf; replayer: Replayer },
): void {
  const { database, clock, access, shelf, replayer } = parts;
  const { pool } = database;

  app.get(
    '/episodes/:episodeId/protocols',
    { schema: { params, response: { 200: ProtocolChoicesSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      const { facts } = await access.toEpisode({ member, now, action: 'read protocol versions' }, episodeId);
      const row = await readEpisode(pool, { episodeId, now });
      if (row === null) throw new Problem('not-found');
      const key = { id: row.protocolId, version: row.protocolVersion };
      const registered = await readRegisteredProtocols(pool, row.condition);
      await shelf.fetch([key, ...registered]);
      const limits = await readNewestLimits(pool, episodeId);
      const before = applyLimits(shelf.take(key), limits, now);
      const choices: ProtocolChoice[] = [];
      for (const { id, version, registeredAt } of registered) {
        if (id === key.id && version === key.version) continue;
        const protocol = shelf.take({ id, version });
        const teamId = facts.accountableTeamId;
        choices.push({
          id,
          version,
          registeredAt,
          title: protocol.title,
          difference: differenceShown(before, applyLimits(protocol, limits, now)),
          wouldNotHold: numbersNotHolding(protocol, limits, now).map(({ name, why }) => ({
            name,
            why,
            text: before.protocol.numbers[name]?.text ?? { nb: name, en: name },
            unit: before.protocol.numbers[name]?.unit ?? '',
            value: limits?.values[name] ?? 0,
          })),
          uncovered: teamId === null ? null : await readUncoveredHour(pool, { teamId, protocol, now }),
        });
      }
      return { choices, history: await readAdoptions(pool, episodeId), limitsVersion: limits?.version ?? 0 };
    },
  );

  app.post(
    '/episodes/:episodeId/protocol',
    { schema: { params, body: AdoptProtocolSchema, response: { 200: ProtocolAdoptedSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'put a protocol version in force' }, episodeId);
      const adoption = { ...request.body, episodeId, practitionerId: member.id, now };
      return { number: await database.transaction((client) => adoptProtocol(client, adoption)) };
    },
  );

  app.get(
    '/episodes/:episodeId/protocol/verdicts',
    { schema: { params, response: { 200: ProtocolVerdictsSchema } } },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'ask what the protocol in force says' }, episodeId);
      const verdicts = await unlessGivenUp(reply, (signal) => replayer.verdicts({ episodeId, now }, signal));
      if (verdicts === null) throw new Problem('not-found');
      return verdicts;
    },
  );
}

import {
  DeviceIdSchema,
  DeviceListSchema,
  IdSchema,
  QuarantinedMessageSchema,
  QuarantineListSchema,
} from '@samvakt/contract';
import { readDevices, readQuarantine } from '@samvakt/store';
import { z } from 'zod';
import type { Access, Granted } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { memberOf } from '../session/member.ts';
import { CANNOT_BE_READ, shownOr } from '../unreadable/shown.ts';
import { excerptOf } from './excerpt.ts';

const EXCERPT_BYTES = 400;

/** `GET /api/v1/devices` and `GET /api/v1/quarantine`: what is heard from the equipment that one may know of. */
export function registerDevices(app: ApiInstance, { database, clock, access }: Parts & { access: Access }): void {
  app.get('/devices', { schema: { response: { 200: DeviceListSchema } } }, async (request) => {
    const look = { member: memberOf(request), now: clock(), action: 'list devices' };
    const visible = await access.visible(look);
    const devices = await readDevices(database.pool, {
      episodeIds: episodeIdsOf(visible),
      organizationIds: look.member.teams.map((team) => team.organization.id),
      now: look.now,
    });
    const shown = new Set(devices.flatMap((device) => device.assignedTo?.episodeIds ?? []));
    await access.shown(
      look,
      visible.filter(({ facts }) => shown.has(facts.episodeId)),
    );
    return { devices };
  });

  const schema = {
    querystring: z.object({
      deviceId: DeviceIdSchema.optional(),
      before: IdSchema.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: { 200: QuarantineListSchema },
  };
  app.get('/quarantine', { schema }, async (request) => {
    const look = { member: memberOf(request), now: clock(), action: 'list quarantine' };
    const visible = await access.visible(look);
    const { deviceId, before, limit } = request.query;
    const { messages, nextBefore } = await readQuarantine(database.pool, {
      episodeIds: episodeIdsOf(visible),
      organizationIds: look.member.teams.map((team) => team.organization.id),
      deviceId: deviceId ?? null,
      before: before ?? null,
      limit,
      excerptBytes: EXCERPT_BYTES,
    });
    const patients = new Set(messages.map((message) => message.patientId));
    await access.shown(
      look,
      visible.filter(({ facts }) => patients.has(facts.patientId)),
    );
    return {
      messages: messages.map(({ start, patientId: _, ...message }) => {
        const shown = { ...message, excerpt: excerptOf(start) };
        return shownOr(QuarantinedMessageSchema, {
          make: () => shown,
          instead: () => ({ ...shown, reasons: [{ path: '', code: 'unreadable', text: CANNOT_BE_READ.en }] }),
          log: request.log,
          about: { quarantineId: message.id },
        });
      }),
      nextBefore,
    };
  });
}

const episodeIdsOf = (visible: readonly Granted[]): string[] => visible.map(({ facts }) => facts.episodeId);

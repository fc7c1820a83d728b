import { createClock, type TestClock } from '@samvakt/harness';
import { afterAll, beforeAll } from 'vitest';
import { openRoles, type RolesScene } from './roles.ts';
import { BEGINNING, DAY } from './world.ts';

/** The sender's team is accountable and offers to the receiver's; the former team had it last week; the stranger's never had. */
export const SIDES = ['sender', 'colleague', 'receiver', 'former', 'stranger'] as const;
export type Side = (typeof SIDES)[number];

/** What those outside the accountable team are answered when they act on what is its own; an invited team reads. */
export const OTHERS: Record<Exclude<Side, 'sender' | 'colleague'>, number> = {
  receiver: 403,
  former: 403,
  stranger: 404,
};

export interface Sides extends RolesScene<Side> {
  readonly clock: TestClock;
  /** Somebody whom the former team followed for five days, and the sender's follows now. Gives the episode. */
  readonly followed: () => Promise<string>;
  /** Invites the receiver, by an offer that is open. */
  readonly invite: (episodeId: string) => Promise<unknown>;
}

/** Opens the API to all sides of a handover for the tests of the file, ten days after the beginning. What it holds may be read once the first test has begun. */
export function allSides(): Sides {
  const clock = createClock(BEGINNING + 10 * DAY);
  let opened: RolesScene<Side> | undefined;
  const begun = () => {
    if (opened === undefined) throw new Error('no test has begun');
    return opened;
  };

  beforeAll(async () => {
    opened = await openRoles(clock.now, (world) => ({
      sender: world.kari,
      colleague: world.knut,
      receiver: world.lise,
      former: world.hans,
      stranger: world.rita,
    }));
  });
  afterAll(() => opened?.api.stop());

  return {
    clock,
    get db() {
      return begun().db;
    },
    get api() {
      return begun().api;
    },
    get world() {
      return begun().world;
    },
    get clients() {
      return begun().clients;
    },
    followed: async () => {
      const { world } = begun();
      const { episodeId } = await world.follow([
        { teamId: world.heartTeam, from: BEGINNING },
        { teamId: world.homeTeam, from: BEGINNING + 5 * DAY },
      ]);
      return episodeId;
    },
    invite: (episodeId) => {
      const { world } = begun();
      const toTheReceiver = { fromTeam: world.homeTeam, toTeam: world.lungTeam, by: world.kari };
      return world.offer(episodeId, { ...toTheReceiver, at: clock.now() });
    },
  };
}

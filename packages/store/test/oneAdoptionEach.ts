import { type MeasuringPlan, PLAN_DAYS } from '@samvakt/contract';
import { type Protocol, ProtocolSchema } from '@samvakt/triage';
import { beforeAll, expect } from 'vitest';
import type { Queryable } from '../src/database.ts';
import { adoptProtocol, type NewAdoption } from '../src/protocol/adopt.ts';
import { registerProtocol } from '../src/registration/protocol.ts';
import { type OneJudgedEpisode, oneJudgedEpisodeEach } from './oneJudgedEpisodeEach.ts';
import { HOUR, protocol, START } from './scene.ts';

/*
 * Version 1 of the scene: red below 90, allowed between 85 and 93; missing after 30 hours. Version 2: red below 85, allowed between 80 and 88, and a yellow pulse.
 * Version 3 has no number and no red; version 4 is version 1 again, for somebody who is not covered; version 5 is it with a plan.
 */

/** When a version is put in force, where a test says nothing else. Epoch milliseconds. */
export const NOW = START + 10 * HOUR;

const [low, missing] = protocol.rules;
const LOW = protocol.numbers.low;
if (!low || !missing || !LOW) throw new Error('the scene has another protocol');
const pulse = {
  ...low,
  id: 'pulse-high',
  levels: { yellow: { when: { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } } },
};
const calm = {
  ...low,
  levels: { yellow: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 88 } } },
};
/** A temperature every day by two o'clock in Norway, missed two hours later. */
export const PLAN: MeasuringPlan = {
  timeZone: 'Europe/Oslo',
  entries: [
    {
      metric: 'body-temperature',
      days: PLAN_DAYS,
      from: '06:00',
      by: '14:00',
      graceMinutes: 120,
      onHolidays: 'asked',
    },
  ],
  holidays: [],
};
const VERSIONS: Protocol[] = [
  { ...protocol, version: 2, numbers: { low: { ...LOW, value: 85, min: 80, max: 88 } }, rules: [low, missing, pulse] },
  { ...protocol, version: 3, numbers: {}, rules: [calm, missing] },
  { ...protocol, version: 4 },
  { ...protocol, version: 5, plan: PLAN },
  { ...protocol, id: 'heart-test', version: 1, condition: 'heart-failure' },
].map((one) => ProtocolSchema.parse(one));

interface Adopted {
  /** Puts a version in force, the second where nothing else is said, in a transaction of its own or in the one of `client`. Gives the adoption's number. */
  readonly adopt: (change?: Partial<NewAdoption> & { version?: number }, client?: Queryable) => Promise<number>;
  /** That there are so many alerts or more, and each is judged again to the same. */
  readonly expectAllExplained: (atLeast: number) => Promise<void>;
}

/** Gives each test of the file an episode of its own, so many in all, for which other versions of its protocol may be put in force. */
export function oneAdoptionEach(episodes: number): OneJudgedEpisode & Adopted {
  const on = oneJudgedEpisodeEach(episodes);
  beforeAll(async () => {
    for (const one of VERSIONS) await registerProtocol(on.db.pool, { protocol: one, registeredAt: START });
  });

  const adopted: Adopted = {
    adopt: ({ version = 2, ...given } = {}, client) => {
      const act = {
        episodeId: on.episodeId,
        protocol: { id: protocol.id, version },
        reason: 'Her own normal is low',
        basedOn: 0,
        limitsVersion: 0,
        giveUp: [],
        shown: { withoutReplay: 'A test' },
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
        ...given,
      };
      return client ? adoptProtocol(client, act) : on.database.transaction((own) => adoptProtocol(own, act));
    },
    expectAllExplained: async (atLeast) => {
      expect((await on.alertsJudgedAgain()).length).toBeGreaterThanOrEqual(atLeast);
    },
  };
  return Object.assign(on, adopted);
}

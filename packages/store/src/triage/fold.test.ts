import { applyLimits, compileProtocol, initialState, type TriageEvent } from '@samvakt/triage';
import { expect, test } from 'vitest';
import { HOUR, protocol, START } from '../../test/scene.ts';
import { foldWork } from './fold.ts';
import type { EpisodeTriage } from './state.ts';
import { TriageUnreadable } from './unreadable.ts';

const compiled = compileProtocol(applyLimits(protocol, null, START));
const sound = initialState(compiled, START);
const episode: EpisodeTriage = {
  episodeId: 'one',
  patientId: 'somebody',
  startedAt: START,
  protocolId: protocol.id,
  protocolVersion: protocol.version,
  limitsVersion: null,
  pausesVersion: 0,
  planVersion: 0,
  state: sound,
  lastSeen: {},
  nextTickAt: null,
  settingSince: null,
  writtenBy: null,
  writtenAt: null,
  givenUntil: START,
  unjudgedSince: null,
};
const folding = (event: unknown, state: EpisodeTriage['state']) => () =>
  foldWork([{ episode: { ...episode, state }, events: [event as TriageEvent] }], new Map([['one', compiled]]));

/** What the engine cannot take at all, whatever it remembers: no more than a fault of ours. */
const impossible = {
  type: 'measurement',
  metric: 'oxygen-saturation',
  at: START + HOUR,
  get value(): number {
    throw new TypeError('out of order');
  },
};
const reading = { type: 'measurement', metric: 'oxygen-saturation', at: START + HOUR, value: 95 };

test.each([
  ['what can be read', sound],
  ['nothing yet', null],
])('a fault of ours beside %s is told as it is: making the state anew would not mend it', (_, state) => {
  expect(folding(impossible, state)).toThrow(TypeError);
  expect(folding(impossible, state)).not.toThrow(TriageUnreadable);
  expect(folding(reading, state)).not.toThrow();
});

test('what is remembered and cannot be judged on is told as unreadable, whatever it meets', () => {
  const broken = { ...sound, tail: [1] } as unknown as EpisodeTriage['state'];
  for (const event of [reading, impossible, { type: 'tick', at: START }]) {
    expect(folding(event, broken)).toThrow(TriageUnreadable);
  }
});

import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';

function setUp() {
  let at = 1_000_000;
  let tick: (() => void) | undefined;
  const clock = createClock({
    now: () => at,
    setInterval: (run) => {
      tick = run;
      return 1;
    },
    clearInterval: () => {
      tick = undefined;
    },
  });
  return {
    clock,
    isTicking: () => tick !== undefined,
    pass: (ms: number) => {
      at += ms;
      tick?.();
    },
  };
}

describe('clock', () => {
  it('ticks only while somebody looks', () => {
    const { clock, isTicking, pass } = setUp();
    const seen: number[] = [];
    const leave = clock.subscribe(() => seen.push(clock.ticked()));
    const leaveToo = clock.subscribe(() => seen.push(-1));
    pass(10_000);
    leave();
    leaveToo();
    expect(isTicking()).toBe(false);
    expect(seen).toEqual([1_010_000, -1]);
  });

  it('stands still between ticks and is right at the first look', () => {
    const { clock, pass } = setUp();
    pass(5_000);
    expect(clock.ticked()).toBe(1_000_000);
    clock.subscribe(() => undefined);
    expect(clock.ticked()).toBe(1_005_000);
  });

  it('follows the server where the machine is wrong, and tells at once', () => {
    const { clock } = setUp();
    let told = 0;
    clock.subscribe(() => (told += 1));
    clock.correct(1_000_000 + 300_000);
    expect(clock.now()).toBe(1_300_000);
    expect(clock.ticked()).toBe(1_300_000);
    expect(told).toBe(1);
  });

  it('takes a small difference for the network', () => {
    const { clock } = setUp();
    clock.correct(1_001_500);
    expect(clock.now()).toBe(1_000_000);
    clock.correct(1_300_000);
    clock.correct(1_301_000);
    expect(clock.now()).toBe(1_300_000);
  });
});

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { listTests } from './listing.ts';
import { type Register, readRegister } from './register.ts';
import { findFaults, renderHazardLog, renderTrace } from './trace.ts';

const folder = new URL('../../docs/safety/', import.meta.url);
let register: Register;
let tests: string[];

beforeAll(async () => {
  [register, tests] = await Promise.all([readRegister(folder), listTests()]);
});

describe('the safety file', () => {
  it('names no control without a test that exists', () => {
    expect(tests).toContain(
      'test/safety/trace.test.ts › the safety file › names no control without a test that exists',
    );
    expect(findFaults(register, tests)).toEqual([]);
  });

  it('is written out as it stands: run `pnpm trace` otherwise', async () => {
    expect(await readFile(new URL('hazard-log.md', folder), 'utf8')).toBe(renderHazardLog(register));
    expect(await readFile(new URL('trace.md', folder), 'utf8')).toBe(renderTrace(register));
  });
});

describe('a fault is found', () => {
  const requirement = { id: 'R-01', text: 'It holds.', tests: ['a.test.ts › it holds'] };
  const hazard = {
    id: 'H-01',
    hazard: 'H',
    cause: 'C',
    harm: 'D',
    severity: 5,
    before: 3,
    after: 1,
    controls: ['R-01'],
  };
  const listed = ['a.test.ts › always › it holds', 'b.test.ts › it holds too'];

  it('not where all is there', () => {
    expect(findFaults({ requirements: [requirement], hazards: [hazard] }, listed)).toEqual([]);
  });

  it.each([
    [
      'a test that is gone',
      { tests: ['a.test.ts › it held'] },
      {},
      'R-01 names a test that is not there: a.test.ts › it held',
    ],
    [
      'a test of another file',
      { tests: ['b.test.ts › it holds'] },
      {},
      'R-01 names a test that is not there: b.test.ts › it holds',
    ],
    ['a file without a title', { tests: ['a.test.ts'] }, {}, 'R-01 names a test that is not there: a.test.ts'],
    [
      'any test of a describe that is gone',
      { tests: ['a.test.ts › never › *'] },
      {},
      'R-01 names a test that is not there: a.test.ts › never › *',
    ],
    ['no test', { tests: [] }, {}, 'R-01 is held by no test'],
    ['a hazard without control', {}, { controls: [] }, 'H-01 is controlled by nothing'],
    ['a control that is not there', {}, { controls: ['R-01', 'R-09'] }, 'H-01 names R-09, which is not there'],
    ['a control that makes it worse', {}, { after: 4 }, 'H-01 is more probable with its controls than without'],
  ])('%s', (_, ofRequirement, ofHazard, fault) => {
    const given = { requirements: [{ ...requirement, ...ofRequirement }], hazards: [{ ...hazard, ...ofHazard }] };
    expect(findFaults(given, listed)).toContain(fault);
  });
});

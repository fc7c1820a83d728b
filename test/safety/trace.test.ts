import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { conditionalTests, readConditional } from './conditional.ts';
import { listTests } from './listing.ts';
import { type Register, readRegister } from './register.ts';
import { filesOf, findFaults, renderHazardLog, renderTrace } from './trace.ts';

const folder = new URL('../../docs/safety/', import.meta.url);
let register: Register;
let tests: string[];

beforeAll(async () => {
  [register, tests] = await Promise.all([readRegister(folder), listTests()]);
});

describe('the safety file', () => {
  it('names no control without a test that exists', async () => {
    expect(tests).toContain(
      'test/safety/trace.test.ts › the safety file › names no control without a test that exists',
    );
    const files = filesOf(register.requirements);
    expect(files.length).toBeGreaterThan(50);
    const conditional = await readConditional(new URL('../../', import.meta.url), files);
    expect(findFaults(register, tests, conditional)).toEqual([]);
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
    expect(findFaults({ requirements: [requirement], hazards: [hazard] }, listed, new Map())).toEqual([]);
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
    ['a risk above 9 that stays', {}, { after: 2 }, 'H-01 keeps a risk of 10 and does not say what is left open'],
  ])('%s', (_, ofRequirement, ofHazard, fault) => {
    const given = { requirements: [{ ...requirement, ...ofRequirement }], hazards: [{ ...hazard, ...ofHazard }] };
    expect(findFaults(given, listed, new Map())).toContain(fault);
  });

  it.each([
    ['that skips itself', "it('holds', (context) => {\n  context.skip();\n});", 'a test that skips itself', 2],
    [
      'that skips itself where something is so',
      "it('holds', ({ skip }) => task.skip(!ready));",
      'a test that skips itself',
      1,
    ],
    [
      'under another name',
      "const always = ready ? it : it.skip;\nalways('holds', () => {});",
      'a test under another name',
      1,
    ],
    [
      'of a group under another name',
      "(ready ? describe : describe.skip)('all', () => {});",
      'a test under another name',
      1,
    ],
    ['under a condition', "if (ready) {\n  it('holds', () => {});\n}", 'a test under a condition', 1],
    ['of no rows', "it.each([])('%s holds', () => {});", 'a table without rows', 1],
    ['that is to fail', "it.fails('holds', () => {});", 'a test that passes when it fails', 1],
    [
      'that is to fail by its options',
      "it('holds', { fails: true }, () => {});",
      'a test that passes when it fails',
      1,
    ],
  ])('where a file that holds a control has a test %s', (_, source, what, line) => {
    const conditional = new Map([['a.test.ts', conditionalTests(source)]]);
    expect(findFaults({ requirements: [requirement], hazards: [hazard] }, listed, conditional)).toEqual([
      `a.test.ts holds a control and has ${what} (line ${line})`,
    ]);
  });

  it('not where a risk stays and what no control holds is said; but a hazard without any control is one all the same', () => {
    const open = { ...hazard, after: 2, leftOpen: 'Nobody can be called.' };
    const alone = { ...open, id: 'H-02', controls: [] };
    expect(findFaults({ requirements: [requirement], hazards: [open, alone] }, listed, new Map())).toEqual([
      'H-02 is controlled by nothing',
    ]);
  });

  it('and not where a test is skipped where it stands, which is not on the list', () => {
    expect(conditionalTests("it.skip('holds', () => {});\ndescribe.skipIf(!ready)('all', () => {});")).toEqual([]);
  });
});

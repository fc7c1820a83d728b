import { writeFile } from 'node:fs/promises';
import { readConditional } from './conditional.ts';
import { listTests } from './listing.ts';
import { readRegister } from './register.ts';
import { filesOf, findFaults, renderHazardLog, renderTrace } from './trace.ts';

/* `pnpm trace`: writes the hazard log and the trace anew; exits 1 where a control names no test that exists. */

const folder = new URL('../../docs/safety/', import.meta.url);
const register = await readRegister(folder);
const tests = await listTests();
const conditional = await readConditional(new URL('../../', import.meta.url), filesOf(register.requirements));
const faults = findFaults(register, tests, conditional);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) {
  process.stderr.write(`${faults.length} faults; nothing was written\n`);
  process.exitCode = 1;
} else {
  await writeFile(new URL('hazard-log.md', folder), renderHazardLog(register));
  await writeFile(new URL('trace.md', folder), renderTrace(register));
  const { hazards, requirements } = register;
  process.stdout.write(
    `${hazards.length} hazards, ${requirements.length} requirements, ${tests.length} tests looked through\n`,
  );
}

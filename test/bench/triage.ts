import { availableParallelism, cpus, loadavg } from 'node:os';
import { asRange, median, whole } from './range.ts';
import type { Rounds } from './triage/inTurn.ts';
import { loads } from './triage/loads.ts';
import { measureSteps } from './triage/steps.ts';
import { twentyRules } from './triage/twentyRules.ts';
import { type Course, measureYear, READINGS } from './triage/year.ts';

const COURSES: Record<Course, string> = {
  pulse: 'heart rate',
  saturation: 'SpO₂, also against the patient’s own normal',
  glucose: 'glucose, wild: over every limit many times a day',
  weight: 'weight, as no scale sends it: two windows of three days',
};

/** What triage itself costs, with nothing around it, against parsing the same as JSON. Writes tables, line by line. */
export function benchTriage(say: (line: string) => void, rounds: number): void {
  const protocol = twentyRules();
  say('## Triage against JSON.parse\n');
  say(
    `- ${availableParallelism()} cores ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  say(
    `- a protocol of ${protocol.rules.length} rules; ${rounds} rounds of each side in turn, after three that are not counted`,
  );
  say('- ratio: triage by parse, median of the rounds (lowest–highest); the aim is at most 1\n');
  say(
    '| one message | bytes | parse, µs | a step, µs | step by parse | its readings at once, µs | at once by parse | state, bytes |',
  );
  say('|---|---|---|---|---|---|---|---|');
  for (const load of loads()) {
    const { perStep, perMessage, bytesPerMessage, bytesPerState } = measureSteps(load, rounds);
    const cells = [
      load.label,
      whole(bytesPerMessage),
      micros(perStep.parse),
      micros(perStep.triage),
      asRange(perStep.ratios),
      micros(perMessage.triage),
      asRange(perMessage.ratios),
      whole(bytesPerState),
    ];
    say(`| ${cells.join(' | ')} |`);
  }
  say(`\nA year of one metric, ${whole(READINGS)} readings, in one fold:\n`);
  say('| metric | fold, ms | by parse, as sent | by parse, shortest | findings | state, bytes |');
  say('|---|---|---|---|---|---|');
  for (const course of Object.keys(COURSES) as Course[]) {
    const { asSent, asEvents, findings, bytesPerState } = measureYear(protocol, course, rounds);
    const cells = [
      COURSES[course],
      whole(median(asSent.triage)),
      asRange(asSent.ratios),
      asRange(asEvents.ratios),
      whole(findings),
      whole(bytesPerState),
    ];
    say(`| ${cells.join(' | ')} |`);
  }
}

function micros(times: Rounds['parse']): string {
  return (1000 * median(times)).toFixed(2);
}

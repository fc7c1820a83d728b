/** Two sides measured in turn, so that what slows the machine slows both; one ratio for each round. Times in milliseconds. */
export interface Rounds {
  readonly parse: readonly number[];
  readonly triage: readonly number[];
  readonly ratios: readonly number[];
}

const WARM_UP = 3;

/** Runs both sides `rounds` times in turn, after three rounds that are not counted. Each side says what it came to, so that none is optimised away. */
export function inTurn(rounds: number, parse: () => number, triage: () => number): Rounds {
  const times: { parse: number; triage: number }[] = [];
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    const timed = { parse: timeOf(parse), triage: timeOf(triage) };
    if (round >= WARM_UP) times.push(timed);
  }
  return {
    parse: times.map((time) => time.parse),
    triage: times.map((time) => time.triage),
    ratios: times.map((time) => time.triage / time.parse),
  };
}

/** Milliseconds of this thread: what else the machine does meanwhile does not count. */
function timeOf(side: () => number): number {
  const before = process.threadCpuUsage();
  if (!(side() > 0)) throw new Error('one side of the comparison did nothing');
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

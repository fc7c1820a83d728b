import type { ConditionalTest } from './conditional.ts';
import type { Hazard, Register, Requirement } from './register.ts';

/**
 * What is wrong with the register, a sentence each: nothing may be controlled by words alone. `tests` as they are listed; `conditional`: what stands in a file that
 * may keep a listed test of it from running.
 */
export function findFaults(
  { requirements, hazards }: Register,
  tests: readonly string[],
  conditional: ReadonlyMap<string, readonly ConditionalTest[]>,
): string[] {
  const known = new Set(requirements.map(({ id }) => id));
  const used = new Set(hazards.flatMap(({ controls }) => controls));
  return [
    ...repeated([...requirements, ...hazards].map(({ id }) => id)).map((id) => `${id} is there twice`),
    ...hazards.filter(({ controls }) => controls.length === 0).map(({ id }) => `${id} is controlled by nothing`),
    ...hazards
      .filter((one) => riskOf(one) > ACCEPTED && one.leftOpen === undefined)
      .map((one) => `${one.id} keeps a risk of ${riskOf(one)} and does not say what is left open`),
    ...hazards.flatMap(({ id, controls }) =>
      controls.filter((control) => !known.has(control)).map((control) => `${id} names ${control}, which is not there`),
    ),
    ...hazards
      .filter(({ before, after }) => after > before)
      .map(({ id }) => `${id} is more probable with its controls than without`),
    ...requirements.filter((one) => !used.has(one.id)).map(({ id }) => `${id} controls no hazard`),
    ...requirements.filter((one) => one.tests.length === 0).map(({ id }) => `${id} is held by no test`),
    ...requirements.flatMap((one) =>
      one.tests
        .filter((name) => !isThere(name, tests))
        .map((name) => `${one.id} names a test that is not there: ${name}`),
    ),
    ...filesOf(requirements).flatMap((file) =>
      (conditional.get(file) ?? []).map(({ what, line }) => `${file} holds a control and has ${what} (line ${line})`),
    ),
  ];
}

/** A risk above this stays open. *Assumption.* */
const ACCEPTED = 9;
const riskOf = ({ severity, after }: Hazard): number => severity * after;

/** The files of the tests that hold the requirements. */
export function filesOf(requirements: readonly Requirement[]): string[] {
  return [...new Set(requirements.flatMap(({ tests }) => tests.flatMap((name) => name.split(' › ')[0] ?? [])))];
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
}

/** A reference may leave out the describes around a test, but not its file; its title may be `*`. */
function isThere(reference: string, tests: readonly string[]): boolean {
  const [file, ...titles] = reference.split(' › ');
  return tests.some((test) => {
    const [ownFile, ...ownTitles] = test.split(' › ');
    if (file !== ownFile || titles.length === 0) return false;
    const compared = titles.at(-1) === '*' ? ownTitles.slice(0, titles.length) : ownTitles.slice(-titles.length);
    return titles.every(
      (title, place) => title === compared[place] || (title === '*' && compared[place] !== undefined),
    );
  });
}

const WRITTEN = 'Written by `pnpm trace` from `requirements.yaml` and `hazards.yaml`; do not edit.';

/** The hazards as a table, the gravest first. */
export function renderHazardLog({ hazards, requirements }: Register): string {
  const rows = [...hazards]
    .sort((a, b) => riskOf(b) - riskOf(a) || a.id.localeCompare(b.id))
    .map((one) => row(hazardCells(one, requirements)));
  return lines([
    '# Hazard log',
    '',
    WRITTEN,
    '',
    'In the manner of ISO 14971. **Every figure is an assumption of the developers**; nothing was measured in use, and no clinician has reviewed it. Severity: 1',
    `negligible to 5 death. Probability without and with the controls: 1 improbable to 5 frequent. Risk is their product; above ${ACCEPTED} it is not accepted. *Left open* is what no control of this software holds.`,
    '',
    row(['', 'Hazard', 'Cause', 'Harm', 'Severity', 'Probability', 'Risk', 'Controlled by', 'Left open']),
    row(Array.from({ length: 9 }, () => '---')),
    ...rows,
  ]);
}

function hazardCells(one: Hazard, requirements: readonly Requirement[]): string[] {
  const { id, hazard, cause, harm, severity, before, after, controls, leftOpen } = one;
  const named = controls.map((control) => {
    const text = requirements.find((requirement) => requirement.id === control)?.text ?? '';
    return `[${control}](trace.md#${control.toLowerCase()} "${text.replaceAll('"', '”')}")`;
  });
  const risk = `${severity * before} → ${riskOf(one)}`;
  return [id, hazard, cause, harm, String(severity), `${before} → ${after}`, risk, named.join(', '), leftOpen ?? ''];
}

/** Each requirement with the hazards that it controls and the tests that hold it. */
export function renderTrace({ hazards, requirements }: Register): string {
  const sections = requirements.flatMap(({ id, text, tests }) => {
    const controlled = hazards.filter(({ controls }) => controls.includes(id));
    return [
      '',
      `## ${id}`,
      '',
      text,
      '',
      `Controls ${controlled.map((one) => `${one.id} (${one.hazard.toLowerCase()})`).join(', ')}. Held by:`,
      '',
      ...tests.map((name) => {
        const [file = '', ...titles] = name.split(' › ');
        return `- [${file}](../../${file}): ${titles.join(' › ').replace(/^\*$/, 'all of it')}`;
      }),
    ];
  });
  return lines(['# From requirement to test', '', WRITTEN, ...sections]);
}

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const lines = (all: readonly string[]) => `${all.join('\n')}\n`;

import { readFile } from 'node:fs/promises';

/*
 * What the list of tests cannot see. It is read from the sources without running them, so a test that is skipped where it stands is not on it; one that decides while it runs, is
 * registered through another name or under a condition, or has no rows, is on it whether or not it ever runs; and so is one that is expected to fail. In a file that holds a control
 * nothing of the kind may stand.
 */

const TEST = String.raw`(?:it|test|describe)\b(?:\.\w+)*`;

const HIDDEN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a test that skips itself', pattern: /\.skip\(\s*(?:\)|[^'"`\s(])/g },
  { what: 'a test under another name', pattern: new RegExp(String.raw`(?:=|\?)\s*${TEST}\s*[;:?)]`, 'g') },
  { what: 'a test under a condition', pattern: new RegExp(String.raw`\bif\s*\([^\n]*\)\s*\{?\s*${TEST}\s*[(\`]`, 'g') },
  { what: 'a test that passes when it fails', pattern: /\b(?:it|test)(?:\.\w+)*\.fails\b|\bfails:\s*true\b/g },
  { what: 'a table without rows', pattern: new RegExp(String.raw`${TEST}\(\s*\[\s*\]\s*\)`, 'g') },
];

/** What may keep a listed test from running, and its line in the file, from 1. */
export interface ConditionalTest {
  readonly what: string;
  readonly line: number;
}

export function conditionalTests(source: string): ConditionalTest[] {
  return HIDDEN.flatMap(({ what, pattern }) =>
    [...source.matchAll(pattern)].map(({ index }) => ({ what, line: source.slice(0, index).split('\n').length })),
  );
}

/** The same of each of these files, by their paths from the root; a file that is gone has no test on the list either. */
export async function readConditional(
  root: URL,
  files: readonly string[],
): Promise<ReadonlyMap<string, readonly ConditionalTest[]>> {
  const found = new Map<string, readonly ConditionalTest[]>();
  for (const file of files) {
    const source = await readFile(new URL(file, root), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    found.set(file, conditionalTests(source));
  }
  return found;
}

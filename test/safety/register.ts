import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

/*
 * The safety file: hazards, the requirements that control them, and the tests that hold the requirements. Written by people in docs/safety/*.yaml.
 */

/** 1 to 5, as docs/safety/hazards.yaml explains. */
const GradeSchema = z.int().min(1).max(5);

const RequirementSchema = z.strictObject({
  id: z.string().regex(/^R-\d\d$/),
  text: z.string().min(1),
  /** `file › [describe ›] title`; the title `*` is any test of the file or of the describe before it. */
  tests: z.array(z.string().min(1)),
});
export type Requirement = z.infer<typeof RequirementSchema>;

const HazardSchema = z.strictObject({
  id: z.string().regex(/^H-\d\d$/),
  hazard: z.string().min(1),
  cause: z.string().min(1),
  harm: z.string().min(1),
  severity: GradeSchema,
  before: GradeSchema,
  after: GradeSchema,
  controls: z.array(z.string()),
  /** What no control of this software holds, in words; demanded where the risk stays above what is accepted. */
  leftOpen: z.string().min(1).optional(),
});
export type Hazard = z.infer<typeof HazardSchema>;

export type Register = { readonly requirements: readonly Requirement[]; readonly hazards: readonly Hazard[] };

/** Reads both files of `folder` (a URL ending in a slash). Throws with the file and the place where one is not as it should be. */
export async function readRegister(folder: URL): Promise<Register> {
  return {
    requirements: await read(new URL('requirements.yaml', folder), z.array(RequirementSchema)),
    hazards: await read(new URL('hazards.yaml', folder), z.array(HazardSchema)),
  };
}

async function read<Schema extends z.ZodType>(file: URL, schema: Schema): Promise<z.infer<Schema>> {
  const result = schema.safeParse(parse(await readFile(file, 'utf8')));
  if (result.success) return result.data;
  throw new Error(`${file.pathname}: ${z.prettifyError(result.error)}`);
}

import { z } from 'zod';

/*
 * Walks a zod schema beside an example of it, so that a test can change each field by itself, and can say which fields the example does not have. What
 * comes out need not parse: it is the field that matters, not the sense.
 */

/** The example with one field changed; `path` is where. */
export interface FieldChange {
  readonly path: string;
  readonly value: unknown;
}

/** A place of the schema that an example must have: a key of an object, an option of a union. */
type Place = `${number} ${string}`;
type Seen = (node: z.ZodType, place: string) => void;

export interface EveryChange {
  readonly changes: readonly FieldChange[];
  /** Keys and options of the schema that nothing in the example is of. */
  readonly without: readonly string[];
}

export function everyChange(schema: z.ZodType, example: unknown): EveryChange {
  const ids = new Map<z.ZodType, number>();
  const placeOf = (node: z.ZodType, place: string): Place => {
    if (!ids.has(node)) ids.set(node, ids.size);
    return `${ids.get(node) ?? 0} ${place}`;
  };
  const allowed = new Map<Place, string>();
  visit(schema, (node, place, path) => allowed.set(placeOf(node, place), path));
  const had = new Set<Place>();
  const changes = changesOf(schema, example, '', (node, place) => had.add(placeOf(node, place)));
  return { changes, without: [...allowed].flatMap(([place, path]) => (had.has(place) ? [] : [path])) };
}

/** What a schema is without being optional, having a default, or being read late. */
function bare(schema: z.ZodType): z.ZodType {
  // Its own one: unwrap makes it anew each time.
  if (schema instanceof z.ZodLazy) return bare(schema._zod.innerType as z.ZodType);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly) {
    return bare(schema.unwrap() as z.ZodType);
  }
  return schema;
}

/** Every key of every object and every option of every union, each once. */
function visit(schema: z.ZodType, tell: (node: z.ZodType, place: string, path: string) => void): void {
  const seen = new Set<z.ZodType>();
  const into = (given: z.ZodType, path: string): void => {
    const node = bare(given);
    if (seen.has(node)) return;
    seen.add(node);
    for (const [place, child] of childrenOf(node)) {
      if (!(node instanceof z.ZodArray || node instanceof z.ZodRecord)) tell(node, place, `${path}.${place}`);
      into(child, `${path}.${place}`);
    }
  };
  into(schema, '');
}

function childrenOf(node: z.ZodType): [place: string, child: z.ZodType][] {
  // What an option must not have, to be told apart from another, is no field of it.
  if (node instanceof z.ZodObject) {
    return Object.entries(node.shape as Record<string, z.ZodType>).filter(
      ([, child]) => !(bare(child) instanceof z.ZodNever),
    );
  }
  if (node instanceof z.ZodUnion) return node.options.map((option, index) => [`${index}`, option as z.ZodType]);
  if (node instanceof z.ZodArray) return [['each', node.element as z.ZodType]];
  if (node instanceof z.ZodRecord) return [['each', node.valueType as z.ZodType]];
  return [];
}

function changesOf(schema: z.ZodType, value: unknown, path: string, seen: Seen): FieldChange[] {
  const node = bare(schema);
  if (node instanceof z.ZodUnion) {
    const index = node.options.findIndex((option) => (option as z.ZodType).safeParse(value).success);
    const option = node.options[index] as z.ZodType | undefined;
    if (!option) throw new RangeError(`the example is none of the union's at ${path}`);
    seen(node, `${index}`);
    return changesOf(option, value, path, seen);
  }
  if (node instanceof z.ZodObject) return changesOfObject(node, value as Record<string, unknown>, path, seen);
  if (node instanceof z.ZodRecord) {
    const record = value as Record<string, unknown>;
    return Object.entries(record).flatMap(([key, own]) =>
      changesOf(node.valueType as z.ZodType, own, `${path}.${key}`, seen).map((one) => ({
        path: one.path,
        value: { ...record, [key]: one.value },
      })),
    );
  }
  if (node instanceof z.ZodArray) {
    const list = value as unknown[];
    return list.flatMap((own, index) => [
      { path: `${path}.${index} (gone)`, value: list.toSpliced(index, 1) },
      ...changesOf(node.element as z.ZodType, own, `${path}.${index}`, seen).map((one) => ({
        path: one.path,
        value: list.with(index, one.value),
      })),
    ]);
  }
  return changeOfPlain(node, value).map((other) => ({ path, value: other }));
}

function changesOfObject(node: z.ZodObject, value: Record<string, unknown>, path: string, seen: Seen): FieldChange[] {
  return Object.entries(node.shape as Record<string, z.ZodType>).flatMap(([key, child]) => {
    const own = value[key];
    if (own === undefined) return [];
    seen(node, key);
    const { [key]: _, ...rest } = value;
    const gone = child instanceof z.ZodOptional ? [{ path: `${path}.${key} (gone)`, value: rest }] : [];
    const changed = changesOf(child, own, `${path}.${key}`, seen);
    return [...gone, ...changed.map((one) => ({ path: one.path, value: { ...value, [key]: one.value } }))];
  });
}

const MINUTE = 60_000;

function changeOfPlain(node: z.ZodType, value: unknown): unknown[] {
  // What a union is told apart by: its other options are of other fields.
  if (node instanceof z.ZodLiteral) return [];
  if (node instanceof z.ZodEnum) return node.options.filter((option) => option !== value).slice(0, 1);
  // A length of time of another minute; any other number by one.
  if (typeof value === 'number') return [Math.abs(value) >= MINUTE ? value * 2 : value + 1];
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'string') return [`${value}x`];
  throw new RangeError(`no other value is known of ${JSON.stringify(value)}`);
}

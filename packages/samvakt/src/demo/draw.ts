import { createHash } from 'node:crypto';

/** A number in [0, 1) that is always the same for the same seed and name. */
export function draw(seed: number, name: string): number {
  return digest(`${seed}/${name}`).readUIntBE(0, 6) / 2 ** 48;
}

export function drawFrom<T>(seed: number, name: string, choices: readonly T[]): T {
  const chosen = choices[Math.floor(draw(seed, name) * choices.length)];
  if (chosen === undefined) throw new RangeError(`There is nothing to choose "${name}" from.`);
  return chosen;
}

/** An id that is always the same for the same name: a UUID of version 8 (RFC 9562), made from a hash. */
export function demoId(name: string): string {
  const bytes = digest(`samvakt demo/${name}`).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

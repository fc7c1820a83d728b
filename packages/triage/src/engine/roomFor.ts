/** Lists of these are cut, since a cut of a list of numbers is made at its length and of the right kind at once. */
const ROOM: readonly number[] = new Array<number>(240).fill(0.5);

/** So many numbers, to be written over. A list that is pushed to takes twice its room. */
export function roomFor(numbers: number): number[] {
  return numbers <= ROOM.length ? ROOM.slice(0, numbers) : new Array<number>(numbers).fill(0.5);
}

/** A copy of the list that begins a list of so many numbers more, which are to be written. */
export function withRoomFor(more: number, numbers: readonly number[]): number[] {
  const { length } = numbers;
  const copy = roomFor(length + more);
  for (let index = 0; index < length; index += 1) copy[index] = numbers[index] ?? 0;
  return copy;
}

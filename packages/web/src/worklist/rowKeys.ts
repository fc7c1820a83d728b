/** Where a key moves the focus among rows; undefined where the key is not ours. Home and End only jump to the ends. */
export function rowAfterKey(key: string, row: number, rows: number): number | undefined {
  if (rows === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(rows - 1, row + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, row - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}

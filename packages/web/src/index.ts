/** Folder (file: URL) of the built interface; `pnpm --filter @samvakt/web build` fills it. */
export const webDist = new URL('../dist/', import.meta.url);

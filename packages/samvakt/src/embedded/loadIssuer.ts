import type { Logger } from 'pino';

/** The library greets every Node that does not call itself LTS with a line on the terminal. That line belongs in the log. */
export async function loadIssuer(log: Logger): Promise<typeof import('./issuer.ts')> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => log.warn(words.join(' '));
  try {
    return await import('./issuer.ts');
  } finally {
    console.warn = warn;
  }
}

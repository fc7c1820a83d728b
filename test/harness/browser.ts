import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';

/** Unpacked once per version, outside the clone's own folders but never in a shared temporary one that another version has filled. */
const folder = path.join(os.tmpdir(), `samvakt-chromium-${process.getuid?.() ?? 'user'}-153.0.0`);

/**
 * A real, headless Chromium, unpacked from the npm package `@sparticuz/chromium`: nothing is installed on the system. The caller
 * closes it. The package's own flags are not used: they switch off the very security (origins, sites) that is to be tested.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await unpackedChromium();
  // Loaded here, so that tests without a browser do not carry it.
  const { chromium: playwright } = await import('playwright-core');
  return playwright.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: { ...process.env, ...lentBy(executablePath) },
  });
}

async function unpackedChromium(): Promise<string> {
  const whole = await stat(folder).catch(() => undefined);
  // Unpacked beside and renamed: a run that was cut short, or one at the same time, leaves nothing half unpacked.
  if (!whole) {
    const partial = `${folder}-${process.pid}`;
    await mkdir(partial, { recursive: true });
    await unpackInto(partial);
    await rename(partial, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      return rm(partial, { recursive: true });
    });
  }
  return path.join(folder, 'chromium');
}

/** The package unpacks into the temporary folder; and its libraries only where it believes to run on a machine without any. */
async function unpackInto(target: string): Promise<void> {
  const names = ['TMPDIR', 'AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH'];
  const before = names.map((name) => [name, process.env[name]] as const);
  process.env.TMPDIR = target;
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** The libraries and the font that came along, where the system has none of its own. */
function lentBy(executable: string): Record<string, string> {
  if (process.platform !== 'linux') return {};
  const lacking = spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout?.includes('not found') ?? false;
  return {
    ...(lacking ? { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib') } : {}),
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: path.join(folder, 'fonts') }),
  };
}

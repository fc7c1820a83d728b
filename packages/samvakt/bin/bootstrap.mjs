#!/usr/bin/env node
/*
 * What `npm start` and `npm test` run. It needs nothing but the Node that is there (20 or newer): it installs what
 * the lock file pins, Node itself among it, and then hands over to the pinned Node.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const PNPM = ['--yes', 'pnpm@12.21.0'];
const root = fileURLToPath(new URL('../../..', import.meta.url));
const onWindows = process.platform === 'win32';
const installedMark = path.join(root, 'node_modules', '.samvakt-installed');
const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', onWindows ? 'node.exe' : 'node');
const commandLine = path.join(root, 'packages', 'samvakt', 'src', 'main.ts');

try {
  requireNode();
  await install();
  const [command = 'start', ...rest] = process.argv.slice(2);
  process.exitCode =
    command === 'test'
      ? await run('npx', [...PNPM, 'run', 'verify', ...rest], { stdio: 'inherit', shell: onWindows, cwd: root })
      : // Over the extra channel the service learns that this process was killed, and stops instead of living on alone.
        await run(pinnedNode, [commandLine, command, ...rest], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
} catch (error) {
  process.stderr.write(`\nSamvakt could not begin: ${error.message}\n`);
  process.exitCode = 1;
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  throw new Error(
    `Node.js ${process.versions.node} is too old; ${OLDEST_NODE} or newer is needed (https://nodejs.org).`,
  );
}

/** Runs the package manager unless exactly these manifests were installed here, for this kind of machine. */
async function install() {
  const wanted = fingerprint();
  if (existsSync(pinnedNode) && existsSync(installedMark) && readFileSync(installedMark, 'utf8') === wanted) return;
  process.stdout.write('Installing what is pinned (the first time takes a minute or two) …\n');
  let output = '';
  const code = await run(
    'npx',
    [...PNPM, 'install', '--frozen-lockfile'],
    { stdio: ['ignore', 'pipe', 'pipe'], shell: onWindows, cwd: root, env: { ...process.env, CI: 'true' } },
    (text) => {
      output += text;
    },
  );
  if (code !== 0 || !existsSync(pinnedNode)) {
    process.stderr.write(output);
    const what = code === 0 ? `it brought no Node.js to ${pinnedNode}` : `exit code ${code}`;
    throw new Error(`the installation failed (${what}); its own words are above.`);
  }
  writeFileSync(installedMark, wanted);
}

/** Changes when any manifest or the lock file does, or when the folder was moved or copied to another kind of machine. */
function fingerprint() {
  const rooms = ['packages', 'devices', 'test'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(folder, entry.name)),
  );
  const manifests = ['.', 'test', ...rooms].map((folder) => path.join(folder, 'package.json'));
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${root}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests.sort()]) {
    const full = path.join(root, file);
    if (existsSync(full)) hash.update(file).update(readFileSync(full));
  }
  return hash.digest('hex');
}

/** Runs a program to its end, passes every signal on to it, and gives its exit code (128 + number when a signal ended it). */
function run(program, args, options, onOutput) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    const passOn = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    const parentGone = watchParent(() => passOn('SIGTERM'));
    child.stdout?.setEncoding('utf8').on('data', onOutput);
    child.stderr?.setEncoding('utf8').on('data', onOutput);
    child.on('error', (error) => reject(new Error(`${program} could not be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      for (const one of signals) process.off(one, passOn);
      clearInterval(parentGone);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

/** npm that is told to stop ends without telling its script; a script whose npm is gone has another parent. */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 1000).unref();
  return timer;
}

import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder, prepareDataFolder, StartError } from './dataFolder.ts';
import { watchSignals } from './signals.ts';
import { createStack } from './stack.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-instance-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the data folder', () => {
  it('is made when it is missing', async () => {
    await prepareDataFolder(path.join(folder, 'a', 'b'), async () => 2e9);
    await writeFile(path.join(folder, 'a', 'b', 'file'), '');
  });

  it('with too little room is refused with the room it has', async () => {
    await expect(prepareDataFolder(folder, async () => 0.5 * 1024 ** 3)).rejects.toThrow(/Only 0.50 GB .*SAMVAKT_DATA/);
  });

  it('that cannot be made is refused by name', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const refusal = prepareDataFolder(path.join(folder, 'file', 'below'));
    await expect(refusal).rejects.toThrow(StartError);
    await expect(refusal).rejects.toThrow(/file\/below cannot be written/);
  });
});

describe('the lock', () => {
  it('is held until it is let go', async () => {
    const release = await lockDataFolder(folder);
    expect(await readFile(path.join(folder, 'lock'), 'utf8')).toBe(String(process.pid));
    await release();
    await (await lockDataFolder(folder))();
  });

  it('of another living Samvakt is respected', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'main.ts'], { stdio: 'ignore' });
    await once(other, 'spawn');
    await writeFile(path.join(folder, 'lock'), String(other.pid));
    await expect(lockDataFolder(folder)).rejects.toThrow(`already runs on ${folder} (process ${other.pid})`);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await (await lockDataFolder(folder))();
  });

  it('of a process number that now belongs to something else, or of none, is taken over', async () => {
    for (const left of ['1', 'nonsense', '']) {
      await writeFile(path.join(folder, 'lock'), left);
      await (await lockDataFolder(folder))();
    }
  });
});

describe('what was started', () => {
  it('is stopped in the opposite order, once, also past a part that fails and one that hangs', async () => {
    const order: string[] = [];
    const faults: string[] = [];
    const stack = createStack({ patienceMs: 20, onFault: (name, error) => faults.push(`${name}: ${error}`) });
    stack.add('first', async () => order.push('first'));
    stack.add('failing', async () => {
      throw new Error('broken');
    });
    stack.add('hanging', () => new Promise(() => {}));
    stack.add('last', async () => order.push('last'));
    await Promise.all([stack.stop(), stack.stop()]);
    expect(order).toEqual(['last', 'first']);
    expect(faults).toEqual(['hanging: Error: it did not stop within 20 ms', 'failing: Error: broken']);
  });
});

describe('a wish to stop', () => {
  it('counts once when it arrives on several ways, and again when it is repeated later', () => {
    const source = new EventEmitter();
    const heard: string[] = [];
    let now = 0;
    watchSignals({
      source,
      now: () => now,
      onFirst: () => heard.push('stop'),
      onSecond: () => heard.push('force'),
    });
    source.emit('SIGINT');
    now = 100;
    source.emit('SIGINT');
    source.emit('disconnect');
    expect(heard).toEqual(['stop']);
    now = 1_500;
    source.emit('SIGINT');
    expect(heard).toEqual(['stop', 'force']);
  });
});

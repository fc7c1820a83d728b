import { describe, expect, it } from 'vitest';
import { createSteps } from './steps.ts';

describe('the start-up log', () => {
  it('has a line per step with its time, a cross for the one that failed, and a frame', async () => {
    let written = '';
    let now = 0;
    const steps = createSteps(
      (text) => {
        written += text;
      },
      () => now,
    );
    const result = await steps.run('database', async () => {
      now += 1_250;
      steps.note('kept elsewhere');
      return 42;
    });
    expect(result).toBe(42);
    await expect(steps.run('broker', () => Promise.reject(new Error('port taken')))).rejects.toThrow('port taken');
    steps.frame(['http://localhost:1', 'ok']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are not what is tested
    const plain = written.replace(/\u001b\[\d+m/g, '');
    expect(plain).toMatch(/^ {2}kept elsewhere\n✓ database +1\.[23] s\n✗ broker\n/);
    expect(plain).toContain('│  http://localhost:1  │\n│  ok                  │\n');
  });
});
